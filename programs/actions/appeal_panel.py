"""The office's side of an appeal: given to a panel, opinions, and the answer by a second person."""

from collections.abc import Iterable

from accounts.models import Role, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.errors_aftermath import (
    AnswerNeeded,
    AppealNotVisible,
    NotForThisPanel,
    OpinionReasonNeeded,
    OpinionsOpen,
    PanelEmpty,
    PanelMemberAnswers,
)
from programs.errors_choosing import NotAReviewer
from programs.messages_aftermath import tell_appeal_answered, tell_opinion_asked, tell_opinion_declined
from programs.models import Appeal, AppealOpinion, Application, Call, Decision, Recusal, ReserveCall, Screening
from programs.queries.appeals import candidates
from programs.wording import BARRED


def _locked(appeal_id: int) -> tuple[Appeal, Application, Call]:
    """Call, application and appeal under lock, in the order of the house. Raises AppealNotVisible."""
    keys = Appeal.objects.filter(pk=appeal_id).values_list("application__call_id", "application_id").first()
    if keys is None:
        raise AppealNotVisible()
    call: Call = lock(Call, keys[0])
    application: Application = lock(Application, keys[1])
    appeal: Appeal = lock(Appeal, appeal_id)
    application.call = call
    appeal.application = application
    return appeal, application, call


@action
def give_to_panel(actor: Actor, appeal_id: int, members: Iterable[User]) -> list[AppealOpinion]:
    """Asks reviewers for their opinion; more can be asked later, until the answer. Who is asked already stays asked.

    Raises NotPermitted, PanelEmpty, NotAReviewer, TransitionRefused, NotForThisPanel for whoever judged the case, is
    recused, has a conflict of interest or belongs to the applicant.
    """
    appeal, _application, call = _locked(appeal_id)
    require(actor, "manage_call", call)
    chosen = {one.pk: one for one in members}
    asked = set(appeal.opinions.values_list("member_id", flat=True))
    new = [one for pk, one in chosen.items() if pk not in asked]
    if not chosen:
        raise PanelEmpty(field="members")
    for one in candidates(appeal, new):
        if one.barred:
            raise NotForThisPanel(field="members", name=one.person.name, why=BARRED[one.barred])
    for user in new:
        if not user.has_role(Role.REVIEWER):
            raise NotAReviewer(name=str(user))
    if appeal.state != "in_panel":
        advance(appeal, "give_to_panel", actor, given_by=actor.user)
    made = [
        AppealOpinion.objects.create(appeal=appeal, member=one, asked_by=actor.user, asked_at=clock.now())
        for one in new
    ]
    if made:
        record(actor, "ask_opinions", appeal, after={"members": sorted(one.pk for one in new)})
        tell_opinion_asked(appeal, made)
    return made


def _own_opinion(actor: Actor, opinion_id: int) -> AppealOpinion:
    """The actor's own, its appeal locked and before the panel. Raises AppealNotVisible, TransitionRefused."""
    found = AppealOpinion.objects.filter(pk=opinion_id, member=actor.user).first() if actor.user else None
    if found is None:
        raise AppealNotVisible()
    appeal: Appeal = lock(Appeal, found.appeal_id)
    opinion: AppealOpinion | None = AppealOpinion.objects.select_for_update().filter(pk=opinion_id).first()
    if opinion is None or appeal.state != "in_panel":
        raise AppealNotVisible()
    opinion.appeal = appeal
    return opinion


@action
def give_opinion(actor: Actor, opinion_id: int, view: str, reason: str) -> AppealOpinion:
    """A member's view with its reason; it can be given anew until the appeal is answered.

    Raises AppealNotVisible for anybody else's or once it is answered, OpinionReasonNeeded.
    """
    opinion = _own_opinion(actor, opinion_id)
    if view not in AppealOpinion.View.values or not reason.strip():
        raise OpinionReasonNeeded(field="reason" if view in AppealOpinion.View.values else "view")
    before = {"view": opinion.view, "reason": opinion.reason}
    opinion.view, opinion.reason, opinion.given_at = view, reason.strip(), clock.now()
    opinion.save(update_fields=["view", "reason", "given_at"])
    record(actor, "give_opinion", opinion.appeal, before=before, after={"view": view, "reason": opinion.reason})
    return opinion


