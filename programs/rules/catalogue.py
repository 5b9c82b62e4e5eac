"""The catalogue of eligibility rules from which a call is built: each rule is chosen by its code and set with values.

A rule says which values it takes, checks them when the call is built, and answers with a finding for an applicant on a
day. Where a fact has not been looked up it answers UNCONFIRMED, and a person decides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from programs.rules.eligibility import ApplicantFacts, Finding, Verdict
from programs.rules.wording import gettext_noop as _

MET, UNMET, OPEN = Verdict.MET, Verdict.UNMET, Verdict.UNCONFIRMED


class ValueKind(StrEnum):
    """What a value of a rule is, as JSON."""

    CODES = "codes"  # list of text, not empty
    TEXT = "text"
    DATE = "date"  # ISO text
    FLAG = "flag"


@dataclass(frozen=True)
class Value:
    """One value of a rule; without ``default`` it has to be given. ``choices`` bounds the codes."""

    key: str
    label: str
    kind: ValueKind
    default: Any = None
    choices: tuple[str, ...] = ()

    def fits(self, given: Any) -> bool:
        match self.kind:
            case ValueKind.FLAG:
                return isinstance(given, bool)
            case ValueKind.DATE:
                return _day(given) is not None
            case ValueKind.TEXT:
                return isinstance(given, str) and bool(given.strip())
            case ValueKind.CODES:
                known = isinstance(given, list) and all(isinstance(code, str) for code in given)
                return known and bool(given) and (not self.choices or set(given) <= set(self.choices))


Check = Callable[[Mapping[str, Any], ApplicantFacts, date], Finding]


@dataclass(frozen=True)
class CatalogueRule:
    code: str
    label: str
    help: str
    check: Check
    values: tuple[Value, ...] = ()

    def filled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the defaults of those that were left out."""
        return {value.key: given.get(value.key, value.default) for value in self.values}


@dataclass(frozen=True)
class Chosen:
    """A rule as a call has set it; kept as JSON with the call's terms."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A choice that cannot stand: the rule is unknown (``value`` empty) or a value does not fit."""

    code: str
    value: str = ""


def problems(chosen: Iterable[Chosen]) -> list[Problem]:
    """What has to be mended before a call can be published, rule by rule."""
    found = []
    for choice in chosen:
        rule = RULES.get(choice.code)
        if rule is None:
            found.append(Problem(choice.code))
            continue
        values = rule.filled(choice.values)
        found += [Problem(choice.code, value.key) for value in rule.values if not value.fits(values[value.key])]
        found += [Problem(choice.code, key) for key in choice.values if key not in values]
    return found


def check_all(chosen: Iterable[Chosen], facts: ApplicantFacts, on: date) -> list[Finding]:
    """One finding for each chosen rule, in the call's order. Raises ValueError for choices with problems."""
    choices = list(chosen)
    if wrong := problems(choices):
        raise ValueError(f"rules that cannot be checked: {wrong}")
    return [RULES[choice.code].check(RULES[choice.code].filled(choice.values), facts, on) for choice in choices]


# -- the rules -------------------------------------------------------------------------------------------------


