"""Who approved or prepared never releases, whatever address they post to; there is no admin site to go round by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import User
from kernel import clock
from tests.permissions.test_matrix import addresses
from tests.vouchers import cases as make
from vouchers.actions.payment import approve_payment, prepare_run
from vouchers.models import Payment, PaymentRun
from vouchers.queries.reconcile import differences
from vouchers.steps import STEPS

pytestmark = pytest.mark.django_db


def test_there_is_no_admin_site_and_no_address_outside_the_matrix() -> None:
    names = set(addresses(get_resolver().url_patterns))
    assert not [name for name in names if name.startswith("admin:")]
    assert not apps.is_installed("django.contrib.admin")


def targets(payment: Payment, runs: list[PaymentRun]) -> Iterator[str]:
    """Every address of the vouchers with the ids of the payment, its case and its runs wherever one is asked for."""
    agreement = payment.invoice.order.voucher.agreement
    uuids = [*(run.public_id for run in runs), agreement.public_id, payment.public_id]
    numbers = [payment.pk, *(run.pk for run in runs)]
    for pattern in get_resolver("vouchers.urls").url_patterns:
        wanted = pattern.pattern.converters
        slugs = [step.code for step in STEPS.values()] if pattern.name == "do" else ["release", "answer", "csv"]
        choices: list[dict[str, Any]] = [{}]
        for name, converter in wanted.items():
            kind = type(converter).__name__
            values = {"UUIDConverter": uuids, "IntConverter": numbers[:1] if "slug" in str(wanted) else numbers}.get(
                kind, slugs
            )
            choices = [{**one, name: value} for one in choices for value in values]
        for arguments in choices:
            try:
                yield reverse(f"vouchers:{pattern.name}", kwargs=arguments)
            except NoReverseMatch:
                continue


def test_one_person_with_every_right_cannot_pay_alone_by_any_address() -> None:
    world, voucher = make.issued()
    make.account(world)
    first, second = (make.requested(world, voucher) for _number in range(2))
    for role, right in (("manager", "manage_call"), ("approver", "approve_call"), ("finance", "pay_call")):
        make.may(world, "finance", role, right)
    User.objects.filter(pk=world.office.finance.pk).update(is_superuser=True, is_staff=True)
    approve_payment(world.as_("finance"), first.pk)
    by_another = prepare_run(world.as_("cashier"), clock.today())  # of a payment that the person approved
    approve_payment(world.as_("manager"), second.pk)
    by_oneself = prepare_run(world.as_("finance"), clock.today())
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=world.office.finance.pk))
    walked = list(targets(first, [by_another, by_oneself]))
    for run in (by_another, by_oneself):
        assert reverse("vouchers:change_run", args=[run.public_id, "release"]) in walked
    assert len(walked) > 100
    for address in walked:
        client.post(address, {"reason": "", "pay_on": clock.today()})
    for run in PaymentRun.objects.all():
        assert run.state == "prepared" and run.released_by is None
    assert not Payment.objects.filter(released_by__isnull=False).exists()
    assert differences() == []
