"""The page of a case: where it stands and on whom it waits, what the person may do, its papers, money and history."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch
from django.forms import Form
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from kernel import clock
from kernel.actor import Actor
from kernel.queries.audit import history_of
from programs.models import Destruction
from programs.presentation import case_title
from vouchers.actions.agreement import signs_for
from vouchers.documents.case import offered
from vouchers.erasure import CASE
from vouchers.forms.case import REPORT_SECTIONS
from vouchers.models import (
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    Clawback,
    Delivery,
    Evaluation,
    Invoice,
    Order,
    Payment,
    Refund,
    Report,
    Settlement,
    Signature,
    Voucher,
)
from vouchers.presentation import back_rows, balance_rows, entry_rows
from vouchers.queries.agreement import may_correct, signatures_of, still_open, to_give_back
from vouchers.queries.clawback import first_day, owed
from vouchers.queries.supplier import by_number
from vouchers.rules.agreement import PARTIES
from vouchers.rules.supplier import named
from vouchers.rules.work import days_late
from vouchers.steps import APPROVER, AUDITOR, DEMAND, FINANCE, MANAGER, STEPS, SUPPLIER, Step, parts_of
from vouchers.wording import field_label

OPEN_REQUEST = ("requested", "signing")
Refused = tuple[str, int, Form] | None  # step, record and the form that came back with errors
STAGES = (
    ("drafted", "signing", "withdrawn"),
    ("signed",),
    ("in_force",),
    ("reported", "ended"),
    ("settling",),
    ("completed",),
)


class CasePage:
    """Everything that one person sees of one case."""

    def __init__(self, actor: Actor, agreement: Agreement, refused: Refused = None) -> None:
        self.actor, self.agreement, self.refused = actor, agreement, refused
        self.parts = parts_of(actor, agreement)
        self.office = bool(self.parts & {MANAGER, APPROVER, FINANCE, AUDITOR})
        # Reports, settlement and clawbacks are between the demand company and the city; the supplier has its orders.
        self.closing = self.office or DEMAND in self.parts
        # Who is only asked to sign as the next supplier sees the text, not the work of the one before it.
        works = self.closing or SUPPLIER in self.parts
        self.voucher = Voucher.objects.filter(agreement=agreement).first() if works else None
        self.version = agreement.present
        self.signed = signatures_of(self.version)
        self.requests = list(agreement.amendment_requests.select_related("version", "file").order_by("-pk"))
        self.known: dict[type[Model], list[Any]] = {  # records that the page has read, of which papers are offered
            Agreement: [agreement], Voucher: [self.voucher] if self.voucher else [],
        }  # fmt: skip

    def offers(self, target: Any) -> list[dict[str, Any]]:
        """The steps that may be taken with a record now, each with its form, in the order of the table."""
        kinds = [step for step in STEPS.values() if isinstance(target, step.of)]
        return [self._offer(step, target) for step in kinds if step.offered(self.actor, self.parts, target)]

    def _offer(self, step: Step, target: Any) -> dict[str, Any]:
        refused = self.refused and self.refused[:2] == (step.code, target.pk)
        prefix = f"{step.code}-{target.pk}"
        form = self.refused[2] if refused and self.refused else step.form(
            case=self.agreement, target=target, auto_id=f"{prefix}-%s"
        )  # fmt: skip
        url = reverse("vouchers:do", args=[self.agreement.public_id, step.code, target.pk])
        return {"step": step, "form": form, "url": url, "refused": bool(refused), "plain": not form.fields}

    def context(self) -> dict[str, Any]:
        shown = {
            **self._agreed(),
            **self._done(),
            "office": self.office,
            "audits": AUDITOR in self.parts,
            "history": self._history(),
        }
        return shown | {"papers": self._papers()}

    def _papers(self) -> list[dict[str, Any]]:
        """What can be had as PDF, each with its address."""
        case = self.agreement.public_id
        return [
            {"label": kind.label(one), "url": reverse("vouchers:paper", args=[case, kind.code, one.pk])}
            for kind, one in offered(self.actor, self.agreement, self.known)
        ]

    def _history(self) -> Any:
        return history_of(self.agreement).order_by("-id")[:30] if self.office else None

    def _agreed(self) -> dict[str, Any]:
        """What was agreed, who signed, the contribution, the money."""
        agreement, parties = self.agreement, dict(Signature.Party.choices)
        labels = [
            _("Agreement"),
            _("Contribution"),
            _("Orders and deliveries"),
            _("Report"),
            _("Settlement"),
            _("Completed"),
        ]
        return {
            "agreement": agreement,
            "application": agreement.application,
            "call": agreement.call,
            "case": case_title(agreement.application),
            "version": self.version,
            "versions": list(agreement.versions.order_by("version")),
            "people": people_rows(self.version),
            "to_sign": self.to_sign(),
            "corrects": MANAGER in self.parts and may_correct(agreement),
            "signatures": [{"party": parties[party], "signature": one} for party, one in self.signed.items()],
            "open_contribution": still_open(agreement),
            **self._contribution(),
            "voucher": self.voucher,
            "balances": balance_rows(self.voucher) if self.voucher else [],
            "entries": entry_rows(self.voucher) if self.voucher and self.office else [],
            "offers": self.offers(agreement),
            "amendments": [self.amendment(one) for one in self.requests],
            "change_open": any(one.state in OPEN_REQUEST for one in self.requests),
            "stage": next((n for n, states in enumerate(STAGES, 1) if agreement.state in states), len(STAGES) + 1),
            "stage_labels": labels,
        }

    def _contribution(self) -> dict[str, Any]:
        """What the business paid in, and what of it went back or is to go back."""
        deposits = list(self.agreement.deposits.order_by("pk"))
        if not deposits:
            return {"deposits": []}
        refunds, open_ = self._refunds(), to_give_back(self.agreement)
        return {
            "deposits": deposits,
            "refunds": refunds,
            "giving_back": [row for row in map(self.row, refunds) if row["offers"]],
            "to_give_back": open_,
            "went_back": back_rows(refunds, open_, office=self.office),
        }

    def _refunds(self) -> list[Refund]:
        """The office sees who prepared and released them; the company what went back to it."""
        rows = self.agreement.refunds.select_related("prepared_by", "released_by").order_by("pk")
        return list(rows if self.office else rows.filter(state="paid"))

    def _done(self) -> dict[str, Any]:
        """Orders, reports, settlement and clawbacks with what may be done with each, and what the case waits for."""
        agreement = self.agreement
        orders = self.orders()
        settlement = Settlement.objects.filter(agreement=agreement).first()
        part_ready = any(one["record"].partly and one["sums"]["open"] for one in orders)
        waits = waits_on(agreement, settlement, self.signed, [one["record"] for one in orders], part_ready=part_ready)
        waits = " ".join(filter(None, [waits, change_waits(self.requests)]))
        if not self.closing:
            return {"orders": orders, "waits": waits, "jumps": jumps_to(orders)}
        rows = agreement.clawbacks.select_related("order").prefetch_related("recoveries", "exclusions").order_by("pk")
        if not self.office:  # nobody's before a second person has claimed it
            rows = rows.exclude(state__in=["proposed", "dropped"])
        clawbacks, reports = list(rows), list(agreement.reports.prefetch_related("files").order_by("pk"))
        self.known |= {Settlement: [settlement] if settlement else [], Clawback: clawbacks, Report: reports}
        return {
            "orders": orders,
            "reports": [self.report(one) for one in reports],
            "visits": list(agreement.site_checks.prefetch_related("files").order_by("pk")),
            "evaluation": Evaluation.objects.filter(agreement=agreement).first(),
            "settlement": self.settlement(settlement) if settlement else None,
            "clawbacks": [self.clawback(one) for one in clawbacks],
            "waits": waits,
            "jumps": jumps_to(orders),
        }

    def to_sign(self) -> AgreementVersion | None:
        """The text that the person is to sign now: the first, or a changed one."""
        changed = next((one.version for one in self.requests if one.state == "signing"), None)
        for version in (changed, self.version):
            if version is None:
                continue
            signed = self.signed if version == self.version else signatures_of(version)
            if party_to_sign(self.actor, version, signed):
                return version
        return None

    def amendment(self, record: AmendmentRequest) -> dict[str, Any]:
        return {**self.row(record), "changes": change_rows(record.changes)}

    def row(self, record: Any) -> dict[str, Any]:
        return {"record": record, "offers": self.offers(record)}

    def orders(self) -> list[dict[str, Any]]:
        if self.voucher is None:
            return []
        deliveries = Prefetch(
            "deliveries", Delivery.objects.select_related("acceptance").prefetch_related("files").order_by("round")
        )
        invoices = Prefetch(
            "invoices",
            Invoice.objects.filter(voided_at=None)
            .select_related("file")
            .prefetch_related(Prefetch("payments", _payments())),
        )
        today, found = clock.today(), []
        orders = list(self.voucher.orders.prefetch_related("lines", deliveries, invoices).order_by("pk"))
        self.known |= {Order: orders, Delivery: [one for order in orders for one in order.deliveries.all()]}
        for order in orders:
            payments = [
                self.row(payment)
                for one in order.invoices.all()
                for payment in one.payments.all()
                if payment.state != "refused"
            ]
            open_ = order.state in {"placed", "taken"}
            late = days_late(order.due_on, None, today) if open_ else 0
            shown = [{"record": one, "checked": checked_lines(order, one)} for one in order.deliveries.all()]
            asked = sum(payment["record"].amount for payment in payments)
            sums = {"accepted": order.accepted.total, "asked": asked, "open": order.accepted.total - asked}
            sums["paid"] = sum(one["record"].amount for one in payments if one["record"].state == "paid")
            row = {"late": late, "payments": payments, "deliveries": shown, "sums": sums}
            found.append({**self.row(order), **row, "parts": order.partly or len(payments) > 1})
        return found

    def report(self, record: Report) -> dict[str, Any]:
        texts = [(label, record.content[name]) for name, label in REPORT_SECTIONS.items() if name in record.content]
        written = record.state != "draft" or not self.office
        return {**self.row(record), "texts": texts if written else []}

    def settlement(self, record: Settlement) -> dict[str, Any]:
        lines = record.lines.prefetch_related("evidence").select_related("settlement").order_by("pk")
        told = self.office or record.state in {"confirmed", "returned"}  # an examination that goes on is the office's
        return {**self.row(record), "lines": [{**self.row(one), "told": told and one.examined} for one in lines]}

    def clawback(self, record: Any) -> dict[str, Any]:
        back = list(record.recoveries.all())
        back_won = sum(one.principal + one.interest for one in back)
        due = owed(record, max(clock.today(), first_day(record))) if record.state == "claimed" else None
        excluded = [self.row(one) for one in record.exclusions.all()] if self.office else []
        return {
            **self.row(record),
            "excluded": excluded,
            "back": back,
            "back_won": back_won,
            "owed": due,
            "rest": due.total if due else record.principal + record.interest - back_won,
            "claimed": record.figures["interest"],
        }


def destroyed_page(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    """What is left of a case whose records were destroyed: by which law, and its figures."""
    voucher = Voucher.objects.filter(agreement=agreement).first()
    return {
        "agreement": agreement,
        "destruction": Destruction.objects.select_related("order").get(
            case__records=CASE, case__application=agreement.application
        ),
        "balances": balance_rows(voucher) if voucher else [],
        "office": bool(parts_of(actor, agreement) & {MANAGER, APPROVER, AUDITOR}),
    }


def jumps_to(orders: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the person is to do with an order next, with where on the page it is done."""
    found = []
    for one in orders:
        order = one["record"]
        for offers in (one["offers"], *(payment["offers"] for payment in one["payments"])):
            steps = [offer["step"].label for offer in offers if offer["step"].tone == "primary"]
            found += [(f"{label}: {order.title}", f"#order-{order.pk}") for label in steps]
    return found


