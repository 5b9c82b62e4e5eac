"""What the voucher programme tells the engine of money and papers after the decision."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from programs.models import Application, Call
from programs.registry import Spent
from reports.registry import Column, Kind, Paper, Sheet, Workbook
from vouchers.documents.agreement import texts_of
from vouchers.documents.case import papers_of
from vouchers.models import Account, Agreement, Line
from vouchers.models.ledger import KIND_LABELS
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
    yield Paper(_("Ledger of the case"), _ledger(agreement))


def _ledger(agreement: Agreement) -> Workbook:
    columns = [
        Column(_("Entry"), Kind.WHOLE),
        Column(_("Time"), Kind.MOMENT),
        Column(_("What")),
        Column(_("About")),
        Column(_("Account")),
        Column(_("Money")),
        Column(_("Won"), Kind.WON),
    ]
    lines = Line.objects.filter(account__voucher__agreement=agreement).select_related("entry", "account").order_by("pk")
    rows = (
        [
            line.entry_id,
            line.entry.at,
            line.entry.verb,
            f"{line.entry.about} {line.entry.memo}".strip(),
            str(KIND_LABELS[Held(line.account.kind)]),
            str(line.account.get_money_display()),
            line.amount,
        ]
        for line in lines.iterator(chunk_size=1000)
    )
    return Workbook([Sheet(_("Ledger"), columns, rows)], agreement.number)
