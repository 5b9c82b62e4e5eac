"""Papers of a matching: the report with its proof, and everybody with their wishes and reasons."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.matching_words import figures_of, kept_of, wish_lines
from internships.models import MatchingRun
from internships.queries.matching import frozen_market, placed_by, positions_of, proof_of
from internships.rules.matching import wishes_of
from kernel.actor import Actor
from kernel.permissions import may
from programs.models import Application
from reports.content import Column, Kind, Page, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params


def _run(params: Params) -> MatchingRun:
    return MatchingRun.objects.select_related("call", "made_by", "confirmed_by").get(pk=params["run"])


def _may(actor: Actor, params: Params) -> bool:
    call = _run(params).call
    return may(actor, "manage_call", call) or may(actor, "approve_call", call)


def _report(params: Params, progress: Progress) -> Page:
    run = _run(params)
    proof = proof_of(run)
    context = {
        "run": run,
        "call": run.call,
        "figures": figures_of(run, frozen_market(run)),
        "proof": proof,
        "kept": kept_of(proof),
        "seed": run.call.terms.choosing_terms.marking.seed,
    }
    return Page("internships/documents/matching.html", context)


MATCHING = Document(
    code="internships.matching",
    title=gettext_lazy("Report of the matching"),
    formats=("pdf",),
    may=_may,
    build=_report,
)


def _list(params: Params, progress: Progress) -> Workbook:
    run = _run(params)
    columns = [
        Column(_("Receipt number"), width=20),
        Column(_("Name"), width=12),
        Column(_("Score"), Kind.DECIMAL),
        Column(_("Host institution"), width=28),
        Column(_("Work"), width=28),
        Column(_("Number of the wish"), Kind.WHOLE),
        Column(_("What became of the wishes"), width=60),
    ]
    market = frozen_market(run)
    sheet = Sheet(_("Matching"), columns, _rows(run), expected=len(market.people))
    return Workbook([sheet], _("Matching"), ((_("Call"), run.call.title), (_("Inputs (SHA-256)"), run.inputs_hash)))


def _rows(run: MatchingRun) -> Iterator[list[Any]]:
    market, placed = frozen_market(run), placed_by(run)
    met, positions = wishes_of(market, placed), positions_of(run)
    names = Application.objects.in_bulk([one.key for one in market.people])
    for person in sorted(market.people, key=lambda one: (-one.score, one.lot)):
        application, at = names[person.key], positions.get(placed.get(person.key, 0))
        lines = wish_lines(met[person.key], positions)
        yield [
            application.receipt_number,
            application.name,
            person.score,
            str(at.host) if at else "",
            at.title if at else "",
            run.result["rank"].get(str(person.key)),
            "\n".join(f"{line.rank}. {line.position.title}: {line.verdict}" for line in lines),
        ]


MATCHING_LIST = Document(
    code="internships.matching_list",
    title=gettext_lazy("Matching with reasons"),
    formats=("xlsx", "csv"),
    may=_may,
    build=_list,
)
