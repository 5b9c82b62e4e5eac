"""Steps before the work: the text is signed, the contribution paid in, the voucher issued; changes; ending early."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from vouchers.actions import agreement as agree
from vouchers.actions import amendment, report, voucher
from vouchers.forms import case as forms
from vouchers.models import Agreement, AmendmentRequest
from vouchers.queries.agreement import still_open
from vouchers.steps.step import Step, plain, said, step


def _amend(actor: Actor, case: Agreement, given: dict[str, Any], _form: Any) -> object:
    number = "".join(filter(str.isdigit, given.get("supplier") or ""))
    changes = amendment.Changes(
        last_day=given["last_day"], support=given["support"], cash=given["cash"], supplier=number or None
    )
    return amendment.request_amendment(actor, case.pk, changes, given["reason"])


def _no_request(case: Agreement) -> bool:
    return not AmendmentRequest.objects.filter(agreement=case, state__in=["requested", "signing"]).exists()


def signing() -> Iterator[Step]:
    """From the drawn-up text to the voucher."""
    yield step(
        "send", _("Send for signing"), Agreement, "manager", "drafted", plain(agree.send_to_sign), tone="primary"
    )
    yield step(
        "redraw",
        _("Draw up anew"),
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
    """What ends a case before its time."""
    yield step(
        "give_up", _("Give up the agreement"), Agreement, "demand manager", "drafted signing signed",
        said(agree.give_up_agreement), form=forms.ReasonForm, tone="danger",
        confirm=_("Give the case up? The place goes to the next on the reserve list."),
    )  # fmt: skip
    yield step(
        "end_early", _("End the agreement early"), Agreement, "approver", "in_force reported",
        said(report.end_agreement), form=forms.ReasonForm, tone="danger",
        confirm=_("End this agreement? Orders that are not delivered are cancelled."),
    )  # fmt: skip
