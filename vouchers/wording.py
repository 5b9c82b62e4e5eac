"""Words for codes of the voucher's rules."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs
from vouchers.rules.agreement import Flaw as TextFlaw
from vouchers.rules.bank import Fault, Wrong
from vouchers.rules.clauses import Fault as ClauseFault
from vouchers.rules.clauses import Wrong as WrongClause
from vouchers.rules.prior_agreement import Flaw
from vouchers.rules.work import Flaw as OrderFlaw

FLAW_TEXTS: dict[str, str | Promise] = {
    Flaw.NO_LINES: _("Name at least one product with its quantity and amount."),
    Flaw.SUM_DIFFERS: _("The amounts of the products do not add up to the total cost in the application."),
    Flaw.PERIOD_BACKWARDS: _("The last day lies before the first day."),
    Flaw.PERIOD_PAST: _("The first day has already passed."),
    "no_statement": _("Write down what is agreed."),
}

TEXT_FLAWS: dict[str, str | Promise] = {
    TextFlaw.NO_SUPPORT: _("There is no support in it."),
    TextFlaw.SUM: _("Support, money and kind do not make up the cost of the project."),
    TextFlaw.OVER_DECISION: _("The support is more than what was decided."),
    TextFlaw.BACKWARDS: _("The last day lies before the first day."),
    TextFlaw.NO_CLAUSES: _("A clause has no text, or there are no clauses."),
    TextFlaw.SAME_PARTY: _("The supplier is the demand company itself."),
}

ORDER_FLAWS: dict[str, str | Promise] = {
    OrderFlaw.NO_LINES: _("Name at least one product."),
    OrderFlaw.NOT_POSITIVE: _("Quantities and prices are above zero."),
    OrderFlaw.TOO_MUCH: _("There is not enough money left on the voucher."),
    OrderFlaw.OUTSIDE_PERIOD: _("Today and the day of delivery lie within the period of the agreement."),
    OrderFlaw.DUE_PAST: _("The day of delivery has passed."),
    OrderFlaw.NOT_OFFERED: _("A product is no longer offered by the supplier. Choose it anew."),
    OrderFlaw.PRICE_CHANGED: _("The supplier has changed a price meanwhile. Look at the new price and order again."),
    OrderFlaw.OWN_LINE: _("In this track you choose from the supplier's products."),
}
CLAUSE_FAULTS: dict[str, str | Promise] = {
    WrongClause.NO_TITLE: _("Article %(number)s has no title."),
    WrongClause.NO_TEXT: _("Article %(number)s has no text."),
    WrongClause.TWICE: _("Article %(number)s has the title of another one: “%(word)s”."),
    WrongClause.UNKNOWN_PLACE: _("Article %(number)s: there is no place called {%(word)s}."),
    WrongClause.OPEN_BRACE: _("Article %(number)s: a brace { or } stands alone."),
}
BANK_FAULTS: dict[str, str | Promise] = {
    Wrong.NOT_IN_RUN: _("line %(row)s: no such payment in this run"),
    Wrong.AMOUNT: _("line %(row)s: another amount than was released"),
    Wrong.TWICE: _("line %(row)s: the payment is named twice"),
    Wrong.OTHERWISE: _("line %(row)s: an earlier answer said otherwise"),
    Wrong.DAY: _("line %(row)s: the day lies before the release or in the future"),
}


FIELDS: dict[str, str | Promise] = {
    "demand": _("Demand company"),
    "supplier": _("Supplier"),
    "demand_representative": _("Representative of the demand company"),
    "supplier_representative": _("Representative of the supplier"),
    "people:demand": _("Responsible at the demand company"),
    "people:supplier": _("Responsible at the supplier"),
    "people:city": _("Responsible at the city"),
    "support": _("Support (won)"),
    "cash": _("Own contribution in money (won)"),
    "in_kind": _("Own contribution in kind (won)"),
    "first_day": _("First day of the period"),
    "last_day": _("Last day of the period"),
}


def in_won(amount: int) -> str:
    """1234 as 1,234 won."""
    return gettext("%(amount)s won") % {"amount": f"{amount:,}"}


def in_percent(share: Decimal) -> str:
    """0.25 as 25."""
    return f"{(share * 100).normalize():f}"


def percent(share: Decimal) -> str:
    """0.25 as 25%."""
    return f"{in_percent(share)}%"


def field_label(key: str) -> str:
    """What a field, a person in charge or a clause of an agreement's text is called."""
    kind, _colon, name = key.partition(":")
    return str(FIELDS.get(key, name or kind))


def clause_words(found: Iterable[ClauseFault], count: int) -> str:
    """Everything that is wrong with clauses, each with its number; without any there are none or too many."""
    said = [str(CLAUSE_FAULTS[one.wrong]) % {"number": one.number, "word": one.word} for one in found]
    if said:
        return " ".join(said)
    return gettext("There are too many of them.") if count else gettext("There has to be at least one.")


