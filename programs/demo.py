"""Playing calls in the demonstration city: one way to run a call through the same actions as real life, for every
programme."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import Organisation, Role, User
from kernel import clock
from kernel.actor import Actor, Channel
from programs import actions
from programs.actions.call import CallText, TermsText
from programs.models import Application, Call, RankingRun, Review
from programs.registry import programme

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Applicant:
    """Who applies: a person, alone or for an organisation."""

    user: User
    organisation: Organisation | None = None


Answers = Callable[[Random, Applicant], dict[str, Any]]


def acting(user: User) -> Actor:
    return Actor.person(user, Channel.COMMAND)


def play_call(
    manager: User, approver: User, code: str, text: CallText, reviewers: Sequence[User], terms: TermsText | None = None
) -> Call:
    """A call built two weeks before it opens, its panel, and its publication by the approver three days before."""
    call = play_proposal(manager, approver, code, text, reviewers, terms)
    with clock.at(text.opens_at - timedelta(days=3)):
        return actions.publish_call(acting(approver), call.pk)


def play_proposal(
    manager: User, approver: User, code: str, text: CallText, reviewers: Sequence[User], terms: TermsText | None = None
) -> Call:
    """A call that its manager has built and the approver has still to look at."""
    actor = acting(manager)
    with clock.at(text.opens_at - timedelta(days=14)):
        call = actions.create_call(actor, code, text, terms or TermsText())
        actions.add_approver(actor, call.pk, approver)
        for reviewer in reviewers:
            actions.add_reviewer(actor, call.pk, reviewer)
    with clock.at(text.opens_at - timedelta(days=4)):
        return actions.propose_call(actor, call.pk)


def play_applications(
    dice: Random,
    call: Call,
    applicants: Sequence[Applicant],
    answers: Answers,
    *,
    attach: Callable[[Applicant, Application], None] | None = None,
    until: datetime | None = None,
    unfinished: float = 0.08,
) -> list[Application]:
    """Everybody begins within the window (up to ``until``), most hand in, more of them towards its end."""
    made = []
    end = min(call.closes_at, until or call.closes_at)
    width = (end - call.opens_at).total_seconds()
    moments = sorted(call.opens_at + timedelta(seconds=width * dice.random() ** 0.6 * 0.999) for _one in applicants)
    for applicant, moment in zip(applicants, moments, strict=True):
        with clock.at(moment):
            actor = acting(applicant.user)
            application = actions.start_application(actor, call.pk, applicant.organisation)
            given = answers(dice, applicant)
            if dice.random() < unfinished:
                given = dict(list(given.items())[: dice.randrange(2, max(3, len(given)))])
                actions.save_answers(actor, application.pk, given, application.revisions)
                continue
            actions.save_answers(actor, application.pk, given, application.revisions)
            if attach:
                attach(applicant, application)
            made.append(actions.submit_application(actor, application.pk))
            actions.tell_receipts(Actor.system("demo", Channel.COMMAND))
    return made


def play_screening(dice: Random, call: Call, manager: User, applications: Sequence[Application]) -> list[Application]:
    """The manager's verdicts from the day after the window; one in fifteen lacks something."""
    passed = []
    checklist = {code: True for code, _label in programme(call.programme).checklist}
    for number, application in enumerate(applications):
        with clock.at(call.closes_at + timedelta(days=1, minutes=6 * number)):
            if dice.random() < 1 / 15:
                actions.screen_application(
                    acting(manager),
                    application.pk,
                    eligible=False,
                    checklist={},
                    reason_code="document",
                    reason="필수 서류를 알아볼 수 없어 자격을 확인하지 못했습니다.",
                )
            else:
                actions.screen_application(acting(manager), application.pk, eligible=True, checklist=checklist)
                passed.append(application)
    return passed


def play_reviews(
    dice: Random,
    call: Call,
    manager: User,
    applications: Sequence[Application],
    reviewers: Sequence[User],
    *,
    share: float = 1.0,
) -> None:
    """Each application goes to the call's number of reviewers in turn; ``share`` of them are handed in."""
    each = call.terms.reviewers_each
    quality = {application.pk: dice.uniform(0.45, 0.97) for application in applications}
    for number, application in enumerate(applications):
        chosen = [reviewers[(number * each + offset) % len(reviewers)] for offset in range(each)]
        with clock.at(call.closes_at + timedelta(days=8, minutes=number)):
            actions.assign_reviewers(acting(manager), application.pk, chosen)
    with clock.at(call.closes_at + timedelta(days=8, hours=20)):
        for reviewer in reviewers:
            actions.sign_pledge(acting(reviewer), call.pk)
    sheets = Review.objects.filter(assignment__application__in=[one.pk for one in applications])
    for number, sheet in enumerate(sheets.select_related("assignment__reviewer").order_by("pk")):
        with clock.at(call.closes_at + timedelta(days=9, minutes=4 * number)):
            actor = acting(sheet.assignment.reviewer)
            fields = sheet_fields(dice, call, quality[sheet.assignment.application_id])
            if dice.random() >= share:
                fields = dict(list(fields.items())[:2])
                actions.save_review(actor, sheet.pk, fields, {})
                continue
            actions.save_review(actor, sheet.pk, fields, {})
            actions.submit_review(actor, sheet.pk)


OPINIONS = (
    "문제와 데이터의 쓰임이 뚜렷합니다. 성과 지표를 조금 더 구체적으로 적으면 좋겠습니다.",
    "현장 경험이 돋보입니다. 데이터의 갱신 주기를 협의하시기 바랍니다.",
    "활용계획은 좋으나 일정이 촉박해 보입니다.",
    "기대효과의 근거가 부족합니다. 비슷한 사례를 참고하시기 바랍니다.",
    "비용 산출이 합리적이며 수행역량이 충분합니다.",
)


def sheet_fields(dice: Random, call: Call, quality: float) -> dict[str, str]:
    """A scoring sheet of somebody who finds an application about ``quality`` good."""
    fields = {}
    for criterion in call.terms.judged:
        share = min(1.0, max(0.1, dice.gauss(quality, 0.07)))
        half_points = round(criterion.points * share * 2)
        fields[f"points-{criterion.key}"] = str(Decimal(half_points) / 2)
    return {**fields, "opinion": dice.choice(OPINIONS)}


def play_ranking(call: Call, manager: User) -> RankingRun:
    """The ranking, proposed by the manager; what it leaves to a person is not selected."""
    with clock.at(call.closes_at + timedelta(days=24)):
        run = actions.propose_ranking(acting(manager), call.pk)
        for application in call.applications.filter(state__in=["eligible", "in_review"], decision=None):
            actions.decide(acting(manager), application.pk, "rejected", reason="평가가 이루어지지 않았습니다.")
    return run


def play_results(call: Call, manager: User, approver: User) -> Call:
    """The ranking with its decisions, confirmed by the approver, and every result published the day after."""
    run = play_ranking(call, manager)
    with clock.at(call.closes_at + timedelta(days=24, hours=3)):
        actions.confirm_ranking(acting(approver), run.pk)
    with clock.at(call.closes_at + timedelta(days=25)):
        return actions.publish_results(acting(manager), call.pk)


def panel() -> list[User]:
    """The reviewers of the played office."""
    reviewers = User.objects.filter(role_grants__role=Role.REVIEWER, role_grants__revoked_at=None)
    return list(reviewers.order_by("pk").distinct())
