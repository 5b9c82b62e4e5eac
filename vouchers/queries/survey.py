"""Surveys: whose day has come, whose they are, what all answers of a call come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.queries.organisation import organisations_of
from kernel import clock
from kernel.actor import Actor
from programs.models import Call
from programs.rules.survey import Plan, Question, Results, plan_from_json, questions_from_json, tally
from vouchers.errors import SurveyNotVisible
from vouchers.models import Agreement, SurveyKind, SurveyPlan, SurveyRequest
from vouchers.rules.survey import STANDARD

FINISHED = ("completed", "archived")


def plan_of(call: Call, kind: str) -> Plan:
    """What a call asks in one survey."""
    row = SurveyPlan.objects.filter(call=call, kind=kind).first()
    return plan_from_json(row.content) if row else STANDARD[kind]


def due_to_ask(today: date) -> list[tuple[int, str]]:
    """(case, survey) whose day has come and which nobody was asked yet."""
    own = {(row.call_id, row.kind): plan_from_json(row.content) for row in SurveyPlan.objects.all()}
    found = []
    for kind in SurveyKind.values:
        cases = Agreement.objects.filter(state__in=FINISHED, completed_at__isnull=False)
        rows = cases.exclude(survey_requests__kind=kind).order_by("pk").values_list("pk", "call_id", "completed_at")
        for key, call, completed_at in rows.iterator():
            plan = own.get((call, kind), STANDARD[kind])
            if plan.questions and completed_at and _day_of(completed_at) + timedelta(days=plan.after) <= today:
                found.append((key, kind))
    return found


def _day_of(moment: datetime) -> date:
    return moment.astimezone(clock.SEOUL).date()


def due_to_remind(today: date) -> list[int]:
    rows = SurveyRequest.objects.filter(reminded_at=None, remind_on__lte=today, due_on__gte=today, answer=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def own_requests(user: Any) -> QuerySet[SurveyRequest]:
    """What was asked of the person's companies."""
    mine = organisations_of(user)
    demand = Q(party="demand", agreement__application__organisation__in=mine)
    supplier = Q(party="supplier", agreement__supplier__organisation__in=mine)
    rows = SurveyRequest.objects.filter(demand | supplier).select_related("answer", "agreement__application__call")
    return rows.order_by("due_on", "pk")


def open_requests(user: Any) -> QuerySet[SurveyRequest]:
    return own_requests(user).filter(answer=None, due_on__gte=clock.today())


def own_request(actor: Actor, public_id: UUID) -> SurveyRequest:
    """Raises SurveyNotVisible for anybody but a present member of the company that was asked."""
    found = own_requests(actor.user).filter(public_id=public_id).first() if actor.user else None
    if found is None:
        raise SurveyNotVisible()
    return found


@dataclass(frozen=True)
class OfParty(Results):
    """The results of one party's survey."""

    party: str


def results_of(call: Call) -> list[OfParty]:
    """Every survey of a call that was asked of somebody; one statement."""
    rows = SurveyRequest.objects.filter(agreement__call=call).select_related("answer").order_by("pk")
    groups: dict[tuple[str, str], list[SurveyRequest]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.party), []).append(row)
    kinds, parties = dict(SurveyKind.choices), dict(SurveyRequest.Party.choices)
    found = []
    for (kind, party), asked in sorted(groups.items(), reverse=True):
        answers = [row.answer.answers for row in asked if hasattr(row, "answer")]
        label = f"{kinds[SurveyKind(kind)]} · {parties[SurveyRequest.Party(party)]}"
        questions = _questions(row.questions for row in asked)
        found.append(OfParty(kind, label, len(asked), len(answers), tally(questions, answers), party))
    return found


def _questions(asked: Iterable[list[dict[str, str]]]) -> list[Question]:
    """All questions that were asked, by key; the latest wording counts."""
    known: dict[str, Question] = {}
    for data in asked:
        known |= {one.key: one for one in questions_from_json(data)}
    return list(known.values())
