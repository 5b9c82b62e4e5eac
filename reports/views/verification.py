"""The public pages on which anybody checks an issued document."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.actor import Actor
from kernel.clock import today
from reports.actions.guesses import count_miss, refuse_guesser
from reports.forms import CodeForm
from reports.queries.verification import Verdict, verify
from reports.rules.codes import grouped, normalised


@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """Asks for the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = normalised(form.cleaned_data["code"])
        if code:
            return redirect("reports:facts", grouped(code))
        form.add_error("code", Verdict.MISTYPED.message)
    return render(request, "reports/verify.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def facts_page(request: HttpRequest, code: str) -> HttpResponse:
    """What became of the document with this code; a posted file is compared with the issued one and not kept."""
    address = Actor.of(request).address
    refuse_guesser(address)
    found = verify(code, today())
    if found.verdict is Verdict.UNKNOWN:
        count_miss(address)
    context = {"found": found, "issue": found.issue, "code": code[:40]}
    if request.method == "POST" and found.issue and "file" in request.FILES:
        digest = hashlib.sha256()
        for chunk in request.FILES["file"].chunks():
            digest.update(chunk)
        context["same"] = digest.hexdigest() == found.issue.sha256
        context["compared"] = True
    return render(request, "reports/facts.html", context, status=200 if found.issue else 404)
