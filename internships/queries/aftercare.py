"""What interns were asked: whose day has come, their own, what the answers of a call come to."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from internships.lifecycles import JUDGED
from internships.models import InternSurvey, Placement
from internships.queries.access import require_manages
from internships.rules.aftercare import LATEST, MONTHS, due_kinds, questions_of
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Call
from programs.rules.survey import Results, tally

AYEAR = timedelta(days=367)


def due_to_ask(today: date) -> list[tuple[int, str]]:
    """(placement, questionnaire) of people who worked to the end, whose day has come and who were not asked."""
    since = today - AYEAR - LATEST
    rows = Placement.objects.filter(state__in=JUDGED, last_day__range=(since, today)).order_by("pk")
    asked = set(InternSurvey.objects.filter(placement__in=rows, kind__in=MONTHS).values_list("placement", "kind"))
    return [
        (key, kind)
        for key, last_day in rows.values_list("pk", "last_day")
        for kind in due_kinds(last_day, today)
        if (key, kind) not in asked
    ]


def due_to_remind(today: date) -> list[int]:
    rows = InternSurvey.objects.filter(reminded_at=None, remind_on__lte=today, due_on__gte=today, answer=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def open_surveys(user: Any) -> QuerySet[InternSurvey]:
    """What the person was asked and can still answer, the first to end first."""
    rows = InternSurvey.objects.filter(placement__person=user, answer=None, due_on__gte=clock.today())
    return rows.select_related("placement__position__host__organisation").order_by("due_on", "pk")


def own_survey(actor: Actor, public_id: UUID) -> InternSurvey:
    """Raises NotVisible for anybody but the person who was asked."""
    rows = InternSurvey.objects.select_related("answer", "placement__position__host__organisation")
    found = rows.filter(public_id=public_id, placement__person=actor.user).first() if actor.user else None
    if found is None:
        raise NotVisible()
    return found


def silent_on_outcome(call: Call) -> QuerySet[InternSurvey]:
    """Who was reminded of saying where they are, or whose time for it is over, without an answer, by name."""
    rows = InternSurvey.objects.filter(placement__position__call=call, kind__in=MONTHS, answer=None)
    rows = rows.filter(Q(reminded_at__isnull=False) | Q(due_on__lt=clock.today()))
    return rows.select_related("placement__person").order_by("placement__person__name", "asked_on", "pk")


def office_survey(actor: Actor, public_id: UUID) -> InternSurvey:
    """A questionnaire about where somebody is, for the managers of the call. Raises NotVisible, NotPermitted."""
    rows = InternSurvey.objects.select_related("placement__person", "placement__position__call")
    found = rows.filter(public_id=public_id, kind__in=MONTHS).first()
    if found is None:
        raise NotVisible()
    require_manages(actor, found.placement.position.call)
    return found


def asked_of(call: Call) -> list[Results]:
    """Every questionnaire of a call that somebody was asked, in the order of the days; one statement."""
    answers: dict[str, list[Any]] = {}
    asked: dict[str, int] = {}
    rows = InternSurvey.objects.filter(placement__position__call=call).order_by("pk")
    for kind, answer in rows.values_list("kind", "answer__answers"):
        asked[kind] = asked.get(kind, 0) + 1
        answers.setdefault(kind, []).extend([answer] if answer is not None else [])
    return [
        Results(kind, str(label), asked[kind], len(answers[kind]), tally(questions_of(kind), answers[kind]))
        for kind, label in InternSurvey.Kind.choices
        if kind in asked
    ]
