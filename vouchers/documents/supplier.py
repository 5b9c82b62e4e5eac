"""The list of suppliers for the office."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.personal import masked
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.queries import supplier as queries
from vouchers.queries.access import is_manager


def _may(actor: Actor, params: Params) -> bool:
    return is_manager(actor.user)


def _build(params: Params, progress: Progress) -> Workbook:
    search = queries.Search.of(params)
    columns = [
        Column(_("Name"), width=28),
        Column(_("Business registration number"), width=16),
        Column(_("State"), width=14),
        Column(_("Excluded today"), width=10),
        Column(_("What it does"), width=30),
        Column(_("Region"), width=10),
        Column(_("Products"), Kind.WHOLE),
        Column(_("Cases a year"), Kind.WHOLE),
        Column(_("Agreed this year"), Kind.WHOLE, total=True),
        Column(_("Person in charge"), width=12),
        Column(_("Telephone"), width=16),
        Column(_("E-mail"), width=26),
        Column(_("Applied at"), Kind.MOMENT),
    ]
    rows = queries.office_rows(search)
    sheet = Sheet(_("Suppliers"), columns, _rows(rows), expected=rows.count())
    return Workbook([sheet], _("Register of suppliers"))


def _rows(rows: Any) -> Iterator[list[Any]]:
    for one in rows.iterator(chunk_size=500):
        yield [
            one.organisation.name,
            one.organisation.formatted_number,
            str(one.stage.label),
            _("excluded") if one.excluded else "",
            ", ".join(one.kind_labels),
            one.get_region_display(),
            one.product_count,
            one.capacity,
            one.load,
            masked(one, "contact_name"),
            masked(one, "contact_phone"),
            masked(one, "contact_email"),
            one.applied_at,
        ]


SUPPLIERS = Document(
    code="vouchers.suppliers",
    title=gettext_lazy("Register of suppliers"),
    formats=("xlsx", "csv"),
    may=_may,
    build=_build,
)


def register() -> None:
    register_document(SUPPLIERS)
