"""What waits around pay for whoever works on it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from internships.lifecycles_pay import PAY_RUN
from internships.models import PayRun
from internships.queries import pay as queries
from internships.queries.leavers import Leaver, unpaid_leavers
from kernel.actor import Actor
from kernel.registry import Todo
from programs.models import Call

WAITING = ("closed", "computed", "checked", "approved", "transferred")


def pay_todos(user: Any) -> Iterator[Todo]:
    """Runs whose next step is the person's, and accounts that a finance officer confirms."""
    actor = Actor.person(user)
    calls = queries.pay_calls(actor)
    for run in PayRun.objects.filter(call__in=calls, state__in=WAITING).select_related("call").order_by("month")[:10]:
        verb = run.next_verbs[0].verb
        if queries.may_step(actor, run, verb):
            place = reverse("internships:pay_run", args=[run.public_id])
            yield Todo(str(PAY_RUN.named(verb).label), place, f"{run.call.title} · {run.number}", tone="warning")
    yield from _leavers(actor, calls)
    waiting = queries.accounts_to_confirm(actor).count()
    if waiting:
        yield Todo(_("Accounts for the pay to confirm"), reverse("internships:pay_accounts"), count=waiting)


def _leavers(actor: Actor, calls: QuerySet[Call]) -> Iterator[Todo]:
    """Who has left and waits for their pay, a line for each call that the person manages; red once somebody's is
    overdue (근로기준법 §36)."""
    managed = [call for call in calls if queries.may_begin(actor, call)]
    by_call: dict[Call, list[Leaver]] = {}
    for one in unpaid_leavers(managed):
        by_call.setdefault(one.placement.position.call, []).append(one)
    for call, leavers in by_call.items():
        first = leavers[0]
        said = _("%(call)s · the first is due on %(day)s") % {
            "call": call.title,
            "day": formats.date_format(first.due_on, "SHORT_DATE_FORMAT"),
        }
        tone = "danger" if first.days_left < 0 else "warning"
        place = reverse("internships:call_pay", args=[call.pk])
        yield Todo(_("Pay of those who left"), place, said, count=len(leavers), tone=tone)
