"""Work logs: handed in by the intern, confirmed or returned by the mentor; weekly summaries and their answers."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from files.models import StoredFile
from internships.actions.placement import locked
from internships.errors import NotWorking, OutsidePeriod
from internships.errors_work import LogAnswered, LogFlawed, NotYetCome, NotYourFile
from internships.lifecycles import HELD
from internships.models import Placement, WeekSummary, WorkLog, WorkLogFile
from internships.queries.access import require_in_charge, require_own
from internships.queries.placement import keeps_attendance, last_worked
from internships.rules.calendar import monday_of
from internships.rules.worklog import LogLine, faults
from internships.wording import log_fault_texts
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import advance, lock


def _open(actor: Actor, placement_id: int, day: date) -> Placement:
    """The intern's own placement, locked, on a day of theirs that has come; also of one that has ended since."""
    placement = locked(placement_id)
    require_own(actor, placement)
    was_there = placement.answered_at is not None and keeps_attendance(placement)
    if placement.state not in HELD and not was_there:
        raise NotWorking(state=placement.stage.label)
    last = last_worked(placement)
    if not placement.first_day <= day <= last:
        raise OutsidePeriod(first_day=placement.first_day, last_day=last)
    if day > clock.today():
        raise NotYetCome(day=day)
    return placement


@action
def hand_in_log(
    actor: Actor,
    placement_id: int,
    day: date,
    lines: Sequence[LogLine],
    note: str = "",
    files: Sequence[StoredFile] = (),
    *,
    idle: bool = False,
) -> WorkLog:
    """The log of a day, written or corrected until the mentor has confirmed it; ``idle``: there was no work, which the
    manager is told.

    Raises NotVisible, NotWorking, OutsidePeriod, NotYetCome, LogFlawed, LogAnswered, NotYourFile.
    """
    placement = _open(actor, placement_id, day)
    wrong = faults(lines, idle=idle)
    if wrong:
        raise LogFlawed(what="; ".join(log_fault_texts(wrong)))
    if any(file.uploader_id != actor.user_id for file in files):
        raise NotYourFile()
    log = WorkLog.objects.filter(placement=placement, day=day).first() or WorkLog(placement=placement, day=day)
    if log.state == "confirmed":
        raise LogAnswered(day=day)
    log.lines, log.note, log.handed_in_at = [asdict(line) for line in lines], note.strip(), clock.now()
    log.save()
    if log.state == "returned":
        advance(log, "hand_in_log", actor)
    else:
        record(actor, "write_log", log, after={"day": day, "minutes": log.minutes})
    WorkLogFile.objects.bulk_create([WorkLogFile(log=log, file=file) for file in files], ignore_conflicts=True)
    return log


def _locked_log(actor: Actor, log_id: int) -> WorkLog:
    """A log for its mentor, locked. Raises NotVisible: also for the intern themselves."""
    pk = WorkLog.objects.filter(pk=log_id).values_list("placement_id", flat=True).first()
    placement = locked(pk or 0)
    require_in_charge(actor, placement)
    if actor.user_id == placement.person_id:
        raise NotVisible()
    log: WorkLog = lock(WorkLog, log_id)
    return log


@action
def confirm_log(actor: Actor, log_id: int, answer: str = "") -> WorkLog:
    """Raises NotVisible, TransitionRefused."""
    log = _locked_log(actor, log_id)
    return advance(
        log, "confirm_log", actor, answer=answer.strip(), answered_by=actor.user, answered_at=clock.now()
    )  # fmt: skip


@action
def return_log(actor: Actor, log_id: int, answer: str) -> WorkLog:
    """Raises NotVisible, ReasonNeeded, TransitionRefused."""
    log = _locked_log(actor, log_id)
    if not answer.strip():
        raise ReasonNeeded(field="answer")
    return advance(
        log, "return_log", actor, reason=answer.strip(), answer=answer.strip(), answered_by=actor.user,
        answered_at=clock.now(),
    )  # fmt: skip


@action
def write_summary(actor: Actor, placement_id: int, day: date, text: str) -> WeekSummary:
    """The summary of the week of ``day``, until the mentor has answered. Raises what :func:`hand_in_log` raises,
    ReasonNeeded."""
    monday = monday_of(day)
    begun = Placement.objects.filter(pk=placement_id).values_list("first_day", flat=True).first()
    placement = _open(actor, placement_id, max(monday, begun or monday))
    if not text.strip():
        raise ReasonNeeded(field="text")
    there = WeekSummary.objects.filter(placement=placement, monday=monday).first()
    summary = there or WeekSummary(placement=placement, monday=monday)
    if summary.answered_at is not None:
        raise LogAnswered(day=monday)
    summary.text, summary.written_at = text.strip(), clock.now()
    summary.save()
    record(actor, "write_summary", summary, after={"week": monday})
    return summary


@action
def answer_summary(actor: Actor, summary_id: int, answer: str) -> WeekSummary:
    """The mentor's answer to a week. Raises NotVisible, ReasonNeeded."""
    pk = WeekSummary.objects.filter(pk=summary_id).values_list("placement_id", flat=True).first()
    placement = locked(pk or 0)
    require_in_charge(actor, placement)
    if actor.user_id == placement.person_id:
        raise NotVisible()
    if not answer.strip():
        raise ReasonNeeded(field="answer")
    summary: WeekSummary = lock(WeekSummary, summary_id)
    summary.answer, summary.answered_by, summary.answered_at = answer.strip(), actor.user, clock.now()
    summary.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, "answer_summary", summary, after={"week": summary.monday})
    return summary
