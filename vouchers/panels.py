"""The data voucher on the front page."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import Offer, register_offer
from programs.panels import openings


def register() -> None:
    register_offer(
        Offer(
            "vouchers",
            _("Data vouchers"),
            _("Small businesses in Daejeon"),
            _("The city pays most of the cost of buying data or having it processed, for a plan that convinces."),
            icon="ticket",
            url_name="programs:calls",
            openings=lambda: openings("vouchers"),
            order=10,
        )
    )
