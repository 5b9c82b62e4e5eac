"""The played register of suppliers: six that can be chosen, one that waits for its review."""

from datetime import datetime, timedelta

from accounts.actions import register_organisation
from accounts.demo import HOST, make_person, office_person
from kernel import clock
from kernel.actor import Actor, Channel
from kernel.demo import City, SignIn, person_name, registration_number
from vouchers import actions
from vouchers.actions import ProductText, SupplierText
from vouchers.demo_texts import SUPPLIERS
from vouchers.models import Supplier


def play_suppliers(city: City, since: datetime) -> list[Supplier]:
    """Everybody applies on ``since``; all but the last are entered two days later."""
    manager = Actor.person(office_person("manager"), Channel.COMMAND)
    made = []
    for number, row in enumerate(SUPPLIERS, 1):
        with clock.at(since + timedelta(hours=9, minutes=number)):
            made.append(_apply(city, number, row))
    for number, supplier in enumerate(made[:-1]):
        with clock.at(since + timedelta(days=2, hours=10, minutes=number)):
            actions.decide_supplier(manager, supplier.pk, "register_supplier")
    city.sign_ins.append(SignIn("공급기업", f"supplier1@{HOST}", "/vouchers/supplier/"))
    city.tell("data suppliers", len(made))
    return made


def _apply(city: City, number: int, row: tuple[str, str, tuple[str, ...], str, str, int]) -> Supplier:
    name, region, kinds, product, unit, price = row
    dice = city.dice(f"vouchers.supplier.{number}")
    owner = make_person(person_name(dice), f"supplier{number}@{HOST}", phone=f"010-0000-90{number:02d}")
    actor = Actor.person(owner, Channel.COMMAND)
    organisation = register_organisation(actor, registration_number(dice), name, owner.name)
    text = SupplierText(
        kinds=kinds,
        capacity=dice.randrange(20, 60),
        region=region,
        description=f"{product}를 비롯한 데이터를 제공합니다. 시연을 위해 지어낸 기업입니다.",
        contact_name=owner.name,
        contact_phone="042-000-0000",
        contact_email=owner.email,
    )
    supplier = actions.apply_as_supplier(actor, organisation.pk, text)
    for kind in kinds:
        actions.add_product(actor, supplier.pk, ProductText(kind, product, unit), price, clock.today())
    return supplier
