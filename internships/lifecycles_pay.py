"""The life cycles of pay runs and tax tables; drawn in docs/lifecycles/ by ``manage.py lifecycles``."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

PAY_RUN = LifeCycle(
    name="pay-run",
    title=_("Pay run"),
    states=(
        State("closed", _("attendance closed"), "info"),
        State("computed", _("pay computed"), "info"),
        State("checked", _("pay checked"), "warning"),
        State("approved", _("pay approved"), "success"),
        State("transferred", _("released to the bank"), "success"),
        State("handed_out", _("payslips out"), "success"),
        State("filed", _("filings listed"), "neutral"),
        State("cancelled", _("pay run cancelled"), "muted"),
    ),
    transitions=(
        Transition(
            "compute_pay",
            _("Compute the pay"),
            ("closed",),
            "computed",
            _("manager of the call"),
            _("no figure is missing, earlier months are approved"),
        ),
        Transition(
            "check_pay",
            _("Note as checked"),
            ("computed",),
            "checked",
            _("manager of the call"),
            _("nothing has changed since, nobody comes out below zero, every account is confirmed"),
        ),
        Transition(
            "approve_pay",
            _("Approve the pay"),
            ("checked",),
            "approved",
            _("approver"),
            _("somebody else than who computed or checked it"),
        ),
        Transition(
            "release_pay",
            _("Release to the bank"),
            ("approved",),
            "transferred",
            _("finance officer in charge"),
            _("somebody else than who computed it; the transfer file is kept by its hash"),
        ),
        Transition(
            "hand_out_payslips",
            _("Hand out the payslips"),
            ("transferred",),
            "handed_out",
            _("manager of the call or finance officer in charge"),
            _("each intern is told"),
        ),
        Transition(
            "list_filings",
            _("Note the filings as listed"),
            ("handed_out",),
            "filed",
            _("finance officer in charge"),
        ),
        Transition(
            "cancel_pay",
            _("Cancel the pay run"),
            ("closed", "computed", "checked"),
            "cancelled",
            _("manager of the call or approver"),
            _("a reason is given"),
        ),
    ),
    initial="closed",
)

TAX_TABLE = LifeCycle(
    name="tax-table",
    title=_("Tax table"),
    states=(
        State("read", _("read from the file"), "warning"),
        State("confirmed", _("confirmed by a second person"), "success"),
        State("dropped", _("table dropped"), "muted"),
    ),
    transitions=(
        Transition(
            "confirm_tax_table",
            _("Confirm the table"),
            ("read",),
            "confirmed",
            _("approver or administrator"),
            _("somebody else than who read it"),
        ),
        Transition("drop_tax_table", _("Drop the table"), ("read",), "dropped", _("approver or administrator")),
    ),
    initial="read",
)

UNAPPROVED = ("closed", "computed", "checked")
PAID = ("transferred", "handed_out", "filed")
WITH_SLIPS = ("handed_out", "filed")  # interns see their payslips
