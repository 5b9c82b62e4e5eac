"""What of a call's budget stands in the books: brought in, not promised yet, come back; and how it came there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from programs.models import Call
from vouchers.models import Account, Entry
from vouchers.rules.ledger import Kind, Money, Verb
from vouchers.settings import TrackSetting, VoucherSettings

MOVES = (Verb.APPROPRIATE, Verb.WITHDRAW, Verb.REALLOCATE)


def tracks_of(call: Call) -> tuple[TrackSetting, ...]:
    """The tracks whose money is in the books of a call."""
    return VoucherSettings.of(call.terms.settings).tracks


@dataclass(frozen=True)
class InBooks:
    """A track's money in won: ``brought`` in less what was taken out, ``available`` of it for agreements, ``returned``:
    came back unused and is not allotted again."""

    track: TrackSetting
    brought: int
    available: int
    returned: int


def in_books(call: Call) -> list[InBooks]:
    """One line for each track; one statement besides the call's terms."""
    kinds = (Kind.SOURCE, Kind.AVAILABLE, Kind.RETURNED)
    rows = Account.objects.filter(kind__in=kinds, money=Money.SUPPORT, call=call, voucher=None)
    held = {(track, kind): won for track, kind, won in rows.values_list("track", "kind", "balance")}
    return [
        InBooks(
            track,
            -held.get((track.code, Kind.SOURCE), 0),
            held.get((track.code, Kind.AVAILABLE), 0),
            held.get((track.code, Kind.RETURNED), 0),
        )
        for track in tracks_of(call)
    ]


def available(call: Call, track: str) -> int:
    """Won of a track that no agreement promises; one statement."""
    account = Account.objects.filter(kind=Kind.AVAILABLE, money=Money.SUPPORT, call=call, track=track).first()
    return account.balance if account else 0


@dataclass(frozen=True)
class Moved:
    """A move of the budget: ``won`` of a ``track`` by a ``document``, and the name of who entered it."""

    at: datetime
    verb: Verb
    track: str
    won: int
    document: str
    by: str | None


def moves(call: Call, number: int) -> list[Moved]:
    """How the budget moved lately, the newest first; one statement."""
    rows = Entry.objects.filter(about=f"call:{call.pk}", call=call, verb__in=MOVES).order_by("-pk")
    found = rows.annotate(won=Max("lines__amount"), track=Max("lines__account__track"))
    shown = found.values_list("at", "verb", "track", "won", "memo", "by__name")[:number]
    return [Moved(at, Verb(verb), track, won, memo, by) for at, verb, track, won, memo, by in shown]
