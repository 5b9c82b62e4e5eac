"""Reasons to look (의심 징후) at applications: what coincides that should not. Each is told to a person, none decides.

Every rule gets plain values by application and gives :class:`Found`: the same values always give the same findings.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from vouchers.rules.circles import circles
from vouchers.rules.likeness import Likeness, alike, clusters


class Kind(StrEnum):
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    DEVICE = "device"
    TEXT = "text"
    RELATED = "related"
    ROUND_ROBIN = "round_robin"
    INVOICE = "invoice"


@dataclass(frozen=True)
class Found:
    """One reason to look. ``key`` names what coincides, so that the same is not told twice; ``facts`` say it without
    the personal value."""

    kind: Kind
    key: str
    applications: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def shared(kind: Kind, values: Mapping[int, Iterable[str]], whose: Mapping[int, Hashable]) -> list[Found]:
    """The same value (telephone, address, account, device) in applications of different applicants.

    ``whose``: application → applicant. A business that applies twice shares its own telephone with nobody. Blank
    values are nobody's.
    """
    holders: dict[str, set[int]] = defaultdict(set)
    for application, own in values.items():
        for value in own:
            if value:
                holders[value].add(application)
    found = []
    for value, applications in sorted(holders.items()):
        applicants = {whose[one] for one in applications}
        if len(applicants) > 1:
            found.append(Found(kind, value, tuple(sorted(applications)), {"applicants": len(applicants)}))
    return found


Part = tuple[int, str]  # application and question


def copied(texts: Mapping[Part, str], whose: Mapping[int, Hashable]) -> list[Found]:
    """Nearly the same text in applications of different applicants, one finding for each group that hangs together.

    ``facts``: ``questions`` (of the pairs), ``share`` (per cent, of the pair that is most alike), ``pairs``.
    """
    pairs = [pair for pair in alike(dict(sorted(texts.items()))) if whose[pair.one[0]] != whose[pair.other[0]]]
    groups = clusters((pair.one[0], pair.other[0]) for pair in pairs)
    return [_copies(group, [pair for pair in pairs if pair.one[0] in group]) for group in map(set, groups)]


def _copies(group: set[int], pairs: list[Likeness[Part]]) -> Found:
    members = tuple(sorted(group))
    facts = {
        "questions": sorted({question for pair in pairs for _application, question in (pair.one, pair.other)}),
        "share": max(int(pair.share * 100) for pair in pairs),
        "pairs": len(pairs),
    }
    return Found(Kind.TEXT, str(members[0]), members, facts)


Facts = frozenset[tuple[str, str]]  # kind of fact (telephone, address …) and value


def related(applicants: Mapping[int, Facts], suppliers: Mapping[int, Facts], named: Mapping[int, int]) -> list[Found]:
    """Applicants and the suppliers they name (``named``: application → supplier) that have something in common.

    ``facts["common"]`` are the kinds of what coincides, never the values.
    """
    found = []
    for application, supplier in sorted(named.items()):
        both = applicants.get(application, Facts()) & suppliers.get(supplier, Facts())
        common = sorted({kind for kind, value in both if value})
        if common:
            key = f"{application}:{supplier}"
            found.append(Found(Kind.RELATED, key, (application,), {"common": common, "supplier": supplier}))
    return found


@dataclass(frozen=True)
class Purchase:
    """One business buying from another, for an application."""

    buyer: int
    seller: int
    application: int


def round_robin(purchases: Iterable[Purchase]) -> list[Found]:
    """Businesses that buy from each other, also by way of others. ``facts["businesses"]`` are their keys in order."""
    every = sorted(purchases, key=lambda one: (one.buyer, one.seller, one.application))
    found = []
    for group in circles((one.buyer, one.seller) for one in every):
        members = set(group)
        inside = {one.application for one in every if one.buyer in members and one.seller in members}
        concerned = tuple(sorted(inside))
        found.append(Found(Kind.ROUND_ROBIN, str(concerned[0]), concerned, {"businesses": sorted(members)}))
    return found


@dataclass(frozen=True)
class Invoiced:
    """A tax invoice as it was entered: for which order and application, by whom, its figures, the hash of its file.
    ``voided``: it no longer counts."""

    number: str
    order: int
    application: int
    supplier: int
    issued_on: date
    amount: int
    file: str = ""
    voided: bool = False


def reused(invoices: Iterable[Invoiced]) -> list[Found]:
    """Invoices used before: the same number for another order (after it was voided), the same file, or the same
    supplier, day and sum for another application."""
    groups: dict[tuple[str, str], list[Invoiced]] = defaultdict(list)
    for one in invoices:
        groups["number", one.number].append(one)
        if one.file:
            groups["file", one.file].append(one)
        if not one.voided:
            groups["figures", f"{one.supplier} {one.issued_on.isoformat()} {one.amount}"].append(one)
    found = []
    for (what, value), own in sorted(groups.items()):
        ordered = sorted(own, key=lambda one: (one.order, one.application))
        differ = any(_another(what, one, other) for one, other in pairwise(ordered))
        if differ:
            applications = tuple(sorted({one.application for one in own}))
            found.append(Found(Kind.INVOICE, f"{what}:{value}", applications, {"what": what, "orders": len(own)}))
    return found


def _another(what: str, one: Invoiced, other: Invoiced) -> bool:
    return one.application != other.application if what == "figures" else one.order != other.order
