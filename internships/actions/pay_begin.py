"""Beginning a run of pay: of a month that is over and closed, or of those whose employment has ended."""

from datetime import date

from django.db import IntegrityError, transaction

from internships.actions.leave import earn
from internships.actions.pay_run import hold_pay
from internships.errors_pay import (
    MonthBeingPaid,
    MonthNotClosed,
    NobodyLeft,
    NobodyToPay,
    PayDayPast,
    PayDayTooEarly,
    PayMonthWrong,
    PayRunKnown,
)
from internships.models import AttendanceAdjustment, PayRun, Placement
from internships.pay_words import month_name
from internships.queries.access import require_manages
from internships.queries.leavers import leavers_of
from internships.queries.pay_input import months_of
from internships.rules.leave import month_end
from internships.rules.terms import terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.numbering import next_number
from programs.models import Call


@action
def begin_pay_run(actor: Actor, call_id: int, month: date, pay_on: date) -> PayRun:
    """Begins the run of a month whose attendance is closed. ``month`` is its first day.

    A month after the work can be begun to pay what became known of closed months since. Raises NotPermitted,
    NotVisible, PayMonthWrong, PayDayTooEarly, NobodyToPay, MonthNotClosed, PayRunKnown.
    """
    call = Call.objects.get(pk=call_id)
    require_manages(actor, call)
    _require_month(call, month, pay_on)
    _require_closed(call, month, pay_on)
    hold_pay(call.pk)
    return _begin(actor, call, month, pay_on)


@action
def begin_leavers_run(actor: Actor, call_id: int, month: date, pay_on: date) -> PayRun:
    """Begins a run for those whose employment has ended and who are not paid for the month yet, be it their last one or
    an earlier one: all wages are due within fourteen days of the end (근로기준법 §36), not when the month is over or
    closed. It takes the same steps by the same people as any other; the month's own run passes over whom it has paid.

    Raises NotPermitted, NotVisible, PayMonthWrong, PayDayPast, NobodyLeft, MonthBeingPaid, PayRunKnown.
    """
    call = Call.objects.get(pk=call_id)
    require_manages(actor, call)
    if month.day != 1:
        raise PayMonthWrong(field="month")
    if pay_on < clock.today():
        raise PayDayPast(field="pay_on")
    hold_pay(call.pk)
    of_month = PayRun.objects.filter(call=call, month=month, of_leavers=False).exclude(state="cancelled").first()
    if of_month is not None:
        raise MonthBeingPaid(number=of_month.number)
    leavers = leavers_of(call, month)
    if not leavers:
        raise NobodyLeft(field="month")
    for placement in Placement.objects.filter(pk__in=[one.placement.pk for one in leavers]).select_for_update():
        earn(placement)
    return _begin(actor, call, month, pay_on, of_leavers=True)


def _begin(actor: Actor, call: Call, month: date, pay_on: date, *, of_leavers: bool = False) -> PayRun:
    """Raises PayRunKnown: the database has one of a kind at a time."""
    try:
        with transaction.atomic():
            run = PayRun.objects.create(
                number=f"PAY-{month:%Y%m}-{next_number(f'pay_run:{month:%Y%m}'):03d}",
                call=call,
                month=month,
                of_leavers=of_leavers,
                pay_on=pay_on,
                begun_by=actor.user,
                begun_at=clock.now(),
            )
    except IntegrityError:
        raise PayRunKnown(field="month") from None
    seen = {"call": call.pk, "month": month, "pay_on": pay_on}
    record(actor, "begin_pay_run", run, after={**seen, "of_leavers": True} if of_leavers else seen)
    return run


def _require_month(call: Call, month: date, pay_on: date) -> None:
    terms = terms_from(call.terms.settings)
    last = month_end(month, 1)
    if month.day != 1 or terms.first_day is None or terms.last_day is None or last >= clock.today():
        raise PayMonthWrong(field="month")
    if last < terms.first_day or (month > terms.last_day and not _adjusted(call, month)):
        raise PayMonthWrong(field="month")
    if pay_on <= last:
        raise PayDayTooEarly(field="pay_on")


def _adjusted(call: Call, month: date) -> bool:
    """Whether days of closed months gained or lost something that counts up to ``month``."""
    last = terms_from(call.terms.settings).last_day
    return AttendanceAdjustment.objects.filter(
        placement__position__call=call, month__gt=last, month__lte=month
    ).exists()


def _require_closed(call: Call, month: date, pay_on: date) -> None:
    people = months_of(call, month, pay_on)
    if not people and not _adjusted(call, month):
        raise NobodyToPay(field="month")
    waiting = [one.placement.person.name for one in people if "attendance" in one.lacks]
    if waiting:
        raise MonthNotClosed(field="month", month=month_name(month), who=waiting[0], count=len(waiting))
