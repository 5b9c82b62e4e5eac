"""Steps before the work: the text is signed, the contribution paid in, the voucher issued; changes; ending early."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from files.actions import store
from kernel.actor import Actor
from vouchers.actions import agreement as agree
from vouchers.actions import amendment, archive, refund, report, voucher
from vouchers.forms import case as forms
from vouchers.models import Agreement, AmendmentRequest, Refund
from vouchers.queries.agreement import still_open, to_prepare
from vouchers.rules.agreement import PARTIES
from vouchers.steps.step import Step, plain, said, step

DIGITS = 10  # of a business registration number


def _amend(actor: Actor, case: Agreement, given: dict[str, Any], _form: Any) -> object:
    number = "".join(filter(str.isdigit, given.get("supplier") or ""))[-DIGITS:]
    values = {name: given.get(name) for name in ("first_day", "last_day", "support", "cash", "in_kind")}
    people = {**case.present.people, **{party: given.get(f"{party}_person") for party in PARTIES}}
    representatives = [(party, given.get(f"{party}_representative") or "") for party in ("demand", "supplier")]
    changes = amendment.Changes(
        **values,
        supplier=number or None,
        people=tuple((party, name) for party, name in people.items() if name),
        representatives=tuple((party, name) for party, name in representatives if name),
    )
    file = store(actor, given["file"]) if given.get("file") else None
    return amendment.request_amendment(actor, case.pk, changes, given["reason"], file)


def _no_request(case: Agreement) -> bool:
    return not AmendmentRequest.objects.filter(agreement=case, state__in=["requested", "signing"]).exists()


def signing() -> Iterator[Step]:
    """From the drawn-up text to the voucher."""
    yield step(
        "send", _("Send for signing"), Agreement, "manager", "drafted", plain(agree.send_to_sign), tone="primary"
    )
    yield step(
        "redraw",
        _("Take the text back"),
        Agreement,
        "manager",
        "signing",
        said(agree.redraw_agreement),
        form=forms.ReasonForm,
    )
    yield step(
        "deposit", _("Confirm a deposit"), Agreement, "finance manager", "signed in_force",
        lambda actor, case, given, _form: voucher.confirm_deposit(
            actor, case.pk, given["amount"], given["paid_on"], given["reference"]
        ),
        form=forms.DepositForm, tone="primary", when=lambda case: still_open(case) > 0,
    )  # fmt: skip
    yield step(
        "issue", _("Issue the voucher"), Agreement, "manager", "signed", plain(voucher.issue_voucher), tone="primary",
        when=lambda case: still_open(case) == 0,
    )  # fmt: skip


def giving_back() -> Iterator[Step]:
    """What goes back to the business: prepared by one, released by another, then transferred."""
    yield step(
        "give_back", _("Prepare to give the contribution back"), Agreement, "finance",
        "in_force reported ended settling completed given_up",
        lambda actor, case, given, _form: refund.prepare_refund(actor, case.pk, given["amount"]),
        form=forms.RefundForm, tone="primary", when=lambda case: to_prepare(case) > 0,
    )  # fmt: skip
    yield step(
        "release_refund", _("Release what is given back"), Refund, "finance", "prepared", plain(refund.release_refund),
        tone="primary", never="prepared_by_id",
    )  # fmt: skip
    yield step(
        "note_refund", _("Note the transfer to the business"), Refund, "finance", "released",
        lambda actor, one, given, _form: refund.note_refund(actor, one.pk, given["paid_on"], given["reference"]),
        form=forms.TransferForm, tone="primary",
    )  # fmt: skip
    yield step(
        "drop_refund", _("Drop what is given back"), Refund, "finance", "prepared released", said(refund.drop_refund),
        form=forms.ReasonForm,
    )  # fmt: skip


def changing() -> Iterator[Step]:
    """A wish to change, and its answer by a second person."""
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
        "approve_change",
        _("Approve the change"),
        AmendmentRequest,
        "approver",
        "requested",
        plain(amendment.approve_amendment),
        tone="primary",
        never="requested_by_id",
    )
    yield step(
        "refuse_change",
        _("Refuse the change"),
        AmendmentRequest,
        "approver",
        "requested",
        said(amendment.refuse_amendment),
        form=forms.ReasonForm,
    )
    yield step(
        "withdraw_change",
        _("Withdraw the request"),
        AmendmentRequest,
        "demand supplier manager",
        "requested signing",
        plain(amendment.withdraw_amendment),
        only="requested_by_id",
    )


def ending() -> Iterator[Step]:
    """What ends a case before its time, and what closes its file."""
    yield step(
        "archive", _("Archive the case"), Agreement, "manager", "completed given_up", plain(archive.archive_case),
    )  # fmt: skip
    yield step(
        "withdraw_text", _("Withdraw the agreement"), Agreement, "manager", "drafted signing",
        said(agree.withdraw_text), form=forms.ReasonForm, tone="danger",
        confirm=_("Withdraw this agreement? The business keeps its place, and you can draw the agreement up again."),
    )  # fmt: skip
    yield step(
        "give_up", _("Give up the agreement"), Agreement, "demand manager", "drafted signing signed withdrawn",
        said(agree.give_up_agreement), form=forms.ReasonForm, tone="danger",
        confirm=_("Give the case up? The place goes to the next on the reserve list."),
    )  # fmt: skip
    yield step(
        "end_early", _("End the agreement early"), Agreement, "approver", "in_force reported",
        said(report.end_agreement), form=forms.ReasonForm, tone="danger",
        confirm=_("End this agreement? Orders that are not delivered are cancelled."),
    )  # fmt: skip
