"""Words for codes of the voucher's rules."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs
from vouchers.rules.prior_agreement import Flaw

FLAW_TEXTS: dict[str, str | Promise] = {
    Flaw.NO_LINES: _("Name at least one product with its quantity and amount."),
    Flaw.SUM_DIFFERS: _("The amounts of the products do not add up to the total cost in the application."),
    Flaw.PERIOD_BACKWARDS: _("The last day lies before the first day."),
    Flaw.PERIOD_PAST: _("The first day has already passed."),
    "no_statement": _("Write down what is agreed."),
}


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
        }
    )
    register_records(
        {
            "vouchers.supplier": _("supplier"),
            "vouchers.product": _("product"),
            "vouchers.suppliersanction": _("sanction"),
            "vouchers.prioragreement": _("prior agreement"),
        }
    )
    register_systems({"vouchers.lapse_agreements": _("lapse of prior agreements")})
