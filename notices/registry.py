"""Kinds of notices and their categories, registered by the apps that send them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.errors import UnknownNotice

Text = str | Promise


class ByMail(Enum):
    """Whether a kind also goes out as e-mail."""

    AS_PREFERRED = "as_preferred"
    ALWAYS = "always"  # urgent, or the law asks for it: the person cannot switch it off
    NEVER = "never"


@dataclass(frozen=True)
class Category:
    """What a person can switch e-mail on or off for."""

    code: str
    label: Text
    description: Text
    order: int = 50


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its texts lie in ``templates/notices/messages/<code>.{ko,en}.txt``, first line the subject.

    ``sample`` is a context with which staff preview it and tests render it; every name that the text uses is in it.
    """

    code: str
    title: Text
    category: str
    sample: Mapping[str, Any] = field(default_factory=dict)
    by_mail: ByMail = ByMail.AS_PREFERRED


_kinds: dict[str, NoticeKind] = {}
_categories: dict[str, Category] = {}


def register_category(*categories: Category) -> None:
    for category in categories:
        _categories[category.code] = category


def register_notice(*kinds: NoticeKind) -> None:
    """Called from an app's ``AppConfig.ready``."""
    for kind in kinds:
        _kinds[kind.code] = kind


def notice_kind(code: str) -> NoticeKind:
    """Raises UnknownNotice."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownNotice(f"no app registered the notice {code!r}") from None


def notice_kinds() -> list[NoticeKind]:
    return sorted(_kinds.values(), key=lambda kind: (kind.category, kind.code))


def categories() -> list[Category]:
    return sorted(_categories.values(), key=lambda category: (category.order, category.code))


def category_label(code: str) -> str:
    """Its name for people; the code itself when no app has registered it."""
    return str(_categories[code].label) if code in _categories else code


register_category(
    Category("cases", _("Applications and decisions"), _("Receipt, additions asked for, results, agreements."), 10),
    Category("work", _("Work and attendance"), _("Placement, attendance, tasks, pay slips."), 20),
    Category("tasks", _("Tasks for staff"), _("Reviews to write, cases to look at, documents that are ready."), 30),
    Category("account", _("Account and organisation"), _("Invitations, files, changes of your account."), 40),
)
