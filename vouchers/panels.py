"""The data voucher on the front page, in the menu and among the things to do."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from kernel.actor import Actor
from kernel.registry import NavItem, Offer, Panel, Todo, register_nav, register_offer, register_panel
from programs.panels import openings
from programs.presentation import case_title
from programs.wording import day_words
from vouchers.models import PaymentRun, Supplier, SupplierSanction
from vouchers.queries.access import is_manager, own_suppliers
from vouchers.queries.audit import samples
from vouchers.queries.case import of_office, waiting_in_cases
from vouchers.queries.office_work import to_draw_up, waiting_at_office
from vouchers.queries.payment import accounts_waiting_for, payments_of, runs_to_release, unanswered
from vouchers.queries.prior_agreement import waiting
from vouchers.queries.signals import open_counts
from vouchers.queries.survey import open_requests

SAMPLES_SHOWN = 3  # samples of an auditor on the home page


def register() -> None:
    register_nav(
        NavItem(_("Suppliers"), "vouchers:suppliers", lambda user: not is_manager(user), 15),
        NavItem(_("Supplier register"), "vouchers:office_suppliers", is_manager, 16),
        NavItem(_("Voucher cases"), "vouchers:cases", _has_cases, 36),
        NavItem(_("Audit"), "vouchers:audit", _audits, 30),
        NavItem(_("Payments"), "vouchers:payments", _pays, 37),
    )
    register_panel(Panel("vouchers.audit", _("Audit"), audit_todos, 4))
    register_panel(Panel("vouchers.payments", _("Payments"), payment_todos, 24))
    register_panel(Panel("vouchers.suppliers", _("Data vouchers"), todos, 25))
    register_offer(
        Offer(
            "vouchers",
            _("Data vouchers"),
            _("Small and micro businesses in Daejeon"),
            _("The city pays most of the cost of buying data or having it processed, for a plan that convinces."),
            icon="ticket",
            url_name="programs:calls",
            openings=lambda: openings("vouchers"),
            order=10,
        )
    )


def _has_cases(user: Any) -> bool:
    """The office and whoever is not of the office: companies, which find their cases there."""
    return bool(user.is_authenticated and (not user.is_staff or of_office(user)))


def _audits(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.AUDITOR))


def audit_todos(user: Any) -> Iterator[Todo]:
    """Where an auditor looks first, and the samples drawn last with the packs of their cases. One statement."""
    if not user.has_role(Role.AUDITOR):
        return
    places = {
        "vouchers:audit": _("Calls, money, signals and samples"),
        "vouchers:cases": _("Voucher cases and their audit packs"),
        "vouchers:payments": _("Payments and runs"),
        "accounts:audit": _("Search the audit trail"),
        "accounts:access": _("Search the access log"),
    }
    for name, title in places.items():
        yield Todo(title, reverse(name))
    for sample in samples()[:SAMPLES_SHOWN]:
        drawn = gettext("Audit packs of the sample of %(day)s") % {"day": day_words(sample.drawn_at)}
        yield Todo(drawn, reverse("vouchers:sample", args=[sample.public_id]), sample.call.title, count=sample.size)


def _pays(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.FINANCE, Role.AUDITOR))


def todos(user: Any) -> Iterator[Todo]:
    """What waits for a supplier's member, and for the office."""
    for supplier in own_suppliers(user).filter(state="correction"):
        url = reverse("vouchers:my_supplier", args=[supplier.pk])
        yield Todo(gettext("Correct your entry as a supplier"), url, str(supplier), tone="warning")
    asked = waiting(user)
    if asked:
        url = reverse("vouchers:requests") + "?state=requested"
        yield Todo(gettext("Prior agreements to answer"), url, count=asked, tone="warning")
    yield from case_todos(user)
    yield from office_todos(user)
    if is_manager(user):
        yield from _of_the_office(user)


CASE_TITLES: dict[str, Any] = {
    "sign": _("Agreement to sign"),
    "take": _("Orders to take on"),
    "deliver": _("Orders to deliver"),
    "check": _("Deliveries to check"),
    "invoice": _("Tax invoices to enter"),
    "pay_in": _("Contribution to pay in"),
    "report": _("Reports to hand in"),
    "settle": _("Settlements to hand in"),
}


