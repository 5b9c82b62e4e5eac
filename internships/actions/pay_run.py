"""A run of pay (급여 산출): from where it was begun (:mod:`.pay_begin`) to the filings.

Every step is one transaction: it is whole or not begun. Whoever computes or checks never approves, whoever computes
never releases; the database refuses the same person too. A row of pay is never rewritten: what becomes known later of a
month that was paid is a correction, a row of its own in a later run.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from internships.errors_pay import (
    EarlierMonthOpen,
    LeaversRunOpen,
    NobodyToPay,
    NothingToRelease,
    PayAccountMissing,
    PayInputsChanged,
)
from internships.lifecycles_pay import UNAPPROVED
from internships.models import (
    LeaveEntry,
    PaidRow,
    PayRow,
    PayRun,
    Payslip,
    PayTransfer,
)
from internships.pay_words import month_name
from internships.queries.access import require_manages
from internships.queries.pay import accounts_in_force, transfer_text_of
from internships.queries.pay_compute import Computed, computed
from internships.rules.pay.compute import split_cost
from internships.rules.pay.kept import contract_from, plain
from internships.rules.pay.terms import pay_terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, ReasonNeeded, TransitionRefused
from kernel.permissions import may, require
from kernel.queueing import enqueue
from kernel.transition import advance, hold, lock
from notices.actions import notify
from programs.actions.office import require_second_person
from programs.errors import SecondPersonNeeded
from programs.models import Call

AT_ONCE = 100  # seats of a call whose pay is computed within a manager's click
COMPUTING_TASK = "internships.tasks.compute_pay"
_LOCK_SPACE = 0x70617900  # "pay": keeps these advisory locks apart from those of other apps


def hold_pay(call_id: int) -> None:
    """Until the transaction ends nobody else begins, computes or approves pay of the call."""
    hold(_LOCK_SPACE, call_id)


def _run(run_id: int, verb: str = "") -> PayRun:
    """A run, locked, with its call. Raises TransitionRefused where ``verb`` is not its next step: a second click on a
    step does nothing, and does not begin to."""
    run: PayRun = lock(PayRun, run_id)
    run.call = Call.objects.get(pk=run.call_id)
    if verb and run.LIFE_CYCLE.arrow(run.state, verb) is None:
        raise TransitionRefused(verb=run.LIFE_CYCLE.named(verb).label, state=run.stage.label)
    return run


def _held_run(run_id: int, verb: str) -> PayRun:
    """A run as :func:`_run` locks it, with the pay of its call held before."""
    hold_pay(PayRun.objects.values_list("call_id", flat=True).get(pk=run_id))
    return _run(run_id, verb)


@action
def compute_pay_run(actor: Actor, run_id: int) -> PayRun:
    """Computes everybody's month, and corrections of paid months of which something else is known now.

    Raises NotPermitted, EarlierMonthOpen, LeaversRunOpen, NotPayable, PayFigureMissing naming the figure.
    """
    run = _held_run(run_id, "compute_pay")
    require_manages(actor, run.call)
    return _compute(actor, run)


@action
def compute_or_queue(actor: Actor, run_id: int) -> PayRun:
    """A manager's click: the pay of a few is computed with it, of very many by the worker, at once, so that no request
    holds the call for a minute. Raises what :func:`compute_pay_run` raises; the worker notes it with the run."""
    run = _held_run(run_id, "compute_pay")
    require_manages(actor, run.call)
    if run.call.seats <= AT_ONCE:
        return _compute(actor, run)
    if not run.being_computed:
        run.asked_by, run.asked_at, run.obstacle = actor.user, clock.now(), ""
        run.save(update_fields=["asked_by", "asked_at", "obstacle"])
        record(actor, "ask_for_computing", run, after={"month": run.month})
        enqueue(COMPUTING_TASK, key=f"compute_pay:{run.pk}")  # a killed one is made good within a minute
    return run


@action
def compute_asked(actor: Actor, run_id: int) -> bool:
    """The worker computes what the actor asked for; whether it did. What stands in the way is noted with the run, also
    that the right to it is gone. It looks again under the lock: workers at once compute once."""
    hold_pay(PayRun.objects.values_list("call_id", flat=True).get(pk=run_id))
    run = _run(run_id)
    if not run.being_computed:
        return False
    try:
        with transaction.atomic():
            require_manages(actor, run.call)
            _compute(actor, run)
    except HanbatError as obstacle:
        run.obstacle = str(obstacle)
        run.save(update_fields=["obstacle"])
        return False
    return True


def _compute(actor: Actor, run: PayRun) -> PayRun:
    _require_earlier(run)
    found = computed(run)
    if not found:
        raise NobodyToPay()
    rows = PayRow.objects.bulk_create([_row(run, one) for one in found], batch_size=500)
    slips = _slips(run, rows)
    Payslip.objects.bulk_create(slips, batch_size=500)
    return advance(
        run,
        "compute_pay",
        actor,
        computed_by=actor.user,
        computed_at=clock.now(),
        people=len(slips),
        **_totals(run, rows),
    )


def _require_earlier(run: PayRun) -> None:
    """What is paid before this run is approved: earlier months, and before the month those who left in it. Raises
    EarlierMonthOpen, LeaversRunOpen."""
    waiting = PayRun.objects.filter(call=run.call, state__in=UNAPPROVED)
    earlier = waiting.filter(month__lt=run.month).order_by("month").first()
    if earlier is not None:
        raise EarlierMonthOpen(month=month_name(earlier.month))
    leavers = None if run.of_leavers else waiting.filter(month=run.month, of_leavers=True).first()
    if leavers is not None:
        raise LeaversRunOpen(number=leavers.number)


def _slips(run: PayRun, rows: Iterable[PayRow]) -> list[Payslip]:
    """One for each person, with the latest of their places: the city is the employer at each of them, and owes one
    statement of the month's wages and one withholding of its tax (근로기준법 §48 ②, 소득세법 §134 ①)."""
    found: dict[int, Payslip] = {}
    for row in sorted(rows, key=lambda row: (row.placement.first_day, row.placement_id)):
        slip = found.setdefault(row.placement.person_id, Payslip(run=run, person=row.placement.person, net=0))
        slip.placement = row.placement
        slip.net += row.net
    return list(found.values())


