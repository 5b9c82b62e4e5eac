"""The form of a call shown without an application: what is typed is checked as on handing in, and nothing is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from programs.draft_page import conditions_of
from programs.forms.answers import AnswersForm
from programs.models import Call
from programs.registry import programme
from programs.rules.catalogue import check_all
from programs.rules.eligibility import ApplicantFacts, Finding
from programs.rules.form import check_form, parse_answer
from programs.wording import gap_text


def sample_findings(call: Call, facts: ApplicantFacts, on: date) -> list[Finding]:
    """The call's rules on a business of which nothing is kept."""
    chosen = call.terms.choosing_terms.eligibility
    if chosen:
        return check_all(chosen, facts, on)
    return programme(call.programme).eligibility(call.terms.settings, facts, on)


def preview_form(call: Call, typed: Any) -> dict[str, Any]:
    """Sections with their fields, documents, and the gaps of what was typed."""
    terms = call.terms
    spec = terms.form_spec
    answers: Mapping[str, Any] = {}
    gaps: list[dict[str, str]] = []
    if typed is not None:
        answers = {q.key: parse_answer(q, typed.getlist(q.key)) for _s, q in spec.questions()}
        found = [*check_form(spec, answers), *programme(call.programme).check(terms.settings, answers)]
        gaps = [{"text": gap_text(one), "field": f"id_{one.field}"} for one in found]
    form = AnswersForm(spec, answers)
    return {
        "sections": [
            {
                "key": section.key,
                "title": _(section.title),
                "help": _(section.help) if section.help else "",
                "fields": form.fields_of(section),
            }
            for section in spec.sections
        ],
        "conditions": conditions_of(spec),
        "documents": [
            {
                "code": kind.code,
                "label": _(kind.label),
                "help": _(kind.help) if kind.help else "",
                "required": kind.required,
            }
            for kind in terms.document_kinds
        ],
        "gaps": gaps,
    }
