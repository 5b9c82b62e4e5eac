"""A manager's calls: building, extending, who works on them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from programs import actions
from programs.amendment_pages import change_log
from programs.forms.call import CallForms, ExtendForm
from programs.models import Call
from programs.presentation import call_facts
from programs.queries.amendments import call_to_build, composed_amendment, open_amendment
from programs.queries.applications import open_reviews, state_counts
from programs.queries.calls import (
    approvers_of,
    managed_call,
    managed_calls,
    only_approve,
    payers_of,
    people_with,
    reviewers_of,
    sent_back_because,
)
from programs.queries.results import decision_figures
from programs.registry import Text, programme, programmes


class View(Protocol):
    def __call__(self, request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse: ...


def managers_only(view: View) -> View:
    """Signed in, and a programme manager by role; what exactly may be touched follows from the call's group."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        user = Actor.of(request).user
        if not user.has_role(Role.MANAGER, Role.ADMINISTRATOR):
            raise NotPermitted()
        return view(request, *arguments, **keywords)

    return guarded


@managers_only
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The manager's own calls with how many applications each has."""
    page = Paginator(managed_calls(request.user), 20).get_page(request.GET.get("page"))
    moment = clock.now()
    rows = [{"call": one, "programme": programme(one.programme), "phase": one.phase(moment)} for one in page]
    return render(request, "programs/manager/calls.html", {"page": page, "rows": rows, "programmes": programmes()})


@managers_only
def new(request: HttpRequest, programme_code: str) -> HttpResponse:
    """A draft call of a programme."""
    owner = programme(programme_code)
    forms = CallForms(owner, data=request.POST or None)
    if request.method == "POST" and forms.is_valid():
        try:
            made = actions.create_call(Actor.of(request), owner.code, forms.call.text(), forms.terms())
            messages.success(request, _("The draft is kept. Look at it as applicants will, then publish it."))
            return redirect("programs:manage_call", made.pk)
        except HanbatError as error:
            forms.call.add_error(error.field, str(error))
    return _form_page(request, owner, forms, None)


@managers_only
def edit(request: HttpRequest, call_id: int) -> HttpResponse:
    """Changes a draft call; for an amendment its scoring table and the programme's settings."""
    actor = Actor.of(request)
    call, editable = call_to_build(actor, call_id)
    forms = CallForms(programme(call.programme), call, request.POST or None)
    if request.method == "POST" and forms.is_valid():
        try:
            if call.state == "draft":
                changed = actions.update_call(actor, call.pk, forms.call.text(), forms.terms())
            else:
                changed = actions.change_terms(actor, call.pk, forms.terms(), seen=seen_version(request))
            messages.success(request, _("Saved."))
            _say_lost_ties(request, call, changed)
            return redirect("programs:manage_call" if call.state == "draft" else "programs:amend_call", call.pk)
        except HanbatError as error:
            forms.call.add_error(error.field if error.field in forms.call.fields else None, str(error))
    return _form_page(request, programme(call.programme), forms, call, editable=editable)


BUILD_STEPS: tuple[tuple[str, Text], ...] = (
    ("tracks", gettext_lazy("Tracks and money")),
    ("eligibility", gettext_lazy("Who may apply")),
    ("form", gettext_lazy("Questions and documents")),
    ("marking", gettext_lazy("Marking and order")),
    ("bonus", gettext_lazy("Bonus points")),
    ("panel", gettext_lazy("Panel and days")),
    ("limits", gettext_lazy("Late on the board")),
)
OWN_PAGES = {"form": "programs:build_form", "limits": "programs:board_limits"}  # the others share one


def step_links(call: Call | None, here: str = "") -> list[dict[str, Any]]:
    """The steps of building a call, the programme's own after the tracks; none for a call that is not kept yet."""
    if call is None:
        return []
    owner = programme(call.programme)
    own = [(step.code, step.label) for step in owner.build_steps]
    rows = []
    for code, label in (BUILD_STEPS[0], *own, *BUILD_STEPS[1:]):
        if code == "eligibility" and owner.applicant != "organisation":
            continue  # the catalogue is about businesses
        own_page = OWN_PAGES.get(code)
        url = reverse(own_page, args=[call.pk]) if own_page else reverse("programs:build_call", args=[call.pk, code])
        rows.append({"code": code, "label": label, "here": code == here, "url": url})
    return rows


def amend_links(call: Call) -> list[dict[str, Any]]:
    """The steps in which an amendment is composed: those of building, the scoring table first."""
    table = {
        "code": "notice",
        "label": _("Scoring table and settings"),
        "url": reverse("programs:edit_call", args=[call.pk]),
    }
    return [table, *(one for one in step_links(call) if one["code"] != "limits")]  # limits are no part of the terms


