"""What people can be asked to agree to: each item alone, with purpose, items, retention and the right to refuse.

개인정보보호법 §15② and §17② name the parts, §22 asks for each consent separately. Apps above declare their own items
with :func:`declare_consent`. A change of the words needs a new ``version``: people are then asked again.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class ConsentItem:
    """One consent. ``required``: no service without it; ``recipient`` only where a third party gets the data (§17②)."""

    code: str
    version: int
    title: Text
    purpose: Text
    items: Text
    retention: Text
    refusal: Text
    required: bool = False
    recipient: Text = ""
    at_sign_up: bool = False


_declared: dict[str, ConsentItem] = {}


def declare_consent(*items: ConsentItem) -> None:
    for item in items:
        _declared[item.code] = item


def consent_item(code: str) -> ConsentItem | None:
    return _declared.get(code)


def sign_up_items() -> list[ConsentItem]:
    """What is asked at sign-up: the required ones first."""
    return sorted((item for item in _declared.values() if item.at_sign_up), key=lambda item: not item.required)


ACCOUNT = ConsentItem(
    code="account",
    version=1,
    title=_("Collection and use of personal information for the account"),
    purpose=_("To know who acts, to protect the account and to reach you about your cases"),
    items=_("Name, e-mail address, password; mobile phone if you give it; address and device of each sign-in"),
    retention=_("Until you close the account; records that a law prescribes as long as it prescribes"),
    refusal=_("You may refuse. Without this consent no account can be made."),
    required=True,
    at_sign_up=True,
)
NEWS = ConsentItem(
    code="news",
    version=1,
    title=_("News of calls and programmes by e-mail"),
    purpose=_("To tell you of new calls and programmes of the city"),
    items=_("Name, e-mail address"),
    retention=_("Until you withdraw this consent or close the account"),
    refusal=_("You may refuse. Everything else stays open to you."),
    at_sign_up=True,
)
