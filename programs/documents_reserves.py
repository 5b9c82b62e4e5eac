"""The reserve list of a call, on paper and as a table: who waits in which order, who was called, what became of it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.choosing_pages import track_name
from programs.documents_office import may_call
from programs.models import Application, Call
from programs.queries.reserves import call_ups, standings, waiting_reserves
from programs.rules.deadlines import last_minute
from reports.registry import (
    Column,
    Document,
    Kind,
    Page,
    Params,
    Progress,
    Sheet,
    Workbook,
    register_document,
)


def register() -> None:
    register_document(
        Document("programs.reserve_list", gettext_lazy("Reserve list"), ("pdf",), may_call, build_list),
        Document("programs.reserve_table", gettext_lazy("Reserve list"), ("xlsx", "csv"), may_call, build_table),
    )


def _tracks(call: Call) -> list[dict[str, Any]]:
    """Each track with its places and those who wait, in the order in which they are called."""
    waiting = {one.pk: one for one in waiting_reserves(call)}
    return [
        {
            "name": track_name(one.terms),
            "standing": one,
            "waiting": list(enumerate((waiting[row.application] for row in one.waiting), 1)),
        }
        for one in standings(call)
    ]


def build_list(params: Params, progress: Progress) -> Page:
    call = Call.objects.get(pk=params["call"])
    called = [{"one": one, "last_moment": last_minute(one.due_at)} for one in call_ups(call)]
    context = {"call": call, "tracks": _tracks(call), "called": called}
    return Page("programs/documents/reserves.html", context)


def build_table(params: Params, progress: Progress) -> Workbook:
    """Those who wait on one sheet, every call-up on another."""
    call = Call.objects.get(pk=params["call"])
    tracks = _tracks(call)
    waiting = Sheet(
        _("Reserve list"),
        [
            Column(_("Track"), width=16),
            Column(_("Order"), Kind.WHOLE),
            Column(_("Rank"), Kind.WHOLE),
            Column(_("Receipt number"), width=20),
            Column(_("Applicant"), width=24),
            Column(_("Score"), Kind.DECIMAL),
        ],
        [_waiting_row(track["name"], order, one) for track in tracks for order, one in track["waiting"]],
    )
    called = Sheet(
        _("Who was called"),
        [
            Column(_("Called up at"), Kind.MOMENT),
            Column(_("Receipt number"), width=20),
            Column(_("Applicant"), width=24),
            Column(_("In place of"), width=20),
            Column(_("Answer by"), Kind.MOMENT),
            Column(_("State"), width=14),
            Column(_("Answered at"), Kind.MOMENT),
            Column(_("Reason"), width=40),
        ],
        _called_rows(call),
    )
    return Workbook([waiting, called], _("Reserve list"), [(_("Call"), call.title)])


def _waiting_row(track: str, order: int, one: Application) -> list[Any]:
    return [str(track), order, one.decision.rank, one.receipt_number, one.name, one.decision.score]


def _called_rows(call: Call) -> Iterator[list[Any]]:
    for one in call_ups(call):
        yield [
            one.called_at,
            one.application.receipt_number,
            one.application.name,
            one.freed_by.receipt_number if one.freed_by else "",
            last_minute(one.due_at),
            str(one.stage.label),
            one.answered_at,
            one.reason,
        ]
