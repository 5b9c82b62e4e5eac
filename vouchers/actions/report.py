"""Reports of the demand company, visits of the office, the final evaluation, the end of the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.rules.merging import Conflict, merge
from vouchers.actions.amendment import OPEN_ORDERS
from vouchers.actions.noted import not_in_future
from vouchers.actions.order import cancel_order
from vouchers.errors import (
    CaseNotVisible,
    EvaluatedAlready,
    MendingDayNeeded,
    NotInForce,
    OrdersOpen,
    ReportIncomplete,
    ReportMissing,
)
from vouchers.messages import tell_case
from vouchers.models import Agreement, Evaluation, Report, SiteCheck
from vouchers.queries.case import demands, require_office

SECTIONS = {
    Report.Kind.INTERIM.value: ("progress", "data", "issues", "plan"),
    Report.Kind.FINAL.value: ("summary", "results", "effect", "use", "lessons"),
}


@action
def begin_report(actor: Actor, agreement_id: int, kind: str, due_on: date | None = None) -> Report:
    """A report to write: asked for by the office with a day, or begun by the demand company; the open one, if any.

    Raises CaseNotVisible, NotInForce.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    if not demands(actor, agreement):
        require_office(actor, agreement, "manage_call")
    if agreement.state not in {"in_force", "ended"}:
        raise NotInForce(state=agreement.stage.label)
    there = agreement.reports.filter(kind=kind).exclude(state="accepted").first()
    if kind == Report.Kind.FINAL:
        there = agreement.reports.filter(kind=kind).first()
    if there is not None:
        return there
    report = Report.objects.create(agreement=agreement, kind=kind, due_on=due_on)
    record(actor, "begin_report", agreement, after={"kind": kind, "due_on": due_on})
    if due_on is not None:
        tell_case(agreement, "report_asked", "demand", key=f"report:{report.pk}")
    return report


@action
def save_report(
    actor: Actor, report_id: int, fields: Mapping[str, Any], base_revisions: Mapping[str, Any]
) -> tuple[dict[str, int], tuple[Conflict, ...]]:
    """Autosave of a report, field by field; returns the revisions and what was not taken. Raises CaseNotVisible."""
    report = _own(actor, report_id)
    known = {key: str(value or "") for key, value in fields.items() if key in SECTIONS[report.kind]}
    merged = merge(report.content, report.revisions, known, base_revisions)
    if merged.changed:
        report.content, report.revisions = merged.values, merged.revisions
        report.save(update_fields=["content", "revisions"])
    return {key: merged.revisions.get(key, 0) for key in known}, merged.conflicts


def _own(actor: Actor, report_id: int) -> Report:
    """A report of the actor's own company that may still be written, locked. Raises CaseNotVisible, NotInForce."""
    report: Report = lock(Report, report_id)
    if not demands(actor, report.agreement):
        raise CaseNotVisible()
    if report.state not in {"draft", "returned"}:
        raise NotInForce(state=report.stage.label)
    return report


@action
def attach_to_report(actor: Actor, report_id: int, file: StoredFile) -> None:
    report = _own(actor, report_id)
    report.files.add(file)
    record(actor, "attach_to_report", report.agreement, after={"file": file.name, "sha256": file.sha256})


@action
def hand_in_report(actor: Actor, report_id: int) -> Report:
    """Raises ReportIncomplete while a section is empty."""
    report = _own(actor, report_id)
    empty = [key for key in SECTIONS[report.kind] if not str(report.content.get(key, "")).strip()]
    if empty:
        raise ReportIncomplete(field=empty[0])
    advance(report, "hand_in", actor, handed_in_at=clock.now(), handed_in_by=actor.user)
    tell_case(report.agreement, "report_handed_in", "office", key=f"report-in:{report.pk}:{clock.now().isoformat()}")
    return report


@action
def answer_report(actor: Actor, report_id: int, *, accepted: bool, answer: str = "") -> Report:
    """The office accepts a report or returns it with a reason. Raises NotVisible, ReasonNeeded."""
    report: Report = lock(Report, report_id)
    require_office(actor, report.agreement, "manage_call")
    if not accepted and not answer.strip():
        raise ReasonNeeded(field="answer")
    values = {"answer": answer.strip(), "decided_by": actor.user, "decided_at": clock.now()}
    advance(report, "accept" if accepted else "return", actor, reason=answer.strip(), **values)
    event = "report_accepted" if accepted else "report_returned"
    key = f"{event}:{report.pk}:{clock.now().isoformat()}"
    tell_case(report.agreement, event, "demand", reason=answer.strip(), key=key)
    return report


