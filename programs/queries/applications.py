"""Reading applications: the applicant's own, and a manager's list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from kernel.actor import Actor
from kernel.permissions import may
from programs.errors import ApplicationNotVisible
from programs.facts import applications_of, own_application
from programs.models import Application, Call, Review
from programs.queries.board import in_stage
from programs.queries.budget import DECIDED_OTHERWISE
from programs.rules.board import BY_CODE

PAGE_SIZE = 50
ORDERS: Mapping[str, tuple[str, ...]] = {
    "number": ("receipt_serial", "pk"),
    "newest": ("-submitted_at", "-pk"),
    "score": ("-score", "receipt_serial", "pk"),
    "name": ("name", "pk"),
}
HANDED_IN = (
    "submitted",
    "correcting",
    "eligible",
    "ineligible",
    "in_review",
    "selected",
    "reserve",
    "rejected",
    "given_up",
)


def own(actor: Actor, public_id: UUID) -> Application:
    """The actor's own application. Raises ApplicationNotVisible for everybody else's."""
    application = _with_call().filter(public_id=public_id).first()
    if application is None or not own_application(actor.user, application):
        raise ApplicationNotVisible()
    return application


def managed(actor: Actor, public_id: UUID) -> Application:
    """A handed-in application of a call that the actor manages. Raises ApplicationNotVisible.

    Drafts are the applicant's own business until they are handed in.
    """
    application = _with_call().filter(public_id=public_id, receipt_serial__isnull=False).first()
    if application is None or not may(actor, "manage_call", application.call):
        raise ApplicationNotVisible()
    return application


def _with_call() -> QuerySet[Application]:
    return Application.objects.select_related("call", "organisation", "user")


def my_applications(user: User) -> list[Application]:
    """Everything that the person or their organisations have begun, newest first; one statement. With its answers, of
    which one names it in lists."""
    rows = applications_of(user).select_related("call", "organisation", "decision")
    return list(rows.defer("revisions", "call__notice").order_by("-created_at", "-pk")[:100])


@dataclass(frozen=True)
class Filters:
    """What a manager narrows a list by; kept in the address, so that a list can be passed on as a link."""

    state: str = ""
    text: str = ""
    order: str = "number"
    stage: str = ""  # of the board
    late: bool = False
    track: str = ""
    group: str = ""
    chosen: bool = False  # those decided to be selected, published or not

    @property
    def by_state_only(self) -> bool:
        return not (self.text or self.stage or self.late or self.track or self.group or self.chosen)

    @property
    def query(self) -> dict[str, str]:
        """The filters as an address or a form carries them, without those that narrow nothing."""
        values = {"state": self.state, "q": self.text, "stage": self.stage, "track": self.track, "group": self.group}
        values |= {"late": "1" if self.late else "", "chosen": "1" if self.chosen else ""}
        values |= {"order": self.order if self.order != "number" else ""}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Filters":
        order = str(parameters.get("order", "number"))
        state = str(parameters.get("state", ""))
        return cls(
            state=state if state in (*HANDED_IN, "withdrawn") else "",
            text=str(parameters.get("q", "")).strip().replace("\x00", "")[:100],
            order=order if order in ORDERS else "number",
            stage=str(parameters.get("stage", "")) if str(parameters.get("stage", "")) in BY_CODE else "",
            late=str(parameters.get("late", "")) == "1",
            track=str(parameters.get("track", ""))[:40],
            group=str(parameters.get("group", ""))[:40],
            chosen=str(parameters.get("chosen", "")) == "1",
        )


def application_rows(call: Call, filters: Filters) -> QuerySet[Application]:
    """The handed-in applications of a call with what a list shows of each."""
    rows = Application.objects.filter(call=call, receipt_serial__isnull=False).select_related(
        "organisation", "decision"
    )
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.stage:
        rows = in_stage(rows, call, filters.stage, filters.late)
    if filters.track:
        rows = rows.filter(track=filters.track)
    if filters.group:
        rows = rows.filter(groups__contains=[filters.group])
    if filters.chosen:
        rows = rows.filter(decision__outcome="selected").exclude(state__in=DECIDED_OTHERWISE)
    if filters.text:
        digits = "".join(character for character in filters.text if character.isdigit())
        found = Q(name__icontains=filters.text) | Q(receipt_number__iendswith=filters.text)
        if len(digits) >= 5:
            found |= Q(organisation__registration_number__startswith=digits)
        rows = rows.filter(found)
    return rows.defer("revisions").order_by(*ORDERS[filters.order])


def application_page(
    call: Call, filters: Filters, number: str | int | None, counts: Mapping[str, int] | None = None
) -> Page[Application]:
    """One page of the list: two statements, and one more to count where ``counts`` (of :func:`state_counts`) do not
    say how long it is.

    Keys are sorted first and the wide rows (with their answers) fetched for one page only.
    """
    rows = application_rows(call, filters)
    keys = rows.select_related(None).values_list("pk", flat=True)
    pages = Paginator(keys, PAGE_SIZE)
    length = _length(filters, counts)
    if length is not None:
        pages.__dict__["count"] = length  # where a cached property keeps it
    page: Page[Any] = pages.get_page(number)
    found = {row.pk: row for row in application_rows(call, filters).filter(pk__in=list(page.object_list))}
    page.object_list = [found[pk] for pk in page.object_list if pk in found]
    return page


def _length(filters: Filters, counts: Mapping[str, int] | None) -> int | None:
    if counts is None or not filters.by_state_only:
        return None
    return counts.get(filters.state, 0) if filters.state else sum(n for state, n in counts.items() if state != "draft")


def state_counts(call: Call) -> dict[str, int]:
    """State → number of handed-in applications (and ``draft`` → begun ones); one statement."""
    counted = call.applications.order_by().values("state", begun=Q(receipt_serial__isnull=True)).annotate(n=Count("*"))
    result: dict[str, int] = {}
    for row in counted:
        if row["begun"] and row["state"] == "withdrawn":
            continue
        result[row["state"]] = result.get(row["state"], 0) + row["n"]
    return result


def reviews_of(application: Application) -> list[Review]:
    """The reviews asked for, with reviewer and scores; two statements."""
    reviews = Review.objects.filter(assignment__application=application, assignment__revoked_at=None)
    return list(reviews.select_related("assignment__reviewer").prefetch_related("scores").order_by("pk"))


def open_reviews(call: Call) -> int:
    """How many reviews of the call have not been handed in."""
    return (
        Review.objects.filter(assignment__application__call=call, assignment__revoked_at=None)
        .filter(assignment__application__state="in_review")
        .exclude(state="submitted")
        .count()
    )


def work_of_manager(calls: QuerySet[Call]) -> list[Any]:
    """For the home page: each call with applications to screen, to give to reviewers, to decide; one statement."""
    return list(
        calls.filter(state__in=["published", "closed"])
        .values("pk", "title", "closes_at", "state")
        .annotate(
            to_screen=Count("applications", filter=Q(applications__state="submitted")),
            to_assign=Count("applications", filter=Q(applications__state="eligible")),
            in_review=Count("applications", filter=Q(applications__state="in_review")),
        )
        .order_by("closes_at")
    )
