"""What the engine issues for every programme: the list of applications."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import may
from programs.board_pages import narrowed_by
from programs.models import Application, Call
from programs.presentation import case_title, columns, label_with_unit, shown_answer
from programs.queries.applications import Filters, application_rows
from programs.registry import Programme, programme
from programs.rules.form import Kind as Answer
from programs.rules.form import Question
from reports.registry import Column, Document, Kind, Params, Progress, Sheet, Workbook, register_document


def register() -> None:
    register_document(
        Document(
            code="programs.applications",
            title=gettext_lazy("List of applications"),
            formats=("xlsx", "csv"),
            may=may_list,
            build=build_list,
            keep_days=30,
            file_name=list_file_name,
        ),
    )


def list_file_name(params: Params) -> str:
    """The call and what the list is of."""
    return _("%(call)s-applications") % {"call": Call.objects.get(pk=int(params["call"])).title}


def may_list(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"]).first()
    return call is not None and may(actor, "manage_call", call)


def build_list(params: Params, progress: Progress) -> Workbook:
    """Every application of the filters with the programme's columns, score and decision; rows are streamed."""
    call = Call.objects.get(pk=params["call"])
    filters = Filters.of(params)
    questions = columns(call.terms, programme(call.programme).list_columns)
    found = application_rows(call, filters)
    shown = [(_("Call"), call.title)]
    if filters.state:
        shown.append((_("State"), str(Application.LIFE_CYCLE.state(filters.state).label)))
    if narrowed := ", ".join(map(str, narrowed_by(call, filters))):
        shown.append((_("Narrowed to"), narrowed))
    if filters.text:
        shown.append((_("Search"), filters.text))
    owner = programme(call.programme)
    sheet = Sheet(
        _("Applications"), _list_columns(owner, questions), _list_rows(owner, call, found, questions), found.count()
    )
    return Workbook([sheet], call.title, shown)


def _list_columns(owner: Programme, questions: list[Question]) -> list[Column]:
    """Only what the programme has: people have no registration number, not every case a title or money."""
    by_organisation = [Column(_("Registration number"), width=16)] if owner.applicant == "organisation" else []
    titled = [Column(_("Title"), width=36)] if owner.title_answer else []
    paid = [Column(_("Amount (won)"), Kind.WON, total=True)] if owner.amount else []
    return [
        Column(_("Receipt number"), width=20),
        Column(_("Applicant"), width=24),
        *by_organisation,
        *titled,
        *(_column(question) for question in questions),
        Column(_("Handed in at"), Kind.MOMENT),
        Column(_("State"), width=14),
        Column(_("Score"), Kind.DECIMAL),
        Column(_("Rank"), Kind.WHOLE),
        Column(_("Decision"), width=12),
        *paid,
    ]


def _column(question: Question) -> Column:
    """An answer's column; the heading of figures says their unit."""
    if question.kind is Answer.MONEY:
        return Column(_("%(label)s (won)") % {"label": _(question.label)}, Kind.WON, width=18)
    kind = Kind.WHOLE if question.kind is Answer.NUMBER else Kind.TEXT
    return Column(label_with_unit(question), kind, width=18)


def _list_rows(owner: Programme, call: Call, found: Any, questions: list[Question]) -> Iterator[list[Any]]:
    by_organisation = owner.applicant == "organisation"
    for one in found.iterator(chunk_size=1000):
        one.call = call
        decision = getattr(one, "decision", None)
        yield [
            one.receipt_number,
            one.name,
            *([one.organisation.formatted_number if one.organisation else ""] if by_organisation else []),
            *([case_title(one)] if owner.title_answer else []),
            *(_cell(question, one.answers.get(question.key)) for question in questions),
            one.submitted_at,
            str(one.stage.label),
            one.score,
            decision.rank if decision else None,
            str(decision.get_outcome_display()) if decision else "",
            *([decision.amount if decision else None] if owner.amount else []),
        ]


def _cell(question: Question, answer: Any) -> Any:
    figure = question.kind in {Answer.MONEY, Answer.NUMBER} and isinstance(answer, int)
    return answer if figure else shown_answer(question, answer)