@dataclass(frozen=True)
class Visit:
    """What was found on a visit; ``mend_by`` when something has to be mended."""

    visited_on: date
    verdict: str
    findings: str
    checklist: Mapping[str, str] = field(default_factory=dict)
    mend_by: date | None = None


@action
def note_site_check(actor: Actor, agreement_id: int, visit: Visit, files: Sequence[StoredFile] = ()) -> SiteCheck:
    """A visit to the business (현장점검).

    Raises NotVisible, ReasonNeeded without findings, DayInFuture, and MendingDayNeeded when something is to be mended
    and no day after the visit says until when.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if not visit.findings.strip():
        raise ReasonNeeded(field="findings")
    not_in_future("visited_on", visit.visited_on)
    to_mend = visit.verdict == SiteCheck.Verdict.MEND
    if (to_mend and visit.mend_by is None) or (visit.mend_by and visit.mend_by <= visit.visited_on):
        raise MendingDayNeeded(field="mend_by")
    check = SiteCheck.objects.create(
        agreement=agreement,
        visited_on=visit.visited_on,
        verdict=visit.verdict,
        checklist=dict(visit.checklist),
        findings=visit.findings.strip(),
        mend_by=visit.mend_by,
        visited_by=actor.user,
        noted_at=clock.now(),
    )
    check.files.set(files)
    record(actor, "note_site_check", agreement, after={"verdict": visit.verdict, "on": visit.visited_on})
    if visit.verdict != SiteCheck.Verdict.GOOD:
        tell_case(agreement, "site_check", "demand", reason=visit.findings.strip(), key=f"site:{check.pk}")
    return check


@action
def evaluate(actor: Actor, agreement_id: int, outcome: str, reason: str, points: Decimal | None = None) -> Evaluation:
    """The final evaluation, once: of work that was carried out after its final report was accepted, of a case that was
    ended early without one, since none may ever come.

    Raises NotVisible, ReasonNeeded, NotInForce, ReportMissing, EvaluatedAlready.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if agreement.state not in {"in_force", "ended"}:
        raise NotInForce(state=agreement.stage.label)
    reported = agreement.reports.filter(kind="final", state="accepted").exists()
    if agreement.state == "in_force" and not reported:
        raise ReportMissing()
    try:
        with transaction.atomic():
            made = Evaluation.objects.create(
                agreement=agreement,
                outcome=Evaluation.Outcome(outcome).value,
                points=points,
                reason=reason.strip(),
                evaluated_by=actor.user,
                evaluated_at=clock.now(),
            )
    except IntegrityError:
        raise EvaluatedAlready() from None
    if agreement.state == "ended":  # work that is carried out gets its outcome when it ends
        Agreement.objects.filter(pk=agreement.pk).update(outcome=made.outcome)
    record(actor, "evaluate", agreement, after={"outcome": outcome})
    return made


@action
def end_work(actor: Actor, agreement_id: int) -> Agreement:
    """The work is done: the final report accepted and evaluated, no order open. Raises ReportMissing, OrdersOpen."""
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    evaluation = Evaluation.objects.filter(agreement=agreement).first()
    if evaluation is None:
        raise ReportMissing()
    if agreement.voucher.orders.filter(state__in=OPEN_ORDERS).exists():
        raise OrdersOpen()
    advance(agreement, "report", actor, outcome=evaluation.outcome, ended_at=clock.now())
    tell_case(agreement, "work_ended", "demand", "supplier")
    return agreement


@action
def end_agreement(actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """The city ends an agreement (해약): what was ordered and not delivered is cancelled, the rest settled.

    By an approver. Raises ReasonNeeded, OrdersOpen while something delivered or accepted waits for acceptance or
    payment.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "approve_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    for order in agreement.voucher.orders.filter(state__in=["placed", "taken"]).order_by("pk"):
        cancel_order(Actor.system("vouchers.end_agreement"), order.pk, reason)
    if agreement.voucher.orders.filter(state__in=OPEN_ORDERS).exists():
        raise OrdersOpen()
    advance(agreement, "end_early", actor, reason=reason.strip(), ended_at=clock.now())
    tell_case(agreement, "agreement_ended", "demand", "supplier", "office", reason=reason.strip())
    return agreement


def second_person(actor: Actor, first_id: int | None) -> None:
    """Raises SecondPersonNeeded when the actor is who prepared what is to be confirmed."""
    if actor.user_id is None or actor.user_id == first_id:
        raise SecondPersonNeeded()
