"""The register: applying, review, prices, sanctions."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Role
from kernel import clock
from kernel.errors import NotPermitted, ReasonNeeded, TransitionRefused
from notices.models import Notice
from tests.at_once import at_once
from tests.factories import make_organisation, make_user, person
from tests.programs.factories import figure
from tests.vouchers import factories as make
from vouchers import actions
from vouchers.errors import (
    AlreadySupplier,
    KindInUse,
    KindNotOffered,
    NoProducts,
    PriceInThePast,
    SanctionTooLong,
    SupplierExcluded,
    SupplierNotVisible,
    TwoPersonsNeeded,
)
from vouchers.models import ProductPrice, Supplier, SupplierSanction
from vouchers.queries.supplier import Search, is_open, price_of, register_page, with_load

pytestmark = pytest.mark.django_db


def in_register() -> set[str]:
    return {str(one) for one in register_page(Search(), 1)}


def test_an_exclusion_of_a_supplier_is_no_longer_than_the_law_allows_and_a_warning_may_stay() -> None:
    supplier, day = make.registered(make_user()), date(2026, 6, 1)
    manager = person(make_user(Role.MANAGER))

    def propose(kind: str, last: date | None) -> SupplierSanction:
        text = actions.SanctionText(kind, "지방보조금법 제32조", day, last, "재하청")
        return actions.propose_sanction(manager, supplier.pk, text)

    with pytest.raises(SanctionTooLong, match=r"2031\. 5\. 31\."):
        propose("exclusion", date(2031, 6, 1))
    assert propose("exclusion", None).last_day == date(2031, 5, 31)
    assert propose("warning", None).last_day is None
    waiting = propose("exclusion", date(2031, 5, 31))
    figure("vouchers.exclusion_years_city", 3, since=date(2026, 1, 1))
    with pytest.raises(SanctionTooLong):  # the term has become shorter meanwhile
        actions.confirm_sanction(person(make_user(Role.APPROVER)), waiting.pk)


@pytest.mark.django_db(transaction=True)
def test_a_sanction_confirmed_by_many_at_once_is_confirmed_and_told_once() -> None:
    supplier = make.registered(make_user())
    text = actions.SanctionText("exclusion", "지방보조금법 제32조", clock.today(), None, "재하청")
    sanction = actions.propose_sanction(person(make_user(Role.MANAGER)), supplier.pk, text)
    people = [person(make_user(Role.APPROVER)) for _number in range(4)]
    answers = at_once([lambda one=one: actions.confirm_sanction(one, sanction.pk) for one in people])
    assert sum(isinstance(one, TransitionRefused) for one in answers) == 3
    assert Notice.objects.filter(code="supplier_sanction").count() == 1


def test_a_supplier_applies_corrects_and_is_registered_and_its_people_are_told() -> None:
    manager = make_user(Role.MANAGER)
    supplier = make.applied()
    assert in_register() == set()
    assert Notice.objects.filter(code="supplier_applied", recipient=manager).count() == 1
    with pytest.raises(ReasonNeeded):
        actions.decide_supplier(person(manager), supplier.pk, "correct_supplier", " ")
    actions.decide_supplier(person(manager), supplier.pk, "correct_supplier", "단위를 적어 주십시오.")
    actions.apply_again(person(make.member(supplier)), supplier.pk)
    actions.decide_supplier(person(manager), supplier.pk, "register_supplier")
    assert in_register() == {"한빛데이터(가상)"}
    assert Notice.objects.filter(code="supplier_decided", recipient=make.member(supplier)).count() == 2


def test_an_organisation_stands_in_the_register_once() -> None:
    supplier = make.applied()
    with pytest.raises(AlreadySupplier):
        actions.apply_as_supplier(person(make.member(supplier)), supplier.organisation_id, make.supplier_text())


def test_without_a_product_nobody_is_registered() -> None:
    user = make_user()
    organisation = make_organisation(user)
    supplier = actions.apply_as_supplier(person(user), organisation.pk, make.supplier_text())
    with pytest.raises(NoProducts):
        actions.decide_supplier(person(make_user(Role.MANAGER)), supplier.pk, "register_supplier")


def test_a_manager_does_not_decide_on_a_company_of_his_own() -> None:
    manager = make_user(Role.MANAGER)
    supplier = make.applied(manager)
    with pytest.raises(NotPermitted):
        actions.decide_supplier(person(manager), supplier.pk, "register_supplier")


def test_a_stranger_changes_nothing_of_an_entry() -> None:
    supplier, stranger = make.registered(), person(make_user())
    with pytest.raises(SupplierNotVisible):
        actions.update_supplier(stranger, supplier.pk, make.supplier_text(capacity=99))
    with pytest.raises(SupplierNotVisible):
        actions.set_price(stranger, make.product_of(supplier).pk, 1, clock.today())


def test_a_kind_that_is_still_offered_is_not_taken_away_and_no_other_kind_is_offered() -> None:
    supplier = make.registered()
    member = person(make.member(supplier))
    with pytest.raises(KindInUse):
        actions.update_supplier(member, supplier.pk, make.supplier_text(kinds=("ai",)))
    text = actions.ProductText(kind="ai", name="예측 모형", unit="1건")
    with pytest.raises(KindNotOffered):
        actions.add_product(member, supplier.pk, text, 1, clock.today())


def test_a_new_price_counts_from_its_day_and_the_old_one_is_never_rewritten() -> None:
    supplier = make.registered()
    member, product = person(make.member(supplier)), make.product_of(supplier)
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(PriceInThePast):
        actions.set_price(member, product.pk, 5, clock.today() - timedelta(days=1))
    actions.set_price(member, product.pk, 1_200_000, tomorrow)
    today = price_of(product)
    with clock.at(clock.now() + timedelta(days=1)):
        later = price_of(product)
    assert (today and today.amount, later and later.amount) == (1_000_000, 1_200_000)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProductPrice.objects.filter(product=product).update(amount=1)


def test_an_exclusion_takes_two_persons_counts_on_its_days_and_ends_by_itself() -> None:
    supplier, first = make.registered(), make_user(Role.MANAGER)
    day = clock.today()
    text = actions.SanctionText("exclusion", "지방보조금법 제32조", day, day, "재하청")
    sanction = actions.propose_sanction(person(first), supplier.pk, text)
    assert is_open(supplier)  # proposed is not in force
    with pytest.raises(TwoPersonsNeeded):
        actions.confirm_sanction(person(first), sanction.pk)
    actions.confirm_sanction(person(make_user(Role.APPROVER)), sanction.pk)
    assert not is_open(supplier) and in_register() == set()
    with clock.at(clock.now() + timedelta(days=1)):
        assert is_open(supplier) and in_register() == {"한빛데이터(가상)"}
    assert Notice.objects.filter(code="supplier_sanction").count() == 1


def test_the_database_itself_refuses_one_person_as_both() -> None:
    supplier, manager = make.registered(), make_user(Role.MANAGER)
    text = actions.SanctionText("warning", "운영지침", clock.today(), None, "보고 지연")
    sanction = actions.propose_sanction(person(manager), supplier.pk, text)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierSanction.objects.filter(pk=sanction.pk).update(state="confirmed", decided_by=manager)


def test_a_warning_leaves_the_supplier_in_the_register_and_a_lifted_exclusion_too() -> None:
    supplier = make.registered()
    sanction = make.excluded(supplier)
    with pytest.raises(ReasonNeeded):
        actions.lift_sanction(person(make_user(Role.MANAGER)), sanction.pk, "")
    actions.lift_sanction(person(make_user(Role.MANAGER)), sanction.pk, "처분 취소 판결")
    assert is_open(supplier)
    text = actions.SanctionText("warning", "운영지침", clock.today(), None, "보고 지연")
    warning = actions.propose_sanction(person(make_user(Role.MANAGER)), supplier.pk, text)
    actions.confirm_sanction(person(make_user(Role.MANAGER)), warning.pk)
    assert is_open(supplier)


def test_who_is_excluded_does_not_come_back_by_applying_again() -> None:
    supplier = make.registered()
    actions.decide_supplier(person(make_user(Role.MANAGER)), supplier.pk, "remove_supplier", "재하청")
    make.excluded(supplier)
    with pytest.raises(SupplierExcluded):
        actions.apply_again(person(make.member(supplier)), supplier.pk)


def test_a_suspended_supplier_leaves_the_register_and_returns() -> None:
    supplier, manager = make.registered(), person(make_user(Role.MANAGER))
    actions.decide_supplier(manager, supplier.pk, "suspend_supplier", "현장 점검")
    assert in_register() == set()
    with pytest.raises(TransitionRefused):
        actions.decide_supplier(manager, supplier.pk, "register_supplier")
    actions.decide_supplier(manager, supplier.pk, "resume_supplier")
    assert in_register() == {"한빛데이터(가상)"}


def test_the_load_counts_what_was_agreed_this_year_and_is_still_alive() -> None:
    supplier = make.registered()
    agreement = make.agreed(supplier)
    make.requested(supplier)
    assert with_load(Supplier.objects).get().load == 1
    with clock.at(clock.now() + timedelta(days=366)):
        assert with_load(Supplier.objects).get().load == 0
    assert agreement.state == "agreed"
