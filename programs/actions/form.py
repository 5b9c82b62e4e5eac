"""The form and the documents of a call, changed part by part by its manager: of a draft, or for an amendment."""

from kernel.action import action
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.actions.building import change_terms
from programs.actions.call import TermsText
from programs.errors_building import FormBroken, PartNeeded
from programs.models import Call
from programs.queries.amendments import terms_to_build
from programs.registry import Programme, programme
from programs.rules.form import DocumentKind, FormSpec
from programs.rules.form_build import Fault, problems
from programs.wording import form_problem_text


@action
def change_form(actor: Actor, call_id: int, form: FormSpec, *, seen: int | None = None) -> Call:
    """The next version of the call's form. A question that the programme reads stays, with its kind and its choices.

    Raises PartNeeded, FormBroken (what the change would leave behind that does not hold together), StepChanged,
    CallIncomplete.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    before = terms_to_build(call).own_form
    _keep_needed(programme(call.programme), before, form)
    old = set(problems(before))
    new = [one for one in problems(form) if one not in old and one.fault is not Fault.EMPTY_SECTION]
    if new:
        raise FormBroken(what=form_problem_text(new[0]))
    return change_terms(actor, call_id, TermsText(form=form), seen=seen)


def _keep_needed(owner: Programme, before: FormSpec, after: FormSpec) -> None:
    for _section, question in before.questions():
        if question.key in owner.fixed_questions:
            kept = after.question(question.key)
            if kept is None or (kept.kind, kept.choices, kept.source) != (
                question.kind,
                question.choices,
                question.source,
            ):
                raise PartNeeded()


@action
def change_documents(
    actor: Actor, call_id: int, documents: tuple[DocumentKind, ...], *, seen: int | None = None
) -> Call:
    """The next version of the documents that applicants attach. Raises as :func:`change_form`."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    needed = programme(call.programme).fixed_documents & {kind.code for kind in terms_to_build(call).kept_documents}
    if needed - {kind.code for kind in documents}:
        raise PartNeeded()
    return change_terms(actor, call_id, TermsText(documents=documents), seen=seen)


@action
def standard_form(actor: Actor, call_id: int, *, seen: int | None = None) -> Call:
    """Back to the form and the documents that the programme suggests for the call's settings."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    owner, settings = programme(call.programme), terms_to_build(call).settings
    terms = TermsText(form=owner.form(settings), documents=owner.documents(settings))
    return change_terms(actor, call_id, terms, seen=seen)
