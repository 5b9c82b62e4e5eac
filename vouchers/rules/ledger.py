"""The voucher ledger (원장): double entry in whole won.

An entry is a set of lines that add up to nothing; every line changes the balance of one account. An account is named by
what it holds (``Kind``), whose money it is (``Money``) and where it belongs (a call's track, a voucher, a supplier).
Balances stay at zero or above, except of the three counter accounts from which money enters the books.

The verbs are the only way to make an entry: each says from which kind of account to which the money goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Money(StrEnum):
    """Whose money: the subsidy (보조금) or the business's own contribution (민간부담금)."""

    SUPPORT = "support"
    OWN = "own"


class Kind(StrEnum):
    """What an account holds. The first three are counter accounts: their balance is what came in, below zero."""

    SOURCE = "source"  # the city's appropriation, or the business that deposits
    CLAIMS = "claims"  # counterpart of what is claimed back
    EARNED = "earned"  # counterpart of interest claimed
    AVAILABLE = "available"  # of a track: not yet promised to anybody
    COMMITTED = "committed"  # of a track: promised by an agreement, the voucher not yet issued
    FREE = "free"  # of a voucher: may be ordered with
    RESERVED = "reserved"  # ordered
    DELIVERED = "delivered"  # delivered, waiting to be accepted
    ACCEPTED = "accepted"  # accepted, waiting for the invoice
    PAYABLE = "payable"  # invoiced, to be paid to the supplier
    PAID = "paid"  # paid to the supplier
    RETURNED = "returned"  # of a track: came back unused or disallowed
    REFUNDED = "refunded"  # own money given back
    CLAIM = "claim"  # to be paid back by the business
    INTEREST = "interest"  # interest to be paid back
    RECOVERED = "recovered"  # of a track: paid back


COUNTER = frozenset({Kind.SOURCE, Kind.CLAIMS, Kind.EARNED})
OF_TRACK = frozenset(
    {Kind.SOURCE, Kind.CLAIMS, Kind.EARNED, Kind.AVAILABLE, Kind.COMMITTED, Kind.RETURNED, Kind.RECOVERED}
)
OF_SUPPLIER = frozenset({Kind.PAYABLE, Kind.PAID})


class Verb(StrEnum):
    """What an entry says happened."""

    APPROPRIATE = "appropriate"  # 예산 배정
    WITHDRAW = "withdraw"  # 예산 감액
    COMMIT = "commit"  # 협약
    RELEASE = "release"  # 협약 해제: the promise ends before the voucher was issued
    ISSUE = "issue"  # 바우처 발급
    REVOKE = "revoke"  # unused money of a voucher goes back (반납)
    DEPOSIT = "deposit"  # 부담금 입금
    REFUND = "refund"  # 부담금 반환
    RESERVE = "reserve"  # 주문
    CANCEL = "cancel"  # 주문 취소
    DELIVER = "deliver"  # 납품
    RETURN = "return"  # 납품 반려
    ACCEPT = "accept"  # 검수
    DISALLOW = "disallow"  # 불인정, before payment
    INVOICE = "invoice"  # 세금계산서
    VOID = "void"  # the invoice is withdrawn
    PAY = "pay"  # 지급
    CLAIM = "claim"  # 환수 결정
    CLAIM_INTEREST = "claim_interest"  # 이자
    COLLECT = "collect"  # 환수금 수납
    COLLECT_INTEREST = "collect_interest"
    WAIVE = "waive"  # 환수 취소
    WAIVE_INTEREST = "waive_interest"
    REALLOCATE = "reallocate"  # what came back may be promised again


FLOWS: Mapping[Verb, tuple[Kind, Kind]] = {
    Verb.APPROPRIATE: (Kind.SOURCE, Kind.AVAILABLE),
    Verb.WITHDRAW: (Kind.AVAILABLE, Kind.SOURCE),
    Verb.COMMIT: (Kind.AVAILABLE, Kind.COMMITTED),
    Verb.RELEASE: (Kind.COMMITTED, Kind.AVAILABLE),
    Verb.ISSUE: (Kind.COMMITTED, Kind.FREE),
    Verb.REVOKE: (Kind.FREE, Kind.RETURNED),
    Verb.DEPOSIT: (Kind.SOURCE, Kind.FREE),
    Verb.REFUND: (Kind.FREE, Kind.REFUNDED),
    Verb.RESERVE: (Kind.FREE, Kind.RESERVED),
    Verb.CANCEL: (Kind.RESERVED, Kind.FREE),
    Verb.DELIVER: (Kind.RESERVED, Kind.DELIVERED),
    Verb.RETURN: (Kind.DELIVERED, Kind.RESERVED),
    Verb.ACCEPT: (Kind.DELIVERED, Kind.ACCEPTED),
    Verb.DISALLOW: (Kind.ACCEPTED, Kind.FREE),
    Verb.INVOICE: (Kind.ACCEPTED, Kind.PAYABLE),
    Verb.VOID: (Kind.PAYABLE, Kind.ACCEPTED),
    Verb.PAY: (Kind.PAYABLE, Kind.PAID),
    Verb.CLAIM: (Kind.CLAIMS, Kind.CLAIM),
    Verb.CLAIM_INTEREST: (Kind.EARNED, Kind.INTEREST),
    Verb.COLLECT: (Kind.CLAIM, Kind.RECOVERED),
    Verb.COLLECT_INTEREST: (Kind.INTEREST, Kind.RECOVERED),
    Verb.WAIVE: (Kind.CLAIM, Kind.CLAIMS),
    Verb.WAIVE_INTEREST: (Kind.INTEREST, Kind.EARNED),
    Verb.REALLOCATE: (Kind.RETURNED, Kind.AVAILABLE),
}
OWN_VERBS = frozenset(
    {
        Verb.DEPOSIT, Verb.REFUND, Verb.RESERVE, Verb.CANCEL, Verb.DELIVER, Verb.RETURN, Verb.ACCEPT, Verb.DISALLOW,
        Verb.INVOICE, Verb.VOID, Verb.PAY,
    }
)  # fmt: skip
SUPPORT_VERBS = frozenset(Verb) - {Verb.DEPOSIT, Verb.REFUND}


