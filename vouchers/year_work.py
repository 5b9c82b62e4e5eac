"""The work of a case that is played: its orders, delivered at once or in parts, invoiced and paid."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from files.actions import store
from files.models import StoredFile
from kernel import clock
from kernel.actor import Actor, Channel
from programs.models import Application
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.invoice import enter_invoice, void_invoice
from vouchers.actions.order import OrderText, cancel_order, deliver, place_order, take_order
from vouchers.actions.supplier import ProductText, add_product, set_price
from vouchers.models import Agreement, Order, Voucher
from vouchers.queries.ledger import free
from vouchers.queries.work import to_invoice
from vouchers.rules.work import Item, takes_own_lines

DAY = timedelta(days=1)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PAPER += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
PAPER += b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
PAPER += b"startxref\n164\n%%EOF\n"
Steps = Iterator[datetime]


@dataclass(frozen=True)
class Cast:
    """Who plays the office; everybody signs with ``password``, the companies too."""

    manager: User
    approver: User
    finance: User
    cashier: User
    chief: User  # approves too; waives what the approver claimed
    password: str


@dataclass
class Game:
    """What all cases share. ``until`` ends the game, ``tally`` counts what happened."""

    seed: int
    cast: Cast
    until: datetime
    tally: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._papers: dict[int, StoredFile] = {}

    def dice(self, name: object) -> Random:
        return Random(f"{self.seed}:{name}")  # noqa: S311  a repeatable game, not a secret

    def person(self, user: User) -> Actor:
        return Actor.person(user, Channel.COMMAND)

    def paper(self, user: User) -> StoredFile:
        """One made-up file of each person."""
        if user.pk not in self._papers:
            upload = SimpleUploadedFile("증빙(시연용).pdf", PAPER, "application/pdf")
            self._papers[user.pk] = store(self.person(user), upload)
        return self._papers[user.pk]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.seoul(day.year, day.month, day.day, hour, minute)


class Work:
    """A case with its dice; ``agreement``, ``voucher`` and the supplier's person come in the course of it."""

    agreement: Agreement
    voucher: Voucher
    seller: User

    def __init__(self, game: Game, application: Application, dice: Random) -> None:
        self.game, self.application, self.dice = game, application, dice
        self.parts = game.dice(f"{application.name} in parts")
        self.cast = game.cast
        self.owner = application.user
        self.fate = dice.choices(
            ("plain", "amended", "broken off", "unpaid", "given up"), (80, 8, 4, 3, 5)
        )[0]  # fmt: skip

    def later(self, least: int, most: int) -> datetime:
        """A moment in working hours some days on."""
        day = clock.today() + self.dice.randint(least, most) * DAY
        return at(day, self.dice.randint(9, 17), self.dice.randrange(60))

    def by(self, user: User) -> Actor:
        return self.game.person(user)

    def note(self, what: str) -> None:
        self.game.tally[what] += 1

    @property
    def present(self) -> Agreement:
        return Agreement.objects.get(pk=self.agreement.pk)

    def work(self) -> Steps:
        orders = self.dice.choice((1, 1, 2, 3))
        for number in range(orders):
            left = free(self.voucher).total
            last = number + 1 == orders
            won = left if last and self.dice.random() < 0.6 else left * self.dice.randint(3, 9) // 10
            if won < 1000:
                break
            yield from self.one_order(won)
            if self.fate == "broken off":
                break

    def one_order(self, won: int) -> Steps:
        text = self.order_text(won)
        order = place_order(self.by(self.owner), self.agreement.pk, text)
        self.note("orders")
        yield self.later(1, 3)
        if self.dice.random() < 0.04:
            cancel_order(self.by(self.seller), order.pk, "해당 자료의 판매가 끝났습니다.")
            self.note("orders cancelled")
            return
        take_order(self.by(self.seller), order.pk)
        if len(text.items) > 1:
            yield from self.first_part(order)
            if self.parts.random() < 0.2:
                cancel_order(self.by(self.owner), order.pk, "2차분은 다른 자료로 갈음하였습니다.")
                self.note("rests cancelled")
                yield from self.paid(order)
                return
        yield from self.all_that_is_open(order)
        yield from self.invoice(order, 0)
        yield from self.paid(order)

    def order_text(self, won: int) -> OrderText:
        """One line, or two that are delivered one after the other."""
        title = str(self.application.answers.get("data") or "데이터")[:80]
        due = min(clock.today() + 30 * DAY, self.present.present.last_day)
        first = won * self.parts.randint(3, 7) // 10 if self.parts.random() < 0.2 else won
        sums = {title: first, f"{title[:70]} 2차분": won - first}
        items = tuple(Item(name, 1, one, self.listed(name, one)) for name, one in sums.items() if one)
        return OrderText(title, items, due)

    def all_that_is_open(self, order: Order) -> Steps:
        accepted = False
        while not accepted:
            yield from self.hand_over(order)
            accepted = self.dice.random() > 0.1
            answer_delivery(
                self.by(self.owner), order.pk, accepted=accepted, reason="" if accepted else "열 설명이 빠져 있습니다."
            )
            self.note("deliveries accepted" if accepted else "deliveries returned")

    def hand_over(self, order: Order) -> Steps:
        yield self.later(5, 20)
        deliver(self.by(self.seller), order.pk, "주문하신 자료와 설명서입니다.", [self.game.paper(self.seller)])
        yield self.later(1, 5)

    def first_part(self, order: Order) -> Steps:
        """The last line is sent back; the rest is accepted for good, invoiced and paid meanwhile."""
        yield from self.hand_over(order)
        mend = {order.lines.latest("pk").pk: "9월분이 빠져 있습니다."}
        answer_delivery(self.by(self.owner), order.pk, accepted=False, mend=mend)
        self.note("deliveries accepted in part")
        yield from self.invoice(order, 1)
        self.note("parts invoiced")

    def listed(self, title: str, won: int) -> int | None:
        """What is bought stands in the supplier's register with its price; work is ordered in words."""
        supplier = self.present.supplier
        if takes_own_lines(self.agreement.track) or supplier is None:
            return None
        there = supplier.products.filter(name=title, active=True).first()
        if there is not None:
            set_price(self.by(self.seller), there.pk, won, clock.today())
            return there.pk
        text = ProductText(kind=supplier.kinds[0], name=title, unit="1식")
        return add_product(self.by(self.seller), supplier.pk, text, won, clock.today()).pk

    def invoice(self, order: Order, serial: int) -> Steps:
        """Over all that was accepted and stands on no invoice; now and then withdrawn and written anew."""
        yield self.later(1, 4)
        won = to_invoice(Order.objects.get(pk=order.pk)).total
        number = f"2026{serial:04d}{order.pk:016d}"
        asked = enter_invoice(self.by(self.seller), order.pk, number, clock.today(), won, won // 11)
        if self.dice.random() < 0.05:
            void_invoice(self.by(self.seller), asked.invoice_id, "작성일을 잘못 적었습니다.")
            self.note("invoices withdrawn")
            yield self.later(1, 2)
            enter_invoice(self.by(self.seller), order.pk, "R" + number[1:], clock.today(), won)

    def paid(self, order: Order) -> Steps:
        while Order.objects.get(pk=order.pk).state != "paid":
            yield at(clock.today() + 2 * DAY, 11)
