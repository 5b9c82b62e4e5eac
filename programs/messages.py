"""What the engine tells people: kinds of notices, and to whom each goes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from kernel import clock
from notices.actions import Telling, notify, notify_each
from notices.registry import ByMail, NoticeKind, register_notice
from programs.models import Application, Call, Decision, Screening, Submission
from programs.queries.calls import approvers_of
from programs.queries.deadlines import appeal_until
from programs.reasons import reason_told
from programs.registry import Text, programme

# What comes next where the programme says nothing of its own.
NEXT_STEPS: dict[str, Text] = {
    "selected": _("Please open the page below: it says what comes next. The office will write to you as well."),
    "reserve": _(
        "You need not do anything. When a place becomes free, the reserve list is called in the order of its ranks, "
        "and you will get a message."
    ),
    "rejected": _("If something in it is unclear to you, ask the person in charge named in the call."),
}


def register() -> None:
    call = {
        "title": "2026년 대전 데이터바우처",
        "opens_at": clock.seoul(2026, 3, 2, 9),
        "closes_at": clock.seoul(2026, 3, 31, 18),
    }
    application = {
        "name": "가상상회",
        "receipt_number": "DV-2026-001-00001",
    }
    sample = {"application": application, "call": call}
    received = {**sample, "submission": {"submitted_at": clock.seoul(2026, 3, 2, 14, 3)}}
    register_notice(
        NoticeKind("application_received", _("Application received"), "cases", received, ByMail.ALWAYS),
        NoticeKind("application_withdrawn", _("Application withdrawn"), "cases", sample),
        NoticeKind(
            "application_ineligible",
            _("Not eligible"),
            "cases",
            {
                **sample,
                "code": _("closed or suspended"),
                "reason": "…",
                "appeal_until": clock.seoul(2026, 4, 10, 23, 59),
            },
            ByMail.ALWAYS,
        ),
        NoticeKind(
            "decision_published",
            _("Result published"),
            "cases",
            {
                **sample,
                "outcome": "selected",
                "amount": 7_200_000,
                "reason": "",
                "score": Decimal("87.50"),
                "full_points": 100,
                "next_step": NEXT_STEPS["selected"],
                "has_document": True,
                "appeal_until": None,
            },
            ByMail.ALWAYS,
        ),
        NoticeKind("call_extended", _("Closing moment moved"), "cases", {**sample, "reason": "…"}, ByMail.ALWAYS),
        NoticeKind("call_proposed", _("Call to approve"), "tasks", {**sample, "proposed_by": "홍길동"}),
        NoticeKind("call_sent_back", _("Call sent back"), "tasks", {**sample, "reason": "…"}),
        NoticeKind("call_published", _("Call published"), "tasks", sample),
        NoticeKind("review_assigned", _("Review to write"), "tasks", sample),
        NoticeKind("review_returned", _("Review returned"), "tasks", {**sample, "reason": "…"}),
    )


def applicants(application: Application) -> Iterable[User]:
    """Who is told: the person, or every present member of the organisation."""
    if application.organisation_id is None:
        return [application.user]
    return User.objects.filter(
        memberships__organisation_id=application.organisation_id, memberships__left_at=None
    ).distinct()


def _page(application: Application) -> str:
    return reverse("programs:application", args=[application.public_id])


def _members(applications: Sequence[Application]) -> dict[int, list[User]]:
    """Application → who is told, as :func:`applicants` says it for one; one statement."""
    shops: dict[int, list[User]] = {}
    wanted = [one.organisation_id for one in applications if one.organisation_id]
    for row in Membership.objects.filter(organisation__in=wanted, left_at=None).select_related("user"):
        shops.setdefault(row.organisation_id, []).append(row.user)
    return {one.pk: shops.get(one.organisation_id, []) if one.organisation_id else [one.user] for one in applications}


def tell_received(submissions: Sequence[Submission]) -> None:
    """In a handful of statements, however many they are."""
    members = _members([one.application for one in submissions])
    notify_each(
        "application_received",
        (
            Telling(
                members[one.application_id],
                about=one.application,
                url=reverse("programs:receipt", args=[one.application.public_id]),
                context={"application": one.application, "call": one.application.call, "submission": one},
            )
            for one in submissions
        ),
    )


def tell_withdrawn(application: Application) -> None:
    context = {"application": application, "call": application.call}
    notify("application_withdrawn", applicants(application), about=application, url=_page(application), context=context)


def tell_ineligible(application: Application, screening: Screening) -> None:
    notify(
        "application_ineligible",
        applicants(application),
        about=application,
        url=_page(application),
        context={
            "application": application,
            "call": application.call,
            "code": screening.get_reason_code_display(),
            "reason": screening.reason,
            "appeal_until": appeal_until(application.call, screening.screened_at),
        },
        key=f"ineligible:{screening.pk}",
    )


def tell_decisions(decisions: Sequence[Decision]) -> None:
    """The mail itself says what was decided, why, on what score and what comes next: it is written in the transaction
    that publishes and waits for nothing, in a handful of statements for each five hundred. The notice as PDF is made
    when its reader asks for it."""
    members = _members([one.application for one in decisions])
    notify_each("decision_published", (_decided(one, members[one.application_id]) for one in decisions))


_reason = lazy(reason_told, str)  # said in the language of each reader; to make one anew takes a millisecond


def _decided(decision: Decision, people: Iterable[User]) -> Telling:
    application = decision.application
    owner = programme(application.call.programme)
    return Telling(
        people,
        about=application,
        url=_page(application),
        context={
            "application": application,
            "call": application.call,
            "outcome": decision.outcome,
            "amount": decision.amount,
            "score": decision.score,
            "full_points": application.call.terms.full_points,
            "next_step": owner.next_steps.get(decision.outcome) or NEXT_STEPS[decision.outcome],
            "has_document": bool(owner.decision_document),
            "reason": _reason(decision),
            "appeal_until": None
            if decision.outcome == Decision.Outcome.SELECTED
            else appeal_until(application.call, decision.published_at),
        },
        # A decision that was taken anew, or a reserve who was called up, is told again.
        key=f"decision:{decision.pk}:{decision.outcome}:{decision.published_at}",
    )


def tell_extended(call: Call, reason: str) -> None:
    """Everybody who has begun an application."""
    begun = call.applications.filter(state__in=["draft", "submitted"])
    people = User.objects.filter(pk__in=begun.values("user_id"))
    url = reverse("programs:call", args=[call.pk])
    key = f"extended:{call.pk}:{call.closes_at.isoformat()}"
    notify("call_extended", people, about=call, url=url, context={"call": call, "reason": reason}, key=key)


def tell_proposed(call: Call) -> None:
    """Everybody who may approve in the call, but not who proposed it."""
    notify(
        "call_proposed",
        approvers_of(call, but=call.proposed_by_id),
        about=call,
        url=reverse("programs:call_approval", args=[call.pk]),
        context={"call": call, "proposed_by": call.proposed_by or ""},
    )


def tell_sent_back(call: Call, proposed_by: User | None, reason: str) -> None:
    if proposed_by:
        url = reverse("programs:manage_call", args=[call.pk])
        notify("call_sent_back", proposed_by, about=call, url=url, context={"call": call, "reason": reason})


def tell_published(call: Call) -> None:
    """Who proposed it."""
    if call.proposed_by:
        url = reverse("programs:call", args=[call.pk])
        notify("call_published", call.proposed_by, about=call, url=url, context={"call": call})


def tell_assigned(application: Application, reviewers: list[User]) -> None:
    """One notice a day and call, however many applications are given."""
    notify(
        "review_assigned",
        reviewers,
        about=application.call,
        url=reverse("programs:reviews"),
        context={"call": application.call},
        key=f"review:{application.call_id}:{clock.today()}",
    )


def tell_returned(application: Application, reviewer: User, review_id: int, reason: str) -> None:
    notify(
        "review_returned",
        reviewer,
        about=application.call,
        url=reverse("programs:review", args=[review_id]),
        context={"call": application.call, "application": application, "reason": reason},
    )
