"""Whoever approves, pays or audits opens the invoice behind a payment and what the bank sent back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from files.models import StoredFile
from files.registry import name_for_reader
from kernel import clock
from tests.vouchers import cases as make
from vouchers.actions.invoice import enter_invoice
from vouchers.models import Payment

pytestmark = pytest.mark.django_db


def link_to(file: StoredFile) -> str:
    return reverse("files:download", args=[file.public_id])


def test_the_invoice_file_stands_with_its_payment_for_whoever_looks_at_it(client: Client) -> None:
    world, voucher = make.issued()
    order = make.accepted(world, voucher)
    file = make.stored(world.seller)
    number = "202611254100009900000001"
    enter_invoice(world.as_("seller"), order.pk, number, clock.today(), 1_000_000, file=file)
    for who in ("owner", "seller", "manager", "approver", "finance", "auditor"):
        client.force_login(getattr(world, who, None) or getattr(world.office, who))
        page = client.get(reverse("vouchers:case", args=[voucher.agreement.public_id])).content.decode()
        assert link_to(file) in page, who
        assert who == "seller" or name_for_reader(world.as_(who), file), who


def test_what_the_bank_sent_back_is_opened_from_its_run_by_those_who_see_the_run(client: Client) -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher)
    payment = Payment.objects.get()
    text = f"{payment.pk},{payment.amount},정상,{clock.today()}\n".encode()
    client.force_login(world.office.finance)
    url = reverse("vouchers:run", args=[run.public_id])
    answer = reverse("vouchers:change_run", args=[run.public_id, "answer"])
    assert client.post(answer, {"file": SimpleUploadedFile("결과.csv", text, "text/csv")}).status_code == 302
    file = StoredFile.objects.get(name="결과.csv")
    for who in ("finance", "cashier", "auditor"):
        client.force_login(getattr(world.office, who))
        assert link_to(file) in client.get(url).content.decode()
    assert name_for_reader(world.as_("cashier"), file) == name_for_reader(world.as_("auditor"), file) == "결과.csv"
    stranger = make.selected()
    for actor in (world.as_("owner"), world.as_("manager"), stranger.as_("finance")):
        assert name_for_reader(actor, file) is None
