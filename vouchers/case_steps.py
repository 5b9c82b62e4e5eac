"""What may be done in a case, by whom and when: one table from which the page of a case draws its forms.

The actions decide; this table only shows what they would accept. Each step names the record that it moves, the parts in
the case whose holders may take it, and the states of the record in which it is offered.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from files.actions import store
from files.models import StoredFile
from kernel.actor import Actor
from kernel.permissions import may
from vouchers.actions import agreement as agree
from vouchers.actions import amendment, clawback, invoice, order, payment, report, settlement, voucher
from vouchers.forms import case as forms
from vouchers.models import (
    Agreement,
    AmendmentRequest,
    Clawback,
    Evaluation,
    Order,
    Payment,
    Report,
    Settlement,
    SettlementLine,
)
from vouchers.queries import case as queries
from vouchers.queries.agreement import still_open

Run = Callable[[Actor, Any, dict[str, Any], Any], object]  # actor, record, what was typed, the form
When = Callable[[Any], bool]
DEMAND, SUPPLIER, MANAGER, APPROVER, FINANCE, AUDITOR = (
    "demand", "supplier", "manager", "approver", "finance", "auditor",
)  # fmt: skip


def parts_of(actor: Actor, agreement: Agreement) -> frozenset[str]:
    """The parts that the person has in a case."""
    held = {
        DEMAND: queries.demands(actor, agreement),
        SUPPLIER: queries.supplies(actor, agreement),
        MANAGER: queries.manages(actor, agreement),
        APPROVER: may(actor, "approve_call", agreement.call),
        FINANCE: queries.pays(actor, agreement),
        AUDITOR: queries.audits(actor),
    }
    return frozenset(part for part, holds in held.items() if holds)


@dataclass(frozen=True)
class Step:
    """``tone``: primary for the next step of the way, secondary, or danger for what ends something."""

    code: str
    label: Any
    of: type[Model]
    who: frozenset[str]
    states: frozenset[str]
    run: Run
    form: type[forms.StepForm] = forms.NothingForm
    tone: str = "secondary"
    confirm: Any = ""
    when: When | None = None
    only: str = ""  # the record's field with the one person who may
    never: str = ""  # the record's field with the one person who may not: a second person is needed

    def offered(self, actor: Actor, parts: frozenset[str], target: Any) -> bool:
        state = target.settlement.state if isinstance(target, SettlementLine) else target.state
        if not (self.who & parts) or state not in self.states:
            return False
        if self.only and getattr(target, self.only) != actor.user_id:
            return False
        if self.never and getattr(target, self.never) == actor.user_id:
            return False
        return self.when is None or self.when(target)


def stored(actor: Actor, uploads: Any) -> list[StoredFile]:
    return [store(actor, upload) for upload in uploads or []]


def _order(actor: Actor, case: Agreement, given: dict[str, Any], form: forms.OrderForm) -> object:
    text = order.OrderText(
        given["title"], form.items(), given["due_on"], given.get("instructions") or "", given.get("key") or ""
    )
    return order.place_order(actor, case.pk, text)


def _amend(actor: Actor, case: Agreement, given: dict[str, Any], _form: Any) -> object:
    number = "".join(filter(str.isdigit, given.get("supplier") or ""))
    changes = amendment.Changes(
        last_day=given["last_day"], support=given["support"], cash=given["cash"], supplier=number or None
    )
    return amendment.request_amendment(actor, case.pk, changes, given["reason"])


def _visit(actor: Actor, case: Agreement, given: dict[str, Any], _form: Any) -> object:
    visit = report.Visit(given["visited_on"], given["verdict"], given["findings"], mend_by=given["mend_by"])
    return report.note_site_check(actor, case.pk, visit, stored(actor, given["papers"]))


def _invoice(actor: Actor, one: Order, given: dict[str, Any], _form: Any) -> object:
    file = store(actor, given["file"]) if given.get("file") else None
    return invoice.enter_invoice(
        actor, one.pk, given["number"], given["issued_on"], given["amount"], given.get("tax") or 0, file
    )


def _write(actor: Actor, one: Report, given: dict[str, Any], form: Any) -> object:
    """Saves what was typed over what was there; hands in when that button was pressed."""
    texts = {name: value for name, value in given.items() if name != "papers"}
    report.save_report(actor, one.pk, texts, one.revisions)
    for file in stored(actor, given.get("papers")):
        report.attach_to_report(actor, one.pk, file)
    return report.hand_in_report(actor, one.pk) if "hand_in" in form.data else None


def _no_final(case: Agreement) -> bool:
    return not case.reports.filter(kind="final").exists()


def _to_evaluate(case: Agreement) -> bool:
    accepted = case.reports.filter(kind="final", state="accepted").exists()
    return accepted and not Evaluation.objects.filter(agreement=case).exists()


def _evaluated(case: Agreement) -> bool:
    return Evaluation.objects.filter(agreement=case).exists()


def _settled(case: Agreement) -> bool:
    return Settlement.objects.filter(agreement=case, state="confirmed").exists()


def _no_request(case: Agreement) -> bool:
    return not AmendmentRequest.objects.filter(agreement=case, state__in=["requested", "signing"]).exists()


def _said(verb: Callable[[Actor, int, str], object]) -> Run:
    return lambda actor, one, given, _form: verb(actor, one.pk, given["reason"])


def _plain(verb: Callable[[Actor, int], object]) -> Run:
    return lambda actor, one, _given, _form: verb(actor, one.pk)


def _steps() -> Iterator[Step]:
    def step(code: str, label: Any, of: type[Model], who: str, states: str, run: Run, **more: Any) -> Step:
        return Step(code, label, of, frozenset(who.split()), frozenset(states.split()), run, **more)

    reason = forms.ReasonForm
    yield step(
        "send", _("Send for signing"), Agreement, "manager", "drafted", _plain(agree.send_to_sign), tone="primary"
    )
    yield step("redraw", _("Draw up anew"), Agreement, "manager", "signing", _said(agree.redraw_agreement), form=reason)
    yield step(
        "deposit", _("Confirm a deposit"), Agreement, "finance manager", "signed in_force",
        lambda actor, case, given, _form: voucher.confirm_deposit(
            actor, case.pk, given["amount"], given["paid_on"], given["reference"]
        ),
        form=forms.DepositForm, tone="primary", when=lambda case: still_open(case) > 0,
    )  # fmt: skip
    yield step(
        "issue", _("Issue the voucher"), Agreement, "manager", "signed", _plain(voucher.issue_voucher), tone="primary",
        when=lambda case: still_open(case) == 0,
    )  # fmt: skip
    yield step(
        "order",
        _("Order with the voucher"),
        Agreement,
        "demand",
        "in_force",
        _order,
        form=forms.OrderForm,
        tone="primary",
    )
    yield step(
        "amend",
        _("Ask to change the agreement"),
        Agreement,
        "demand supplier manager",
        "in_force",
        _amend,
        form=forms.AmendForm,
        when=_no_request,
    )
    yield step(
        "interim", _("Ask for an interim report"), Agreement, "manager", "in_force",
        lambda actor, case, given, _form: report.begin_report(actor, case.pk, "interim", given["due_on"]),
        form=forms.AskReportForm,
    )  # fmt: skip
    yield step(
        "final", _("Write the final report"), Agreement, "demand", "in_force ended",
        lambda actor, case, _given, _form: report.begin_report(actor, case.pk, "final"), when=_no_final,
    )  # fmt: skip
    yield step(
        "visit",
        _("Note a visit to the business"),
        Agreement,
        "manager",
        "in_force reported",
        _visit,
        form=forms.VisitForm,
    )
    yield step(
        "evaluate", _("Evaluate the case"), Agreement, "manager", "in_force",
        lambda actor, case, given, _form: report.evaluate(
            actor, case.pk, given["outcome"], given["reason"], given["points"]
        ),
        form=forms.EvaluateForm, tone="primary", when=_to_evaluate,
    )  # fmt: skip
    yield step(
        "end_work",
        _("End the work"),
        Agreement,
        "manager",
        "in_force",
        _plain(report.end_work),
        tone="primary",
        when=_evaluated,
    )
    yield step(
        "settle",
        _("Begin the settlement"),
        Agreement,
        "demand manager",
        "reported ended",
        _plain(settlement.begin_settlement),
        tone="primary",
    )
    yield step(
        "complete",
        _("Complete the case"),
        Agreement,
        "approver",
        "settling",
        _plain(settlement.complete_case),
        tone="primary",
        when=_settled,
    )
    yield step(
        "claim_back", _("Propose a clawback"), Agreement, "manager", "in_force reported ended settling",
        lambda actor, case, given, _form: clawback.propose_clawback(
            actor, case.pk, given["ground"], given["reason"], given["principal"], given["since"], given["due_on"]
        ),
        form=forms.ProposeBackForm,
    )  # fmt: skip
    yield step(
        "give_up", _("Give up the agreement"), Agreement, "demand manager", "drafted signing signed",
        _said(agree.give_up_agreement), form=reason, tone="danger",
        confirm=_("Give the case up? The place goes to the next on the reserve list."),
    )  # fmt: skip
    yield step(
        "end_early", _("End the agreement early"), Agreement, "approver", "in_force reported",
        _said(report.end_agreement), form=reason, tone="danger",
        confirm=_("End this agreement? Orders that are not delivered are cancelled."),
    )  # fmt: skip

    yield step(
        "approve_change",
        _("Approve the change"),
        AmendmentRequest,
        "approver",
        "requested",
        _plain(amendment.approve_amendment),
        tone="primary",
        never="requested_by_id",
    )
    yield step(
        "refuse_change",
        _("Refuse the change"),
        AmendmentRequest,
        "approver",
        "requested",
        _said(amendment.refuse_amendment),
        form=reason,
    )
    yield step(
        "withdraw_change",
        _("Withdraw the request"),
        AmendmentRequest,
        "demand supplier manager",
        "requested signing",
        _plain(amendment.withdraw_amendment),
        only="requested_by_id",
    )

    yield step("take", _("Take the order on"), Order, "supplier", "placed", _plain(order.take_order), tone="primary")
    yield step(
        "deliver", _("Deliver"), Order, "supplier", "taken",
        lambda actor, one, given, _form: order.deliver(actor, one.pk, given["note"], stored(actor, given["papers"])),
        form=forms.DeliverForm, tone="primary",
    )  # fmt: skip
    yield step(
        "accept", _("Accept the delivery"), Order, "demand", "delivered",
        lambda actor, one, _given, _form: order.answer_delivery(actor, one.pk, accepted=True), tone="primary",
        confirm=_("Is the delivery as ordered? After this the supplier can ask to be paid."),
    )  # fmt: skip
    yield step(
        "send_back", _("Return the delivery"), Order, "demand", "delivered",
        lambda actor, one, given, _form: order.answer_delivery(actor, one.pk, accepted=False, reason=given["reason"]),
        form=reason,
    )  # fmt: skip
    yield step(
        "invoice",
        _("Enter the tax invoice"),
        Order,
        "supplier",
        "accepted",
        _invoice,
        form=forms.InvoiceForm,
        tone="primary",
    )
    yield step(
        "void_invoice",
        _("Withdraw the invoice"),
        Order,
        "supplier finance",
        "invoiced",
        _said(invoice.void_invoice),
        form=reason,
    )
    yield step(
        "cancel",
        _("Cancel the order"),
        Order,
        "demand supplier manager",
        "placed taken",
        _said(order.cancel_order),
        form=reason,
        tone="danger",
    )
    yield step(
        "disallow",
        _("Disallow the order"),
        Order,
        "manager",
        "accepted",
        _said(order.disallow_order),
        form=reason,
        tone="danger",
    )

    yield step(
        "approve_payment",
        _("Approve the payment"),
        Payment,
        "manager",
        "requested failed",
        _plain(payment.approve_payment),
        tone="primary",
        never="requested_by_id",
    )
    yield step(
        "refuse_payment",
        _("Refuse the payment"),
        Payment,
        "manager finance",
        "requested approved failed",
        _said(payment.refuse_payment),
        form=reason,
    )

    yield step(
        "write", _("Save"), Report, "demand", "draft returned", _write, form=forms.WriteReportForm, tone="primary"
    )
    yield step(
        "accept_report", _("Accept the report"), Report, "manager", "handed_in",
        lambda actor, one, _given, _form: report.answer_report(actor, one.pk, accepted=True), tone="primary",
    )  # fmt: skip
    yield step(
        "return_report", _("Return the report"), Report, "manager", "handed_in",
        lambda actor, one, given, _form: report.answer_report(actor, one.pk, accepted=False, answer=given["reason"]),
        form=reason,
    )  # fmt: skip

    yield step(
        "evidence", _("Attach evidence"), SettlementLine, "demand", "draft returned",
        lambda actor, one, given, _form: settlement.attach_evidence(actor, one.pk, stored(actor, given["papers"])),
        form=forms.EvidenceForm,
    )  # fmt: skip
    yield step(
        "examine", _("Note the examination"), SettlementLine, "manager", "handed_in",
        lambda actor, one, given, _form: settlement.examine_line(
            actor, one.pk, given.get("disallowed") or 0, given.get("reason") or ""
        ),
        form=forms.ExamineForm,
    )  # fmt: skip
    yield step(
        "hand_in_settlement",
        _("Hand in the settlement"),
        Settlement,
        "demand",
        "draft returned",
        _plain(settlement.hand_in_settlement),
        tone="primary",
    )
    yield step(
        "return_settlement",
        _("Return the settlement"),
        Settlement,
        "manager",
        "handed_in",
        _said(settlement.return_settlement),
        form=reason,
    )
    yield step(
        "end_examination",
        _("End the examination"),
        Settlement,
        "manager",
        "handed_in",
        _plain(settlement.examine_settlement),
        tone="primary",
    )
    yield step(
        "confirm_settlement",
        _("Confirm the settlement"),
        Settlement,
        "approver",
        "examined",
        _plain(settlement.confirm_settlement),
        tone="primary",
        never="examined_by_id",
    )
    yield step(
        "examine_again",
        _("Have it examined anew"),
        Settlement,
        "approver",
        "examined",
        _said(settlement.examine_again),
        form=reason,
    )

    yield step(
        "claim",
        _("Claim the money back"),
        Clawback,
        "approver",
        "proposed",
        _plain(clawback.claim),
        tone="primary",
        never="proposed_by_id",
    )
    yield step(
        "drop",
        _("Drop the clawback"),
        Clawback,
        "approver",
        "proposed",
        _said(clawback.drop_clawback),
        form=reason,
    )
    yield step(
        "recovery", _("Note money paid back"), Clawback, "finance", "claimed",
        lambda actor, one, given, _form: clawback.note_recovery(
            actor, one.pk, given["amount"], given["paid_on"], given["reference"]
        ),
        form=forms.RecoveryForm, tone="primary",
    )  # fmt: skip
    yield step(
        "waive", _("Waive the rest"), Clawback, "approver", "claimed", _said(clawback.waive), form=reason, tone="danger"
    )
    yield step(
        "exclude", _("Exclude the business from subsidies"), Clawback, "approver", "claimed collected",
        lambda actor, one, given, _form: clawback.exclude_business(actor, one.pk, given["until"], given["basis"]),
        form=forms.ExcludeForm, tone="danger",
    )  # fmt: skip


STEPS: dict[str, Step] = {one.code: one for one in _steps()}


def target_of(case: Agreement, step: Step, key: int) -> Any:
    """The record of the case that a step moves, or None when it is another case's."""
    places: dict[type[Model], dict[str, Any]] = {
        Agreement: {"pk": case.pk},
        AmendmentRequest: {"agreement": case},
        Order: {"voucher__agreement": case},
        Payment: {"invoice__order__voucher__agreement": case},
        Report: {"agreement": case},
        Settlement: {"agreement": case},
        SettlementLine: {"settlement__agreement": case},
        Clawback: {"agreement": case},
    }
    return step.of._default_manager.filter(**places[step.of]).filter(pk=key).first()
