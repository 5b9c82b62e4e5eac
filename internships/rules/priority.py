"""Priority groups (우선선발 대상): which a call may choose from, and what proves that somebody belongs to one.

No official list was found: which of them count, and whether as a quota, as points or as kept seats, is the call's.
"""

from dataclasses import dataclass

from programs.rules.wording import gettext_noop

# What lists, reasons and quotas call membership of any group: that there is one, never which.
NEUTRAL = "priority"


@dataclass(frozen=True)
class Group:
    """A group with what people call it and the usual proof of it (message ids)."""

    code: str
    label: str
    proof: str


GROUPS = (
    Group("low_income", gettext_noop("Low income"), gettext_noop("Certificate of basic livelihood or near-poverty")),
    Group("disabled", gettext_noop("People with a disability"), gettext_noop("Certificate of disability")),
    Group("single_parent", gettext_noop("Single-parent family"), gettext_noop("Certificate of a single-parent family")),
    Group("care_leaver", gettext_noop("Care leavers"), gettext_noop("Confirmation of the end of protection")),
    Group(
        "long_unemployed",
        gettext_noop("Unemployed for six months or longer"),
        gettext_noop("Record of employment insurance"),
    ),
    Group("veteran", gettext_noop("Veterans and their families"), gettext_noop("Certificate of employment support")),
    Group("north_korean", gettext_noop("Refugees from North Korea"), gettext_noop("Confirmation of refugee status")),
    Group("multicultural", gettext_noop("Multicultural family"), gettext_noop("Certificate of family relations")),
)
CODES = tuple(one.code for one in GROUPS)


def group(code: str) -> Group:
    """Raises KeyError for a code that stands nowhere."""
    return _BY_CODE[code]


_BY_CODE = {one.code: one for one in GROUPS}
