"""What the office tells itself: what waits for a second person, and when results come out."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.models import Call, RankingRun, ResultsMoment
from programs.queries.calls import approvers_of, managers_of


def register() -> None:
    call = {"title": "2026년 대전 데이터바우처"}
    asked = {"call": call, "proposed_by": "홍길동"}
    moment = {"call": call, "at": clock.seoul(2026, 5, 6, 14), "set_by": "홍길동"}
    register_notice(
        NoticeKind("ranking_proposed", _("Ranking to confirm"), "tasks", asked),
        NoticeKind("ranking_sent_back", _("Ranking sent back"), "tasks", {"call": call, "reason": "…"}),
        NoticeKind("decisions_proposed", _("Decisions to confirm"), "tasks", asked),
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
