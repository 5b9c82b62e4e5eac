"""The anonymised results of a call's surveys as a workbook."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from programs.models import Call
from programs.queries.audit import audits
from programs.rules.survey import Ask, Tally
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.queries.signals import manages
from vouchers.queries.survey import OfParty, results_of


def _may(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme="vouchers").first()
    return call is not None and (audits(actor) or manages(actor, call))


def build(params: Params, progress: Progress) -> Workbook:
    """A sheet of response rates, one of figures, one of free texts; nobody's name, nothing from fewer than three."""
    call = Call.objects.get(pk=params["call"])
    found = results_of(call)
    rates = [
        Column(_("Survey"), width=30),
        Column(_("Asked"), Kind.WHOLE),
        Column(_("Answered"), Kind.WHOLE),
        Column(_("Response rate (%)"), Kind.DECIMAL, width=16),
    ]
    figures = [
        Column(_("Survey"), width=30),
        Column(_("Question"), width=60),
        Column(_("Answered"), Kind.WHOLE),
        Column(_("Mean"), Kind.DECIMAL, width=12),
        Column(_("Median"), Kind.DECIMAL, width=12),
        Column(_("Sum"), Kind.DECIMAL, width=16),
        *(Column(label, Kind.WHOLE) for label in ("1", "2", "3", "4", "5", _("yes"), _("no"))),
    ]
    texts = [Column(_("Survey"), width=30), Column(_("Question"), width=50), Column(_("What was written"), width=90)]
    counted = ([one.label, one.asked, one.answered, one.rate] for one in found)
    return Workbook(
        [
            Sheet(_("Response rate"), rates, counted),
            Sheet(_("Figures"), figures, _figures(found)),
            Sheet(_("Free texts"), texts, _texts(found)),
        ],
        _("Surveys of %(call)s") % {"call": call.title},
    )


def _figures(found: list[OfParty]) -> Iterator[list[Any]]:
    for result in found:
        for one in result.tallies:
            if one.question.ask is not Ask.TEXT:
                yield [result.label, _(one.question.text), one.answered, *_sums(one)]


def _sums(one: Tally) -> list[Any]:
    counts = [one.counts.get(key) for key in (1, 2, 3, 4, 5, "yes", "no")]
    return [one.mean, one.middle, one.total, *counts]


def _texts(found: list[OfParty]) -> Iterator[list[Any]]:
    for result in found:
        for one in result.tallies:
            for text in one.texts:
                yield [result.label, _(one.question.text), text]


def register() -> None:
    register_document(
        Document(
            code="vouchers.surveys",
            title=gettext_lazy("Results of surveys"),
            formats=("xlsx", "csv"),
            may=_may,
            build=build,
        )
    )
