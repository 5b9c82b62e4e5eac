"""The steps of a draft call at one glance, and its form and check as applicants will see them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may
from programs.building import gaps_of
from programs.forms.sample import SampleForm
from programs.models import Call
from programs.presentation import finding_rows, to_prepare
from programs.preview_page import preview_form, sample_findings
from programs.queries.amendments import as_prepared, call_to_build, composed_amendment, open_amendment
from programs.queries.calls import call_of_office, notice_files
from programs.registry import programme
from programs.rules.eligibility import overall
from programs.views.manager.calls import managers_only, step_links


@managers_only
@require_safe
def overview(request: HttpRequest, call_id: int) -> HttpResponse:
    """Each step with its state; what keeps the call from being published leads to its place."""
    call, editable = call_to_build(Actor.of(request), call_id)
    rows = _rows(call)
    context = {
        "call": call,
        "steps": step_links(call),
        "at": "overview",
        "editable": editable,
        "step": True,
        "rows": rows,
        "done": sum(not row["must"] for row in rows),
        "ready": not any(row["must"] for row in rows),
    }
    return render(request, "programs/manager/build/overview.html", context)


def _rows(call: Call) -> list[dict[str, Any]]:
    gaps = gaps_of(call)
    first = [
        {
            "code": "notice",
            "label": _("Notice and scoring table"),
            "url": reverse("programs:edit_call", args=[call.pk]),
        },
        {"code": "files", "label": _("Files of the notice"), "url": reverse("programs:call_files", args=[call.pk])},
    ]
    rows = []
    for one in [*first, *step_links(call)]:
        own = [gap for gap in gaps if gap.step == one["code"]]
        row = {**one, "gaps": own, "must": any(gap.must for gap in own), "look": bool(own)}
        if one["code"] == "files":
            files = len(notice_files(call))
            row["note"] = ngettext("%(n)s file", "%(n)s files", files) % {"n": files}
        rows.append(row)
    return rows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, call_id: int) -> HttpResponse:
    """Check, documents and form as an applicant will meet them; what is typed is checked and nothing is kept. Whoever
    approves sees it too."""
    actor = Actor.of(request)
    call = call_of_office(actor, call_id)
    waiting = open_amendment(call) or composed_amendment(call)
    call = as_prepared(call, waiting)
    by_business = programme(call.programme).applicant == "organisation"
    sample = SampleForm(request.GET if "size" in request.GET else None)
    findings = sample_findings(call, sample.facts(), clock.today()) if by_business and sample.is_ready() else []
    typed = request.POST if request.method == "POST" else None
    context = {
        "call": call,
        "steps": step_links(call),
        "at": "preview",
        "manages": may(actor, "manage_call", call),
        "amended": bool(waiting and waiting.terms),
        "step": True,
        "by_business": by_business,
        "sample": sample,
        "findings": finding_rows(findings),
        "verdict": overall(findings) if findings else "",
        "prepare": to_prepare(call),
        "tried": typed is not None,
        **preview_form(call, typed),
    }
    return render(request, "programs/manager/build/preview.html", context)
