"""The papers of a case: had by those concerned and by nobody else, with the sums of their records."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from kernel import clock
from kernel.errors import NotPermitted
from kernel.queries.audit import history_of
from reports.models import Issue
from tests.factories import make_user, person
from tests.papers import made, words
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import reported
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, note_recovery
from vouchers.actions.settlement import (
    attach_evidence,
    begin_settlement,
    complete_case,
    confirm_settlement,
    examine_line,
    examine_settlement,
    hand_in_settlement,
)
from vouchers.documents.case import KINDS, offered, papers_of
from vouchers.models import Agreement, Clawback, Delivery, PaymentRun, SettlementLine
from vouchers.queries.clawback import owed

pytestmark = pytest.mark.django_db


def completed() -> make.World:
    """A case with one paid order of 1,000,000 won, 300,000 of it disallowed and paid back."""
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    reported(world, Agreement.objects.get())
    settlement = begin_settlement(world.as_("owner"), voucher.agreement_id)
    line = settlement.lines.get()
    attach_evidence(world.as_("owner"), line.pk, [make.stored(world.owner)])
    hand_in_settlement(world.as_("owner"), settlement.pk)
    examine_line(world.as_("manager"), line.pk, 300_000, "과업과 무관한 비용")
    examine_settlement(world.as_("manager"), settlement.pk)
    confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = claim(world.as_("approver"), Clawback.objects.get().pk)
    note_recovery(world.as_("finance"), clawback.pk, 100_000, clock.today(), "환수-1")
    with clock.at(clock.now() + timedelta(days=40)):
        note_recovery(world.as_("finance"), clawback.pk, owed(clawback, clock.today()).total, clock.today(), "환수-2")
    complete_case(world.as_("approver"), voucher.agreement_id)
    return world


def test_every_paper_is_had_by_the_demand_company_and_says_its_sums() -> None:
    world = completed()
    agreement = Agreement.objects.get()
    said = {}
    for kind, record in offered(world.as_("owner"), agreement):
        params = {"case": str(agreement.public_id), "key": record.pk}
        said[kind.code] = words(made(world.as_("owner"), f"vouchers.{kind.code}", params, "pdf"))
    assert set(said) == {kind.code for kind in KINDS}
    assert all("가상상회" in text for text in said.values())
    assert "7,200,000원" in said["voucher"]
    assert "1,000,000원" in said["order"]
    assert "납품은주문내용과일치" in said["delivery"] or "일치" in said["delivery"]
    assert "700,000" in said["settlement"] and "300,000" in said["settlement"]
    assert "270,000원" in said["clawback"] and "시험용가상고시" in said["clawback"]
    assert "정산을마쳤음" in said["completion"]
    assert Issue.objects.count() == 3, "voucher, clawback and completion are numbered"


def test_the_agreement_as_signed() -> None:
    world, _voucher = make.issued()
    agreement = Agreement.objects.get()
    params = {"case": str(agreement.public_id), "key": 1}
    text = words(made(world.as_("seller"), "vouchers.agreement", params, "pdf"))
    assert agreement.present.content_hash in text


def test_the_supplier_has_no_report_settlement_or_clawback() -> None:
    world = completed()
    agreement = Agreement.objects.get()
    seen = {kind.code for kind, _record in offered(world.as_("seller"), agreement)}
    assert seen == {"voucher", "order", "delivery", "payment", "completion"}
    settlement = agreement.settlement
    params = {"case": str(agreement.public_id), "key": settlement.pk}
    for actor in (world.as_("seller"), person(make_user())):
        with pytest.raises(NotPermitted):
            made(actor, "vouchers.settlement", params, "pdf")


def test_another_cases_record_is_not_had_through_ones_own() -> None:
    world = completed()
    own = Agreement.objects.get()
    other_world, other = make.issued(make.selected(call=world.call))
    order = make.order(other_world, other)
    with pytest.raises(NotPermitted):
        made(world.as_("owner"), "vouchers.order", {"case": str(own.public_id), "key": order.pk}, "pdf")


def test_the_audit_pack_has_every_paper() -> None:
    completed()
    agreement = Agreement.objects.get()
    assert len(list(papers_of(agreement))) == len(KINDS)


def test_the_audit_pack_has_what_proves_the_papers() -> None:
    """Each file that somebody handed in, the bank's references, and every line of the trail about the case."""
    world = completed()
    agreement = Agreement.objects.get()
    make.given_back(world, agreement)
    make.stored(world.owner)  # a file of nobody's case
    pack = zipfile.ZipFile(io.BytesIO(
        made(world.as_("auditor"), "programs.audit_pack", {"application": str(agreement.application.public_id)}, "zip")
    ))  # fmt: skip
    texts = [pack.read(name).decode("utf-8-sig") for name in pack.namelist() if name.endswith(".csv")]
    rows = [row for text in texts for row in csv.reader(io.StringIO(text))]
    assert any("입금-0001" in row and "800000" in row for row in rows)
    assert any("반환-1" in row and "700000" in row for row in rows)
    run = PaymentRun.objects.get()
    (told,) = (row for row in rows if run.number in row and "1000000" in row)
    assert {str(run.prepared_by), str(run.released_by), "가상은행 ****0001"} <= set(told)
    hashes = {cell for row in rows for cell in row}
    for record in (agreement, run.payments.get(), Clawback.objects.get(), agreement.refunds.get()):
        lines = history_of(record)
        assert lines and all(line.hash in hashes for line in lines), record
    files = {*Delivery.objects.values_list("files", flat=True)}
    files |= {*SettlementLine.objects.values_list("evidence", flat=True)} - {None}
    kept = sum(name.endswith(".png") and "납품" in name for name in pack.namelist())
    assert kept == len(files) == 2


def test_the_certificate_says_who_signed_when_and_under_which_proof() -> None:
    world, _voucher = make.issued()
    params = {"case": str(Agreement.objects.get().public_id), "key": 1}
    text = words(made(world.as_("owner"), "vouchers.agreement", params, "pdf"))
    certificate = text[text.index("서명확인서") :]
    for person_ in (world.owner, world.seller, world.office.approver):
        assert "".join(str(person_).split()) in certificate
    assert certificate.count("비밀번호재입력") == 3
    assert Agreement.objects.get().present.content_hash in certificate


def test_an_amendment_is_had_with_what_it_changes_by_those_of_the_case_only() -> None:
    world, voucher = make.issued()
    later = voucher.agreement.present.last_day + timedelta(days=30)
    asked = request_amendment(
        world.as_("owner"), voucher.agreement_id, Changes(last_day=later), "자료 공급이 늦어집니다."
    )
    approve_amendment(world.as_("approver"), asked.pk)
    params = {"case": str(voucher.agreement.public_id), "key": 2, "earlier": 1}
    text = words(made(world.as_("seller"), "vouchers.comparison", params, "pdf"))
    assert later.isoformat() in text and voucher.agreement.present.last_day.isoformat() in text
    assert "자료공급이늦어집니다." in text
    assert "아직아무도서명하지않았습니다" in text
    for actor, wrong in ((person(make_user()), params), (world.as_("owner"), {**params, "earlier": 7})):
        with pytest.raises(NotPermitted):
            made(actor, "vouchers.comparison", wrong, "pdf")
