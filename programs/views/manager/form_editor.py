"""The questions and documents of a draft call: an overview, and a page for each section, question and document."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from programs import actions
from programs.form_page import editor_rows
from programs.forms.builder import with_more_lines
from programs.forms.form_parts import DocumentForm, QuestionForm, SectionForm
from programs.models import Call
from programs.queries.amendments import call_to_build
from programs.registry import programme
from programs.rules import form_build
from programs.rules.form import FormSpec
from programs.views.manager.calls import managers_only, seen_version, step_links

STEPS = {"up": -1, "down": 1}
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _new_key(letter: str) -> str:
    """Never used before: an answer to another question of an earlier call is not offered for this one."""
    return f"{letter}-{get_random_string(8, LETTERS)}"


def _context(call: Call, editable: bool) -> dict[str, Any]:
    return {"call": call, "step": True, "steps": step_links(call, "form"), "editable": editable}


@managers_only
@require_http_methods(["GET", "HEAD"])
def overview(request: HttpRequest, call_id: int) -> HttpResponse:
    """Sections with their questions, and the documents, each with what can be done to it."""
    call, editable = call_to_build(Actor.of(request), call_id)
    return render(request, "programs/manager/build/form.html", _context(call, editable) | editor_rows(call))


@managers_only
@require_POST
def arrange(request: HttpRequest, call_id: int) -> HttpResponse:
    """Moves a part up or down, takes it away, or goes back to the programme's standard form."""
    actor = Actor.of(request)
    call, _editable = call_to_build(actor, call_id)
    verb, part, key = (request.POST.get(name, "") for name in ("verb", "part", "key"))
    try:
        if verb == "standard":
            actions.standard_form(actor, call.pk, seen=seen_version(request))
        elif part == "document":
            _arrange_documents(actor, call, verb, key, seen_version(request))
        else:
            actions.change_form(
                actor, call.pk, _arranged(call.terms.own_form, verb, part, key), seen=seen_version(request)
            )
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:build_form", call.pk)


def _arranged(form: FormSpec, verb: str, part: str, key: str) -> FormSpec:
    if part == "section":
        if all(one.key != key for one in form.sections):
            raise Http404
        return (
            form_build.moved_section(form, key, STEPS[verb]) if verb in STEPS else form_build.without_section(form, key)
        )
    if form.question(key) is None:
        raise Http404
    return (
        form_build.moved_question(form, key, STEPS[verb]) if verb in STEPS else form_build.without_question(form, key)
    )


def _arrange_documents(actor: Actor, call: Call, verb: str, key: str, seen: int | None) -> None:
    kinds = call.terms.own_documents
    place = next((number for number, one in enumerate(kinds) if one.code == key), None)
    if place is None:
        raise Http404
    rest = form_build.moved(kinds, place, STEPS[verb]) if verb in STEPS else (*kinds[:place], *kinds[place + 1 :])
    actions.change_documents(actor, call.pk, rest, seen=seen)


def _answer(
    request: HttpRequest, call: Call, form: Any, save: Callable[[], object], template: str, **more: Any
) -> HttpResponse:
    """Shows a part's page, or saves what was typed and goes back to the overview."""
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        try:
            save()
        except HanbatError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("programs:build_form", call.pk)
    failed = request.method == "POST" and "more" not in request.POST
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    context = _context(call, more.pop("editable")) | {"form": form} | more
    return render(request, f"programs/manager/build/{template}.html", context, status=status)


def _sent(request: HttpRequest) -> Any:
    if request.method != "POST":
        return None
    return with_more_lines(request.POST) if "more" in request.POST else request.POST


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, call_id: int, key: str = "") -> HttpResponse:
    """A section's title and help."""
    actor = Actor.of(request)
    call, editable = call_to_build(actor, call_id)
    spec = call.terms.own_form
    present = next((one for one in spec.sections if one.key == key), None)
    if key and present is None:
        raise Http404
    form = SectionForm(present, _sent(request))

    def save() -> None:
        changed = form_build.put_section(spec, form.section(key or _new_key("s")))
        actions.change_form(actor, call.pk, changed, seen=seen_version(request))

    return _answer(request, call, form, save, "section", editable=editable, new=not key)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, call_id: int, key: str = "") -> HttpResponse:
    """A question: words, kind, limits, choices, when it is asked."""
    actor = Actor.of(request)
    call, editable = call_to_build(actor, call_id)
    spec = call.terms.own_form
    present = spec.question(key) if key else None
    if (key and present is None) or not spec.sections:
        raise Http404
    fixed = key in programme(call.programme).fixed_questions
    home = request.GET.get("section", "") or spec.sections[0].key
    form = QuestionForm(spec, present, home=home, fixed=fixed, data=_sent(request))

    def save() -> None:
        changed = form_build.put_question(spec, form.cleaned_data["section"], form.question(key or _new_key("q")))
        actions.change_form(actor, call.pk, changed, seen=seen_version(request))

    return _answer(request, call, form, save, "question", editable=editable, new=not key, fixed=fixed)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, call_id: int, key: str = "") -> HttpResponse:
    """A document that applicants attach."""
    actor = Actor.of(request)
    call, editable = call_to_build(actor, call_id)
    kinds = call.terms.own_documents
    present = next((one for one in kinds if one.code == key), None)
    if key and present is None:
        raise Http404
    form = DocumentForm(present, _sent(request))

    def save() -> None:
        typed = form.document(key or _new_key("d"))
        changed = tuple(typed if one.code == key else one for one in kinds) if key else (*kinds, typed)
        actions.change_documents(actor, call.pk, changed, seen=seen_version(request))

    return _answer(request, call, form, save, "document", editable=editable, new=not key)
