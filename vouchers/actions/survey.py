"""Surveys after a case: planned by call, asked when their day has come, reminded once, answered once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.models import Call
from programs.rules.survey import Plan, plan_to_json, questions_from_json, questions_to_json, read_answers
from vouchers.errors import AnswersMissing, SurveyAnswered, SurveyOver, SurveyPlanFlawed
from vouchers.messages import tell_survey
from vouchers.models import Agreement, Survey, SurveyKind, SurveyPlan, SurveyRequest
from vouchers.queries.survey import due_to_ask, due_to_remind, own_request, plan_of


@action
def set_survey_plan(actor: Actor, call_id: int, kind: str, plan: Plan) -> SurveyPlan:
    """What the call asks from now on; who was asked already keeps the questions of that day.

    Raises NotVisible, SurveyPlanFlawed without a party for its questions, or when the reminder does not lie within.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call, hide=True)
    if plan.questions and (not plan.parties or not 0 <= plan.remind < plan.within):
        raise SurveyPlanFlawed(field="remind" if plan.parties else "parties")
    content = plan_to_json(plan)
    made, _new = SurveyPlan.objects.update_or_create(
        call=call,
        kind=SurveyKind(kind).value,
        defaults={"content": content, "set_by": actor.user, "set_at": clock.now()},
    )
    after = {"kind": kind, "after": plan.after, "within": plan.within, "questions": len(plan.questions)}
    record(actor, "set_survey_plan", call, after=after)
    return made


@action
def ask_survey(actor: Actor, agreement_id: int, kind: str) -> list[SurveyRequest]:
    """Asks the parties of a completed case that the call's plan names; those asked before are not asked again."""
    agreement: Agreement = lock(Agreement, agreement_id)
    plan = plan_of(agreement.call, kind)
    today = clock.today()
    there = set(agreement.survey_requests.filter(kind=kind).values_list("party", flat=True))
    made = []
    for party in plan.parties if plan.questions else ():
        if party in there or (party == "supplier" and agreement.supplier is None):
            continue
        due = today + timedelta(days=plan.within)
        request = SurveyRequest.objects.create(
            agreement=agreement,
            kind=kind,
            party=party,
            questions=questions_to_json(plan.questions),
            asked_on=today,
            remind_on=due - timedelta(days=plan.remind),
            due_on=due,
        )
        record(actor, "ask_survey", agreement, after={"kind": kind, "party": party, "due_on": due})
        tell_survey(request, "survey_asked")
        made.append(request)
    return made


def ask_at_once(actor: Actor, agreement: Agreement) -> None:
    """What is asked on the day of the completion itself, inside the action that completes the case."""
    for kind in SurveyKind.values:
        if plan_of(agreement.call, kind).after == 0:
            ask_survey(actor, agreement.pk, kind)


@action
def remind_of_survey(actor: Actor, request_id: int) -> bool:
    """Reminds once who has not answered; False when that was done, or an answer came meanwhile."""
    request: SurveyRequest = lock(SurveyRequest, request_id)
    if request.reminded_at is not None or not request.open:
        return False
    request.reminded_at = clock.now()
    request.save(update_fields=["reminded_at"])
    tell_survey(request, "survey_reminder")
    return True


def go_on_with_surveys(actor: Actor) -> tuple[int, int]:
    """(asked, reminded): everything whose day has come, each in a transaction of its own. May run twice."""
    asked = sum(len(ask_survey(actor, key, kind)) for key, kind in due_to_ask(clock.today()))
    reminded = sum(remind_of_survey(actor, key) for key in due_to_remind(clock.today()))
    return asked, reminded


@action
def answer_survey(actor: Actor, request_id: int, given: Mapping[str, Any]) -> Survey:
    """The company's answers, once; the same ones again are the ones that are there.

    Raises SurveyNotVisible, SurveyOver, SurveyAnswered by a colleague, AnswersMissing naming the first question.
    """
    request: SurveyRequest = lock(SurveyRequest, request_id)
    own_request(actor, request.public_id)
    answers, wrong = read_answers(questions_from_json(request.questions), given)
    there = Survey.objects.filter(request=request).first()
    if there is not None:
        if there.answers == answers and there.answered_by_id == actor.user_id:
            return there
        raise SurveyAnswered()
    if request.due_on < clock.arrived().astimezone(clock.SEOUL).date():
        raise SurveyOver(day=request.due_on)
    if wrong:
        raise AnswersMissing(field=wrong[0])
    try:
        with transaction.atomic():
            made = Survey.objects.create(
                request=request, answers=answers, answered_by=actor.user, answered_at=clock.now()
            )
    except IntegrityError:
        raise SurveyAnswered() from None
    # What was answered is nobody's business but the table's: the trail says only that it was.
    record(actor, "answer_survey", request, after={"kind": request.kind, "party": request.party})
    return made
