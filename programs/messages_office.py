"""What waits for a second person, when results come out, and what was amended in a published call."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.amendment_pages import change_text
from programs.models import Call, CallAmendment, RankingRun, ResultsMoment
from programs.queries.amendments import CONCERNED
from programs.queries.calls import approvers_of, managers_of


def register() -> None:
    call = {"title": "2026년 대전 데이터바우처"}
    asked = {"call": call, "proposed_by": "홍길동"}
    moment = {"call": call, "at": clock.seoul(2026, 5, 6, 14), "set_by": "홍길동"}
    register_notice(
        NoticeKind("ranking_proposed", _("Ranking to confirm"), "tasks", asked),
        NoticeKind("ranking_sent_back", _("Ranking sent back"), "tasks", {"call": call, "reason": "…"}),
        NoticeKind("decisions_proposed", _("Decisions to confirm"), "tasks", asked),
        NoticeKind("amendment_proposed", _("Amendment to approve"), "tasks", {**asked, "reason": "…"}),
        NoticeKind("amendment_dropped", _("Amendment not put in force"), "tasks", {"call": call, "reason": "…"}),
        NoticeKind(
            "call_amended", _("Call amended"), "cases", {"call": call, "reason": "…", "changes": "…"}, ByMail.ALWAYS
        ),
        NoticeKind("results_planned", _("Moment of the results set"), "tasks", moment),
        NoticeKind(
            "results_missed",
            _("Results could not be published"),
            "tasks",
            {**moment, "obstacle": "…"},
            ByMail.ALWAYS,
        ),
    )


def tell_ranking(run: RankingRun) -> None:
    """Everybody who may confirm it: the approvers and managers of the call but for who proposed it."""
    call = run.call
    notify(
        "ranking_proposed",
        approvers_of(call, but=run.made_by_id),
        about=call,
        url=reverse("programs:confirm_ranking", args=[call.pk]),
        context={"call": call, "proposed_by": run.made_by or ""},
        key=f"ranking-proposed:{run.pk}",
    )


def tell_ranking_sent_back(run: RankingRun, reason: str) -> None:
    if run.made_by:
        url = reverse("programs:ranking", args=[run.call_id])
        notify("ranking_sent_back", run.made_by, about=run.call, url=url, context={"call": run.call, "reason": reason})


def tell_decision_proposed(call: Call, proposed_by: User | None) -> None:
    """Once a day and call for each who proposes, however many decisions they propose."""
    by = proposed_by.pk if proposed_by else None
    notify(
        "decisions_proposed",
        approvers_of(call, but=by),
        about=call,
        url=reverse("programs:confirm_ranking", args=[call.pk]),
        context={"call": call, "proposed_by": proposed_by or ""},
        key=f"decisions-proposed:{call.pk}:{by}:{clock.today()}",
    )


def tell_moment(call: Call, planned: ResultsMoment) -> None:
    """The managers of the call, of a moment that was set or moved."""
    notify(
        "results_planned",
        managers_of(call),
        about=call,
        url=reverse("programs:results", args=[call.pk]),
        context={"call": call, "at": planned.at, "set_by": planned.set_by or ""},
        key=f"results-planned:{planned.pk}:{planned.at.isoformat()}",
    )


def tell_moment_missed(call: Call, planned: ResultsMoment) -> None:
    """Everybody who manages or approves in the call, with what stands between."""
    notify(
        "results_missed",
        approvers_of(call),
        about=call,
        url=reverse("programs:results", args=[call.pk]),
        context={"call": call, "at": planned.at, "set_by": planned.set_by or "", "obstacle": planned.obstacle},
        key=f"results-missed:{planned.pk}",
    )


# -- amendments --------------------------------------------------------------------------------------------------------


def tell_amendment_proposed(amendment: CallAmendment) -> None:
    """Everybody who may put it in force."""
    call = amendment.call
    notify(
        "amendment_proposed",
        approvers_of(call, but=amendment.proposed_by_id),
        about=call,
        url=reverse("programs:amendment", args=[call.pk]),
        context={"call": call, "proposed_by": amendment.proposed_by or "", "reason": amendment.reason},
        key=f"amendment-proposed:{amendment.pk}",
    )


def tell_amendment_dropped(amendment: CallAmendment, reason: str) -> None:
    call = amendment.call
    if amendment.proposed_by:
        url = reverse("programs:amendment", args=[call.pk])
        context = {"call": call, "reason": reason}
        notify("amendment_dropped", amendment.proposed_by, about=call, url=url, context=context)


def tell_amended(amendment: CallAmendment, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Everybody with a draft or a case under way: the person, or every present member of the business."""
    call = amendment.call
    cases = call.applications.filter(state__in=CONCERNED)
    members = Q(memberships__organisation__in=cases.exclude(organisation=None).values("organisation"))
    people = User.objects.filter(
        Q(pk__in=cases.filter(organisation=None).values("user")) | members & Q(memberships__left_at=None)
    )
    notify(
        "call_amended",
        people.distinct(),
        about=call,
        url=reverse("programs:call", args=[call.pk]),
        context={"call": call, "reason": amendment.reason, "changes": lazy(change_text, str)(before, after, call)},
        key=f"amended:{amendment.pk}",
    )
