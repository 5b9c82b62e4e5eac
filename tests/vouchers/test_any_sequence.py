"""Under any sequence of verbs, by anybody, the books hold.

Two vouchers of one call whose sums may change; people of every kind, one of them with every right in the call, try
verbs in any order. Whatever is refused changes nothing. After every step the ledger balances, orders, payments, bank
files and settlements agree with it to the won, nothing that was written has changed, no two hands of a payment are one
person's, and where each won lies equals a book kept here from the verbs that went through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Role, User
from files.models import StoredFile
from kernel import clock
from kernel.errors import HanbatError
from kernel.permissions import scope_group
from tests.factories import make_user, person
from tests.vouchers import cases as make
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, drop_clawback, note_recovery, propose_clawback, waive
from vouchers.actions.disallowance import disallow_order
from vouchers.actions.invoice import enter_invoice, void_invoice
from vouchers.actions.order import cancel_order, deliver, take_order
from vouchers.actions.payment import (
    approve_payment,
    cancel_run,
    prepare_run,
    read_bank_answer,
    refuse_payment,
    release_run,
    transfer_of,
)
from vouchers.actions.refund import drop_refund, note_refund, prepare_refund, release_refund
from vouchers.actions.report import (
    answer_report,
    begin_report,
    end_agreement,
    end_work,
    evaluate,
    hand_in_report,
    save_report,
)
from vouchers.actions.settlement import (
    attach_evidence,
    begin_settlement,
    complete_case,
    confirm_settlement,
    examine_again,
    examine_line,
    examine_settlement,
    hand_in_settlement,
    return_settlement,
)
from vouchers.models import (
    Agreement,
    AgreementVersion,
    Clawback,
    Entry,
    Line,
    Order,
    Payment,
    PaymentRun,
    Refund,
    Report,
    Settlement,
    Voucher,
)
from vouchers.queries.agreement import to_prepare
from vouchers.queries.clawback import owed
from vouchers.queries.ledger import balances
from vouchers.queries.reconcile import differences
from vouchers.queries.work import open_lines
from vouchers.rules.answer_file import BankLine
from vouchers.rules.ledger import Kind

TEXTS = dict.fromkeys(("summary", "results", "effect", "use", "lessons"), "수요 예측으로 폐기량을 줄였습니다.")
VOUCHER = 8_000_000
SUPPORT = 7_200_000  # of it, as it was decided
COMING = {"placed": Kind.RESERVED, "taken": Kind.RESERVED, "delivered": Kind.DELIVERED}
ENDED = ("paid", "cancelled", "disallowed")
ANYBODY = ("owner", "seller", "manager", "colleague", "approver", "finance", "cashier", "auditor", "boss", "stranger")
EARLY = 15  # before this step no case comes to its end
PICK = st.integers(0, 11)
WON = st.one_of(st.just(VOUCHER), st.integers(1, 9_000_000), st.sampled_from([1_000_000, 3_333_333, 1]))

# Who approves, who prepares the run, who refuses a payment in it before the release (mostly nobody), who releases it.
HANDS = st.tuples(
    st.sampled_from(["manager", "boss"]), st.sampled_from(["finance", "boss"]),
    st.sampled_from(["", "", "manager", "finance"]), st.sampled_from(["cashier", "boss"]),
)  # fmt: skip


def by(*right: str) -> st.SearchStrategy[str]:
    """Mostly somebody who may, sometimes anybody."""
    return st.one_of(st.sampled_from(right), st.sampled_from(right), st.sampled_from(right), st.sampled_from(ANYBODY))


@dataclass(frozen=True)
class Step:
    """A verb with what it is tried with; ``weight``: how often, ``late``: only after the first steps of a run."""

    name: str
    weight: int
    late: bool
    given: dict[str, st.SearchStrategy[Any]]


STEPS: list[Step] = []


@dataclass
class Held:
    """An order as this book has it: the won of its lines that are still to come, of those accepted and on no invoice,
    and of each invoice that stands, by its payment; ``state`` as the verbs left it."""

    voucher: int
    lines: list[int]
    accepted: int = 0
    asked: dict[int, int] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    state: str = "placed"

    @property
    def won(self) -> int:
        return sum(self.lines) + self.accepted + sum(self.asked.values()) + sum(self.paid.values())

    def follow(self) -> None:
        """Nothing more is to come: where it stands follows from what is on invoices and what is paid."""
        if self.state in {"accepted", "invoiced"}:
            self.state = "accepted" if self.accepted else "invoiced" if self.asked else "paid"

    def lies(self) -> Counter[Kind]:
        kinds = Counter({Kind.ACCEPTED: self.accepted, Kind.PAYABLE: sum(self.asked.values())})
        kinds[Kind.PAID] = sum(self.paid.values())
        if self.state in COMING:
            kinds[COMING[self.state]] += sum(self.lines)
        return kinds


def step(weight: int, *, late: bool = False, **given: st.SearchStrategy[Any]) -> Callable[[Any], Any]:
    def keep(method: Any) -> Any:
        STEPS.append(Step(method.__name__, weight, late, given))
        return method

    return keep


class Hands(RuleBasedStateMachine):
    """Everybody's hands on two vouchers. People and vouchers are made once; each run is undone after it."""

    opening: ClassVar[str]
    people: ClassVar[dict[str, User]]  # of the office, and a stranger
    vouchers: ClassVar[list[int]]
    parties: ClassVar[list[dict[str, User]]]  # owner and seller of each voucher
    paper: ClassVar[dict[int, StoredFile]]

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.orders: dict[int, Held] = {}
        self.worth: dict[int, int] = {}  # voucher → won of its text in force, where that has changed
        self.gone: Counter[int] = Counter()  # voucher → won that went back at its settlement
        self.written: dict[int, tuple[Any, ...]] = {}
        self.begun: dict[int, tuple[int, int]] = {}  # run → payments and won when it was prepared
        self.invoices = 0
        self.steps = 0

    def teardown(self) -> None:
        MOVED.update(Entry.objects.values_list("verb", flat=True))
        REACHED.update(Agreement.objects.values_list("state", flat=True))
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    # -- how a verb is tried -----------------------------------------------------------------------------------

    def user(self, who: str, voucher: int) -> User:
        return self.parties[self.vouchers.index(voucher)].get(who) or self.people[who]

    def actor(self, who: str, voucher: int | None = None) -> Any:
        return person(self.user(who, voucher or self.vouchers[0]))

    def attempt(self, verb: Callable[[], Any]) -> Any:
        """What the verb gave, or None when it was refused; a refusal leaves no entry."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                result = verb()
        except HanbatError:
            assert Entry.objects.count() == before
            return None
        return result

    def on_order(self, pick: int, who: str, verb: Callable[[Any, int], Any], *wanted: str) -> tuple[Held, Any] | None:
        """Tries ``verb`` on some order, most often one in a ``wanted`` state; the order and what the verb gave."""
        keys = [key for key, one in self.orders.items() if one.state in wanted] or list(self.orders)
        if not keys:
            return None
        key = keys[pick % len(keys)]
        held = self.orders[key]
        given = self.attempt(lambda: verb(self.actor(who, held.voucher), key))
        return None if given is None else (held, given)

    def of(self, model: Any, pick: int, **filters: Any) -> Any:
        rows = list(model.objects.filter(**filters).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def free(self, voucher: int) -> int:
        held = sum(one.won for one in self.orders.values() if one.voucher == voucher)
        return self.worth.get(voucher, VOUCHER) - held - self.gone[voucher]

    # -- work --------------------------------------------------------------------------------------------------

    @step(5, pick=PICK, won=WON, lines=st.integers(1, 3), who=by("owner"))
    def order(self, pick: int, won: int, lines: int, who: str) -> None:
        """``won`` in up to three lines, the last the smallest or the largest."""
        voucher = self.vouchers[pick % 2]
        agreement = Agreement.objects.get(voucher=voucher)
        assert agreement.supplier is not None
        share = max(won // (lines + 1), 1)
        sums = [share] * (min(lines, won) - 1)
        sums.append(won - sum(sums))
        items = tuple(make.item(agreement.supplier, one, f"자료 {place}") for place, one in enumerate(sums))
        text = make.OrderText("유동 인구 자료", items, clock.today() + timedelta(days=30))
        made = self.attempt(lambda: make.place_order(self.actor(who, voucher), agreement.pk, text))
        if made is not None:
            assert won <= self.free(voucher)
            self.orders[made.pk] = Held(voucher, sums)
        elif who == "owner" and agreement.state == "in_force":
            assert won > self.free(voucher), "what fits is not refused"

    @step(10, pick=PICK, steps=st.integers(1, 6), parts=st.booleans(), hands=HANDS)
    def onward(self, pick: int, steps: int, parts: bool, hands: tuple[str, str, str, str]) -> None:
        """Some order is brought on, one step after the other, its first delivery accepted in part where ``parts``;
        ``hands`` approve, prepare, refuse and release."""
        going = [key for key, one in self.orders.items() if one.state not in ENDED]
        if not going:
            self.order(pick, (pick + 1) * 400_000, 1 + pick % 3, "owner")
            return
        key = going[pick % len(going)]
        for _step in range(steps):
            self.bring_on(key, hands, parts)

    def bring_on(self, key: int, hands: tuple[str, str, str, str], parts: bool) -> None:
        held = self.orders[key]
        place = [one for one, other in self.orders.items() if other.state == held.state].index(key)
        match held.state:
            case "placed":
                self.take(place, "seller")
            case "taken" if held.accepted:
                self.invoice(place, "seller", again=False, wrong=0, state="taken")
            case "taken":
                self.hand_over(place, "seller")
            case "delivered":
                self.check_delivery(place, "owner", well="partly" if parts and len(held.lines) > 1 else "well")
            case "accepted":
                self.invoice(place, "seller", again=False, wrong=0, state="accepted")
            case "invoiced":
                self.pay_all(*hands)

    def pay_all(self, approver: str, preparer: str, refuser: str, releaser: str) -> None:
        """Every request is approved, put into a run, released and answered by the bank, as far as these may; where
        there is a ``refuser`` the run loses a payment meanwhile."""
        for number in range(Payment.objects.filter(state__in=["requested", "failed"]).count()):
            self.approve(number, approver)
        self.prepare(preparer)
        if refuser:
            self.refuse(0, refuser, in_run=True)
        for number in range(PaymentRun.objects.filter(state="prepared").count()):
            self.release(number, releaser)
        for number in range(PaymentRun.objects.filter(state="released").count()):
            self.answer_of_bank(number, "finance", well=True, part=False)

    @step(1, pick=PICK, who=by("seller"))
    def take(self, pick: int, who: str) -> None:
        if done := self.on_order(pick, who, take_order, "placed"):
            done[0].state = "taken"

    @step(1, pick=PICK, who=by("seller"))
    def hand_over(self, pick: int, who: str) -> None:
        def verb(actor: Any, key: int) -> Any:
            seller = self.user("seller", self.orders[key].voucher)
            return deliver(actor, key, "주문하신 자료입니다.", [self.paper[seller.pk]])

        if done := self.on_order(pick, who, verb, "taken"):
            done[0].state = "delivered"

    @step(2, pick=PICK, who=by("owner"), well=st.sampled_from(["well", "well", "partly", "back"]))
    def check_delivery(self, pick: int, who: str, well: str) -> None:
        """As ordered, the first open line only, or nothing of it; where no line is named, all goes back for the reason,
        which is so for the first line only of one."""

        def verb(actor: Any, key: int) -> Any:
            lines = open_lines(Order.objects.get(pk=key))
            mend = {line.pk: "열이 빠져 있습니다" for line in (lines[1:] if well == "partly" else lines)}
            return answer_delivery(actor, key, accepted=well == "well", mend=mend, reason="" if mend else "없음")

        if done := self.on_order(pick, who, verb, "delivered"):
            held = done[0]
            good = {"well": len(held.lines), "partly": min(1, len(held.lines) - 1), "back": 0}[well]
            held.accepted += sum(held.lines[:good])
            held.lines = held.lines[good:]
            held.state = "taken" if held.lines else "accepted"
            held.follow()

    @step(1, pick=PICK, who=by("owner", "seller", "manager"))
    def cancel(self, pick: int, who: str) -> None:
        if done := self.on_order(pick, who, lambda actor, key: cancel_order(actor, key, "필요 없어졌습니다"), "taken"):
            self.ends_rest(done[0])

    def ends_rest(self, held: Held) -> None:
        """What is still to come is cancelled; an order of which nothing was accepted with it."""
        held.lines = []
        held.state = "accepted" if held.won else "cancelled"
        held.follow()

    @step(1, pick=PICK, who=by("manager"))
    def disallow(self, pick: int, who: str) -> None:
        verb = disallow_order
        if done := self.on_order(pick, who, lambda actor, key: verb(actor, key, "과업과 무관합니다"), "accepted"):
            held = done[0]
            held.accepted = 0
            held.state = "accepted" if held.won else "disallowed"
            held.follow()

    @step(2, pick=PICK, won=WON, lower=st.booleans(), who=by("approver"))
    def amend(self, pick: int, won: int, lower: bool, who: str) -> None:
        """Everybody signs other sums: less of both moneys, or again as much support as was decided at most."""
        voucher = self.vouchers[pick % 2]
        agreement = Agreement.objects.get(voucher=voucher)
        now, owner = agreement.present, self.actor("owner", voucher)
        support = max(now.support - won, 1) if lower else min(now.support + won, SUPPORT)
        wanted = Changes(support=support, cash=max(now.cash - won // 10, 0) if lower else now.cash)
        self.attempt(lambda: request_amendment(owner, agreement.pk, wanted, "사업 규모를 바꿉니다"))
        for request in agreement.amendment_requests.filter(state="requested"):
            self.attempt(lambda key=request.pk: approve_amendment(self.actor(who), key))
        for request in agreement.amendment_requests.filter(state="signing"):
            if request.version is not None:
                self.all_sign(voucher, agreement, request.version)

    def all_sign(self, voucher: int, agreement: Agreement, text: AgreementVersion) -> None:
        """The last signature puts the text in force, unless the money has gone elsewhere meanwhile."""
        for party, who in (("demand", "owner"), ("supplier", "seller"), ("city", "approver")):
            hand = self.actor(who, voucher)
            signed = (agreement.pk, text.version, party, text.content_hash)
            self.attempt(lambda hand=hand, signed=signed: make.sign(hand, *signed))
        if Agreement.objects.get(pk=agreement.pk).version == text.version:
            before = self.worth.get(voucher, VOUCHER)
            self.worth[voucher] = text.support + text.cash
            CHANGED["lower" if self.worth[voucher] < before else "higher"] += 1

    # -- payment -----------------------------------------------------------------------------------------------

    @step(
        1, pick=PICK, who=by("seller"), again=st.booleans(), wrong=st.sampled_from([0, 0, 0, 1]),
        state=st.sampled_from(["accepted", "taken", "delivered"]),
    )  # fmt: skip
    def invoice(self, pick: int, who: str, again: bool, wrong: int, state: str) -> None:
        """A new number, or one that was used; the right sum, or one won more."""
        self.invoices += not again

        def verb(actor: Any, key: int) -> Any:
            number = f"20261125410000990{self.invoices:07d}"
            return enter_invoice(actor, key, number, clock.today(), self.orders[key].accepted + wrong)

        if done := self.on_order(pick, who, verb, state):
            held, payment = done
            if payment.pk not in held.asked | held.paid:  # the same invoice again: the same payment
                assert payment.amount == held.accepted
                held.asked[payment.pk], held.accepted = held.accepted, 0
                held.follow()

    @step(1, pick=PICK, who=by("seller", "finance"))
    def withdraw_invoice(self, pick: int, who: str) -> None:
        payment = self.of(Payment, pick, state="requested") or self.of(Payment, pick)
        if payment:
            voucher = payment.invoice.order.voucher_id
            void = self.attempt(lambda: void_invoice(self.actor(who, voucher), payment.invoice_id, "금액 수정"))
            if void is not None:
                self.waits_again(payment)

    def waits_again(self, payment: Payment) -> None:
        """What an invoice was over that is no more."""
        held = self.orders[payment.invoice.order_id]
        held.accepted += held.asked.pop(payment.pk)
        held.follow()

    @step(1, pick=PICK, who=by("manager", "colleague", "boss"))
    def approve(self, pick: int, who: str) -> None:
        payment = self.of(Payment, pick, state__in=["requested", "failed"]) or self.of(Payment, pick)
        if payment:
            self.attempt(lambda: approve_payment(self.actor(who), payment.pk))

    @step(2, pick=PICK, who=by("manager", "finance"), in_run=st.booleans())
    def refuse(self, pick: int, who: str, in_run: bool) -> None:
        """Any payment, or one that stands in a prepared run, which shrinks by it."""
        standing = {"state": "approved", "run__state": "prepared"} if in_run else {}
        payment = self.of(Payment, pick, **standing)
        if payment and self.attempt(lambda: refuse_payment(self.actor(who), payment.pk, "증빙이 없습니다")) is not None:
            self.waits_again(payment)

    @step(1, who=by("finance", "boss"))
    def prepare(self, who: str) -> None:
        self.attempt(lambda: prepare_run(self.actor(who), clock.today()))

    @step(1, pick=PICK, who=by("cashier", "boss", "finance"))
    def release(self, pick: int, who: str) -> None:
        run = self.of(PaymentRun, pick, state="prepared") or self.of(PaymentRun, pick)
        if run:
            seen = run.count + pick % 2  # now and then from a page that shows more than there is
            if self.attempt(lambda: release_run(self.actor(who), run.pk, seen)) is not None:
                assert seen == run.count
                SHRUNK["released"] += run.taken_out.exists()

    @step(1, pick=PICK, who=by("cashier"))
    def take_run_apart(self, pick: int, who: str) -> None:
        run = self.of(PaymentRun, pick)
        if run and pick % 4 == 0:
            self.attempt(lambda: cancel_run(self.actor(who), run.pk, "날짜를 바꿉니다"))

    @step(1, pick=PICK, who=by("finance", "cashier"), well=st.sampled_from([True, True, False]), part=st.booleans())
    def answer_of_bank(self, pick: int, who: str, well: bool, part: bool) -> None:
        """A whole answer or its first line; what was read before is read again now and then."""
        run = self.of(PaymentRun, pick, state="released") or self.of(PaymentRun, pick)
        if not run:
            return
        payments = list(run.payments.order_by("pk"))[: 1 if part else None]
        lines = [BankLine(row, one.pk, one.amount, well, clock.today()) for row, one in enumerate(payments, 2)]
        known = set(run.answers.values_list("payment", flat=True))
        if self.attempt(lambda: read_bank_answer(self.actor(who), run.pk, lines)) is not None and well:
            for one in payments:
                held = self.orders[one.invoice.order_id]
                if one.pk not in known:
                    held.paid[one.pk] = held.asked.pop(one.pk)
                    held.follow()

    # -- the end -----------------------------------------------------------------------------------------------

    @step(1, pick=PICK, who=by("approver"), late=True)
    def break_off(self, pick: int, who: str) -> None:
        agreement = Agreement.objects.get(voucher=self.vouchers[pick % 2])
        if (
            pick % 5 == 0
            and self.attempt(lambda: end_agreement(self.actor(who), agreement.pk, "수행 중단")) is not None
        ):
            for held in self.orders.values():
                if held.voucher == agreement.voucher.pk and held.state in {"placed", "taken"}:
                    self.ends_rest(held)

    @step(1, pick=PICK, late=True)
    def finish_work(self, pick: int) -> None:
        voucher = self.vouchers[pick % 2]
        agreement, owner = Agreement.objects.get(voucher=voucher), self.actor("owner", voucher)
        made = self.attempt(lambda: begin_report(owner, agreement.pk, "final"))
        report = made or self.of(Report, 0, agreement=agreement)
        if report and report.state in {"draft", "returned"}:
            self.attempt(lambda: save_report(owner, report.pk, TEXTS, {}))
            self.attempt(lambda: hand_in_report(owner, report.pk))
            self.attempt(lambda: answer_report(self.actor("manager"), report.pk, accepted=True))
        self.attempt(lambda: evaluate(self.actor("manager"), agreement.pk, "success", "계획대로 수행했습니다"))
        self.attempt(lambda: end_work(self.actor("manager"), agreement.pk))

    @step(1, pick=PICK, who=by("owner", "manager"))
    def settle(self, pick: int, who: str) -> None:
        voucher = self.vouchers[pick % 2]
        agreement = Agreement.objects.get(voucher=voucher)
        settlement = self.attempt(lambda: begin_settlement(self.actor(who, voucher), agreement.pk))
        if settlement is None:
            return
        owner = self.user("owner", voucher)
        for line in settlement.lines.filter(evidence=None):
            self.attempt(lambda key=line.pk: attach_evidence(person(owner), key, [self.paper[owner.pk]]))
        self.attempt(lambda: hand_in_settlement(person(owner), settlement.pk))

    @step(1, pick=PICK, who=by("manager", "boss"), share=st.integers(0, 100), end=st.sampled_from([True, True, False]))
    def examine(self, pick: int, who: str, share: int, end: bool) -> None:
        settlement = self.of(Settlement, pick, state="handed_in") or self.of(Settlement, pick)
        if not settlement:
            return
        for line in settlement.lines.order_by("pk"):
            won = line.amount * share // 100
            self.attempt(lambda key=line.pk, won=won: examine_line(self.actor(who), key, won, "과다 청구"))
        if end:
            self.attempt(lambda: examine_settlement(self.actor(who), settlement.pk))
        else:
            self.attempt(lambda: return_settlement(self.actor(who), settlement.pk, "이체증이 없습니다"))

    @step(3, pick=PICK, who=by("approver", "boss"), well=st.sampled_from([True, True, True, False]))
    def confirm(self, pick: int, who: str, well: bool) -> None:
        settlement = self.of(Settlement, pick, state="examined") or self.of(Settlement, pick)
        if not settlement:
            return
        if not well:
            self.attempt(lambda: examine_again(self.actor(who), settlement.pk, "다시 보십시오"))
            return
        voucher = settlement.agreement.voucher.pk
        left = self.free(voucher)
        if self.attempt(lambda: confirm_settlement(self.actor(who), settlement.pk)) is not None:
            self.gone[voucher] += left

    @step(2, pick=PICK, who=by("manager", "boss"), won=WON)
    def propose_back(self, pick: int, who: str, won: int) -> None:
        agreement = Agreement.objects.get(voucher=self.vouchers[pick % 2])
        since = clock.today() - timedelta(days=pick)
        self.attempt(lambda: propose_clawback(self.actor(who), agreement.pk, "misuse", "용도 외 사용", won, since))

    @step(3, pick=PICK, who=by("approver", "boss"), verb=st.sampled_from(["claim", "claim", "drop", "waive"]))
    def decide_back(self, pick: int, who: str, verb: str) -> None:
        clawback = self.of(Clawback, pick)
        if clawback:
            verbs = {
                "claim": lambda: claim(self.actor(who), clawback.pk),
                "drop": lambda: drop_clawback(self.actor(who), clawback.pk, "잘못 제안했습니다"),
                "waive": lambda: waive(self.actor(who), clawback.pk, "법원의 조정"),
            }
            self.attempt(verbs[verb])

    @step(3, pick=PICK, who=by("finance"), won=WON, whole=st.booleans())
    def pay_back(self, pick: int, who: str, won: int, whole: bool) -> None:
        clawback = self.of(Clawback, pick, state="claimed") or self.of(Clawback, pick)
        if clawback:
            sum_ = owed(clawback, clock.today()).total if whole else won
            reference = f"환수-{clawback.pk}-{pick}"
            self.attempt(lambda: note_recovery(self.actor(who), clawback.pk, sum_, clock.today(), reference))

    @step(
        2, pick=PICK, preparer=by("finance", "boss"), releaser=by("cashier", "boss"), won=WON, whole=st.booleans(),
        end=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def give_back(self, pick: int, preparer: str, releaser: str, won: int, whole: bool, end: bool) -> None:
        """Own money, what is due or some other sum, in three hands; its transfer under a number that may be used."""
        agreement = Agreement.objects.get(voucher=self.vouchers[pick % 2])
        sum_ = to_prepare(agreement) if whole else won
        made = self.attempt(lambda: prepare_refund(self.actor(preparer), agreement.pk, sum_))
        refund = made or self.of(Refund, pick)
        if refund is None:
            return
        self.attempt(lambda: release_refund(self.actor(releaser), refund.pk))
        if not end:
            self.attempt(lambda: drop_refund(self.actor(releaser), refund.pk, "계좌가 해지되었습니다"))
            return
        reference = f"반환-{refund.pk % 2}"
        done = self.attempt(lambda: note_refund(self.actor(preparer), refund.pk, clock.today(), reference))
        GIVEN["paid"] += done is not None

    @step(2, pick=PICK, who=by("approver"))
    def complete(self, pick: int, who: str) -> None:
        agreement = Agreement.objects.get(voucher=self.vouchers[pick % 2])
        self.attempt(lambda: complete_case(self.actor(who), agreement.pk))

    # -- what always holds -------------------------------------------------------------------------------------

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        self.steps += 1
        offered = [one for one in STEPS for _time in range(one.weight) if self.steps > EARLY or not one.late]
        chosen = data.draw(st.sampled_from(offered))
        values = {name: data.draw(strategy) for name, strategy in chosen.given.items()}
        getattr(self, chosen.name)(**values)

    @initialize(lines=st.integers(2, 3), share=st.integers(1, 99))
    def begin(self, lines: int, share: int) -> None:
        """What every run of an ``opening`` has behind it, whatever follows."""
        assert differences() == []
        match self.opening:
            case "part paid":
                self.order(0, 1_000_000 + share, lines, "owner")
                self.come_to(max(self.orders), "paid in part", parts=True)
            case "changed agreement":
                self.order(0, 1_000_000 + share, lines, "owner")
                self.amend(0, 1_000_000, lower=True, who="approver")
                self.give_back(0, "finance", "cashier", 1, whole=True, end=True)
                self.amend(0, 500_000 + share, lower=False, who="approver")
            case "run that lost a payment":
                for won in (1_000_000, 2_000_000 + share):
                    self.order(0, won, lines, "owner")
                    self.come_to(max(self.orders), "invoiced", parts=False)
                self.pay_all("manager", "finance", "manager", "cashier")
            case "case at its end":
                self.order(0, 1_000_000 + share, lines, "owner")
                self.come_to(max(self.orders), "paid", parts=False)
                self.wind_up(0, share, 4)

    def come_to(self, key: int, state: str, *, parts: bool) -> None:
        held = self.orders[key]
        for _step in range(8):
            if held.state == state or (state == "paid in part" and held.paid):
                return
            if state == "paid in part" and held.asked:
                self.pay_all("manager", "finance", "", "cashier")
            else:
                self.bring_on(key, ("manager", "finance", "", "cashier"), parts)
        raise AssertionError(f"the order is {held.state} and not {state}")

    @step(6, pick=PICK, share=st.integers(0, 100), depth=st.integers(0, 4), late=True)
    def wind_up(self, pick: int, share: int, depth: int) -> None:
        """Those who may bring a case towards its end, or all the way."""
        self.finish_work(pick)
        self.settle(pick, "owner")
        for number in range(Settlement.objects.filter(state="handed_in").count()):
            self.examine(number, "manager", share, end=True)
        if depth > 0:
            self.confirm(pick, "approver", well=True)
        for number in range(Clawback.objects.count() if depth > 1 else 0):
            self.decide_back(number, "approver", "claim")
            if depth > 2:
                self.pay_back(number, "finance", 1, whole=True)
        if depth > 3:
            self.complete(pick, "approver")

    @invariant()
    def ledger_orders_payments_files_and_settlements_agree(self) -> None:
        assert differences() == []

    @invariant()
    def every_won_lies_where_the_verbs_put_it(self) -> None:
        for voucher in self.vouchers:
            kinds: Counter[Kind] = Counter()
            for (kind, _money), won in balances(Voucher.objects.get(pk=voucher)).items():
                kinds[kind] += won
            ours: Counter[Kind] = Counter()
            for held in self.orders.values():
                ours += held.lies() if held.voucher == voucher else Counter()
            for kind in (*COMING.values(), Kind.ACCEPTED, Kind.PAYABLE, Kind.PAID):
                assert kinds[kind] == ours[kind], kind
            assert kinds[Kind.FREE] == self.free(voucher)
        for key, held in self.orders.items():
            PARTS["paid"] += bool(held.paid and held.lines)
            order = Order.objects.get(pk=key)
            assert (order.state, order.accepted.total) == (held.state, held.won - sum(held.lines))

    @invariant()
    def a_run_is_what_was_prepared_less_what_was_refused(self) -> None:
        for run in PaymentRun.objects.prefetch_related("taken_out"):
            left = sum(one.amount for one in run.taken_out.all())
            began = self.begun.setdefault(run.pk, (run.count + len(run.taken_out.all()), run.total + left))
            assert began == (run.count + len(run.taken_out.all()), run.total + left)
            assert run.state != "prepared" or run.count > 0
            if run.file_hash:
                assert sum(one.amount for one in transfer_of(run)) == run.total and len(transfer_of(run)) == run.count
            SHRUNK["shrunk"] += bool(left)

    @invariant()
    def nothing_written_has_changed(self) -> None:
        now = {
            line.pk: (line.entry_id, line.account_id, line.amount) for line in Line.objects.order_by("pk").iterator()
        }
        assert self.written.items() <= now.items()
        self.written = now

    @invariant()
    def no_two_hands_of_a_payment_are_one_persons(self) -> None:
        for one in Payment.objects.select_related("run"):
            hands = [one.requested_by_id, one.approved_by_id, one.released_by_id]
            assert len({hand for hand in hands if hand}) == sum(hand is not None for hand in hands)
        for run in PaymentRun.objects.exclude(released_by=None):
            assert run.released_by_id != run.prepared_by_id
        for clawback in Clawback.objects.exclude(claimed_by=None):
            assert clawback.claimed_by_id != clawback.proposed_by_id
            assert clawback.waived_by_id not in {clawback.proposed_by_id, clawback.claimed_by_id}
        for refund in Refund.objects.exclude(released_by=None):
            assert refund.released_by_id != refund.prepared_by_id
        assert not Refund.objects.filter(state="paid", released_by=None).exists()
        for settlement in Settlement.objects.exclude(confirmed_by=None):
            assert settlement.confirmed_by_id != settlement.examined_by_id


SHRUNK: Counter[str] = Counter()  # runs that lost a payment before their release, and those released all the same
CHANGED: Counter[str] = Counter()  # texts with lower or higher sums that came into force
MOVED: Counter[str] = Counter()  # entries of all runs by their verb
GIVEN: Counter[str] = Counter()  # refunds that were transferred
PARTS: Counter[str] = Counter()  # after how many steps an order stood with a part of it paid
REACHED: Counter[str] = Counter()  # states in which the agreements of all runs ended


@pytest.mark.django_db
@pytest.mark.parametrize(
    "opening", ["", "part paid", "changed agreement", "run that lost a payment", "case at its end"]
)
def test_the_books_hold_under_any_sequence_of_verbs(opening: str, pytestconfig: pytest.Config) -> None:
    """Where nothing came before, and after each of the turns that a run of random verbs takes too seldom. The same
    sequences each time; with ``--hypothesis-seed`` others, which need not come as far."""
    other_seed = pytestconfig.getoption("--hypothesis-seed") is not None
    make.interest_rate()
    world, first = make.issued()
    other, second = make.issued(make.selected(call=world.call))
    boss = make_user(Role.MANAGER)
    for group, permission in (("manager", "manage_call"), ("approver", "approve_call"), ("finance", "pay_call")):
        boss.groups.add(scope_group(world.call, group, [permission]))
    Hands.opening = opening
    Hands.vouchers = [first.pk, second.pk]
    Hands.parties = [{"owner": one.owner, "seller": one.seller} for one in (world, other)]
    Hands.people = {**vars(world.office), "boss": boss, "stranger": make_user()}
    Hands.paper = {user.pk: make.stored(user) for parties in Hands.parties for user in parties.values()}
    for one in (world, other):
        make.account(one)
    for counter in (SHRUNK, CHANGED, MOVED, GIVEN, PARTS, REACHED):
        counter.clear()
    options = settings(
        max_examples=4, stateful_step_count=50, deadline=None, derandomize=not other_seed,
        suppress_health_check=list(HealthCheck),
        database=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Hands, settings=options)
    if other_seed:
        return
    assert set(MOVED) >= {"issue", "reserve"}
    match opening:
        case "part paid":
            assert set(MOVED) >= {"deliver", "return", "accept", "invoice", "pay"}
            assert PARTS["paid"], "some part is paid before the rest comes"
        case "changed agreement":
            assert set(MOVED) >= {"revoke", "refund"}
            assert CHANGED["lower"] and CHANGED["higher"], "sums went down and up again"
            assert GIVEN["paid"], "what a lower sum leaves over goes back to the business"
        case "run that lost a payment":
            assert SHRUNK["shrunk"], "some run lost a payment"
            assert SHRUNK["released"], "some run that lost one is released all the same"
        case "case at its end":
            assert set(MOVED) >= {"revoke", "refund", "claim", "collect"}
            assert "completed" in REACHED, "some case comes to its end"
