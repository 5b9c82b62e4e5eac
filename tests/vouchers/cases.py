"""Cases after the decision: selected, agreed on, signed, with money on their voucher. Everybody in it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.actions.identity import prove_identity
from accounts.models import Membership, Organisation, Role, User
from files.actions import store
from files.models import StoredFile
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.permissions import scope_group
from kernel.transition import advance
from programs.actions import submit_application
from programs.models import Application, Call, Decision
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as engine
from tests.vouchers import factories as suppliers
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.agreement import Drawn, draw_up_agreement, send_to_sign
from vouchers.actions.agreement import sign as sign_agreement
from vouchers.actions.allotment import move_budget
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account, enter_invoice
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.order import OrderText, deliver, place_order, take_order
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, release_run
from vouchers.actions.refund import note_refund, prepare_refund, release_refund
from vouchers.actions.voucher import confirm_deposit, issue_voucher
from vouchers.models import (
    Agreement,
    Invoice,
    Order,
    Payment,
    PaymentRun,
    Product,
    ProductPrice,
    Refund,
    Signature,
    Supplier,
    SupplierAccount,
    Voucher,
)
from vouchers.queries.agreement import to_give_back
from vouchers.queries.figures import INTEREST
from vouchers.queries.ledger import free
from vouchers.rules.answer_file import BankLine
from vouchers.rules.ledger import Verb, part
from vouchers.rules.supplier import named
from vouchers.rules.work import Item

SYSTEM = Actor.system("test")
PASSWORD = "맑은 물 오백 그램"
BUDGET = 500_000_000
NUMBER = "000-0000-0001"


def with_password(user: User) -> User:
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    user.refresh_from_db(fields=["password"])
    return user


@dataclass
class Office:
    """Those who look after a call: two managers, an approver, two finance officers, an auditor."""

    manager: User
    colleague: User
    approver: User
    finance: User
    cashier: User
    auditor: User


def office_of(call: Call) -> Office:
    """People with their groups on the call."""
    people = Office(
        make_user(Role.MANAGER), make_user(Role.MANAGER), make_user(Role.APPROVER), make_user(Role.FINANCE),
        make_user(Role.FINANCE), make_user(Role.AUDITOR),
    )  # fmt: skip
    for user in (people.manager, people.colleague):
        user.groups.add(scope_group(call, "manager", ["manage_call"]))
    with_password(people.approver).groups.add(scope_group(call, "approver", ["approve_call"]))
    for user in (people.finance, people.cashier):
        user.groups.add(scope_group(call, "finance", ["pay_call"]))
    return people


@action
def _select(application: Application, amount: int) -> None:
    for verb in ("pass", "select"):
        advance(application, verb, SYSTEM)
    Decision.objects.create(application=application, outcome="selected", amount=amount, proposed_at=clock.now())


@dataclass
class World:
    """One call with its office, one demand company with its supplier."""

    call: Call
    office: Office
    owner: User
    seller: User
    supplier: Supplier
    application: Application

    def as_(self, who: str) -> Actor:
        return person(getattr(self, who, None) or getattr(self.office, who))


def selected(
    amount: int = 7_200_000,
    call: Call | None = None,
    owner: User | None = None,
    organisation: Organisation | None = None,
    *,
    in_books: bool = True,
    **answers: Any,
) -> World:
    """A selected application of 8,000,000 won, 7,200,000 of which are paid by the city; the track's money is there
    where it is ``in_books``."""
    call = call or engine.open_call()
    seller, owner = with_password(make_user()), owner or with_password(make_user())
    supplier = suppliers.registered(seller)
    organisation = organisation or make_organisation(owner, name="가상상회")
    name = named(supplier.organisation.name, supplier.organisation.registration_number)
    application = engine.draft(call, owner, organisation, supplier=name, **answers)
    submit_application(person(owner), application.pk)
    application.refresh_from_db()
    _select(application, amount)
    if in_books:
        move_budget(SYSTEM, call.pk, Verb.APPROPRIATE, application.track, BUDGET, "2026")
    return World(call, office_of(call), owner, seller, supplier, application)


def drawn(**fields: Any) -> Drawn:
    today = clock.today()
    values: dict[str, Any] = {
        "first_day": today, "last_day": today + timedelta(days=180), "deposit_due": today + timedelta(days=14),
        "support": 7_200_000, "cash": 800_000,
    }  # fmt: skip
    return Drawn(**values | fields)


def signing(world: World | None = None, **fields: Any) -> tuple[World, Agreement]:
    world = world or selected()
    agreement = draw_up_agreement(world.as_("manager"), world.application.pk, drawn(**fields))
    return world, send_to_sign(world.as_("manager"), agreement.pk)


def sign(
    actor: Actor, agreement_id: int, version: int, party: str, content_hash: str, password: str = PASSWORD
) -> Signature:
    """A signature under the password typed then."""
    return sign_agreement(actor, agreement_id, version, party, content_hash, prove_identity(actor, password))


def sign_all(world: World, agreement: Agreement, version: int | None = None) -> Agreement:
    text = agreement.versions.get(version=version or agreement.version)
    for party, who in (("demand", "owner"), ("supplier", "seller"), ("city", "approver")):
        sign(world.as_(who), agreement.pk, text.version, party, text.content_hash, PASSWORD)
    agreement.refresh_from_db()
    return agreement


def issued(world: World | None = None, **fields: Any) -> tuple[World, Voucher]:
    """An agreement in force with its voucher: 7,200,000 won of support and 800,000 of the business's own."""
    world, agreement = signing(world, **fields)
    sign_all(world, agreement)
    return world, finish_issue(world, agreement)