def _row(run: PayRun, one: Computed) -> PayRow:
    return PayRow(
        run=run,
        placement=one.payable.placement,
        month=one.month.first,
        sequence=one.sequence,
        lines=[line.plain() for line in one.result.lines],
        inputs=plain(one.month),
        digest=one.digest,
        gross=one.result.gross,
        taxed=one.result.taxed,
        deductions=one.result.deductions,
        employer=one.result.employer,
        net=one.result.net,
        warnings=list(one.result.warnings),
    )


def _totals(run: PayRun, rows: Iterable[PayRow]) -> dict[str, Any]:
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("gross", "deductions", "employer", "net")}
    funds = split_cost(sums["gross"] + sums["employer"], pay_terms_from(run.call.terms.settings).funds)
    return {**sums, "funds": funds}


@action
def check_pay_run(actor: Actor, run_id: int) -> PayRun:
    """Somebody has looked at the list: nothing has changed since it was computed, everybody can be paid.

    Raises NotPermitted, PayInputsChanged, NotPayable, PayAccountMissing.
    """
    run = _run(run_id, "check_pay")
    require_manages(actor, run.call)
    _require_same(run)
    _require_accounts(run)
    return advance(run, "check_pay", actor, checked_by=actor.user, checked_at=clock.now())


def _require_same(run: PayRun) -> None:
    """What a new computation would be made from is what this one was made from."""
    kept = dict(run.rows.filter(month=run.month).values_list("placement", "digest"))
    now = {one.payable.placement.pk: one for one in computed(run) if one.month.first == run.month}
    changed = [pk for pk in kept.keys() | now.keys() if pk not in now or kept.get(pk) != now[pk].digest]
    if changed:
        named = [now[pk].payable.placement.person.name for pk in changed if pk in now]
        raise PayInputsChanged(count=len(changed), who=min(named, default="–"))


def _require_accounts(run: PayRun) -> None:
    owed = run.slips.filter(net__gt=0).select_related("placement__person")
    known = accounts_in_force(run)
    without = [slip for slip in owed if slip.person_id not in known]
    if without:
        raise PayAccountMissing(count=len(without), who=without[0].placement.person.name)


@action
def approve_pay_run(actor: Actor, run_id: int) -> PayRun:
    """A second person approves: from now on these rows count, for ever.

    Raises NotPermitted, SecondPersonNeeded (who computed or checked it), PayInputsChanged.
    """
    run = _held_run(run_id, "approve_pay")
    for before in (run.computed_by_id, run.checked_by_id):
        require_second_person(actor, run.call, before)
    _require_same(run)
    advance(run, "approve_pay", actor, approved_by=actor.user, approved_at=clock.now())
    _pay_leave_out(run)
    PaidRow.objects.bulk_create(
        [
            PaidRow(row=row, placement_id=row.placement_id, month=row.month, sequence=row.sequence)
            for row in run.rows.order_by("sequence", "pk")
        ],
        batch_size=500,
    )
    return run