@action
def decline_opinion(actor: Actor, opinion_id: int, reason: str) -> Recusal:
    """A member steps back from the panel (회피); the office is told and asks somebody else.

    Raises AppealNotVisible, ReasonNeeded.
    """
    opinion = _own_opinion(actor, opinion_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    recusal, _created = Recusal.objects.get_or_create(
        application_id=opinion.appeal.application_id,
        reviewer=opinion.member,
        source=Recusal.Source.DECLARED,
        defaults={
            "kinds": ["declared"],
            "reason": reason.strip(),
            "noted_by": actor.user,
            "noted_at": clock.now(),
        },
    )
    record(actor, "decline_opinion", opinion.appeal, before={"member": opinion.member_id}, reason=reason.strip())
    tell_opinion_declined(opinion, reason.strip())
    opinion.delete()
    return recusal


# -- the answer --------------------------------------------------------------------------------------------------------


@action
def answer_appeal(actor: Actor, appeal_id: int, *, uphold: bool, answer: str) -> Appeal:
    """The answer of a second person, once every opinion is there. Upheld, the case is judged again: one found not
    eligible counts as eligible, a decision is proposed and confirmed anew.

    Raises NotPermitted, SecondPersonNeeded for whoever chose the panel, PanelMemberAnswers, OpinionsOpen, AnswerNeeded,
    TransitionRefused.
    """
    appeal, application, call = _locked(appeal_id)
    require(actor, "approve_call", call)
    opinions = list(appeal.opinions.all())
    if actor.user is not None:
        if actor.user.pk in {appeal.given_by_id, *(one.asked_by_id for one in opinions)}:
            raise SecondPersonNeeded()
        if actor.user.pk in {one.member_id for one in opinions}:
            raise PanelMemberAnswers()
    if not answer.strip():
        raise AnswerNeeded(field="answer")
    missing = sum(one.given_at is None for one in opinions)
    if appeal.state == "in_panel" and (missing or not opinions):
        raise OpinionsOpen(count=missing or 1)
    changes = {"answer": answer.strip(), "answered_by": actor.user, "answered_at": clock.now()}
    advance(appeal, "uphold" if uphold else "dismiss", actor, fields=changes)
    if uphold:
        _judge_again(actor, appeal, application)
    tell_appeal_answered(appeal)
    return appeal


def _judge_again(actor: Actor, appeal: Appeal, application: Application) -> None:
    if appeal.against == Appeal.Against.SCREENING:
        _count_as_eligible(actor, appeal, application)
    else:
        _reopen_decision(actor, appeal, application)
    advance(application, "uphold", actor, reason=appeal.number)


def _count_as_eligible(actor: Actor, appeal: Appeal, application: Application) -> None:
    """The verdict that counts from now on, beside the one that was objected to."""
    before = application.screenings.order_by("-pk").first()
    Screening.objects.create(
        application=application,
        findings=before.findings if before else [],
        checklist=before.checklist if before else {},
        verdict=Screening.Verdict.ELIGIBLE,
        reason=appeal.number,
        screened_by=actor.user,
        screened_at=clock.now(),
    )


def _reopen_decision(actor: Actor, appeal: Appeal, application: Application) -> None:
    """What was published stays in the trail; an open offer of a place ends, since the case is decided anew."""
    for called in ReserveCall.objects.select_for_update().filter(application=application, state="open"):
        advance(called, "take_back", actor, reason=appeal.number, fields={"reason": appeal.number})
    decision: Decision = Decision.objects.select_for_update().get(application=application)
    changes = {
        "proposed_by": actor.user,
        "proposed_at": clock.now(),
        "decided_by": None,
        "decided_at": None,
        "published_at": None,
    }
    advance(decision, "reopen", actor, reason=appeal.number, fields=changes)
