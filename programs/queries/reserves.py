"""Places that are taken, offered and free, and the reserve list that waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from programs.models import Application, Call, Decision, ReserveCall
from programs.registry import programme
from programs.rules.reserves import Holder, Next, Nobody, Room, Waiting, next_reserve, room_of
from programs.rules.terms import TrackTerms

HOLDING = ("open", "accepted")


@dataclass(frozen=True)
class TrackStanding:
    """A track after the results. ``holders``: selected, or called and not yet answered; ``free``: what the call as a
    whole leaves to it; ``freed``: given up and not offered to anybody, the earliest first."""

    terms: TrackTerms
    selected: int
    called: int
    holders: tuple[Holder, ...]
    waiting: tuple[Waiting, ...]
    room: Room
    freed: tuple[int, ...]

    def next(self, chosen: int | None = None) -> Next | Nobody:
        return next_reserve(self.terms, self.holders, self.waiting, room=self.room, chosen=chosen)

    @property
    def left(self) -> Room:
        return room_of(self.terms.places, self.terms.budget, self.holders).within(self.room)


def standings(call: Call) -> list[TrackStanding]:
    """One for each track, in the order of the terms; four statements and those of the programme's advantages."""
    terms = call.terms.choosing_terms
    one_list = [track.code for track in terms.tracks] == [""]

    def code(track: str) -> str:
        return "" if one_list else track

    more = programme(call.programme).advantages(call).groups

    def holders(rows: QuerySet[Any]) -> list[tuple[str, Holder]]:
        values = rows.order_by("pk").values_list("application", "application__track", "amount", "application__groups")
        return [
            (code(track), Holder(won, frozenset(groups) | more.get(pk, frozenset())))
            for pk, track, won, groups in values
        ]

    selected = holders(Decision.objects.filter(application__call=call, application__state="selected"))
    called = holders(ReserveCall.objects.filter(application__call=call, state="open"))
    waiting = [(code(one.track), _waiting(one, more.get(one.pk, frozenset()))) for one in waiting_reserves(call)]
    freed = [(code(track), pk) for pk, track in freed_places(call)]
    room = _room_of_call(call, [holder for _track, holder in [*selected, *called]])
    return [
        TrackStanding(
            track,
            selected=sum(where == track.code for where, _holder in selected),
            called=sum(where == track.code for where, _holder in called),
            holders=_of(track, [*selected, *called]),
            waiting=_of(track, waiting),
            room=room,
            freed=_of(track, freed),
        )
        for track in terms.tracks
    ]


def standing_of(call: Call, track: str) -> TrackStanding | None:
    """The standing of one track; None for a track that the call does not have."""
    codes = [one.code for one in call.terms.choosing_terms.tracks]
    wanted = "" if codes == [""] else track
    return next((one for one in standings(call) if one.terms.code == wanted), None)


def _of(track: TrackTerms, rows: Iterable[tuple[str, Any]]) -> tuple[Any, ...]:
    return tuple(value for where, value in rows if where == track.code)


def _room_of_call(call: Call, holders: list[Holder]) -> Room:
    """What the call as a whole has left; where its tracks leave one open, by the call's own figure."""
    terms = call.terms.choosing_terms
    places = call.seats if terms.places is None else terms.places
    budget = (call.budget or None) if terms.budget is None else terms.budget
    return room_of(places, budget, holders)


def _waiting(application: Application, more: frozenset[str]) -> Waiting:
    owner = programme(application.call.programme)
    asked = least = None
    if owner.amount is not None:
        asked = application.asked if application.asked is not None else owner.amount(application)
        least = application.least
    rank = application.decision.rank
    return Waiting(application.pk, rank, asked, least, frozenset(application.groups) | more)


def waiting_reserves(call: Call) -> list[Application]:
    """The reserve list as it can be called: by track and rank, without those who are called already."""
    open_ones = ReserveCall.objects.filter(application=OuterRef("pk"), state="open")
    rows = Application.objects.filter(~Exists(open_ones), call=call, state="reserve", decision__isnull=False)
    found = list(
        rows.select_related("decision", "organisation")
        .defer("revisions", "decision__why")
        .order_by("track", F("decision__rank").asc(nulls_last=True), "receipt_serial")
    )
    for one in found:
        one.call = call
    return found


def freed_places(call: Call) -> list[tuple[int, str]]:
    """(application, track) of those who gave a place up that is not offered to or taken by anybody."""
    filled = ReserveCall.objects.filter(freed_by=OuterRef("pk"), state__in=HOLDING)
    rows = Application.objects.filter(~Exists(filled), call=call, state="given_up", decision__outcome="selected")
    return list(rows.order_by("given_up_at", "pk").values_list("pk", "track"))


def call_ups(call: Call) -> QuerySet[ReserveCall]:
    """Every call-up of a call, the newest first."""
    rows = ReserveCall.objects.filter(application__call=call)
    return rows.select_related("application", "freed_by", "called_by").order_by("-called_at", "-pk")


def open_call_up(application: Application) -> ReserveCall | None:
    return ReserveCall.objects.filter(application=application, state="open").first()


def latest_call_up(application: Application) -> ReserveCall | None:
    """The open one, or the last that was answered or lapsed; what the office took back says nothing any more."""
    rows = ReserveCall.objects.filter(application=application).exclude(state="taken_back")
    return rows.order_by("-pk").first()


def due_call_ups(applications: list[int]) -> dict[int, datetime]:
    """Application → until when its open call-up can be answered; nothing is asked for none."""
    if not applications:
        return {}
    rows = ReserveCall.objects.filter(application__in=applications, state="open")
    return dict(rows.values_list("application_id", "due_at"))


def given_up(call: Call) -> QuerySet[Application]:
    """Those who gave up, the latest first."""
    rows = call.applications.filter(state="given_up", given_up_at__isnull=False)
    return rows.select_related("decision").defer("answers", "revisions").order_by("-given_up_at", "-pk")
