"""What waits around pay for whoever works on it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from internships.lifecycles_pay import PAY_RUN
from internships.models import PayRun
from internships.queries import pay as queries
from kernel.actor import Actor
from kernel.registry import Todo

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
    waiting = queries.accounts_to_confirm(actor).count()
    if waiting:
        yield Todo(_("Accounts for the pay to confirm"), reverse("internships:pay_accounts"), count=waiting)
