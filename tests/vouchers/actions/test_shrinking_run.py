"""A payment that is refused while it stands in a run: the run shrinks before the release and never after it."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.errors import NotPermitted, TransitionRefused
from kernel.models import AuditEntry
from tests.at_once import at_once
from tests.vouchers import cases as make
from vouchers.actions.payment import (
    approve_payment,
    cancel_run,
    prepare_run,
    read_bank_answer,
    refuse_payment,
    release_run,
    transfer_of,
)
from vouchers.errors import RunShrunk
from vouchers.models import Payment, PaymentRun, TakenOut
from vouchers.queries.reconcile import differences
from vouchers.rules.answer_file import BankLine

pytestmark = pytest.mark.django_db


def prepared(*sums: int) -> tuple[make.World, PaymentRun, list[Payment]]:
    """A run with a payment of each sum in won."""
    world, voucher = make.issued()
    make.account(world)
    payments = [make.requested(world, voucher, won) for won in sums]
    for one in payments:
        approve_payment(world.as_("manager"), one.pk)
    return world, prepare_run(world.as_("finance"), clock.today()), payments


def test_a_refused_payment_leaves_its_run_on_record_and_the_rest_is_released() -> None:
    world, run, (first, second) = prepared(300_000, 400_000)
    refuse_payment(world.as_("manager"), first.pk, "증빙 부족")
    run.refresh_from_db()
    assert (run.count, run.total, run.state) == (1, 400_000, "prepared")
    left = TakenOut.objects.get()
    assert (left.run, left.payment, left.amount, left.by) == (run, first, 300_000, world.office.manager)
    entry = AuditEntry.objects.get(verb="take_out_of_run")
    assert (json.loads(entry.before)["total"], json.loads(entry.after)["total"]) == (700_000, 400_000)
    assert entry.reason == "증빙 부족"
    assert differences() == []
    with pytest.raises(RunShrunk):  # from the page as it stood before
        release_run(world.as_("cashier"), run.pk, seen=2)
    release_run(world.as_("cashier"), run.pk, seen=1)
    assert [(one.number, one.amount) for one in transfer_of(run)] == [(second.pk, 400_000)]
    assert differences() == []


def test_the_page_counts_in_english_what_left_and_what_stays(client: Client) -> None:
    world, run, (first, second, _third) = prepared(300_000, 400_000, 500_000)
    client.force_login(world.office.cashier)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = []
    for one in (first, second):
        refuse_payment(world.as_("manager"), one.pk, "증빙 부족")
        page = client.get(reverse("vouchers:run", args=[run.public_id])).content.decode()
        said += re.findall(r"\d payments? w[a-z]+ refused and left it\. [^<]*", page)
    assert said == [
        "1 payment was refused and left it. What is released now: 2 payments, 900,000 won.",
        "2 payments were refused and left it. What is released now: 1 payment, 500,000 won.",
    ]


def test_the_last_payment_that_leaves_ends_the_run() -> None:
    world, run, (only,) = prepared(300_000)
    refuse_payment(world.as_("finance"), only.pk, "증빙 부족")
    run.refresh_from_db()
    assert (run.count, run.total, run.state) == (0, 0, "cancelled")
    with pytest.raises(NotPermitted):  # without a payment it is of no call, and nobody's to release
        release_run(world.as_("cashier"), run.pk)
    assert differences() == []


def test_a_released_payment_is_not_refused_and_one_that_came_back_leaves_the_run_of_its_day_as_it_was() -> None:
    world, run, (first, second) = prepared(300_000, 400_000)
    release_run(world.as_("cashier"), run.pk)
    with pytest.raises(TransitionRefused):
        refuse_payment(world.as_("manager"), first.pk, "늦었습니다")
    lines = [BankLine(2, first.pk, 300_000, False, clock.today(), "예금주 불일치")]
    lines += [BankLine(3, second.pk, 400_000, True, clock.today())]
    read_bank_answer(world.as_("finance"), run.pk, lines)
    refuse_payment(world.as_("manager"), first.pk, "공급기업이 계좌를 고치지 않습니다")
    run.refresh_from_db()
    assert (run.count, run.total, run.state, run.taken_out.count()) == (2, 700_000, "answered", 0)
    assert differences() == []


def test_a_run_that_shrank_can_still_be_taken_apart() -> None:
    world, run, (first, second) = prepared(300_000, 400_000)
    refuse_payment(world.as_("manager"), first.pk, "증빙 부족")
    cancel_run(world.as_("finance"), run.pk, "날짜를 바꿉니다")
    again = prepare_run(world.as_("finance"), clock.today())
    assert list(again.payments.all()) == [second]
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_refusals_and_a_release_at_one_instant_leave_a_whole_run() -> None:
    world, run, payments = prepared(100_000, 200_000, 300_000)
    finance, cashier, manager = (world.as_(who) for who in ("finance", "cashier", "manager"))
    at_once(
        [
            lambda: refuse_payment(manager, payments[0].pk, "증빙 부족"),
            lambda: release_run(cashier, run.pk, seen=3),
            lambda: refuse_payment(finance, payments[1].pk, "증빙 부족"),
            lambda: release_run(cashier, run.pk),
        ]
    )
    run.refresh_from_db()
    left = list(run.taken_out.all())
    assert (run.count, run.total) == (3 - len(left), 600_000 - sum(one.amount for one in left))
    assert run.state == "released" and sum(one.amount for one in transfer_of(run)) == run.total
    assert differences() == []
