"""Who may apply for a data voucher.

데이터산업법 §31 ① gives small and medium-sized businesses priority; which size classes a call covers, and whether it is
for this city's businesses only, are settings of the call.
"""

from collections.abc import Collection
from datetime import date

from programs.rules.eligibility import ApplicantFacts, Finding, Verdict
from programs.rules.wording import gettext_noop

CITY = ("대전광역시", "대전")
CLOSED = {"closed", "suspended"}


def check(
    facts: ApplicantFacts, *, size_classes: Collection[str], city_only: bool, founded_by: date | None = None
) -> list[Finding]:
    """One finding for each rule of the call; ``founded_by`` is the last opening date that is covered."""
    findings = [_size(facts, size_classes), _status(facts)]
    if city_only:
        findings.append(_place(facts))
    if founded_by is not None:
        findings.append(_founded(facts, founded_by))
    return findings


def _size(facts: ApplicantFacts, covered: Collection[str]) -> Finding:
    label = gettext_noop("Size class")
    if not facts.size_class:
        return Finding("size", Verdict.UNCONFIRMED, label, gettext_noop("Your size class is not registered yet."))
    if facts.size_class in covered:
        return Finding("size", Verdict.MET, label, gettext_noop("Your size class is covered by this call."))
    return Finding("size", Verdict.UNMET, label, gettext_noop("Your size class is not covered by this call."))


def _status(facts: ApplicantFacts) -> Finding:
    label = gettext_noop("Business status")
    if facts.business_status == "active":
        return Finding(
            "status", Verdict.MET, label, gettext_noop("The National Tax Service lists the business as active.")
        )
    if facts.business_status in CLOSED:
        return Finding(
            "status",
            Verdict.UNMET,
            label,
            gettext_noop("The National Tax Service lists the business as closed or suspended."),
        )
    return Finding(
        "status",
        Verdict.UNCONFIRMED,
        label,
        gettext_noop("The business status is not yet confirmed. You can apply; the city confirms it."),
    )


def _place(facts: ApplicantFacts) -> Finding:
    label = gettext_noop("Place of business")
    if not facts.address.strip():
        return Finding("place", Verdict.UNCONFIRMED, label, gettext_noop("Your address is not registered yet."))
    if facts.address.strip().startswith(CITY):
        return Finding("place", Verdict.MET, label, gettext_noop("The place of business is in Daejeon."))
    return Finding("place", Verdict.UNMET, label, gettext_noop("The place of business is not in Daejeon."))


def _founded(facts: ApplicantFacts, founded_by: date) -> Finding:
    label, values = gettext_noop("Opening date"), {"day": founded_by.isoformat()}
    if facts.founded_on is None:
        return Finding("founded", Verdict.UNCONFIRMED, label, gettext_noop("Your opening date is not registered yet."))
    if facts.founded_on <= founded_by:
        return Finding("founded", Verdict.MET, label, gettext_noop("The business opened by %(day)s."), values)
    return Finding("founded", Verdict.UNMET, label, gettext_noop("The business opened after %(day)s."), values)
