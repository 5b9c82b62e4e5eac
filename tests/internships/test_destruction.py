"""The records of an internship end: what was written about somebody is gone from every table and from the storage once
its time is over, the pay only when tax law lets it go, and a worker that is killed again and again ends it all."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from files import blobs
from files.actions import store
from files.models import StoredFile
from internships import actions, tasks
from internships.actions import aftercare, concern, worklog
from internships.actions import pay as pay_data
from internships.actions.archive import archive_ended
from internships.actions.attendance_request import Asked, ask, refuse_request
from internships.actions.evaluation import evaluate
from internships.models import (
    AttendanceDay,
    AttendanceEvent,
    Concern,
    Contract,
    LeaveEntry,
    PayAccount,
    PayRow,
    PayRun,
    Placement,
    WorkLog,
)
from internships.rules.day_kinds import Wish
from internships.rules.ending import CRITERIA
from internships.rules.labour import Insurance
from internships.rules.retention import PAY, WORK, keep_pay_until
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.erasure import GONE
from kernel.models import AccessEntry, AuditEntry
from kernel.queries.audit import verify_chain
from programs.actions import destruction
from programs.actions.archive import decide_destruction, propose_destruction
from programs.actions.destruction import carry_out
from programs.errors_archive import NotYetDue
from programs.models import ArchivedCase, Destruction, DestructionOrder
from tests.destroying import Killed, found_anywhere
from tests.files.samples import pdf, upload
from tests.internships import factories as make
from tests.internships import pay

pytestmark = pytest.mark.django_db
NAME, PHONE = "독고예린", "010-0000-8842"
WORDS = f"{NAME} {PHONE}"


def planted() -> pay.World:
    """Somebody worked, was paid and completed; a name and a telephone stand wherever people may write."""
    made = pay.world()
    (placement,) = made.interns
    intern, manager = make.acting(placement.person), made.as_("manager")
    _at_work(made, placement)
    pay.run_up_to(made, "filed")
    pay_data.note_exemption(manager, placement.pk, Insurance.PENSION, WORDS, f"{WORDS} 확인서")
    entered = pay_data.enter_pay_account(intern, "가상은행", "123-000-777777", NAME)
    pay_data.confirm_pay_account(made.as_("finance"), entered.pk, "123-000-777777")
    evaluate(make.SYSTEM, placement.pk, "end", dict.fromkeys(CRITERIA["end"], 4), f"{WORDS} 성실")
    with clock.at(make.moment(make.LAST, "18:30")):
        actions.complete_placement(make.SYSTEM, placement.pk)
        survey = aftercare.ask_intern(make.SYSTEM, placement.pk, "after_3")
        answers = {"employed": "yes", "data": "yes", "here": "no", "helped": 4, "what": f"{WORDS} 회사"}
        aftercare.answer_intern(intern, survey.pk, answers)
    return made


def _at_work(made: pay.World, placement: Placement) -> None:
    intern, mentor = make.acting(placement.person), make.mentor_of(placement.position.host)
    first = placement.first_day
    with clock.at(make.moment(first, "18:00")):
        file = _evidence(placement)
        worklog.hand_in_log(intern, placement.pk, first, [LogLine(f"{WORDS} 방문", 480)], WORDS, [file])
        asked = Asked(Wish.CORRECTION, first, first, time(9), time(18), f"{WORDS} 누락")
        (request,) = ask(intern, placement.pk, asked)
        refuse_request(make.acting(mentor), request.pk, f"{WORDS}에게 확인")
        worklog.write_summary(intern, placement.pk, first - timedelta(days=first.weekday()), WORDS)
        listener = make.person("유관순")
        concern.appoint_listener(made.as_("approver"), made.call.pk, listener)
        concern.raise_concern(intern, placement.pk, "harassment", f"{WORDS}이 소리를 지릅니다.")


def _evidence(placement: Placement) -> StoredFile:
    return store(make.acting(placement.person), upload(f"{NAME}.pdf", pdf() + f"%{WORDS}".encode()))


def destroyed(made: pay.World, kind: str) -> None:
    """Two people decide on the records of a kind on the first day on which they may go, and the worker does it."""
    case = ArchivedCase.objects.get(records=kind)
    with clock.at(make.moment(case.keep_until, "10:00")):
        order = propose_destruction(made.as_("manager"), made.call.pk, [case.pk], "보존기간 만료")
        decide_destruction(made.as_("approver"), order.pk, approved=True)
        assert carry_out(make.SYSTEM, order.pk)


def archived() -> pay.World:
    made = planted()
    with clock.at(make.moment(make.LAST + timedelta(days=40), "03:00")):
        assert tasks.keep_archive() == 1
    return made


def test_the_records_of_the_work_are_kept_three_years_and_those_of_the_pay_as_tax_law_wants_it() -> None:
    made = planted()
    with clock.at(make.moment(make.LAST + timedelta(days=20), "03:00")):
        assert archive_ended(make.SYSTEM) == 0  # people still ask, and correct
    with clock.at(make.moment(make.LAST + timedelta(days=40), "03:00")):
        assert archive_ended(make.SYSTEM) == 1
        assert archive_ended(make.SYSTEM) == 1  # run twice
    kept = dict(ArchivedCase.objects.values_list("records", "keep_until"))
    assert kept == {WORK: date(2029, 10, 1), PAY: date(2032, 6, 1)}
    with clock.at(make.moment(date(2029, 9, 30), "10:00")), pytest.raises(NotYetDue):
        propose_destruction(made.as_("manager"), made.call.pk, [ArchivedCase.objects.get(records=WORK).pk], "만료")
    assert keep_pay_until(date(2025, 12, 31), [date(2026, 1, 10)]) == date(2032, 6, 1)  # income of the year of payment


def test_what_was_written_is_gone_everywhere_the_pay_last_and_books_and_report_stand() -> None:
    made = archived()
    run = PayRun.objects.values("gross", "deductions", "net", "people").get()
    before = {table for words in (NAME, PHONE) for table in found_anywhere(words)}
    assert {"internships_worklog", "internships_concernnote", "internships_attendancerequest"} <= before
    shown = StoredFile.objects.get(name=f"{NAME}.pdf").sha256
    assert shown in set(blobs.stored_hashes())
    destroyed(made, WORK)
    of_pay = {"internships_payaccount", "internships_payprofile", "kernel_auditentry"}
    assert found_anywhere(NAME) <= of_pay and found_anywhere(PHONE) <= of_pay
    assert shown not in set(blobs.stored_hashes())
    for gone in (AttendanceDay, AttendanceEvent, LeaveEntry, WorkLog, Concern):
        assert not gone._default_manager.exists()
    contract = Contract.objects.get()
    assert (contract.worker, contract.articles, contract.wage) == ({}, [], 10_320)
    assert PayRow.objects.get().lines, "tax law keeps what the pay was computed from"
    destroyed(made, PAY)
    for words in (NAME, PHONE):
        assert found_anywhere(words) == set(), words
    row = PayRow.objects.get()
    assert (row.lines, row.inputs, {one.number for one in PayAccount.objects.all()}) == ([], {}, {GONE})
    assert PayRun.objects.values("gross", "deductions", "net", "people").get() == run
    done = Placement.objects.get()
    assert (done.state, done.minutes_credited, done.points) == ("completed", done.minutes_due, 80)
    for chain in (AuditEntry, AccessEntry):
        assert verify_chain(chain).fault == ""
    assert set(Destruction.objects.get(case__records=WORK).kinds) >= {"attendance", "work_log", "concern", "contract"}
    with clock.at(make.moment(date(2032, 7, 1), "03:00")):
        assert archive_ended(make.SYSTEM) == 0


def test_every_page_of_somebody_whose_records_are_destroyed_says_so_and_none_breaks() -> None:
    made = archived()
    destroyed(made, WORK)
    destroyed(made, PAY)
    placement, run = Placement.objects.get(), PayRun.objects.get()
    contract, slip = Contract.objects.get(), run.slips.get()
    pages = {
        reverse("internships:placement", args=[placement.pk]): 200,
        reverse("internships:placements", args=[made.call.pk]): 200,
        reverse("internships:call_end", args=[made.call.pk]): 200,
        reverse("internships:pay_run", args=[run.public_id]): 200,
        reverse("programs:manage_case", args=[placement.application.public_id]): 200,
        reverse("programs:archive"): 200,
        reverse("programs:destruction", args=[DestructionOrder.objects.earliest("pk").public_id]): 200,
        reverse("internships:contract", args=[contract.pk]): 410,
        reverse("internships:office_payslip", args=[slip.public_id]): 410,
    }
    own = ("my_place", "my_pay", "today", "requests", "my_training", "my_week", "my_outputs")
    with clock.at(make.moment(date(2032, 7, 1), "10:00")):
        for who, addresses in (
            (made.manager, pages),
            (placement.person, {reverse(f"internships:{name}"): 200 for name in own}),
        ):
            client = Client()
            client.force_login(who)
            answers = {address: client.get(address).status_code for address in addresses}
            assert answers == addresses


def test_the_database_removes_nothing_without_an_order() -> None:
    archived()
    for model in (AttendanceEvent, AttendanceDay, LeaveEntry):
        if model._default_manager.exists():
            with pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.all()._raw_delete("default")


def test_a_worker_that_is_killed_after_every_batch_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    made = archived()
    case = ArchivedCase.objects.get(records=WORK)
    monkeypatch.setattr(destruction, "BATCH", 3)
    real = destruction._locked
    runs, left = 0, 0

    def locked(order_id: int) -> Any:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        return real(order_id)

    with clock.at(make.moment(case.keep_until, "10:00")):
        order = propose_destruction(made.as_("manager"), made.call.pk, [case.pk], "보존기간 만료")
        decide_destruction(made.as_("approver"), order.pk, approved=True)
        monkeypatch.setattr(destruction, "_locked", locked)
        while DestructionOrder.objects.get().state == "approved":
            runs, left = runs + 1, runs + 1
            try:
                destruction.carry_on(make.SYSTEM)
            except Killed:
                assert not Destruction.objects.exists()
    assert runs > 5
    assert found_anywhere(NAME) <= {"internships_payaccount", "internships_payprofile", "kernel_auditentry"}
    assert Destruction.objects.count() == 1
    assert verify_chain(AuditEntry).fault == ""
