"""Reports: what I asked for is mine; what was issued is for whom its rule names; checking is for everybody."""

from collections.abc import Mapping
from typing import Any

from kernel.actor import Actor
from reports.actions import produce_now
from reports.registry import Column, Document, Page, Sheet, Workbook, register_document
from tests.factories import person
from tests.permissions.world import EVERYBODY, REPRESENTATIVE, SIGNED_IN, Access, World

NAMED = {REPRESENTATIVE, "manager"}
HIDDEN = frozenset({404})


def _declare(world: World) -> None:
    """A table that anybody may make, offered to managers, and a certificate for its holder and the managers."""
    holder = world.person(REPRESENTATIVE).pk

    def named(actor: Actor, params: Any) -> bool:
        return actor.user is not None and (actor.user.pk == holder or actor.user.has_role("manager"))

    register_document(
        Document(
            code="matrix.table",
            title="표",
            formats=("csv",),
            may=lambda actor, params: actor.user is not None,
            build=lambda params, progress: Workbook([Sheet("표", [Column("값")], [("하나",)])]),
            offered=lambda actor: actor.user is not None and actor.user.has_role("manager"),
        ),
        Document(
            code="matrix.certificate",
            title="증명서",
            formats=("pdf",),
            issued=True,
            may=named,
            build=lambda params, progress: Page("reports/sample.html", {"text": "증명합니다."}),
        ),
    )


def table(world: World) -> Mapping[str, Any]:
    _declare(world)
    return {"public_id": produce_now(person(world.person(REPRESENTATIVE)), "matrix.table", {}, "csv").public_id}


def certificate(world: World) -> Mapping[str, Any]:
    _declare(world)
    return {"public_id": produce_now(person(world.person(REPRESENTATIVE)), "matrix.certificate", {}, "pdf").public_id}


def offered(world: World) -> Mapping[str, Any]:
    _declare(world)
    return {"code": "matrix.table"}


def code(world: World) -> Mapping[str, Any]:
    _declare(world)
    job = produce_now(person(world.person(REPRESENTATIVE)), "matrix.certificate", {}, "pdf")
    return {"code": job.issues.get().grouped_code}


ROWS = [
    Access("reports:overview", SIGNED_IN),
    Access("reports:request", {"manager"}, arguments=offered, refused=HIDDEN),
    Access("reports:request", {"manager"}, "post", offered, {"format": "csv"}, HIDDEN),
    Access("reports:job", {REPRESENTATIVE}, arguments=table, refused=HIDDEN),
    Access("reports:download", {REPRESENTATIVE}, arguments=table, refused=HIDDEN),
    Access("reports:job", NAMED, arguments=certificate, refused=HIDDEN),
    Access("reports:download", NAMED, arguments=certificate, refused=HIDDEN),
    Access("reports:verify", EVERYBODY),
    Access("reports:facts", EVERYBODY, arguments=code),
]