def order_words(found: Iterable[OrderFlaw]) -> str:
    """Everything in the way of an order, as sentences; without a flaw the title is missing."""
    return " ".join(str(ORDER_FLAWS[flaw]) for flaw in found) or gettext("Say what is ordered.")


def bank_words(faults: Iterable[Fault]) -> str:
    """Every line of the bank's answer that cannot be, with its number."""
    return "; ".join(str(BANK_FAULTS[fault.why]) % {"row": fault.row} for fault in faults)


def flaw_words(found: Iterable[TextFlaw]) -> str:
    """Everything that is wrong with an agreement's text, as sentences one after the other."""
    return " ".join(str(TEXT_FLAWS[flaw]) for flaw in found)


def register() -> None:
    register_verbs(
        {
            "apply_as_supplier": _("Applied as a supplier"),
            "update_supplier": _("Changed the supplier's entry"),
            "add_product": _("Added a product"),
            "update_product": _("Changed a product"),
            "retire_product": _("Retired a product"),
            "offer_again": _("Offered a product again"),
            "set_price": _("Set a price"),
            "propose_sanction": _("Proposed a sanction"),
            "start_agreement": _("Began a prior agreement"),
            "save_agreement": _("Changed the prior agreement"),
            "move_budget": _("Moved the money of a track"),
            "draw_up": _("Drew up the agreement"),
            "set_clauses": _("Changed the clauses of agreements"),
            "sign": _("Signed the agreement"),
            "confirm_deposit": _("Confirmed a deposit"),
            "prepare_refund": _("Prepared to give the contribution back"),
            "request_amendment": _("Asked to amend the agreement"),
            "enter_bank_account": _("Entered a bank account"),
            "confirm_bank_account": _("Confirmed a bank account"),
            "send_back_bank_account": _("Sent a bank account back"),
            "enter_invoice": _("Entered a tax invoice"),
            "void_invoice": _("Withdrew a tax invoice"),
            "disallow_part": _("Disallowed what was not invoiced"),
            "begin_report": _("Began or asked for a report"),
            "attach_to_report": _("Attached a file to the report"),
            "note_site_check": _("Noted a visit to the business"),
            "evaluate": _("Evaluated the case"),
            "attach_evidence": _("Attached evidence"),
            "examine_line": _("Examined a line of the settlement"),
            "propose_clawback": _("Proposed a clawback"),
            "note_recovery": _("Noted money paid back"),
            "propose_exclusion": _("Proposed to exclude the business"),
            "exclude_business": _("Excluded the business from subsidies"),
            "draw_sample": _("Drew a sample"),
            "set_survey_plan": _("Set what a survey asks"),
            "ask_survey": _("Asked for a survey to be answered"),
            "answer_survey": _("Answered a survey"),
            "fetch_transfer": _("Fetched the transfer file"),
            "take_out_of_run": _("A refused payment left the run"),
            "find_signal": _("Found a reason to look"),
            "ask_for_signals": _("Had reasons to look searched for"),
        }
    )
    register_records(
        {
            "vouchers.supplier": _("supplier"),
            "vouchers.product": _("product"),
            "vouchers.suppliersanction": _("sanction"),
            "vouchers.prioragreement": _("prior agreement"),
            "vouchers.agreement": _("agreement (voucher case)"),
            "vouchers.amendmentrequest": _("request to amend"),
            "vouchers.order": _("order to a supplier"),
            "vouchers.voucher": _("voucher"),
            "vouchers.deposit": _("contribution paid in"),
            "vouchers.refund": _("contribution given back"),
            "vouchers.invoice": _("tax invoice"),
            "vouchers.recovery": _("money paid back"),
            "vouchers.report": _("report on a case"),
            "vouchers.settlement": _("settlement of a case"),
            "vouchers.clawback": _("clawback of a case"),
            "vouchers.auditsample": _("sample of an audit"),
            "vouchers.exclusionproposal": _("exclusion of a business"),
            "vouchers.surveyrequest": _("survey of a case"),
            "vouchers.signal": _("reason to look at applications"),
            "vouchers.payment": _("payment to a supplier"),
            "vouchers.supplieraccount": _("bank account of a supplier"),
            "vouchers.paymentrun": _("payment run to the bank"),
        }
    )
    register_systems(
        {
            "vouchers.lapse_agreements": _("lapse of prior agreements"),
            "vouchers.signatures": _("the last signature"),
            "vouchers.empty_run": _("run without payments"),
            "vouchers.give_up_unpaid": _("contributions not paid in"),
            "vouchers.end_agreement": _("end of an agreement"),
            "vouchers.tell_late": _("alarm of late deliveries and payments"),
            "vouchers.archive": _("archive of cases"),
            "vouchers.surveys": _("surveys after cases"),
            "vouchers.find_signals": _("search for reasons to look"),
        }
    )
