"""A small world of suppliers and prior agreements; everybody in it is made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import Organisation, Role, User
from kernel import clock
from kernel.actor import Actor
from programs.actions.call import TermsText
from programs.models import Application, Call
from programs.registry import programme
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as engine
from vouchers import actions
from vouchers.actions import AgreementText, LineText, ProductText, SupplierText
from vouchers.models import PriorAgreement, Product, Supplier
from vouchers.rules.supplier import named

COST = 8_000_000


def supplier_text(**fields: Any) -> SupplierText:
    values: dict[str, Any] = {
        "kinds": ("purchase",),
        "capacity": 5,
        "region": "30",
        "description": "유동 인구와 매출 자료를 판매합니다(가상).",
        "contact_name": "임꺽정",
        "contact_phone": "042-000-0000",
        "contact_email": "data@example.org",
    }
    return SupplierText(**values | fields)


def supplier_fields(**fields: Any) -> dict[str, Any]:
    """The same as a page sends it."""
    text = supplier_text(**fields)
    return {name: value for name, value in text.as_fields().items() if value != ""}


def applied(user: User | None = None, *staff: User, name: str = "한빛데이터(가상)", **fields: Any) -> Supplier:
    """A supplier whose application has arrived, with one product at a million won a month."""
    user = user or make_user()
    organisation = make_organisation(user, *staff, name=name)
    supplier = actions.apply_as_supplier(person(user), organisation.pk, supplier_text(**fields))
    kind = supplier.kinds[0]
    text = ProductText(kind=kind, name="유동 인구 자료", unit="1개월")
    actions.add_product(person(user), supplier.pk, text, 1_000_000, clock.today())
    return supplier


def registered(user: User | None = None, *staff: User, **fields: Any) -> Supplier:
    supplier = applied(user, *staff, **fields)
    return actions.decide_supplier(Actor.system("test"), supplier.pk, "register_supplier")


def excluded(supplier: Supplier, first: date | None = None, last: date | None = None) -> Any:
    """An exclusion proposed by one manager and confirmed by another."""
    text = actions.SanctionText("exclusion", "지방보조금법 제32조", first or clock.today(), last, "재하청")
    sanction = actions.propose_sanction(person(make_user(Role.MANAGER)), supplier.pk, text)
    return actions.confirm_sanction(person(make_user(Role.MANAGER)), sanction.pk)


def product_of(supplier: Supplier) -> Product:
    return supplier.products.get()


def answer(supplier: Supplier) -> str:
    """How an application names it."""
    return named(supplier.organisation.name, supplier.organisation.registration_number)


def open_call(agreement: str = "required", **fields: Any) -> Call:
    settings = dict(programme("vouchers").default_settings) | {"agreement": agreement}
    return engine.open_call(terms=TermsText(settings=settings), **fields)


def draft(
    supplier: Supplier, call: Call | None = None, user: User | None = None, organisation: Organisation | None = None
) -> Application:
    """A draft over COST won that names the supplier, complete but for the agreement."""
    return engine.draft(call or open_call(), user, organisation, supplier=answer(supplier), cost=f"{COST:,}")


def agreement_text(supplier: Supplier, **fields: Any) -> AgreementText:
    today = clock.today()
    values: dict[str, Any] = {
        "first_day": today,
        "last_day": today + timedelta(days=90),
        "statement": "유동 인구 자료를 매달 CSV로 제공합니다.",
        "lines": (LineText(product_of(supplier).pk, 8, COST),),
    }
    return AgreementText(**values | fields)


def requested(supplier: Supplier, application: Application | None = None) -> PriorAgreement:
    application = application or draft(supplier)
    saved = actions.save_agreement(person(application.user), application.pk, agreement_text(supplier))
    return actions.request_agreement(person(application.user), saved.pk)


def member(supplier: Supplier) -> User:
    return supplier.organisation.members.order_by("pk")[0]


def agreed(supplier: Supplier, application: Application | None = None) -> PriorAgreement:
    asked = requested(supplier, application)
    return actions.answer_agreement(person(member(supplier)), asked.pk, "agree")
