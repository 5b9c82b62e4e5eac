"""Agreements: what is still to be paid in, texts side by side, who has signed."""

from django.db.models import Q, Sum

from vouchers.models import Account, Agreement, AgreementVersion, Signature, Voucher
from vouchers.queries.case import text_of
from vouchers.rules.agreement import Difference, compare, flat
from vouchers.rules.ledger import Kind


def still_open(agreement: Agreement) -> int:
    """Won of the own contribution in money that have not been paid in."""
    return max(agreement.present.cash - paid_in(agreement), 0)


def paid_in(agreement: Agreement) -> int:
    """Won that the business has paid in and not got back; two statements."""
    paid = agreement.deposits.aggregate(won=Sum("amount"))["won"] or 0
    back = Account.objects.filter(voucher__agreement=agreement, kind=Kind.REFUNDED)
    return int(paid) - int(back.aggregate(won=Sum("balance"))["won"] or 0)


def to_give_back(agreement: Agreement) -> int:
    """Won of the own contribution that go back to the business and are not with it yet. Three statements."""
    return _less_what_went(agreement, Q(state="paid"))


def to_prepare(agreement: Agreement) -> int:
    """The same less what is prepared or released. Three statements."""
    return _less_what_went(agreement, ~Q(state="dropped"))


def _less_what_went(agreement: Agreement, went: Q) -> int:
    """What the amendments and the settlement of a case refund; of one given up before its voucher, everything that was
    paid in; less the refunds that ``went``."""
    given = agreement.refunds.filter(went).aggregate(won=Sum("amount"))["won"] or 0
    if Voucher.objects.filter(agreement=agreement).exists():
        due = Account.objects.filter(voucher__agreement=agreement, kind=Kind.REFUNDED).aggregate(won=Sum("balance"))
    elif agreement.state in {"given_up", "archived", "destroyed"}:
        due = agreement.deposits.aggregate(won=Sum("amount"))
    else:
        return 0
    return int(due["won"] or 0) - int(given)


def may_correct(agreement: Agreement) -> bool:
    """Whether the text may still be corrected: nobody has signed the one that is being signed."""
    if agreement.state == "signing":
        return not agreement.present.signatures.exists()
    return agreement.state in {"drafted", "withdrawn"}


def changes_supplier(agreement: Agreement) -> bool:
    """Whether a text with another supplier waits for its signatures."""
    return agreement.amendment_requests.filter(state="signing", changes__has_key="supplier").exists()


def differences(earlier: AgreementVersion, later: AgreementVersion) -> list[Difference]:
    """Two texts of an agreement, field by field and clause by clause."""
    return compare(flat(text_of(earlier)), flat(text_of(later)))


def signatures_of(version: AgreementVersion) -> dict[str, Signature | None]:
    """Every party in its order, with its signature or nothing; one statement."""
    found = {one.party: one for one in version.signatures.select_related("signer")}
    return {party: found.get(party) for party in Signature.Party.values}
