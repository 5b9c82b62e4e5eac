"""After the end: interns are asked how it was and what became of them, reminded once, answer once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from internships.errors_end import InternAnswersMissing, InternSurveyAnswered, InternSurveyOver, NotRemindedYet
from internships.models import InternAnswer, InternSurvey, Placement
from internships.queries.access import require_manages
from internships.queries.aftercare import due_to_ask, due_to_remind, own_survey
from internships.rules.aftercare import MONTHS, REMIND, WITHIN, facts_of, questions_of
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import lock
from notices.actions import notify
from programs.rules.survey import questions_from_json, questions_to_json, read_answers


@action
def ask_intern(actor: Actor, placement_id: int, kind: str) -> InternSurvey:
    """Asks somebody, once: a questionnaire that was sent before is the one that there is."""
    placement: Placement = lock(Placement, placement_id)
    today = clock.today()
    due = today + timedelta(days=WITHIN)
    survey, new = InternSurvey.objects.get_or_create(
        placement=placement,
        kind=InternSurvey.Kind(kind).value,
        defaults={
            "questions": questions_to_json(questions_of(kind)),
            "asked_on": today,
            "remind_on": due - timedelta(days=REMIND),
            "due_on": due,
        },
    )
    if new:
        record(actor, "ask_intern", placement, after={"kind": survey.kind, "due_on": due})
        _tell(survey, "intern_asked")
    return survey


def _tell(survey: InternSurvey, event: str) -> None:
    notify(
        event,
        [survey.placement.person],
        about=survey.placement,
        url=reverse("internships:survey", args=[survey.public_id]),
        context={"kind": survey.kind, "due": survey.due_on.isoformat()},
        key=f"{event}-{survey.pk}",
    )


@action
def remind_intern(actor: Actor, survey_id: int) -> bool:
    """Reminds once who has not answered; whether it did."""
    survey: InternSurvey = lock(InternSurvey, survey_id)
    answered = InternAnswer.objects.filter(survey=survey).exists()
    if survey.reminded_at is not None or answered or survey.due_on < clock.today():
        return False
    survey.reminded_at = clock.now()
    survey.save(update_fields=["reminded_at"])
    _tell(survey, "intern_reminded")
    return True


def go_on_asking(actor: Actor) -> tuple[int, int]:
    """(asked, reminded): everything whose day has come, each in a transaction of its own. May run twice."""
    asked = [ask_intern(actor, placement, kind) for placement, kind in due_to_ask(clock.today())]
    return len(asked), sum(remind_intern(actor, key) for key in due_to_remind(clock.today()))


@action
def answer_intern(actor: Actor, survey_id: int, given: Mapping[str, Any]) -> InternAnswer:
    """The person's answers, once; the same ones again are the ones that are there. The trail says only that they came.

    Raises NotVisible, InternSurveyOver, InternSurveyAnswered, InternAnswersMissing naming the first question.
    """
    survey: InternSurvey = lock(InternSurvey, survey_id)
    own_survey(actor, survey.public_id)
    answers, wrong = read_answers(questions_from_json(survey.questions), given)
    there = InternAnswer.objects.filter(survey=survey).first()
    if there is not None:
        if there.answers == answers:
            return there
        raise InternSurveyAnswered()
    if survey.due_on < clock.today():
        raise InternSurveyOver(day=survey.due_on)
    if wrong:
        raise InternAnswersMissing(field=wrong[0])
    try:
        with transaction.atomic():
            made = InternAnswer.objects.create(survey=survey, answers=answers, answered_at=clock.now())
    except IntegrityError:
        raise InternSurveyAnswered() from None
    record(actor, "answer_intern", survey, after={"kind": survey.kind})
    return made


@action
def record_outcome(actor: Actor, survey_id: int, given: Mapping[str, Any], source: str) -> InternAnswer:
    """Where somebody is who was reminded and has not answered, as the office was told it on the telephone or learned
    it, with its source: facts alone, once. The person's own answer goes first, and stands.

    Raises NotPermitted, NotVisible for a questionnaire about how it was, NotRemindedYet, InternSurveyAnswered,
    ReasonNeeded without a source, InternAnswersMissing naming the first question.
    """
    survey: InternSurvey = lock(InternSurvey, survey_id)
    require_manages(actor, survey.placement.position.call)
    if survey.kind not in MONTHS:
        raise NotVisible()
    if InternAnswer.objects.filter(survey=survey).exists():
        raise InternSurveyAnswered()
    if survey.reminded_at is None and survey.due_on >= clock.today():
        raise NotRemindedYet(day=survey.remind_on)
    answers, wrong = read_answers(facts_of(questions_from_json(survey.questions)), given)
    if wrong:
        raise InternAnswersMissing(field=wrong[0])
    if not source.strip():
        raise ReasonNeeded(field="source")
    made = InternAnswer.objects.create(
        survey=survey, answers=answers, answered_at=clock.now(), recorded_by=actor.user, source=source.strip()
    )
    record(actor, "record_outcome", survey, after={"kind": survey.kind})
    return made
