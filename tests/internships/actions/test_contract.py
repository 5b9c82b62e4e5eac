"""Contracts: drawn up from the placement, signed by both sides over one text, handed over, received."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.actions.identity import Proof
from accounts.models import Role, User
from internships.actions import contract as actions
from internships.errors_work import (
    ContractChanged,
    ContractFlawed,
    ContractSigned,
    ContractWaits,
    NotHandedOver,
    NothingToContract,
    NoWageSet,
    SideNotYours,
)
from internships.models import Contract, Placement
from internships.queries.contract import contract_on, to_receive, to_sign
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible, TransitionRefused
from notices.models import Notice
from programs import actions as engine
from reports.models import Job
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db


def approver_of(placement: Placement) -> User:
    user = make.person("정약용", Role.APPROVER)
    engine.add_approver(make.SYSTEM, placement.position.call_id, user)
    return user


def drawn(placement: Placement | None = None) -> Contract:
    return actions.draw_up_contract(make.SYSTEM, (placement or make.accepted(make.call_of(wage=10_320))).pk)


def sent(placement: Placement | None = None) -> Contract:
    return actions.send_contract(make.SYSTEM, drawn(placement).pk)


def sign(contract: Contract, user: User, shown: str = "") -> None:
    proof = Proof(user.pk, "password")
    actions.sign_contract(make.acting(user), contract.pk, shown or contract.content_hash, proof)


def concluded(placement: Placement | None = None) -> Contract:
    contract = sent(placement)
    sign(contract, contract.placement.person)
    sign(contract, approver_of(contract.placement))
    contract.refresh_from_db()
    return contract


def test_a_contract_says_what_placement_position_and_call_say() -> None:
    placement = make.accepted(make.call_of(wage=10_320))
    contract = drawn(placement)
    assert (contract.first_day, contract.last_day) == (placement.first_day, placement.last_day)
    assert (contract.wage_kind, contract.wage, contract.pay_day, contract.weekly_minutes) == (
        "hourly",
        10_320,
        10,
        2400,
    )
    assert str(placement.position.host) in contract.place and placement.position.title in contract.duties
    assert contract.worker == {"name": placement.person.name, "detail": "2001-05-05", "address": ""}


def test_without_a_wage_in_the_call_there_is_no_contract() -> None:
    with pytest.raises(NoWageSet):
        drawn(make.accepted())


def test_a_place_that_is_not_accepted_has_no_contract() -> None:
    with pytest.raises(NothingToContract):
        drawn(make.placed(make.call_of(wage=10_320)))


def test_a_draft_is_corrected_and_keeps_its_number_a_sent_one_is_not() -> None:
    contract = drawn()
    other = actions.draw_up_contract(make.SYSTEM, contract.placement_id, replace(contract.terms, wage=11_000))
    assert (other.pk, other.number, other.wage) == (contract.pk, contract.number, 11_000)
    assert other.content_hash != contract.content_hash
    actions.send_contract(make.SYSTEM, contract.pk)
    with pytest.raises(ContractWaits):
        drawn(contract.placement)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(wage=9_000)


def test_a_contract_that_breaks_the_law_is_not_sent() -> None:
    contract = drawn()
    short = replace(contract.terms, break_minutes=30, ends_at=contract.ends_at.replace(hour=17, minute=30))
    actions.draw_up_contract(make.SYSTEM, contract.placement_id, short)
    with pytest.raises(ContractFlawed):
        actions.send_contract(make.SYSTEM, contract.pk)


def test_other_days_than_monday_to_friday_are_not_sent_because_attendance_is_counted_on_these() -> None:
    contract = drawn()
    actions.draw_up_contract(make.SYSTEM, contract.placement_id, replace(contract.terms, work_days=(0, 1, 2, 3)))
    with pytest.raises(ContractFlawed, match="월요일"):
        actions.send_contract(make.SYSTEM, contract.pk)
    actions.draw_up_contract(make.SYSTEM, contract.placement_id, contract.terms)
    assert actions.send_contract(make.SYSTEM, contract.pk).state == "signing"


def test_both_sign_the_same_text_and_the_copy_is_handed_over_and_received() -> None:
    contract = sent()
    intern = contract.placement.person
    assert [one.pk for one in to_sign(intern)] == [contract.pk]
    with pytest.raises(NotHandedOver):
        actions.confirm_receipt(make.acting(intern), contract.pk)
    sign(contract, intern)
    assert not to_sign(intern)
    contract.refresh_from_db()
    assert contract.state == "signing"
    sign(contract, approver_of(contract.placement))
    contract.refresh_from_db()
    assert contract.state == "in_force" and contract.delivered_at is not None
    assert Job.objects.get(code="internships.contract").author == intern
    assert Notice.objects.filter(recipient=intern, code="contract_delivered").count() == 1
    assert [one.pk for one in to_receive(intern)] == [contract.pk]
    received = {actions.confirm_receipt(make.acting(intern), contract.pk).received_at for _click in range(2)}
    assert len(received) == 1 and None not in received


def test_nobody_signs_for_a_side_that_is_not_theirs() -> None:
    contract = sent()
    mentor = contract.placement.position.mentor
    assert mentor is not None
    for stranger in (mentor, make.person("놀부")):
        with pytest.raises(NotVisible):
            sign(contract, stranger)
    intern = contract.placement.person
    with pytest.raises(SideNotYours):
        actions.sign_contract(make.acting(intern), contract.pk, contract.content_hash, Proof(intern.pk + 1, "password"))


def test_whoever_drew_a_contract_up_does_not_sign_it_for_the_city() -> None:
    manager = make.manager()
    placement = make.accepted(make.call_of(manager, wage=10_320))
    contract = actions.draw_up_contract(make.acting(manager), placement.pk)
    actions.send_contract(make.acting(manager), contract.pk)
    with pytest.raises(SideNotYours):
        sign(contract, manager)


def test_what_was_shown_is_what_is_signed_and_each_side_signs_once() -> None:
    contract = sent()
    with pytest.raises(ContractChanged):
        sign(contract, contract.placement.person, "0" * 64)
    sign(contract, contract.placement.person)
    with pytest.raises(ContractSigned):
        sign(contract, contract.placement.person)


def test_a_contract_is_withdrawn_before_both_have_signed_not_after() -> None:
    contract = sent()
    actions.withdraw_contract(make.SYSTEM, contract.pk, "근무시간 정정")
    assert drawn(contract.placement).pk != contract.pk
    done = concluded(make.accepted(make.call_of(wage=10_320)))
    with pytest.raises(TransitionRefused):
        actions.withdraw_contract(make.SYSTEM, done.pk, "정정")


def test_a_later_contract_counts_from_its_first_day_on() -> None:
    first = concluded(make.accepted(make.call_of(wage=10_320, last_day="2026-10-31")))
    placement, middle = first.placement, date(2026, 10, 1)
    terms = replace(first.terms, first_day=middle, wage=11_000)
    with pytest.raises(ContractFlawed, match="달의 첫날"):
        actions.draw_up_contract(make.SYSTEM, placement.pk, replace(terms, first_day=date(2026, 9, 15)))
    second = actions.draw_up_contract(make.SYSTEM, placement.pk, terms)
    actions.send_contract(make.SYSTEM, second.pk)
    sign(second, placement.person)
    sign(second, approver_of(placement))
    day_before = contract_on(placement, middle - timedelta(days=1))
    assert day_before is not None and (day_before.pk, day_before.state) == (first.pk, "replaced")
    assert contract_on(placement, middle) == second
    assert contract_on(placement, first.first_day - timedelta(days=1)) is None


def test_the_city_signs_all_that_wait_under_one_proof_or_none() -> None:
    call = make.call_of(wage=10_320)
    seats = make.position(call, seats=3)
    for application in make.selected(call, 3):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seats.pk)
        make.actions.accept_placement(make.acting(placement.person), placement.pk)
    made = actions.draw_up_contracts(make.SYSTEM, call.pk)
    assert len(made) == 3 and actions.draw_up_contracts(make.SYSTEM, call.pk) == []
    assert len(actions.send_contracts(make.SYSTEM, call.pk)) == 3
    approver = approver_of(made[0].placement)
    proof, acting = Proof(approver.pk, "password"), make.acting(approver)
    shown = [(one.pk, one.content_hash) for one in made]
    with pytest.raises(ContractChanged):
        actions.sign_contracts(acting, call.pk, [*shown[:2], (made[2].pk, "0" * 64)], proof)
    assert not made[0].signatures.exists()
    assert actions.sign_contracts(acting, call.pk, shown, proof) == 3
    with pytest.raises(NotPermitted):
        actions.sign_contracts(Actor.person(make.person("놀부")), call.pk, shown, proof)


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_the_same_moment_conclude_one_contract() -> None:
    contract = sent()
    approver = approver_of(contract.placement)
    answers = at_once([lambda: sign(contract, contract.placement.person), lambda: sign(contract, approver)] * 3)
    assert sum(isinstance(one, ContractSigned) for one in answers) == 4
    contract.refresh_from_db()
    assert contract.state == "in_force" and contract.signatures.count() == 2
    assert Job.objects.filter(code="internships.contract").count() == 1
