"""The panel: profile and pledge of a reviewer, who judges what, and who does not."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Role, User
from accounts.rules.numbers import digits, is_business_number
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from programs.actions.review import keep_score
from programs.errors_choosing import EmployerIncomplete, NotAReviewer, NothingToAssign, PlanChanged, ResultsOut
from programs.errors_screening import NotABusinessNumber
from programs.messages import tell_assigned
from programs.messages_panel import tell_asked_again, tell_recused
from programs.models import Application, Call, Decision, Pledge, Recusal, Review, ReviewAssignment, ReviewerProfile
from programs.queries.panel import Plan, plan_of
from programs.wording import PLEDGE


@action
def update_profile(
    actor: Actor,
    *,
    fields: Iterable[str] = (),
    limit: int | None = None,
    business_number: str = "",
    address: str = "",
    employers: Iterable[Mapping[str, Any]] = (),
) -> ReviewerProfile:
    """What a reviewer says of themselves. ``employers``: ``{"number", "name", "until": ISO date or None}``.

    Raises NotPermitted for whom is no reviewer, NotABusinessNumber, EmployerIncomplete.
    """
    if actor.user is None or not actor.user.has_role(Role.REVIEWER):
        raise NotPermitted()
    number = digits(business_number)
    if number and not is_business_number(number):
        raise NotABusinessNumber(field="business_number")
    jobs = [_employer(one) for one in employers]
    values: dict[str, Any] = {
        "fields": sorted(set(fields)),
        "limit": limit,
        "business_number": number,
        "address": address.strip(),
        "employers": jobs,
        "updated_at": clock.now(),
    }
    profile, _created = ReviewerProfile.objects.update_or_create(user=actor.user, defaults=values)
    # Personal data stays out of the trail: that it changed, and what work is taken on.
    record(actor, "update_profile", profile, after={"fields": values["fields"], "limit": limit, "employers": len(jobs)})
    return profile


def _employer(given: Mapping[str, Any]) -> dict[str, Any]:
    number, name = digits(str(given.get("number") or "")), str(given.get("name") or "").strip()
    if number and not is_business_number(number):
        raise NotABusinessNumber(field="employers")
    if not number and not name:
        raise EmployerIncomplete(field="employers")
    return {"number": number, "name": name, "until": given.get("until") or None}


@action
def sign_pledge(actor: Actor, call_id: int) -> Pledge:
    """The reviewer's pledge for the call, in the words of today; signed once, a second time finds it signed."""
    call = Call.objects.get(pk=call_id)
    if actor.user is None or not may(actor, "review_call", call):
        raise NotVisible()
    pledge, created = Pledge.objects.get_or_create(
        call=call, reviewer=actor.user, defaults={"text": str(PLEDGE), "signed_at": clock.now()}
    )
    if created:
        record(actor, "sign_pledge", call, after={"reviewer": actor.user_id})
    return pledge


# -- who does not judge -------------------------------------------------------------------------------------------


@action
def declare_recusal(actor: Actor, review_id: int, reason: str) -> Recusal:
    """A reviewer steps back from an application (회피): the sheet goes, the office is told and finds another.

    Raises NotVisible, ReasonNeeded, ResultsOut once a decision is proposed.
    """
    review = Review.objects.select_related("assignment").filter(pk=review_id, assignment__revoked_at=None).first()
    if review is None or actor.user is None or review.assignment.reviewer_id != actor.user_id:
        raise NotVisible()
    application: Application = lock(Application, review.assignment.application_id)
    if not may(actor, "review_call", application.call):
        raise NotPermitted()
    recusal = _recuse(actor, application, actor.user, Recusal.Source.DECLARED, reason)
    tell_recused(recusal)
    return recusal