def case_todos(user: Any) -> Iterator[Todo]:
    """What waits for the person's companies in their cases."""
    for code, number, public_id in waiting_in_cases(user):
        url = reverse("vouchers:case", args=[public_id]) if number == 1 else reverse("vouchers:cases")
        yield Todo(str(CASE_TITLES[code]), url, count=number, tone="warning")
    for asked in open_requests(user)[:5]:
        url = reverse("vouchers:survey", args=[asked.public_id])
        due = date_format(asked.due_on, "SHORT_DATE_FORMAT")
        yield Todo(str(asked.get_kind_display()), url, case_title(asked.agreement.application), due=due)


def payment_todos(user: Any) -> Iterator[Todo]:
    """For finance officers the path of a payment: the account that it goes to, the run that it goes in, who releases
    that, what the bank says. Nobody is asked for the second look at what they entered or prepared themselves, nor at
    what goes to a company of their own."""
    if not user.has_role(Role.FINANCE):
        return
    actor = Actor.person(user)
    entered = accounts_waiting_for(actor).count()
    if entered:
        yield Todo(gettext("Accounts to confirm"), reverse("vouchers:payments"), count=entered, tone="warning")
    ready = payments_of(actor).filter(state="approved", run=None).count()
    if ready:
        yield Todo(gettext("Payments to put into a run"), reverse("vouchers:payments"), count=ready, tone="warning")
    yield from _runs(gettext("Runs to release"), runs_to_release(actor), "warning")
    yield from _runs(gettext("Runs that the bank has not answered"), unanswered(actor), "danger")


def _runs(title: str, runs: QuerySet[PaymentRun], tone: str) -> Iterator[Todo]:
    """The run itself where there is one, else the list of them; one statement."""
    found = list(runs.values_list("public_id", flat=True))
    if found:
        url = reverse("vouchers:run", args=found) if len(found) == 1 else reverse("vouchers:runs")
        yield Todo(title, url, count=len(found), tone=tone)


# Code → what it is called, and where on the page of a case it stands.
OFFICE_TITLES: dict[str, tuple[Any, str]] = {
    "send": (_("Agreements to send for signing"), "now"),
    "city_sign": (_("Agreements to sign for the city"), ""),
    "amendment": (_("Changes of agreements to decide on"), "changes"),
    "deposit": (_("Contributions to confirm"), "now"),
    "issue": (_("Vouchers to issue"), "now"),
    "read_report": (_("Reports to check"), "reports"),
    "evaluate": (_("Cases to evaluate"), "now"),
    "approve_payment": (_("Payments to approve"), "orders"),
    "examine": (_("Settlements to examine"), "settlement"),
    "confirm": (_("Settlements to confirm"), "settlement"),
    "claim": (_("Clawbacks to decide on"), "clawbacks"),
    "collect": (_("Clawbacks to collect"), "clawbacks"),
    "give_back": (_("Contributions to give back"), "now"),
    "complete": (_("Cases to complete"), "now"),
}


def office_todos(user: Any) -> Iterator[Todo]:
    """What waits in cases for somebody of the office: the place itself, or the list of those where it does."""
    if not of_office(user):
        return
    if user.has_role(Role.MANAGER):
        number, one = to_draw_up(user)
        if number:
            url = reverse("vouchers:draw_up", args=[one.public_id]) if one else reverse("programs:manage_calls")
            yield Todo(gettext("Agreements to draw up"), url, count=number, tone="warning")
    for code, number, public_id in waiting_at_office(user):
        title, place = OFFICE_TITLES[code]
        url = reverse("vouchers:cases") + f"?waits={code}"
        if number == 1:
            url = reverse("vouchers:case", args=[public_id]) + (f"#{place}" if place else "")
        yield Todo(str(title), url, count=number, tone="warning")


def _of_the_office(user: Any) -> Iterator[Todo]:
    applied = Supplier.objects.filter(state="applied").count()
    if applied:
        yield Todo(
            gettext("Suppliers to review"), reverse("vouchers:office_suppliers") + "?state=applied", count=applied
        )
    for call_id, title, number in open_counts(user):
        url = reverse("vouchers:signals", args=[call_id]) + "?state=open"
        yield Todo(gettext("Reasons to look"), url, title, count=number, tone="warning")
    proposed = (
        SupplierSanction.objects.filter(state="proposed")
        .exclude(proposed_by=user)
        .select_related("supplier__organisation")
    )
    for sanction in proposed[:5]:
        url = reverse("vouchers:office_supplier", args=[sanction.supplier_id])
        yield Todo(gettext("Sanction to decide on"), url, str(sanction.supplier), tone="warning")
