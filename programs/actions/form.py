"""The form and the documents of a draft call, changed part by part by its manager."""

from kernel.action import action
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.actions.call import TermsText, update_call
from programs.errors_building import FormBroken, PartNeeded
from programs.models import Call
from programs.registry import Programme, programme
from programs.rules.bonus import without_bonuses
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
    before = without_bonuses(call.terms.kept_form)
    _keep_needed(programme(call.programme), before, form)
    old = set(problems(before))
    new = [one for one in problems(form) if one not in old and one.fault is not Fault.EMPTY_SECTION]
    if new:
        raise FormBroken(what=form_problem_text(new[0]))
    return update_call(actor, call_id, terms=TermsText(form=form), seen=seen)


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
    needed = programme(call.programme).fixed_documents & {kind.code for kind in call.terms.kept_documents}
    if needed - {kind.code for kind in documents}:
        raise PartNeeded()
    return update_call(actor, call_id, terms=TermsText(documents=documents), seen=seen)


@action
def standard_form(actor: Actor, call_id: int, *, seen: int | None = None) -> Call:
    """Back to the form and the documents that the programme suggests for the call's settings."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    owner, settings = programme(call.programme), call.terms.settings
    terms = TermsText(form=owner.form(settings), documents=owner.documents(settings))
    return update_call(actor, call_id, terms=terms, seen=seen)
