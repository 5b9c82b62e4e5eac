"""Every kind of PDF that the house issues, made once from a played case: veraPDF finds nothing against UA-1 and A-3a.

A kind that an app registers without a sample here fails the test.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from internships.actions import propose_matching
from internships.models import ReservedSeats
from internships.programme import CHOOSING
from programs.actions.destruction import carry_on
from programs.models import Decision, Screening
from reports import registry
from survey.actions.participation import give_numbers
from tests.factories import person
from tests.internships import factories as internships
from tests.internships import pay
from tests.internships import test_attendance_sheet as sheets
from tests.internships.actions import test_contract as contracts
from tests.internships.actions import test_worklog as logs
from tests.papers import made
from tests.programs import aftermath
from tests.programs import factories as engine
from tests.programs import test_appeals as appeals
from tests.programs import test_meeting as meetings
from tests.survey import factories as census
from tests.vouchers import cases
from tests.vouchers import test_destruction as destruction
from tests.vouchers.test_papers import completed
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.documents.case import offered
from vouchers.models import Agreement

pytestmark = pytest.mark.django_db
Sample = tuple[str, dict[str, Any]]  # the code of a kind, and the parameters of one document of it


def of_an_application() -> Iterator[Sample]:
    """Handed in, judged, ranked, decided, published; the last of four appealed and was answered."""
    world = aftermath.World()
    appeal = appeals.answered(world, aftermath.judged(world, aftermath.appealed(world)), uphold=False)
    application, call = str(world[0].public_id), {"call": world.call.pk}
    for code in ("receipt", "application"):
        yield f"programs.{code}", {"application": application, "version": 1}
    for code in ("screening_sheet", "scoring_sheets"):
        yield f"programs.{code}", {"application": application}
    for code in ("appeal_receipt", "appeal_answer"):
        yield f"programs.{code}", {"appeal": str(appeal.public_id)}
    yield "programs.ranking_report", call
    yield "programs.reserve_list", call
    yield "programs.decision_notices", call
    for code in ("programs.decision_notice", "vouchers.decision_notice"):
        for place in range(3):  # selected, in reserve, not selected
            yield code, {"application": str(world[place].public_id)}
    assert {one.outcome for one in Decision.objects.all()} == {"selected", "reserve", "rejected"}


def of_a_screening() -> Iterator[Sample]:
    yield "programs.ineligible_notice", {"application": str(appeals.turned_away().public_id)}
    assert Screening.objects.exists()


def of_a_meeting() -> Iterator[Sample]:
    world = meetings.World()
    meeting = world.meeting()
    world.agree(meeting)
    yield "programs.minutes", {"meeting": world.close(meeting).pk}


def of_a_case() -> Iterator[Sample]:
    """A voucher case from the agreement to its completion, with a clawback."""
    world = completed()
    case = Agreement.objects.get()
    for kind, record in offered(world.as_("owner"), case):
        yield f"vouchers.{kind.code}", {"case": str(case.public_id), "key": record.pk}
    yield "vouchers.agreement", {"case": str(case.public_id), "key": 1}


def of_an_amendment() -> Iterator[Sample]:
    world, voucher = cases.issued()
    later = Changes(last_day=voucher.agreement.present.last_day + timedelta(days=30))
    asked = request_amendment(world.as_("owner"), voucher.agreement_id, later, "자료 공급이 늦어집니다.")
    approve_amendment(world.as_("approver"), asked.pk)
    yield "vouchers.comparison", {"case": str(voucher.agreement.public_id), "key": 2, "earlier": 1}


def of_a_destruction() -> Iterator[Sample]:
    world, _voucher, _file = destruction.archived()
    with destruction.years_later():
        order = destruction.approved(world)
        carry_on(engine.SYSTEM)
    yield "programs.destruction", {"order": str(order.public_id)}


def of_an_internship() -> Iterator[Sample]:
    """The engine's papers of a person beside the programme's own: application, placement, completion."""
    placement = internships.completed()
    application, call = str(placement.application.public_id), {"call": placement.position.call_id}
    for code in ("receipt", "application"):
        yield f"programs.{code}", {"application": application, "version": 1}
    yield "programs.decision_notice", {"application": application}
    yield "internships.placement_letter", {"placement": placement.pk}
    for code in ("placement_letters", "placement_roll"):
        yield f"internships.{code}", call
    for code in ("certificate", "employment"):
        yield f"internships.{code}", {"placement": placement.pk}
    for code in ("certificates", "programme_report"):
        yield f"internships.{code}", call
    yield "internships.contract", {"contract": contracts.concluded().pk}
    log = logs.write(internships.accepted())
    yield "internships.work_log", {"placement": log.placement_id}
    whole = sheets.a_fortnight_of_every_kind()
    yield "internships.attendance_month", {"placement": whole.pk, "month": "2026-09-01"}
    yield "internships.attendance_months", {"call": whole.position.call_id, "month": "2026-09-01"}
    yield "internships.interview_sheets", {"day": internships.booked_day(internships.manager()).pk}


def of_a_matching() -> Iterator[Sample]:
    manager = internships.manager()
    call = internships.call_of(manager, choosing=internships.with_lot(CHOOSING, "2026-08-03"))
    seat = internships.position(call, seats=1, dong="3020054000")
    ReservedSeats.objects.create(position=seat, group="disabled", seats=1)
    internships.selected(call, 3)
    yield "internships.matching", {"run": propose_matching(internships.acting(manager), call.pk).pk}


def of_a_pay_run() -> Iterator[Sample]:
    made = pay.world(2)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "handed_out")
    yield "internships.payslip", {"slip": str(run.slips.order_by("pk")[0].public_id)}
    yield "internships.payslips", {"run": str(run.public_id)}


def of_the_census() -> Iterator[Sample]:
    """Letters with participation numbers of an area."""
    world = census.make_census(shops=census.NAMES[:2])
    give_numbers(person(world.manager), world.area.pk)
    yield "survey.participation_letters", {"area": world.area.pk}


WORLDS = (
    of_an_application,
    of_a_matching,
    of_a_screening,
    of_a_meeting,
    of_a_case,
    of_an_amendment,
    of_an_internship,
    of_a_pay_run,
    of_a_destruction,
    of_the_census,
)


def test_every_kind_of_pdf_keeps_to_both_standards(tmp_path: Path, pdf_judge: list[str]) -> None:
    files, drawn = [], set()
    for world in WORLDS:
        with transaction.atomic():
            for number, (code, params) in enumerate(world()):
                files.append(tmp_path / f"{code}-{number}.pdf")
                files[-1].write_bytes(made(engine.SYSTEM, code, params, "pdf"))
                drawn.add(code)
            transaction.set_rollback(True)  # the next world begins in an empty house
    kinds = {one.code for one in registry._documents.values() if "pdf" in one.formats}
    assert drawn == {code for code in kinds if not code.startswith(("test.", "matrix."))}, "a kind has no sample here"
    for flavour in ("ua1", "3a"):
        done = subprocess.run([*pdf_judge, flavour, *map(str, files)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines() == [f"judged {file}" for file in files]
