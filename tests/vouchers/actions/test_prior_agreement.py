"""Prior agreements: from the applicant's draft to the sealed form, and what undoes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs import actions as engine
from programs.errors import ApplicationNotVisible, Incomplete
from programs.models import Application
from programs.rules.form import GapCode
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.vouchers import factories as make
from vouchers import actions
from vouchers.actions.prior_agreement import seal
from vouchers.errors import (
    AgreementFlawed,
    AgreementNotVisible,
    AgreementStale,
    AgreementStands,
    CapacityReached,
    ProductNotOffered,
    SupplierNotOpen,
    SupplierUnknown,
)
from vouchers.models import PriorAgreement, PriorAgreementLine
from vouchers.queries.prior_agreement import standing

pytestmark = pytest.mark.django_db


def change(application: Application, **answers: Any) -> None:
    application.refresh_from_db()
    engine.save_answers(person(application.user), application.pk, answers, application.revisions)
    application.refresh_from_db()


def gap_codes(application: Application) -> set[GapCode]:
    with pytest.raises(Incomplete) as refused:
        engine.submit_application(person(application.user), application.pk)
    return {gap.code for gap in refused.value.gaps}


def test_an_application_is_handed_in_once_its_supplier_has_agreed() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    assert gap_codes(application) == {GapCode.NO_PRIOR_AGREEMENT}
    asked = make.requested(supplier, application)
    assert Notice.objects.filter(code="agreement_requested", recipient=make.member(supplier)).count() == 1
    assert gap_codes(application) == {GapCode.NO_PRIOR_AGREEMENT}
    actions.answer_agreement(person(make.member(supplier)), asked.pk, "agree", "4월부터 제공합니다.")
    assert Notice.objects.filter(code="agreement_answered", recipient=application.user).count() == 1
    assert engine.submit_application(person(application.user), application.pk).state == "submitted"


def test_a_name_that_is_not_in_the_register_is_a_gap_only_where_the_agreement_is_required() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    change(application, supplier="아무개데이터")
    assert gap_codes(application) == {GapCode.NOT_LISTED}
    free = make.draft(supplier, make.open_call("optional"))
    change(free, supplier="아무개데이터")
    assert engine.submit_application(person(free.user), free.pk).state == "submitted"


def test_what_was_agreed_is_sealed_by_its_hash_and_by_the_database() -> None:
    agreement = make.agreed(make.registered())
    kept = PriorAgreement.objects.get(pk=agreement.pk)
    assert kept.content_hash == seal(kept) and len(kept.content_hash) == 64
    for rows, values in (
        (PriorAgreement.objects.filter(pk=kept.pk), {"amount": 1}),
        (PriorAgreementLine.objects.filter(agreement=kept), {"quantity": 1}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)


def test_the_line_keeps_the_price_of_its_day() -> None:
    supplier = make.registered()
    agreement = make.agreed(supplier)
    actions.set_price(person(make.member(supplier)), make.product_of(supplier).pk, 9_000_000, clock.today())
    assert agreement.lines.get().price.amount == 1_000_000


@pytest.mark.parametrize("changed", [{"cost": "9,000,000"}, {"supplier": "다른데이터 (999-99-99999)"}])
def test_it_no_longer_holds_the_moment_supplier_or_amount_differ_and_holds_again_when_put_back(
    changed: dict[str, str],
) -> None:
    supplier = make.registered()
    application = make.agreed(supplier).application
    change(application, **changed)
    assert standing(application) is None
    change(application, supplier=make.answer(supplier), cost=f"{make.COST:,}")
    assert standing(application) is not None


def test_a_difference_that_has_stood_ten_minutes_lapses_it_and_both_sides_are_told() -> None:
    supplier = make.registered()
    agreement = make.agreed(supplier)
    change(agreement.application, cost="9,000,000")
    system = Actor.system("test")
    assert actions.lapse_agreements(system) == 0  # perhaps still typing
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert actions.lapse_agreements(system) == 1
        assert actions.lapse_agreements(system) == 0
    agreement.refresh_from_db()
    assert agreement.state == "lapsed"
    told = set(Notice.objects.filter(code="agreement_lapsed").values_list("recipient_id", flat=True))
    assert told == {agreement.application.user_id, make.member(supplier).pk}


def test_withdrawing_the_application_lapses_the_agreement() -> None:
    agreement = make.agreed(make.registered())
    engine.withdraw_application(person(agreement.application.user), agreement.application_id)
    agreement.refresh_from_db()
    assert agreement.state == "lapsed"


def test_handing_in_with_another_amount_lapses_it_where_it_is_not_required() -> None:
    supplier = make.registered()
    application = make.draft(supplier, make.open_call("optional"))
    agreement = make.agreed(supplier, application)
    change(application, cost="9,000,000")
    engine.submit_application(person(application.user), application.pk)
    agreement.refresh_from_db()
    assert agreement.state == "lapsed"


def test_a_supplier_cannot_agree_to_what_has_changed_but_may_return_it() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    change(asked.application, cost="9,000,000")
    member = person(make.member(supplier))
    with pytest.raises(AgreementStale):
        actions.answer_agreement(member, asked.pk, "agree")
    with pytest.raises(ReasonNeeded):
        actions.answer_agreement(member, asked.pk, "return_request")
    assert actions.answer_agreement(member, asked.pk, "return_request", "금액 확인").state == "returned"


def test_a_returned_request_is_mended_and_sent_again_over_the_new_amount() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    actions.answer_agreement(person(make.member(supplier)), asked.pk, "return_request", "금액 확인")
    change(asked.application, cost="9,000,000")
    applicant = person(asked.application.user)
    lines = (actions.LineText(make.product_of(supplier).pk, 9, 9_000_000),)
    again = actions.save_agreement(applicant, asked.application_id, make.agreement_text(supplier, lines=lines))
    assert again.pk == asked.pk
    actions.request_agreement(applicant, again.pk)
    assert actions.answer_agreement(person(make.member(supplier)), again.pk, "agree").amount == 9_000_000


def test_while_one_stands_no_second_one_is_written() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    with pytest.raises(AgreementStands):
        actions.save_agreement(person(asked.application.user), asked.application_id, make.agreement_text(supplier))


def test_amounts_that_do_not_add_up_are_kept_as_a_draft_and_not_sent() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    lines = (actions.LineText(make.product_of(supplier).pk, 1, 5),)
    saved = actions.save_agreement(person(application.user), application.pk, make.agreement_text(supplier, lines=lines))
    with pytest.raises(AgreementFlawed):
        actions.request_agreement(person(application.user), saved.pk)
    assert saved.state == "drafted" and saved.requested_at is None


def test_only_products_that_the_supplier_offers_for_the_track_are_agreed_on() -> None:
    supplier, other = make.registered(), make.registered(name="금강분석(가상)")
    application = make.draft(supplier)
    text = make.agreement_text(supplier, lines=(actions.LineText(make.product_of(other).pk, 1, make.COST),))
    with pytest.raises(ProductNotOffered):
        actions.save_agreement(person(application.user), application.pk, text)
    change(application, track="general")
    with pytest.raises(ProductNotOffered):
        actions.save_agreement(person(application.user), application.pk, make.agreement_text(supplier))


def test_an_excluded_supplier_is_neither_asked_nor_agrees() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    other = make.draft(supplier)
    make.excluded(supplier)
    with pytest.raises(SupplierNotOpen):
        actions.answer_agreement(person(make.member(supplier)), asked.pk, "agree")
    with pytest.raises(SupplierNotOpen):
        actions.save_agreement(person(other.user), other.pk, make.agreement_text(supplier))


def test_a_plain_name_leads_to_no_agreement() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    change(application, supplier="한빛데이터")
    with pytest.raises(SupplierUnknown):
        actions.save_agreement(person(application.user), application.pk, make.agreement_text(supplier))


def test_nobody_else_reads_or_answers() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    with pytest.raises(AgreementNotVisible):
        actions.answer_agreement(person(asked.application.user), asked.pk, "agree")
    with pytest.raises(ApplicationNotVisible):
        actions.withdraw_agreement(person(make.member(supplier)), asked.pk)
    with pytest.raises(ApplicationNotVisible):
        actions.save_agreement(person(make_user()), asked.application_id, make.agreement_text(supplier))


def test_a_second_click_costs_nothing() -> None:
    supplier = make.registered()
    asked = make.requested(supplier)
    actions.request_agreement(person(asked.application.user), asked.pk)
    member = person(make.member(supplier))
    actions.answer_agreement(member, asked.pk, "agree")
    assert actions.answer_agreement(member, asked.pk, "agree").state == "agreed"
    assert Notice.objects.filter(code="agreement_requested").count() == 1
    assert Notice.objects.filter(code="agreement_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_who_answer_at_once_give_one_answer() -> None:
    one, two = make_user(), make_user()
    supplier = make.registered(one, two)
    asked = make.requested(supplier)
    results = at_once(
        [
            lambda: actions.answer_agreement(person(one), asked.pk, "agree"),
            lambda: actions.answer_agreement(person(two), asked.pk, "decline_request", "일정이 없습니다."),
        ]
    )
    assert [isinstance(result, TransitionRefused) for result in results].count(True) == 1
    assert Notice.objects.filter(code="agreement_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_agreement_and_a_change_of_the_amount_never_pass_each_other() -> None:
    for _round in range(5):
        supplier = make.registered()
        asked = make.requested(supplier)
        application, member = asked.application, make.member(supplier)
        application.refresh_from_db()

        def agree(user: User = member, key: int = asked.pk) -> Any:
            return actions.answer_agreement(person(user), key, "agree")

        def alter(row: Application = application) -> Any:
            return engine.save_answers(person(row.user), row.pk, {"cost": "9,000,000"}, row.revisions)

        agreement, _saved = at_once([agree, alter])
        application.refresh_from_db()
        assert application.answers["cost"] == 9_000_000
        assert isinstance(agreement, AgreementStale | PriorAgreement)
        assert standing(application) is None  # never an agreement over an amount that nobody agreed to


@pytest.mark.django_db(transaction=True)
def test_a_supplier_never_agrees_to_more_cases_than_it_can_take() -> None:
    supplier = make.registered(capacity=2)
    call, member = make.open_call(), person(make.member(supplier))
    asked = [make.requested(supplier, make.draft(supplier, call)) for _number in range(4)]
    results = at_once([lambda key=one.pk: actions.answer_agreement(member, key, "agree") for one in asked])
    assert sum(isinstance(result, CapacityReached) for result in results) == 2
    assert PriorAgreement.objects.filter(state="agreed").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_begin_at_once_share_one_form() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    actor, text = person(application.user), make.agreement_text(supplier)
    results = at_once([lambda: actions.save_agreement(actor, application.pk, text) for _number in range(3)])
    assert not [result for result in results if isinstance(result, HanbatError)]
    assert PriorAgreement.objects.count() == 1 and PriorAgreementLine.objects.count() == 1