@dataclass(frozen=True, order=True)
class Place:
    """Where money belongs: ids of call and voucher and supplier (0: none), and the track's code."""

    call: int
    track: str = ""
    voucher: int = 0
    supplier: int = 0


@dataclass(frozen=True, order=True)
class Slot:
    """The name of one account."""

    kind: Kind
    money: Money
    call: int
    track: str = ""
    voucher: int = 0
    supplier: int = 0

    @property
    def floor(self) -> int | None:
        """The least balance in won; None for counter accounts."""
        return None if self.kind in COUNTER else 0


class NotInBooks(ValueError):
    """A verb that this money does not know, a sum that is not positive, a place without its voucher or supplier."""


class Overdrawn(Exception):
    """An account would go below its floor."""

    def __init__(self, slot: Slot, balance: int) -> None:
        super().__init__(f"{slot.kind} would stand at {balance}")
        self.slot, self.balance = slot, balance


def slot(kind: Kind, money: Money, place: Place) -> Slot:
    """The account of ``kind`` at ``place``. Raises NotInBooks when the place does not name what the kind belongs to."""
    if kind in OF_TRACK and not (kind is Kind.SOURCE and money is Money.OWN):
        return Slot(kind, money, place.call, place.track)
    if not place.voucher:
        raise NotInBooks(f"{kind} belongs to a voucher")
    if kind not in OF_SUPPLIER:
        return Slot(kind, money, place.call, place.track, place.voucher)
    if not place.supplier:
        raise NotInBooks(f"{kind} belongs to a supplier")
    return Slot(kind, money, place.call, place.track, place.voucher, place.supplier)


def lines(verb: Verb, place: Place, *, support: int = 0, own: int = 0) -> dict[Slot, int]:
    """The lines of an entry: account → change in won; they add up to nothing.

    ``support`` and ``own`` are the sums of either money, in won, at least one of them positive. Raises NotInBooks.
    """
    if support < 0 or own < 0 or not (support or own):
        raise NotInBooks("an entry moves a positive sum")
    if (own and verb not in OWN_VERBS) or (support and verb not in SUPPORT_VERBS):
        raise NotInBooks(f"{verb} does not move this money")
    source, target = FLOWS[verb]
    changes: dict[Slot, int] = defaultdict(int)
    for money, won in ((Money.SUPPORT, support), (Money.OWN, own)):
        if won:
            changes[slot(source, money, place)] -= won
            changes[slot(target, money, place)] += won
    return dict(changes)


@dataclass
class Book:
    """A ledger in memory: what the database's must equal under any sequence of verbs."""

    balances: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))

    def post(self, changes: Mapping[Slot, int]) -> None:
        """All lines or none. Raises Overdrawn, NotInBooks when the lines do not add up to nothing."""
        if sum(changes.values()) or not changes:
            raise NotInBooks("lines add up to nothing")
        for one, change in changes.items():
            after = self.balances.get(one, 0) + change
            if one.floor is not None and after < one.floor:
                raise Overdrawn(one, after)
        for one, change in changes.items():
            self.balances[one] = self.balances.get(one, 0) + change

    def total(self, kinds: Iterable[Kind], money: Money | None = None, voucher: int | None = None) -> int:
        wanted = set(kinds)
        return sum(
            balance
            for one, balance in self.balances.items()
            if one.kind in wanted and money in (None, one.money) and voucher in (None, one.voucher)
        )


@dataclass(frozen=True)
class Parts:
    """A sum divided into the two moneys, in won."""

    support: int
    own: int

    @property
    def total(self) -> int:
        return self.support + self.own

    def __sub__(self, other: "Parts") -> "Parts":
        return Parts(self.support - other.support, self.own - other.own)

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(self.support + other.support, self.own + other.own)


def part(free: Parts, more: int) -> Parts:
    """How ``more`` won are taken out of what is still ``free`` on a voucher.

    In the proportion of what is free, the own part rounded down; so neither part is ever more than there is, whatever
    was ordered and cancelled before, and the order that uses everything up takes exactly what is left. Raises
    NotInBooks when there is less.
    """
    if not 0 < more <= free.total:
        raise NotInBooks("more than the voucher has")
    own = free.own * more // free.total
    return Parts(more - own, own)
