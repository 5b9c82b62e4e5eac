"""The public pages on which anybody checks an issued document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.actor import Actor
from kernel.clock import today
from reports.actions.guesses import count_miss, refuse_guesser
from reports.forms import CodeForm, CopyForm
from reports.queries.verification import Verdict, Verification, verify
from reports.rules.codes import grouped, normalised


@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """Asks for the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = normalised(form.cleaned_data["code"])
        if code:
            return redirect("reports:facts", grouped(code))
        form.add_error("code", str(Verdict.MISTYPED.message))
    return render(request, "reports/verify.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def facts_page(request: HttpRequest, code: str) -> HttpResponse:
    """What became of the document with this code; a posted copy is compared with it and not kept."""
    found = _looked_up(request, code)
    if found.issue is None:
        again = CodeForm(initial={"code": code[:40]})
        return render(request, "reports/verify.html", {"form": again, "found": found}, status=404)
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    same = form.digest() == found.issue.sha256 if form.is_bound and form.is_valid() else None
    context = {"found": found, "issue": found.issue, "form": form, "same": same}
    response = render(request, "reports/facts.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def _looked_up(request: HttpRequest, code: str) -> Verification:
    """Raises TooManyGuesses before anything is looked up when this address has tried too many unknown codes."""
    address = Actor.of(request).address
    refuse_guesser(address)
    found = verify(code, today())
    if found.verdict is Verdict.UNKNOWN:
        count_miss(address)
    return found