def finish_issue(world: World, agreement: Agreement) -> Voucher:
    """The contribution of a signed agreement comes in, the voucher goes out."""
    cash = agreement.present.cash
    if cash:
        confirm_deposit(world.as_("finance"), agreement.pk, cash, clock.today(), "입금-0001")
    return issue_voucher(world.as_("manager"), agreement.pk)


def years_after(day: date, years: int) -> date:
    """The same day of a later year; from 29 February on 1 March."""
    month, number = (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return date(day.year + years, month, number)


def on(day: date) -> Any:
    """The clock at nine o'clock of a day."""
    return clock.at(clock.seoul(day.year, day.month, day.day, 9))


@action
def reserve(voucher: Voucher, supplier: Supplier, won: int, key: str = "order:1") -> None:
    """Reserves money as an order does."""
    parts = part(free(voucher), won)
    place = place_of(voucher, supplier.pk)
    post(SYSTEM, Posting(Verb.RESERVE, place, key, voucher, support=parts.support, own=parts.own))


def interest_rate() -> None:
    """Five percent a year on what is claimed back, from whatever fund."""
    engine.figure(INTEREST, Decimal("0.05"))


def item(supplier: Supplier, won: int, name: str = "유동 인구 자료", quantity: int = 1) -> Item:
    """What the supplier's register offers at this price, entered there when it is not yet."""
    product = Product.objects.filter(supplier=supplier, name=name, prices__amount=won).first()
    if product is None:
        product = Product.objects.create(supplier=supplier, kind=supplier.kinds[0], name=name, unit="1식")
        ProductPrice.objects.create(product=product, amount=won, valid_from=clock.today())
    return Item(name, quantity, won, product.pk)


def order(
    world: World, voucher: Voucher, won: int = 1_000_000, who: str = "owner", key: str = "", due: int = 30
) -> Order:
    supplier = voucher.agreement.supplier
    assert supplier is not None
    text = OrderText("유동 인구 자료", (item(supplier, won),), clock.today() + timedelta(days=due), key=key)
    return place_order(world.as_(who), voucher.agreement_id, text)


def stored(user: User) -> StoredFile:
    return store(person(user), engine.png("납품.png"))


def delivered(world: World, voucher: Voucher, won: int = 1_000_000) -> Order:
    made = order(world, voucher, won)
    take_order(world.as_("seller"), made.pk)
    deliver(world.as_("seller"), made.pk, "주문하신 자료입니다.", [stored(world.seller)])
    return made


def accepted(world: World, voucher: Voucher, won: int = 1_000_000) -> Order:
    made = delivered(world, voucher, won)
    answer_delivery(world.as_("owner"), made.pk, accepted=True)
    made.refresh_from_db()
    return made


def requested(world: World, voucher: Voucher, won: int = 1_000_000) -> Payment:
    made = accepted(world, voucher, won)
    number = f"20261125410000990{Invoice.objects.count():07d}"
    return enter_invoice(world.as_("seller"), made.pk, number, clock.today(), won)


def entered(world: World, who: str = "seller", number: str = NUMBER) -> SupplierAccount:
    """An account with the copy of its bankbook, not yet confirmed."""
    user = getattr(world, who, None) or getattr(world.office, who)
    holder = "한빛데이터(가상)"
    return enter_bank_account(world.as_(who), world.supplier.pk, "가상은행", number, holder, stored(user))


def account(world: World) -> SupplierAccount:
    return confirm_bank_account(world.as_("finance"), entered(world).pk, NUMBER)


def released(world: World, voucher: Voucher, orders: int = 1) -> PaymentRun:
    account(world)
    for _number in range(orders):
        approve_payment(world.as_("manager"), requested(world, voucher).pk)
    run = prepare_run(world.as_("finance"), clock.today())
    return release_run(world.as_("cashier"), run.pk)


def paid(world: World, voucher: Voucher, orders: int = 1) -> PaymentRun:
    """A run whose every payment went through."""
    run = released(world, voucher, orders)
    lines = [
        BankLine(number, one.pk, one.amount, True, clock.today())
        for number, one in enumerate(run.payments.order_by("pk"), 2)
    ]
    return read_bank_answer(world.as_("finance"), run.pk, lines).run


def given_back(world: World, agreement: Agreement) -> None:
    """Whatever is to go back to the business has gone back."""
    if due := to_give_back(agreement):
        note_refund(world.as_("finance"), refunded(world, agreement, due).pk, clock.today(), "반환-1")


def refunded(world: World, agreement: Agreement, won: int) -> Refund:
    """Own money that two finance officers let go back to the business."""
    return release_refund(world.as_("cashier"), prepare_refund(world.as_("finance"), agreement.pk, won).pk)


def join(user: User, organisation: Organisation) -> None:
    Membership.objects.create(organisation=organisation, user=user)


def may(world: World, who: str, role: str, permission: str) -> None:
    """Gives somebody of the office one more right on the call."""
    user = User.objects.get(pk=getattr(world.office, who).pk)
    user.groups.add(scope_group(world.call, role, [permission]))
    setattr(world.office, who, user)