@action
def set_recusal(actor: Actor, application_id: int, reviewer: User, reason: str) -> Recusal:
    """The office excludes a reviewer from an application (제척), or grants that an applicant asks for it (기피).

    Raises NotPermitted, NotAReviewer, ReasonNeeded, ResultsOut.
    """
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if not may(Actor.person(reviewer), "review_call", application.call):
        raise NotAReviewer(name=str(reviewer))
    return _recuse(actor, application, reviewer, Recusal.Source.OFFICE, reason)


def _recuse(actor: Actor, application: Application, reviewer: User, source: str, reason: str) -> Recusal:
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if Decision.objects.filter(application=application).exists():
        raise ResultsOut()
    recusal, _created = Recusal.objects.get_or_create(
        application=application,
        reviewer=reviewer,
        source=source,
        defaults={
            "kinds": ["declared"],
            "reason": reason.strip(),
            "noted_by": actor.user,
            "noted_at": clock.now(),
        },
    )
    record(actor, "recuse", application, after={"reviewer": reviewer.pk, "source": source}, reason=reason.strip())
    asked = ReviewAssignment.objects.filter(application=application, reviewer=reviewer, revoked_at=None).first()
    if asked is not None:
        asked.revoked_at = clock.now()
        asked.save(update_fields=["revoked_at"])
        record(actor, "revoke_reviewer", application, before={"reviewer": reviewer.pk}, reason=reason.strip())
        keep_score(application.pk, application.call.terms)
    return recusal


# -- who judges -----------------------------------------------------------------------------------------------------


@action
def assign_panel(actor: Actor, call_id: int, fingerprint: str) -> Plan:
    """Gives every application that lacks reviewers those of the plan that was looked at; the call's lock orders
    managers who do so at once.

    Raises NotPermitted, NothingToAssign, PlanChanged when something else would be given now than ``fingerprint`` names.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    plan = plan_of(call)
    if not plan.places:
        raise NothingToAssign()
    if plan.fingerprint != fingerprint:
        raise PlanChanged()
    moment = clock.now()
    made = []
    for pk, panel in plan.added.items():
        application = plan.applications[pk]
        if application.state == "eligible":
            advance(application, "assign", actor)
        for reviewer in panel:
            made.append(
                ReviewAssignment(
                    application=application, reviewer_id=reviewer, assigned_by=actor.user, assigned_at=moment
                )
            )
            record(actor, "assign_reviewer", application, after={"reviewer": reviewer})
    Review.objects.bulk_create(Review(assignment=one) for one in ReviewAssignment.objects.bulk_create(made))
    _note_found(actor, plan)
    people = {reviewer for panel in plan.added.values() for reviewer in panel}
    tell_assigned(next(iter(plan.applications.values())), [plan.reviewers[pk] for pk in sorted(people)])
    return plan


def _note_found(actor: Actor, plan: Plan) -> None:
    """Why somebody was not asked stays on record: the kinds of conflict, never the facts."""
    rows = [
        Recusal(
            application_id=application,
            reviewer_id=reviewer,
            source=Recusal.Source.FOUND,
            kinds=[str(kind) for kind in kinds],
            noted_by=actor.user,
            noted_at=clock.now(),
        )
        for application, by_reviewer in plan.excluded.items()
        if application in plan.added
        for reviewer, kinds in by_reviewer.items()
        if set(kinds) != {"declared"}
    ]
    Recusal.objects.bulk_create(rows, ignore_conflicts=True)


@action
def remind_reviewers(actor: Actor, call_id: int, reviewers: Iterable[int]) -> int:
    """Reminds those of ``reviewers`` (ids) who have sheets open in the call, at most once a day; how many."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    open_ = Review.objects.filter(
        assignment__application__call=call,
        assignment__application__state="in_review",
        assignment__revoked_at=None,
        assignment__reviewer__in=list(reviewers),
    ).exclude(state="submitted")
    people = list(User.objects.filter(review_assignments__review__in=open_).distinct())
    if people:
        tell_asked_again(call, people)
        record(actor, "remind_reviewers", call, after={"reviewers": sorted(one.pk for one in people)})
    return len(people)