def _size(values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    if not facts.size_class:
        return _finding("size", OPEN, _("The size class is not registered yet."))
    if facts.size_class in values["classes"]:
        return _finding("size", MET, _("The size class is covered by this call."))
    return _finding("size", UNMET, _("The size class is not covered by this call."))


def _place(values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    address = " ".join(facts.address.split())
    if not address:
        return _finding("place", OPEN, _("The address is not registered yet."))
    places = values["places"]
    if any(address == place or address.startswith(f"{place} ") for place in places):
        return _finding("place", MET, _("The place of business is in the area of this call."))
    return _finding("place", UNMET, _("The place of business is outside the area of this call."))


def _status(values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    status = facts.business_status
    if status == "active" or (status == "suspended" and values["suspended_too"]):
        return _finding("status", MET, _("The business is in operation."))
    if status in {"suspended", "closed"}:
        return _finding("status", UNMET, _("The business is suspended or closed."))
    return _finding("status", OPEN, _("The operating status is not confirmed yet."))


def _founded(values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    last = values["founded_by"]
    if facts.founded_on is None:
        return _finding("founded", OPEN, _("The opening date is not registered yet."))
    if facts.founded_on <= date.fromisoformat(last):
        return _finding("founded", MET, _("The business opened by %(day)s."), day=last)
    return _finding("founded", UNMET, _("The business opened after %(day)s."), day=last)


def _tax(values: Mapping[str, Any], facts: ApplicantFacts, on: date) -> Finding:
    """Of each kind one valid answer is needed: arrears in a valid one are decisive, an expired one says nothing."""
    valid = [evidence for evidence in facts.taxes or () if evidence.valid_until >= on]
    owed = sorted({one.kind for one in valid if not one.clear and one.kind in values["kinds"]})
    if owed:
        return _finding("tax", UNMET, _("Taxes are in arrears."), kinds=owed)
    missing = [kind for kind in values["kinds"] if kind not in {one.kind for one in valid}]
    if missing:
        return _finding("tax", OPEN, _("There is no valid evidence yet that the taxes are paid."), kinds=missing)
    return _finding("tax", MET, _("The taxes are paid."))


def _sanctions(_values: Mapping[str, Any], facts: ApplicantFacts, on: date) -> Finding:
    if facts.exclusions is None:
        return _finding("sanctions", OPEN, _("The lists of excluded businesses have not been looked up yet."))
    for one in facts.exclusions:
        if one.since <= on and (one.until is None or on < one.until):
            until = one.until.isoformat() if one.until else ""
            text = _("The business is excluded from subsidies.")
            return _finding("sanctions", UNMET, text, source=one.source, since=one.since.isoformat(), until=until)
    return _finding("sanctions", MET, _("The business is not excluded from subsidies."))


def _one_case(values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    if facts.cases is None:
        return _finding("one_case", OPEN, _("Other cases of the business have not been looked up yet."))
    active = [case.number for case in facts.cases if case.active and case.programme in values["programmes"]]
    if active:
        return _finding("one_case", UNMET, _("The business already has a case that is still running."), numbers=active)
    return _finding("one_case", MET, _("The business has no other case that is still running."))


def _same_task(_values: Mapping[str, Any], facts: ApplicantFacts, _on: date) -> Finding:
    if facts.cases is None:
        return _finding("same_task", OPEN, _("Support from elsewhere has not been looked up yet."))
    same = [case.number for case in facts.cases if case.same_task]
    if same:
        return _finding("same_task", UNMET, _("The same task is supported elsewhere."), numbers=same)
    unread = [case.number for case in facts.cases if case.same_task is None]
    if unread:
        text = _("There is support from elsewhere; a person compares the tasks.")
        return _finding("same_task", OPEN, text, numbers=unread)
    if not facts.elsewhere:
        return _finding("same_task", OPEN, _("Support from elsewhere has not been looked up yet."))
    return _finding("same_task", MET, _("The same task is not supported elsewhere."))


def _finding(code: str, verdict: Verdict, explanation: str, **values: Any) -> Finding:
    return Finding(code, verdict, LABELS[code], explanation, values)


def _day(given: Any) -> date | None:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        return None


LABELS = {
    "size": _("Size class"),
    "place": _("Place of business"),
    "status": _("Operating status"),
    "founded": _("Opening date"),
    "tax": _("Tax arrears"),
    "sanctions": _("Exclusion from subsidies"),
    "one_case": _("One running case per business"),
    "same_task": _("Same task elsewhere"),
}

RULES: dict[str, CatalogueRule] = {
    rule.code: rule
    for rule in (
        CatalogueRule(
            "size",
            LABELS["size"],
            _("Only businesses of these size classes may apply."),
            _size,
            (Value("classes", _("Size classes"), ValueKind.CODES),),
        ),
        CatalogueRule(
            "place",
            LABELS["place"],
            _("The registered address lies in one of these areas, as an address begins."),
            _place,
            (Value("places", _("Areas"), ValueKind.CODES, ["대전광역시", "대전"]),),
        ),
        CatalogueRule(
            "status",
            LABELS["status"],
            _("The National Tax Service lists the business as operating."),
            _status,
            (Value("suspended_too", _("Suspended businesses too"), ValueKind.FLAG, False),),
        ),
        CatalogueRule(
            "founded",
            LABELS["founded"],
            _("The business opened on this day at the latest."),
            _founded,
            (Value("founded_by", _("Last opening date"), ValueKind.DATE),),
        ),
        CatalogueRule(
            "tax",
            LABELS["tax"],
            _("Valid evidence shows that no taxes are owed."),
            _tax,
            (Value("kinds", _("Taxes"), ValueKind.CODES, ["national", "local"], ("national", "local")),),
        ),
        CatalogueRule(
            "sanctions",
            LABELS["sanctions"],
            _("The business is on no list of excluded businesses on the day of the check."),
            _sanctions,
        ),
        CatalogueRule(
            "one_case",
            LABELS["one_case"],
            _("A business has one running case in these programmes."),
            _one_case,
            (Value("programmes", _("Programmes"), ValueKind.CODES),),
        ),
        CatalogueRule(
            "same_task",
            LABELS["same_task"],
            _("No other programme pays for the same task."),
            _same_task,
        ),
    )
}