def checked_lines(order: Order, delivery: Delivery) -> list[dict[str, Any]]:
    """What the check of a delivery said of each line."""
    answer = getattr(delivery, "acceptance", None)
    names = {line.pk: line.name for line in order.lines.all()}
    rows = answer.checklist if answer else []
    return [{**one, "name": names[one["line"]]} for one in rows if one["line"] in names]


def _payments() -> Any:
    return Payment.objects.select_related("approved_by", "released_by", "run", "account").order_by("pk")


def party_to_sign(actor: Actor, version: AgreementVersion, signed: dict[str, Signature | None]) -> str:
    """The party for which the person may sign this text now, or nothing."""
    agreement = version.agreement
    first = agreement.state == "signing" and version.version == agreement.version
    amended = AmendmentRequest.objects.filter(agreement=agreement, version=version, state="signing").exists()
    if not (first or amended) or any(one and one.signer_id == actor.user_id for one in signed.values()):
        return ""
    return next((party for party, one in signed.items() if one is None and signs_for(actor, version, party)), "")


def people_rows(version: AgreementVersion) -> list[tuple[str, str]]:
    """Who is responsible on each side, in the order of the parties."""
    return [(field_label(f"people:{party}"), version.people[party]) for party in PARTIES if version.people.get(party)]


