"""Cases after the decision: the list of one's own, the page of one with what may be done now, its text and signing."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.proof import passkey_question, proof_of
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from programs.actions.look import note_list, note_look
from programs.presentation import case_title
from programs.queries.audit import audits
from reports.actions import request_document
from vouchers.actions.agreement import sign
from vouchers.budget_cases import CasesBehind
from vouchers.case_page import CasePage, Refused, destroyed_page, party_to_sign, people_rows
from vouchers.documents.case import BY_CODE
from vouchers.forms.case import SignForm
from vouchers.models import Agreement, AgreementVersion, Signature
from vouchers.panels import OFFICE_TITLES
from vouchers.queries import case as queries
from vouchers.queries.agreement import differences, signatures_of
from vouchers.queries.office_work import waits_at_office
from vouchers.steps import STEPS, parts_of, target_of
from vouchers.wording import field_label

PAGE_SIZE = 50


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one's own companies, and those one looks after for the city."""
    actor = Actor.of(request)
    office = queries.of_office(actor.user)
    note_list(actor, "cases", request.GET.urlencode())
    rows = queries.office_cases(actor) if office else queries.cases_of(actor)
    state, waits = request.GET.get("state", ""), request.GET.get("waits", "")
    if office and waits in OFFICE_TITLES:
        rows = rows.filter(waits_at_office(actor.user).get(waits, Q(pk__in=())))
    behind = CasesBehind.of(request.GET) if office else CasesBehind()
    rows = behind.narrow(rows)
    counts = queries.counts(rows)
    if state:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    own = queries.own_among(actor.user, list(page)) if office else set()
    context = {
        "page": page,
        "rows": [{"agreement": one, "case": case_title(one.application), "own": one.pk in own} for one in page],
        "states": [(code, label, counts[code]) for code, label in Agreement.LIFE_CYCLE.choices if counts.get(code)],
        "office": office,
        "audits": audits(actor),
        "waits": OFFICE_TITLES[waits][0] if office and waits in OFFICE_TITLES else "",
        "total": sum(counts.values()),
        "behind": behind,
        "won": behind.total(rows) if behind.what else None,
    }
    return render(request, "vouchers/case/cases.html", context)


@login_required
@require_safe
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page that all concerned share; what may be done and the history differ by who looks."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id, destroyed=True)
    note_look(actor, agreement)
    if agreement.state == "destroyed":
        return render(request, "vouchers/case/destroyed.html", destroyed_page(actor, agreement))
    return _page(request, actor, agreement)


def _page(request: HttpRequest, actor: Actor, agreement: Agreement, refused: Refused = None) -> HttpResponse:
    context = CasePage(actor, agreement, refused).context()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "vouchers/case/case.html", context, status=status)


@login_required
@require_POST
def do(request: HttpRequest, public_id: UUID, code: str, key: int) -> HttpResponse:
    """Takes one step with one record of the case; a refusal keeps what was typed."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    step = STEPS.get(code)
    target = target_of(agreement, step, key) if step else None
    if step is None or target is None:
        raise Http404
    if not step.who & parts_of(actor, agreement):
        raise NotPermitted()
    form = step.form(
        request.POST, request.FILES, case=agreement, target=target, auto_id=f"{code}-{key}-%s"
    )  # fmt: skip
    if form.is_valid():
        try:
            step.run(actor, target, form.cleaned_data, form)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": step.label})
            return redirect("vouchers:case", public_id)
    return _page(request, actor, queries.case(actor, public_id), (code, key, form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One text of the agreement as it is signed, and the place to sign it."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    version = _version(agreement, number)
    note_look(actor, agreement)
    form = SignForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sign(actor, agreement.pk, number, given["party"], given["content_hash"], proof_of(request, given))
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("You have signed."))
            return redirect("vouchers:case", public_id)
    signed = signatures_of(version)
    parties = dict(Signature.Party.choices)
    mine = party_to_sign(actor, version, signed)
    if not form.is_bound and mine:
        initial = {"party": mine, "content_hash": version.content_hash}
        form = SignForm(initial=initial, actor=actor)
    context = {
        "agreement": agreement,
        "version": version,
        "text": queries.text_of(version),
        "case": case_title(agreement.application),
        "signatures": [{"party": parties[party], "signature": one} for party, one in signed.items()],
        "people": people_rows(version),
        "form": form,
        "mine": parties[Signature.Party(mine)] if mine else "",
        "passkey": passkey_question(request) if mine else None,
        "earlier": agreement.versions.filter(version__lt=number).order_by("-version").first(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/case/text.html", context, status=status)


def _version(agreement: Agreement, number: int) -> AgreementVersion:
    version = agreement.versions.filter(version=number).first()
    if version is None:
        raise Http404
    return version


@login_required
@require_POST
def paper(request: HttpRequest, public_id: UUID, code: str, key: int) -> HttpResponse:
    """Has a paper of the case made; who may not have it is told so by the document itself."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    if code not in {*BY_CODE, "agreement"}:
        raise Http404
    job = request_document(actor, f"vouchers.{code}", {"case": str(agreement.public_id), "key": key}, "pdf")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_safe
def compare(request: HttpRequest, public_id: UUID, earlier: int, later: int) -> HttpResponse:
    """Two texts side by side, only what differs."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    note_look(actor, agreement)
    first, second = _version(agreement, earlier), _version(agreement, later)
    found = differences(first, second)
    context = {
        "agreement": agreement,
        "case": case_title(agreement.application),
        "first": first,
        "second": second,
        "rows": [{"difference": one, "label": field_label(one.key)} for one in found],
        "same": sum(not one.changed for one in found),
    }
    return render(request, "vouchers/case/compare.html", context)


@login_required
@require_POST
def comparison(request: HttpRequest, public_id: UUID, earlier: int, later: int) -> HttpResponse:
    """Has the same made as PDF."""
    actor = Actor.of(request)
    agreement = queries.case(actor, public_id)
    first, second = _version(agreement, earlier), _version(agreement, later)
    params = {"case": str(agreement.public_id), "key": second.version, "earlier": first.version}
    job = request_document(actor, "vouchers.comparison", params, "pdf")
    return redirect("reports:job", public_id=job.public_id)
