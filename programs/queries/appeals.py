"""Appeals: against what one can be made and until when, who may sit on its panel, what each person sees of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Membership, Role, RoleGrant, User
from files.rules.names import ending
from kernel.actor import Actor
from kernel.permissions import may
from programs.errors_aftermath import AppealNotVisible
from programs.models import (
    AgreedScore,
    Appeal,
    AppealFile,
    AppealOpinion,
    Application,
    Call,
    Decision,
    Recusal,
    ReviewAssignment,
    Screening,
)
from programs.queries.deadlines import due_from
from programs.queries.panel import conflicts_of
from programs.queries.reviews import ReviewerFile, is_blind, neutral_name

PAGE_SIZE = 50
UNANSWERED = ("filed", "in_panel")
ENDED = ("upheld", "dismissed")


@dataclass(frozen=True)
class Appealable:
    """A result against which an appeal can be made; ``due_at`` is the half-open end of the time for it."""

    against: str
    noticed_at: datetime
    due_at: datetime


def told_at(application: Application) -> datetime | None:
    """When its applicant was told the result of an application: of the screening if it did not pass that, else of the
    decision; None while there is none."""
    if application.state == "ineligible":
        return application.screenings.order_by("-pk").values_list("screened_at", flat=True).first()
    decisions = Decision.objects.filter(application=application, published_at__isnull=False)
    return decisions.values_list("published_at", flat=True).first()


def appealable(application: Application) -> Appealable | None:
    """The result of an application as its applicant was told it; None while there is none, or where the call gives no
    days for appeals. The number of days is the call's own; no law sets it for a city's own money."""
    days = application.call.terms.choosing_terms.deadlines.appeal
    if not days:
        return None
    if application.state == "ineligible":
        against = Appeal.Against.SCREENING
    elif application.state in {"rejected", "reserve"}:
        against = Appeal.Against.DECISION
    else:
        return None
    noticed = told_at(application)
    return Appealable(against.value, noticed, due_from(noticed, days)) if noticed else None


def present_appeal(application: Application, against: str = "") -> Appeal | None:
    """The latest appeal that was not withdrawn; of one kind where it is named."""
    rows = application.appeals.exclude(state="withdrawn").order_by("-pk")
    found = (rows.filter(against=against) if against else rows).first()
    if found is not None:
        found.application = application
    return found


def present_files(appeal: Appeal) -> list[AppealFile]:
    return list(appeal.files.filter(removed_at=None).select_related("file__content").order_by("pk"))


# -- the office --------------------------------------------------------------------------------------------------------


def appeal_page(call: Call, number: str | int | None) -> Page[Any]:
    """The appeals of a call that were filed, those that wait first, by number; three statements a page."""
    rows = (
        Appeal.objects.filter(application__call=call, filed_at__isnull=False)
        .annotate(
            asked=Count("opinions"),
            given=Count("opinions", filter=Q(opinions__given_at__isnull=False)),
            turn=Case(When(state__in=UNANSWERED, then=Value(0)), default=Value(1), output_field=IntegerField()),
        )
        .select_related("application")
        .defer("application__answers", "application__revisions")
        .order_by("turn", "filed_at", "pk")
    )
    page: Page[Any] = Paginator(rows, PAGE_SIZE).get_page(number)
    return page


def appeal_of_office(actor: Actor, public_id: UUID) -> Appeal:
    """A filed appeal of a call that the actor manages or approves in. Raises AppealNotVisible."""
    appeal = _with_case().filter(public_id=public_id, filed_at__isnull=False).first()
    if appeal is None:
        raise AppealNotVisible()
    call = appeal.application.call
    if not (may(actor, "manage_call", call) or may(actor, "approve_call", call)):
        raise AppealNotVisible()
    return appeal


def _with_case() -> QuerySet[Appeal]:
    return Appeal.objects.select_related(
        "application__call", "application__organisation", "application__user", "given_by", "answered_by"
    )


def opinions_of(appeal: Appeal) -> list[AppealOpinion]:
    return list(appeal.opinions.select_related("member", "asked_by").order_by("pk"))


@dataclass(frozen=True)
class Candidate:
    """A reviewer who could sit on the panel; ``barred`` says by which kind of fact they cannot."""

    person: User
    barred: str = ""


def candidates(appeal: Appeal, people: Iterable[User] | None = None) -> list[Candidate]:
    """Every reviewer of the house (or ``people``), by name, with what bars them: belonging to the applicant, having
    judged or decided the case, a recusal, a conflict of interest. About a dozen statements."""
    application = appeal.application
    found = list(_reviewers() if people is None else people)
    keys = {one.pk for one in found}
    barred: dict[int, str] = {}
    conflicts = conflicts_of(application.call, found, [application]).get(application.pk, {})
    for code, those in (
        ("conflict", set(conflicts)),
        ("recused", set(Recusal.objects.filter(application=application).values_list("reviewer", flat=True))),
        ("judged", _judges(application)),
        ("belongs", _own_people(application)),
    ):
        barred |= dict.fromkeys(those & keys, code)  # what is named last goes before
    return [Candidate(one, barred.get(one.pk, "")) for one in found]


def _reviewers() -> QuerySet[User]:
    granted = RoleGrant.objects.filter(role=Role.REVIEWER, revoked_at=None)
    return User.objects.filter(pk__in=granted.values("user"), is_active=True).order_by("name", "pk")


def _judges(application: Application) -> set[int]:
    """Whoever screened, reviewed, agreed on points for, proposed or confirmed what is appealed against."""
    asked = ReviewAssignment.objects.filter(Q(revoked_at=None) | Q(review__state="submitted"), application=application)
    found = set(asked.values_list("reviewer_id", flat=True))
    found |= set(Screening.objects.filter(application=application).values_list("screened_by_id", flat=True))
    for pair in Decision.objects.filter(application=application).values_list("proposed_by_id", "decided_by_id"):
        found |= set(pair)
    meetings = AgreedScore.objects.filter(application=application).values_list("meeting__attendance", flat=True)
    found |= {one["person"] for attendance in meetings for one in attendance if one.get("present")}
    return found


def _own_people(application: Application) -> set[int]:
    if application.organisation_id is None:
        return {application.user_id}
    members = Membership.objects.filter(organisation_id=application.organisation_id)
    return {application.user_id, *members.values_list("user_id", flat=True)}


def work_after_results(calls: QuerySet[Call]) -> list[Any]:
    """For the home page: each of the calls with appeals to give to a panel, or to answer; one statement."""
    appeals = Appeal.objects.filter(application__call=OuterRef("pk")).order_by()
    ready = appeals.filter(state="in_panel").exclude(opinions__given_at=None)

    def number(rows: Any) -> Any:
        counted = rows.values("application__call").annotate(n=Count("pk", distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    rows = calls.annotate(filed=number(appeals.filter(state="filed")), to_answer=number(ready))
    return list(rows.filter(Q(filed__gt=0) | Q(to_answer__gt=0)).values("pk", "title", "filed", "to_answer"))


# -- the panel ---------------------------------------------------------------------------------------------------------


def my_opinions(user: User) -> QuerySet[AppealOpinion]:
    """The opinions asked of the person, open ones first."""
    rows = AppealOpinion.objects.filter(member=user).exclude(appeal__state="withdrawn")
    rows = rows.select_related("appeal__application__call", "appeal__application__organisation")
    return rows.order_by(
        Case(When(given_at=None, appeal__state="in_panel", then=Value(0)), default=Value(1)), "-asked_at", "-pk"
    )


def my_opinion(actor: Actor, opinion_id: int) -> AppealOpinion:
    """One of them. Raises AppealNotVisible for everybody else's."""
    found = my_opinions(actor.user).filter(pk=opinion_id).first() if actor.user else None
    if found is None:
        raise AppealNotVisible()
    return found


def materials(appeal: Appeal) -> list[ReviewerFile]:
    """The files of an appeal as its panel sees them: in blind calls under the case's neutral name and a number."""
    files = present_files(appeal)
    if not is_blind(appeal.application.call):
        return [ReviewerFile(one.file, one.file.name) for one in files]
    name = neutral_name(appeal.application)
    return [
        ReviewerFile(one.file, f"{name} {appeal.number} {count}.{ending(one.file.name)}")
        for count, one in enumerate(files, 1)
    ]