def _pay_leave_out(run: PayRun) -> None:
    """Leave that is paid at the exit goes from the ledger of leave; a correction takes off only what is paid more."""
    rows = [row for row in run.rows.exclude(inputs__unused_leave=0).order_by("pk") if _leave_paid(row)]
    known = LeaveEntry.objects.filter(placement__in=[row.placement_id for row in rows], kind="paid_out")
    gone = dict(known.values_list("placement").annotate(Sum("minutes")).order_by())
    more = [(row, row.inputs["unused_leave"] + gone.get(row.placement_id, 0)) for row in rows]
    LeaveEntry.objects.bulk_create(
        [
            LeaveEntry(
                placement_id=row.placement_id,
                kind="paid_out",
                minutes=-minutes,
                day=contract_from(row.inputs["contract"]).last_day,
                key=f"paid_out:{row.pk}",
                made_at=clock.now(),
            )
            for row, minutes in more
            if minutes > 0
        ],
        batch_size=500,
    )


def _leave_paid(row: PayRow) -> bool:
    return any(line.code == "leave_out" and line.amount for line in row.parts)


@action
def release_pay_run(actor: Actor, run_id: int) -> PayRun:
    """A finance officer lets the bank pay: the transfer file is fixed by its hash, each line is a payslip to the won.

    Raises NotPermitted, SecondPersonNeeded (who computed it), PayAccountMissing.
    """
    run = _run(run_id, "release_pay")
    require(actor, "pay_call", run.call)
    if actor.user is not None and actor.user_id == run.computed_by_id:
        raise SecondPersonNeeded()
    _require_accounts(run)
    known = accounts_in_force(run)
    PayTransfer.objects.bulk_create(
        [
            PayTransfer(run=run, slip=slip, account=known[slip.person_id], amount=slip.net)
            for slip in run.slips.filter(net__gt=0).order_by("pk")
        ],
        batch_size=500,
    )
    digest = hashlib.sha256(transfer_text_of(run).encode()).hexdigest()
    return advance(run, "release_pay", actor, released_by=actor.user, released_at=clock.now(), file_hash=digest)


@action
def fetch_pay_transfer(actor: Actor, run_id: int) -> str:
    """The transfer file of a released run; who fetched it stands in the trail. It is made anew and is the same text
    whose hash was kept. Raises NotPermitted, NothingToRelease."""
    run = _run(run_id)
    require(actor, "pay_call", run.call)
    content = transfer_text_of(run)
    digest = hashlib.sha256(content.encode()).hexdigest()
    if digest != run.file_hash:
        raise NothingToRelease()
    record(actor, "fetch_pay_transfer", run, after={"hash": digest})
    return content


@action
def hand_out_payslips(actor: Actor, run_id: int) -> PayRun:
    """Each intern sees the payslip (임금명세서, 근로기준법 §48 ②) and is told. Raises NotPermitted."""
    run = _run(run_id, "hand_out_payslips")
    if not (may(actor, "manage_call", run.call) or may(actor, "pay_call", run.call)):
        raise NotPermitted()
    advance(run, "hand_out_payslips", actor)
    for slip in run.slips.select_related("placement__person").order_by("pk"):
        notify(
            "payslip_ready",
            [slip.placement.person],
            about=slip,
            url=reverse("internships:my_payslip", args=[slip.public_id]),
            context={"month": month_name(run.month), "net": f"{slip.net:,}", "pay_on": run.pay_on},
            key=f"payslip-{slip.pk}",
        )
    return run


@action
def list_filings(actor: Actor, run_id: int) -> PayRun:
    """The filings of insurances and tax were made from the lists. Raises NotPermitted."""
    run = _run(run_id, "list_filings")
    require(actor, "pay_call", run.call)
    return advance(run, "list_filings", actor)


@action
def cancel_pay_run(actor: Actor, run_id: int, reason: str) -> PayRun:
    """Takes a run back that was not approved; its rows stay as they were computed and count for nothing.

    Raises NotPermitted, ReasonNeeded.
    """
    run = _run(run_id, "cancel_pay")
    if not (may(actor, "manage_call", run.call) or may(actor, "approve_call", run.call)):
        raise NotPermitted()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(run, "cancel_pay", actor, reason=reason.strip())
