"""The overview of a form that is being built: its parts with what is wrong with them and what can be done."""

from typing import Any

from django.utils.translation import gettext as _

from programs.forms.form_parts import KINDS
from programs.models import Call
from programs.registry import programme
from programs.rules.form import FormSpec, Question
from programs.rules.form_build import problems
from programs.wording import FORM_FAULTS


def editor_rows(call: Call) -> dict[str, Any]:
    """The context of ``programs/manager/build/form.html``."""
    owner, terms = programme(call.programme), call.terms
    form = terms.own_form
    wrong: dict[str, list[Any]] = {}
    for one in problems(form):
        wrong.setdefault(one.part, []).append(FORM_FAULTS[one.fault])
    return {
        "sections": [
            {
                "key": section.key,
                "title": _(section.title),
                "help": _(section.help) if section.help else "",
                "problems": wrong.get(section.key, []),
                "questions": [
                    {
                        "key": question.key,
                        "label": _(question.label),
                        "facts": _facts(form, question),
                        "required": question.required,
                        "fixed": question.key in owner.fixed_questions,
                        "problems": wrong.get(question.key, []),
                    }
                    for question in section.questions
                ],
                "fixed": any(question.key in owner.fixed_questions for question in section.questions),
            }
            for section in form.sections
        ],
        "documents": [
            {
                "code": kind.code,
                "label": _(kind.label),
                "required": kind.required,
                "fixed": kind.code in owner.fixed_documents,
            }
            for kind in terms.own_documents
        ],
        "bonuses": [_(one.label) for one in terms.choosing_terms.bonuses],
        "own": form != owner.form(terms.settings) or terms.own_documents != tuple(owner.documents(terms.settings)),
    }


def _facts(form: FormSpec, question: Question) -> list[str]:
    """Kind, limits and condition in words."""
    found = [str(dict(KINDS).get(question.kind, _("looked up in a register")))]
    if question.choices:
        found.append(" · ".join(_(one.label) for one in question.choices))
    if question.max_words:
        found.append(_("up to %(words)s words") % {"words": f"{question.max_words:,}"})
    if question.minimum is not None or question.maximum is not None:
        least, most = (f"{one:,}" if one is not None else "" for one in (question.minimum, question.maximum))
        found.append(f"{least}–{most} {_(question.unit) if question.unit else ''}".strip())
    if question.condition:
        named = form.question(question.condition.key)
        choices = ", ".join(_(named.choice_label(code)) for code in question.condition.values) if named else "?"
        found.append(_("only when %(question)s: %(choices)s") % {
            "question": _(named.label) if named else "?", "choices": choices
        })  # fmt: skip
    return found
