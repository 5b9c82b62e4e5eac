"""The agreement as it was signed, with the certificate of its signatures, and what an amendment changed in it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from programs.presentation import case_title
from reports.content import Page, Paper
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.errors import CaseNotVisible
from vouchers.models import Agreement, AgreementVersion, AmendmentRequest
from vouchers.queries import case as queries
from vouchers.queries.agreement import differences, signatures_of
from vouchers.rules.agreement import PARTIES
from vouchers.wording import field_label


def agreement_paper(version: AgreementVersion) -> Page:
    """A text in full; on its last page who signed it, when, how they proved who they are, over which hash."""
    people = [(field_label(f"people:{party}"), version.people.get(party)) for party in PARTIES]
    context = {
        "text": queries.text_of(version),
        "people": [(label, name) for label, name in people if name],
        **_signed(version),
    }
    return Page("vouchers/documents/agreement.html", context, name=f"{version.agreement.number}_v{version.version}")


def comparison_paper(earlier: AgreementVersion, later: AgreementVersion) -> Page:
    """Two texts of an agreement side by side, only what differs (변경 대비표), with the request behind the later one
    and its signatures."""
    agreement = later.agreement
    rows = differences(earlier, later)
    context = {
        "agreement": agreement,
        "case": case_title(agreement.application),
        "earlier": earlier,
        "later": later,
        "rows": [(field_label(one.key), one) for one in rows if one.changed],
        "same": sum(not one.changed for one in rows),
        "request": AmendmentRequest.objects.filter(version=later).select_related("decided_by").first(),
        **_signed(later),
    }
    name = f"{agreement.number}_v{earlier.version}_v{later.version}"
    return Page("vouchers/documents/comparison.html", context, name=name)


def _signed(version: AgreementVersion) -> dict[str, object]:
    """Each signature with the name of its party; the city's is the office's."""
    found = [one for one in signatures_of(version).values() if one]
    signatures = [(version.parties[one.party]["name"], one) for one in found]
    return {"version": version, "signatures": signatures}


def texts_of(agreement: Agreement) -> Iterator[Paper]:
    """Every text of a case for its audit pack, each later one with what it changed."""
    before = None
    for version in agreement.versions.order_by("version"):
        values = {"number": agreement.number, "version": version.version}
        yield Paper(_("Agreement %(number)s, version %(version)s") % values, agreement_paper(version))
        if before is not None:
            yield Paper(_("Changes in version %(version)s") % values, comparison_paper(before, version))
        before = version


def _readable(actor: Actor, params: Params) -> Agreement | None:
    try:
        return queries.case(actor, UUID(params["case"]))
    except CaseNotVisible:
        return None


def _may(actor: Actor, params: Params) -> bool:
    agreement = _readable(actor, params)
    wanted = {params["key"], params.get("earlier", params["key"])}
    return agreement is not None and agreement.versions.filter(version__in=wanted).count() == len(wanted)


def _build(params: Params, progress: Progress) -> Page:
    agreement = Agreement.objects.get(public_id=params["case"])
    return agreement_paper(agreement.versions.get(version=params["key"]))


def _build_comparison(params: Params, progress: Progress) -> Page:
    versions = Agreement.objects.get(public_id=params["case"]).versions
    return comparison_paper(versions.get(version=params["earlier"]), versions.get(version=params["key"]))


def register() -> None:
    register_document(
        Document(
            code="vouchers.agreement",
            title=gettext_lazy("Agreement with its signatures"),
            formats=("pdf",),
            may=_may,
            build=_build,
        ),
        Document(
            code="vouchers.comparison",
            title=gettext_lazy("Agreements compared"),
            formats=("pdf",),
            may=_may,
            build=_build_comparison,
        ),
    )
