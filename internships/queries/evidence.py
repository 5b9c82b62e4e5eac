"""Evidence of priority groups that is no longer needed."""

from datetime import datetime

from django.db.models import Q, QuerySet

from internships.models import PriorityClaim
from internships.rules.retention import UNDECIDED, evidence_needed
from kernel import clock
from programs.models import Application
from programs.queries.appeals import UNANSWERED, told_at
from programs.queries.deadlines import due_from


def needs_evidence(application: Application) -> bool:
    """Whether the case may still turn on what was shown; up to three statements. Waits for whoever is appealing."""
    return evidence_needed(
        application.state,
        call=application.call.state,
        contested_until=_contested_until(application),
        appealed=application.appeals.filter(state__in=UNANSWERED).exists(),
        now=clock.settled(),
    )


def _contested_until(application: Application) -> datetime | None:
    """Of a case that was selected, too: others may appeal against the same list."""
    told, days = told_at(application), application.call.terms.choosing_terms.deadlines.appeal
    return due_from(told, days) if told and days else told


def with_evidence_to_destroy() -> QuerySet[PriorityClaim]:
    """Claims with evidence whose case is over or told, oldest first; each is looked at by :func:`needs_evidence`."""
    over = Q(application__call__state="cancelled") | ~Q(application__state__in=["draft", *UNDECIDED])
    never = Q(application__state="draft") & ~Q(application__call__state="published")
    rows = PriorityClaim.objects.filter(over | never, evidence_gone_at=None).exclude(state="dropped")
    return rows.select_related("application__call").order_by("pk")
