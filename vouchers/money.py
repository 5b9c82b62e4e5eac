"""What the voucher programme tells the engine of money and papers after the decision."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from programs.models import Application, Call
from programs.registry import Spent
from reports.registry import Paper, Workbook
from vouchers.documents.agreement import texts_of
from vouchers.documents.books import ledger_sheet
from vouchers.documents.case import papers_of
from vouchers.models import Account, Agreement, Line
from vouchers.rules.ledger import Kind as Held

COMMITTED = (Held.COMMITTED, Held.FREE)
RESERVED = (Held.RESERVED, Held.DELIVERED, Held.ACCEPTED, Held.PAYABLE)
RETURNED = (Held.RETURNED, Held.RECOVERED)


def spent(call: Call) -> dict[str, Spent]:
    """Track → where its subsidy is, from the ledger; one statement."""
    sums: dict[str, dict[Held, int]] = defaultdict(lambda: defaultdict(int))
    rows = Account.objects.filter(call=call, money="support").values_list("track", "kind").annotate(won=Sum("balance"))
    for track, kind, won in rows.order_by():
        sums[track][Held(kind)] += won

    def of(track: str, kinds: tuple[Held, ...]) -> int:
        return sum(sums[track][kind] for kind in kinds)

    return {
        track: Spent(of(track, COMMITTED), of(track, RESERVED), of(track, (Held.PAID,)), of(track, RETURNED))
        for track in list(sums)
    }


def papers(application: Application) -> Iterator[Paper]:
    """What a case adds to its audit pack: every text of the agreement with its signatures, the
    papers of each stage, and its ledger."""
    agreement = Agreement.objects.filter(application=application).first()
    if agreement is None:
        return
    yield from texts_of(agreement)
    yield from papers_of(agreement)
    lines = Line.objects.filter(account__voucher__agreement=agreement)
    yield Paper(_("Ledger of the case"), Workbook([ledger_sheet(lines)], agreement.number))
