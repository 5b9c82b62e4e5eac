"""The list of excluded businesses, and what waits to be confirmed for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.expressions import Func
from django.db.models.fields.json import KT

from accounts.rules.numbers import digits
from kernel import clock
from programs.actions.exclusion import DECIDERS, PROPOSERS
from programs.models import Exclusion, ListingProposal
from programs.rules.exclusion_list import Entry

READERS = tuple(dict.fromkeys((*PROPOSERS, *DECIDERS)))
PAGE_SIZE = 50
SHOWN_AFTER = timedelta(days=30)  # a proposal that was dropped stays to be read by whoever made it


@dataclass(frozen=True)
class ExclusionFilters:
    """``text``: a name or number; ``state``: in force today, over or lifted, or everything."""

    text: str = ""
    state: str = "in_force"

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "ExclusionFilters":
        state = str(parameters.get("state", "in_force"))
        return cls(
            str(parameters.get("q", "")).replace("\x00", "").strip()[:60],
            state if state in {"in_force", "over", "all"} else "in_force",
        )


def exclusion_page(filters: ExclusionFilters, number: str | int | None) -> Page[Exclusion]:
    """One page of the list, newest first; two statements."""
    today = clock.today()
    in_force = Q(lifted_at=None) & (Q(until=None) | Q(until__gt=today))
    rows = Exclusion.objects.select_related("entered_by", "confirmed_by", "lifted_by").order_by("-pk")
    if filters.state != "all":
        rows = rows.filter(in_force) if filters.state == "in_force" else rows.exclude(in_force)
    if filters.text:
        found = Q(name__icontains=filters.text)
        if number_text := digits(filters.text):
            found |= Q(registration_number__startswith=number_text)
        rows = rows.filter(found)
    return Paginator(rows, PAGE_SIZE).get_page(number)


def open_proposals() -> Sequence[ListingProposal]:
    """What waits to be confirmed, the longest waiting first, then what was dropped of late; with ``size``, how many
    businesses, and ``first``, the name of one, and without the entries themselves. One statement."""
    dropped = Q(state="dropped", decided_at__gte=clock.now() - SHOWN_AFTER)
    rows = ListingProposal.objects.filter(Q(state="proposed") | dropped).defer("entries")
    size = Func(F("entries"), function="jsonb_array_length", output_field=IntegerField())
    rows = rows.annotate(size=size, first=KT("entries__0__name"))
    return list(rows.select_related("proposed_by", "decided_by").order_by("-state", "pk")[:PAGE_SIZE])


def entry_page(proposal: ListingProposal, number: str | int | None) -> Page[Entry]:
    """What was proposed, as it stands in the file; no statement."""
    return Paginator([Entry.read(one) for one in proposal.entries], PAGE_SIZE).get_page(number)


def waiting_listings(user: Any) -> QuerySet[ListingProposal]:
    """Proposals that wait for the person as the second one; none for whoever does not decide."""
    if not user.has_role(*DECIDERS):
        return ListingProposal.objects.none()
    return ListingProposal.objects.filter(state="proposed").exclude(proposed_by=user)