def seen_version(request: HttpRequest) -> int | None:
    """The version of the terms that the page was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() else None


def _say_lost_ties(request: HttpRequest, before: Call, after: Call) -> None:
    """A criterion that told equals apart went out of their order with the table: nobody is left to find that out."""
    left = {one.criterion for one in after.terms.choosing_terms.marking.tie_break}
    labels = {one.key: _(one.label) for one in before.terms.scoring}
    lost = [one.criterion for one in before.terms.choosing_terms.marking.tie_break if one.criterion not in left]
    if names := ", ".join(f"“{labels.get(key, key)}”" for key in lost):
        text = _("%(names)s no longer decides among equals. Look at the order among equals in the step of marking.")
        messages.warning(request, text % {"names": names})


def _form_page(
    request: HttpRequest, owner: Any, forms: CallForms, call: Call | None, *, editable: bool = True
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {
        "programme": owner,
        "forms": forms,
        "call": call,
        "summaries": forms.all(),
        "steps": step_links(call),
        "editable": editable,
    }
    return render(request, "programs/manager/call_form.html", context, status=status)


@managers_only
@require_safe
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """The board of one call: where its cases are and what is to be done."""
    actor = Actor.of(request)
    shown = managed_call(actor, call_id)
    moment = clock.now()
    return render(request, "programs/manager/call.html", _board(shown) | {
        "phase": shown.phase(moment),
        "over": shown.closes_at <= moment,
        "extend": ExtendForm(initial={"closes_at": shown.closes_at}),
    })  # fmt: skip


def _board(shown: Call) -> dict[str, Any]:
    panel, approvers, payers = list(reviewers_of(shown)), list(approvers_of(shown)), list(payers_of(shown))
    return {
        "call": shown,
        "programme": programme(shown.programme),
        "facts": call_facts(shown),
        "terms": shown.terms,
        "counts": state_counts(shown),
        "outstanding": open_reviews(shown),
        "figures": decision_figures(shown),
        "panel": panel,
        "candidates": people_with(Role.REVIEWER, but=panel),
        "approvers": approvers,
        "only_approve": only_approve(shown),
        "sent_back": sent_back_because(shown),
        "payers": payers,
        "may_pay": people_with(Role.FINANCE, but=payers),
        "may_approve": people_with(Role.APPROVER, Role.MANAGER, but=approvers),
        "changes": change_log(shown),
        "amendment": open_amendment(shown) or composed_amendment(shown),
    }


@managers_only
@require_POST
def extend(request: HttpRequest, call_id: int) -> HttpResponse:
    """A later closing moment for everyone."""
    actor = Actor.of(request)
    shown = managed_call(actor, call_id)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            actions.extend_window(actor, call_id, form.cleaned_data["closes_at"], form.cleaned_data["reason"])
            messages.success(request, _("The call closes later now; everyone who has begun was told."))
            return redirect("programs:manage_call", call_id)
        except HanbatError as error:
            form.add_error(error.field, str(error))
    moment = clock.now()
    more = {"phase": shown.phase(moment), "over": shown.closes_at <= moment, "extend": form}
    return render(request, "programs/manager/call.html", _board(shown) | more, status=422)


@managers_only
@require_POST
def panel(request: HttpRequest, call_id: int) -> HttpResponse:
    """Puts a reviewer on the panel or takes one off."""
    choose = _("Choose a reviewer.")
    return _seat(request, call_id, "reviewer", choose, actions.add_reviewer, actions.remove_reviewer)


@managers_only
@require_POST
def approvers(request: HttpRequest, call_id: int) -> HttpResponse:
    """Lets somebody approve in the call, or no longer."""
    return _seat(request, call_id, "approver", _("Choose a person."), actions.add_approver, actions.remove_approver)


@managers_only
@require_POST
def payers(request: HttpRequest, call_id: int) -> HttpResponse:
    """Lets a finance officer pay out the money of the call, or no longer."""
    return _seat(request, call_id, "payer", _("Choose a person."), actions.add_payer, actions.remove_payer)


def _seat(
    request: HttpRequest,
    call_id: int,
    field: str,
    choose: str,
    add: Callable[..., object],
    remove: Callable[..., object],
) -> HttpResponse:
    """Gives the person named in ``field`` a part in the call or takes it; ``choose`` is said when nobody is named."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    named = request.POST.get(field, "")
    person = User.objects.filter(pk=named).first() if named.isdigit() else None
    if person is None:
        messages.error(request, choose)
        return redirect("programs:manage_call", call_id)
    change = remove if "remove" in request.POST else add
    try:
        change(actor, call_id, person)
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_call", call_id)
