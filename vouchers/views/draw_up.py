"""Drawing an agreement up from the decision, and correcting its text until somebody has signed."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from programs.models import Application, Decision
from programs.presentation import case_title
from programs.queries.applications import managed
from vouchers.actions.agreement import draw_up_agreement
from vouchers.forms.case import DrawUpForm
from vouchers.forms.clauses import clause_rows
from vouchers.models import Agreement, AgreementVersion
from vouchers.own_share import cost_split
from vouchers.queries.agreement import may_correct
from vouchers.queries.case import text_of
from vouchers.queries.clauses import present
from vouchers.rules.agreement import PARTIES, Clause
from vouchers.rules.clauses import PLACES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A manager draws the agreement of a selected application up, from what was decided, or corrects its text."""
    actor = Actor.of(request)
    application = managed(actor, public_id)
    there = Agreement.objects.filter(application=application).first()
    if there is not None and not may_correct(there):
        return redirect("vouchers:case", there.public_id)
    standing = there.present if there else None
    data = request.POST if request.method == "POST" else None
    initial = _standing(there, standing) if there and standing else _suggested(application)
    form = DrawUpForm(data, initial=initial, corrects=standing is not None)
    rows = clause_rows(data, _clauses(application, standing))
    valid = form.is_valid() and (rows.is_valid() or "clauses-TOTAL_FORMS" not in request.POST)
    if request.method == "POST" and valid:
        try:
            clauses = rows.clauses() if rows.is_valid() else ()
            made = draw_up_agreement(actor, application.pk, form.drawn(clauses))
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The agreement is drawn up. Read it, then send it for signing."))
            return redirect("vouchers:case", made.public_id)
    context = {
        "application": application,
        "call": application.call,
        "case": case_title(application),
        "form": form,
        "rows": rows,
        "places": PLACES,
        "agreement": there,
        "decision": Decision.objects.filter(application=application).first(),
        "divided": cost_split(application),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if data is not None else HTTPStatus.OK
    return render(request, "vouchers/case/draw_up.html", context, status=status)


def _clauses(application: Application, standing: AgreementVersion | None) -> tuple[Clause, ...]:
    """Of the text that stands, its places unfilled; else those of the track."""
    if standing is None:
        return present(application.call, application.track)
    return tuple(Clause(**one) for one in standing.source) or text_of(standing).clauses


def _standing(agreement: Agreement, version: AgreementVersion) -> dict[str, Any]:
    names = ("first_day", "last_day", "support", "cash", "in_kind")
    people = {f"{party}_person": version.people.get(party, "") for party in PARTIES}
    return {name: getattr(version, name) for name in names} | {"deposit_due": agreement.deposit_due} | people


def _suggested(application: Application) -> dict[str, Any]:
    """Half a year from today, the sums as decided; what was cut comes from the business in money."""
    today, divided = clock.today(), cost_split(application)
    decision = Decision.objects.filter(application=application).first()
    support = (decision.amount if decision else None) or (divided.support if divided else 0)
    in_kind = divided.in_kind if divided else 0
    return {
        "first_day": today,
        "last_day": today + timedelta(days=180),
        "deposit_due": today + timedelta(days=14),
        "support": support,
        "in_kind": in_kind,
        "cash": max(divided.cost - support - in_kind, 0) if divided else 0,
    }
