"""An applicant's pages: the list, the case, handing in, the receipt, the result. The draft is :mod:`.draft`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.actions.submission import differs, gaps_of
from programs.aftermath_pages import after_context, notice_code
from programs.choosing_pages import result_context
from programs.draft_page import document_rows
from programs.errors import Incomplete
from programs.models import Application, Decision, Submission
from programs.presentation import (
    answer_sections,
    case_title,
    consent_rows,
    document_lines,
    public_state,
)
from programs.queries.applications import my_applications, own
from programs.registry import programme
from programs.timeline import steps_ahead, way
from programs.wording import gap_text
from reports.actions import request_document


@login_required
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Everything that the person, or a business of theirs, has begun."""
    moment = clock.now()
    rows = []
    for one in my_applications(Actor.of(request).user):
        label, tone = public_state(one)
        rows.append({"application": one, "label": label, "tone": tone, "editable": one.editable_at(moment)})
    return render(request, "programs/applications.html", {"rows": rows})


@login_required
@require_safe
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the case is, what was handed in, what comes next, and the result once it is out."""
    shown = own(Actor.of(request), public_id)
    if shown.state == "draft" and shown.editable_at(clock.now()):
        return redirect("programs:edit", public_id)
    submission = shown.submissions.select_related("terms").order_by("-version").first()
    screening = shown.screenings.order_by("-pk").first()
    decision = Decision.objects.filter(application=shown, published_at__isnull=False).first()
    label, tone = public_state(shown)
    terms = submission.terms if submission else shown.call.terms
    context: dict[str, Any] = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "label": label,
        "tone": tone,
        "submission": submission,
        "sections": answer_sections(terms.form_spec, submission.answers if submission else shown.answers),
        "screening": screening if shown.state == "ineligible" else None,
        "decision": decision,
        "events": way(shown, screening, decision),
        "ahead": steps_ahead(shown),
        "documents": document_lines(submission) if submission else [],
        "editable": shown.editable_at(clock.now()),
        "changed": _changed_since(shown, submission),
        "panel": programme(shown.call.programme).panel(shown),
        "withdrawable": any(verb.verb == "withdraw" for verb in shown.next_verbs) and decision is None,
    }
    context |= after_context(shown)
    if decision:
        context |= result_context(shown, decision)
        context["notice_document"] = notice_code(shown)
    return render(request, "programs/application.html", context)


def _changed_since(shown: Application, submission: Submission | None) -> bool:
    """Whether the working copy differs from what was handed in, while it can still be handed in again."""
    return submission is not None and shown.editable_at(clock.now()) and differs(shown, submission)


@login_required
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The check before handing in, each gap with a link to its place; and handing in."""
    actor = Actor.of(request)
    incomplete = False
    if request.method == "POST":
        try:
            actions.submit_application(actor, public_id)
            return redirect("programs:receipt", public_id)
        except Incomplete:
            incomplete = True
        except HanbatError as refusal:
            return _not_handed_in(request, own(actor, public_id), refusal)
    shown = own(actor, public_id)
    gaps = [{"gap": gap, "text": gap_text(gap)} for gap in gaps_of(shown, shown.call.terms)]
    context = {
        "application": shown,
        "call": shown.call,
        "gaps": gaps,
        "sections": answer_sections(shown.call.terms.form_spec, shown.answers),
        "documents": document_rows(shown),
        "panel": programme(shown.call.programme).panel(shown),
        "editable": shown.editable_at(clock.now()),
    }
    return render(request, "programs/submit.html", context, status=Incomplete.status if incomplete else 200)


def _not_handed_in(request: HttpRequest, shown: Application, refusal: HanbatError) -> HttpResponse:
    """The reason, and the way back to what was written. A small page: many may come too late in the same second."""
    context = {"application": shown, "call": shown.call, "case": case_title(shown), "problem": refusal}
    return render(request, "programs/not_handed_in.html", context, status=refusal.status)


@login_required
@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number, time and content hash of what was handed in; every version can be had as a document."""
    shown = own(Actor.of(request), public_id)
    versions = list(shown.submissions.select_related("terms", "submitted_by").order_by("-version"))
    if not versions:
        return redirect("programs:edit", public_id)
    context = {
        "application": shown,
        "call": shown.call,
        "submission": versions[0],
        "earlier": versions[1:],
        "case": case_title(shown),
        "consents": consent_rows(versions[0]),
        "documents": document_lines(versions[0]),
        "changed": _changed_since(shown, versions[0]),
        "ahead": steps_ahead(shown),
    }
    return render(request, "programs/receipt.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = own(Actor.of(request), public_id)
    actions.withdraw_application(Actor.of(request), shown.pk)
    messages.success(request, _("The application was withdrawn."))
    return redirect("programs:applications")


@login_required
@require_POST
def receipt_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Queues the receipt of a version and leads to its page."""
    return _document_of_version(request, public_id, "programs.receipt")


@login_required
@require_POST
def application_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Queues the application exactly as that version was handed in."""
    return _document_of_version(request, public_id, "programs.application")


def _document_of_version(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Of the version that is named, or the latest."""
    shown = own(Actor.of(request), public_id)
    versions = list(shown.submissions.order_by("-version").values_list("version", flat=True))
    named = request.POST.get("version", "")
    version = int(named) if named.isdecimal() and int(named) in versions else max(versions, default=0)
    job = request_document(Actor.of(request), code, {"application": str(shown.public_id), "version": version}, "pdf")
    return redirect("reports:job", job.public_id)


@login_required
@require_POST
def notice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Queues the notice of the result (made once, numbered) and leads to its page."""
    shown = own(Actor.of(request), public_id)
    code = notice_code(shown)
    job = request_document(Actor.of(request), code, {"application": str(shown.public_id)}, "pdf")
    return redirect("reports:job", job.public_id)