def change_rows(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """What a request asks for, in words."""
    rows: list[tuple[str, str]] = []
    for name, value in changes.items():
        if name == "people":
            rows += [(field_label(f"people:{party}"), who) for party, who in value]
        elif name == "representatives":
            rows += [(field_label(f"{party}_representative"), who) for party, who in value]
        elif name == "supplier":
            other = by_number(value)
            rows.append((field_label(name), named(str(other), value) if other else value))
        elif name in {"first_day", "last_day"}:
            day = date.fromisoformat(value)
            rows.append((field_label(name), formats.date_format(day, "SHORT_DATE_FORMAT")))
        else:
            rows.append((field_label(name), f"{value:,}" if isinstance(value, int) else value))
    return rows


def change_waits(requests: Iterable[AmendmentRequest]) -> str:
    """On whom an open change of the agreement waits, in one sentence."""
    one = next((request for request in requests if request.state in OPEN_REQUEST), None)
    if one is None:
        return ""
    if one.version is None:
        return _("A change of the agreement waits for the approving officer.")
    signed = signatures_of(one.version)
    return _("The changed agreement is to be signed by: %(parties)s.") % {"parties": _missing(signed)}


def _missing(signed: dict[str, Signature | None]) -> str:
    parties = dict(Signature.Party.choices)
    return ", ".join(str(parties[Signature.Party(party)]) for party, one in signed.items() if one is None)


def waits_on(
    agreement: Agreement,
    settlement: Settlement | None,
    signed: dict[str, Any],
    orders: Sequence[Order],
    *,
    part_ready: bool,
) -> str:
    """What the case waits for and on whom, in one sentence; ``part_ready``: a part of an order may be invoiced."""
    match agreement.state:
        case "drafted":
            return _("The manager sends the text for signing.")
        case "signing":
            return _("Signatures are awaited from: %(parties)s.") % {"parties": _missing(signed)}
        case "withdrawn":
            return _("The agreement was withdrawn; the manager draws it up again.")
        case "signed":
            if still_open(agreement):
                return _("The demand company pays in its contribution.")
            return _("The manager issues the voucher.")
        case "in_force":
            return _work(orders, part_ready=part_ready)
        case "reported" | "ended":
            return _("The demand company begins the settlement.")
        case "settling":
            return _settling(settlement)
        case _other:
            return ""


def _work(orders: Sequence[Order], *, part_ready: bool) -> str:
    """Each order by where it stands; of one that comes in parts also that a part may be invoiced meanwhile."""
    states = {order.state for order in orders}
    sentences = {
        "placed": _("The supplier takes the order on."),
        "taken": _("The supplier delivers."),
        "delivered": _("The demand company checks the delivery."),
        "accepted": _("The supplier enters its tax invoice."),
        "invoiced": _("The office pays the invoice."),
    }
    found = [text for state, text in sentences.items() if state in states]
    if part_ready:
        found.append(_("What was accepted in part may be invoiced and paid before the rest."))
    return " ".join(found) or _("The demand company orders with its voucher, or hands in its final report.")


def _settling(settlement: Settlement | None) -> str:
    match settlement.state if settlement else "draft":
        case "draft" | "returned":
            return _("The demand company attaches evidence and hands the settlement in.")
        case "handed_in":
            return _("The manager examines each line.")
        case "examined":
            return _("A second person confirms the settlement.")
        case _other:
            return _("The approving officer completes the case once nothing is left to be paid back.")
