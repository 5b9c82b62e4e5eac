"""A case after the decision, on one page: where it stands, what was agreed, who signed, where its money is."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.actor import Actor
from kernel.queries.audit import history_of
from programs.presentation import case_title
from vouchers.models import Signature, Voucher
from vouchers.presentation import balance_rows
from vouchers.queries import case as queries
from vouchers.queries.agreement import signatures_of, still_open


@login_required
@require_safe
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page that all concerned share; the history is the office's."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    version = agreement.present
    voucher = Voucher.objects.filter(agreement=agreement).first()
    office = queries.manages(actor, agreement) or queries.pays(actor, agreement) or queries.audits(actor)
    parties = dict(Signature.Party.choices)
    context = {
        "agreement": agreement,
        "application": agreement.application,
        "call": agreement.call,
        "case": case_title(agreement.application),
        "version": version,
        "signatures": [{"party": parties[party], "signature": one} for party, one in signatures_of(version).items()],
        "open_contribution": still_open(agreement),
        "voucher": voucher,
        "balances": balance_rows(voucher) if voucher else [],
        "history": history_of(agreement).order_by("-id")[:30] if office else None,
    }
    return render(request, "vouchers/case/case.html", context)
