"""The money of a call as Excel: each with a button, opened again, its sums those of the books."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kernel.errors import NotPermitted
from reports.models import Job
from tests.papers import made
from tests.vouchers import cases as make
from vouchers.documents.books import TABLES
from vouchers.models import Line, Payment

pytestmark = pytest.mark.django_db


def sheet(world: make.World, code: str) -> tuple[Worksheet, dict[str, list[object]]]:
    """The only sheet of a table and its columns by their titles, read as a person's Excel reads them."""
    content = made(world.as_("finance"), f"vouchers.{code}", {"call": world.call.pk}, "xlsx")
    opened = load_workbook(io.BytesIO(content)).worksheets[0]
    assert opened.freeze_panes, "the header stays in sight"
    header = int(str(opened.freeze_panes).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
    titles = [cell.value for cell in opened[header]]
    rows = list(opened.iter_rows(min_row=header + 1, values_only=True))
    return opened, {str(title): [row[number] for row in rows] for number, title in enumerate(titles)}


def test_the_ledger_as_excel_has_every_line_and_comes_to_nothing() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    _opened, columns = sheet(world, "ledger")
    won = [value for value in columns[gettext("Won")] if isinstance(value, int)]
    lines = list(Line.objects.values_list("amount", flat=True))
    assert won[: len(lines)] == lines
    assert sum(lines) == 0


def test_payments_as_excel_name_invoice_people_and_the_last_digits_only() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher, orders=2)
    opened, _columns = sheet(world, "payments")
    values = [cell.value for row in opened.iter_rows() for cell in row]
    for payment in Payment.objects.all():
        assert payment.invoice.number in values and payment.amount in values
    text = " ".join(str(value) for value in values)
    assert "****0001" in text and "00000000001" not in text
    amounts = [cell for row in opened.iter_rows() for cell in row if cell.value == 1_000_000]
    assert amounts and all(cell.number_format.startswith("#,##0") for cell in amounts)


def test_each_table_has_its_button_for_finance_and_auditor_and_for_nobody_else() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    for who in ("finance", "auditor"):
        client = Client()
        client.force_login(getattr(world.office, who))
        page = client.get(reverse("vouchers:payments")).content.decode()
        assert reverse("vouchers:payment_table") in page
        for code in TABLES:
            answer = client.post(reverse("vouchers:payment_table"), {"call": world.call.pk, "code": code})
            assert answer["Location"].startswith("/reports/"), code
    assert Job.objects.count() == 2 * len(TABLES)
    for who in ("owner", "seller"):
        with pytest.raises(NotPermitted):
            made(world.as_(who), "vouchers.payments", {"call": world.call.pk}, "xlsx")
