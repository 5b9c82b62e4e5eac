"""What the voucher programme tells the engine of money and papers after the decision."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Application, Call
from programs.registry import MoneyPage
from reports.registry import Paper, Workbook
from vouchers.documents.agreement import texts_of
from vouchers.documents.books import ledger_sheet
from vouchers.documents.case import papers_of
from vouchers.documents.evidence import evidence_of
from vouchers.models import Agreement, Line


def cases_behind(call: Call, track: str, group: str, what: str) -> str:
    """The list of the cases behind a figure of the budget."""
    narrowed = {"call": call.pk, "track": track, "group": group, "money": what}
    return f"{reverse('vouchers:cases')}?{urlencode({name: value for name, value in narrowed.items() if value})}"


MONEY_PAGE = MoneyPage("vouchers:budget", cases_behind)


def papers(application: Application) -> Iterator[Paper]:
    """What a case adds to its audit pack: every text of the agreement with its signatures, the papers of each stage,
    its ledger, and what proves them."""
    agreement = Agreement.objects.filter(application=application).first()
    if agreement is None:
        return
    yield from texts_of(agreement)
    yield from papers_of(agreement)
    lines = Line.objects.filter(account__voucher__agreement=agreement)
    yield Paper(_("Ledger of the case"), Workbook([ledger_sheet(lines)], agreement.number))
    yield from evidence_of(agreement)
