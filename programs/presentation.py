"""Turning records into what pages and documents list: facts, findings, answers, the way of a case."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation
from accounts.rules.numbers import formatted_business_number
from kernel.personal import mask_all, mask_email, mask_name, mask_phone
from programs.models import Application, Call, CallTerms, Correction, Submission
from programs.registry import programme
from programs.rules.bonus import is_bonus
from programs.rules.deadlines import last_minute
from programs.rules.eligibility import Finding, Source, Verdict
from programs.rules.form import FormSpec, Kind, Question, empty
from programs.wording import SOURCES, moment_text

Text = str | Promise
Pairs = list[tuple[Text, Any]]
VERDICTS: dict[str, tuple[Text, str]] = {
    Verdict.MET: (gettext_lazy("met"), "success"),
    Verdict.UNMET: (gettext_lazy("not met"), "danger"),
    Verdict.UNCONFIRMED: (gettext_lazy("to be confirmed"), "warning"),
}
# What an applicant reads before the results are out: screening and review are the office's own steps.
PUBLIC_STATES: dict[str, tuple[Text, str]] = {
    "eligible": (gettext_lazy("being judged"), "info"),
    "in_review": (gettext_lazy("being judged"), "info"),
}


def call_facts(call: Call) -> Pairs:
    """What the public page says at a glance."""
    owner = programme(call.programme)
    facts: Pairs = [
        (_("Window"), _("%(from)s to %(until)s") % _window(call)),
        (_("Number to select"), _seats(call)),
    ]
    facts += owner.settings_summary(call.terms.settings)
    facts.append((_("Source of funds"), call.get_fund_display()))
    return facts


def to_prepare(call: Call) -> dict[str, Any]:
    """What to have ready before the first word: documents, texts with their limits, what the programme itself wants."""
    terms = call.terms
    texts = [q for _s, q in terms.form_spec.questions() if q.kind is Kind.LONG_TEXT and q.condition is None]
    return {
        "documents": [
            {"label": _(kind.label), "help": _(kind.help) if kind.help else "", "required": kind.required}
            for kind in terms.document_kinds
        ],
        "texts": [{"label": _(q.label), "help": _(q.help) if q.help else "", "limit": _limit(q)} for q in texts],
        "own": programme(call.programme).prepare(terms.settings),
    }


def _limit(question: Question) -> str:
    if question.max_words:
        return _("up to %(words)s words") % {"words": f"{question.max_words:,}"}
    return _("up to %(n)s characters") % {"n": f"{question.max_length:,}"}


def _seats(call: Call) -> str:
    by_person = programme(call.programme).applicant == "person"
    if by_person:
        text = ngettext("%(n)s person", "%(n)s people", call.seats)
    else:
        text = ngettext("%(n)s case", "%(n)s cases", call.seats)
    return text % {"n": f"{call.seats:,}"}


def _window(call: Call) -> dict[str, str]:
    return {"from": moment_text(call.opens_at), "until": moment_text(call.closes_at)}


def finding_rows(findings: Iterable[Finding | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings of the rules, fresh or as kept with a screening, in the reader's language."""
    rows = []
    for one in findings:
        found = one if isinstance(one, Finding) else _kept_finding(one)
        label, tone = VERDICTS[found.verdict]
        text = _(found.explanation) % found.values if found.values else _(found.explanation)
        sources = [_source_row(source) for source in found.sources]
        rows.append({"label": _(found.label), "verdict": label, "tone": tone, "text": text, "sources": sources})
    return rows


def _kept_finding(kept: Mapping[str, Any]) -> Finding:
    return Finding(**{**kept, "sources": tuple(Source(**one) for one in kept.get("sources", ()))})


def _source_row(source: Source) -> dict[str, Any]:
    """Where a fact comes from, with the day on which it was looked up."""
    return {
        "label": SOURCES.get(source.code, source.code),
        "detail": source.detail,
        "on": datetime.fromisoformat(source.at).date() if source.at else None,
        "file": source.file,
    }


def shown_answer(question: Question, answer: Any) -> str:
    """An answer as a reader wants it."""
    if is_bonus(question.key):
        return _("asked for") if answer is True else _("not asked for")
    if question.kind is Kind.CONSENT:
        return _("agreed") if answer is True else _("not agreed")
    if empty(answer):
        return ""
    if question.kind is Kind.MONEY and isinstance(answer, int):
        return _("%(amount)s won") % {"amount": f"{answer:,}"}
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        given = answer if isinstance(answer, list) else [answer]
        return ", ".join(_(question.choice_label(code)) for code in given)
    return str(answer)


def masked_answer(question: Question, answer: Any) -> str:
    """A personal answer as the office sees it by default."""
    text = shown_answer(question, answer)
    if question.kind is Kind.PHONE:
        return mask_phone(text)
    if question.kind is Kind.EMAIL:
        return mask_email(text)
    return mask_name(text) if question.kind is Kind.TEXT else mask_all(text)


def answer_sections(form: FormSpec, answers: Mapping[str, Any], *, masked: bool = False) -> list[dict[str, Any]]:
    """Title and rows (key, label, text, long, hidden) of every section, only what is asked; ``masked`` hides what is
    personal."""
    return [
        {
            "key": section.key,
            "title": _(section.title),
            "rows": [_row(q, answers.get(q.key), masked) for q in section.questions if q.asked(answers)],
        }
        for section in form.sections
    ]


def applicant_facts(submission: Submission) -> Pairs:
    """Who applied, as it was known when the version was handed in."""
    kept = submission.applicant
    number = kept.get("registration_number", "")
    sizes: Mapping[str, Any] = dict(Organisation.SizeClass.choices)
    known: Pairs = [
        (_("Applicant"), kept.get("name", "")),
        (_("Registration number"), formatted_business_number(number) if number else ""),
        (_("Representative"), kept.get("representative", "")),
        (_("Size class"), sizes.get(kept.get("size_class", ""), "")),
        (_("Industry (KSIC)"), kept.get("industry_code", "")),
        (_("Address"), kept.get("address", "")),
    ]
    return [(label, value) for label, value in known if value]


def consent_rows(submission: Submission) -> list[dict[str, Any]]:
    """Each consent that was asked for with the text that was shown, and whether it was given; the text is that of the
    terms' version under which the application was handed in."""
    return [
        {
            "label": _(q.label),
            "text": _(q.help) if q.help else "",
            "given": submission.answers.get(q.key) is True,
            "required": q.required,
        }
        for _section, q in submission.terms.form_spec.questions()
        if q.kind is Kind.CONSENT and not is_bonus(q.key) and q.asked(submission.answers)
    ]


def document_names(terms: CallTerms) -> dict[str, str]:
    """What each kind of document is called: code → name."""
    return {kind.code: _(kind.label) for kind in terms.document_kinds}


def document_lines(submission: Submission) -> list[dict[str, Any]]:
    """The files that were handed in: which document, its name, the SHA-256 of its content."""
    kinds = document_names(submission.terms)
    return [{**one, "label": kinds.get(one["kind"], one["kind"])} for one in submission.documents]


def _row(question: Question, answer: Any, masked: bool) -> dict[str, Any]:
    hidden = masked and question.personal and not empty(answer)
    text = masked_answer(question, answer) if hidden else shown_answer(question, answer)
    long = question.kind is Kind.LONG_TEXT
    return {"key": question.key, "label": label_with_unit(question), "text": text, "long": long, "hidden": hidden}


def label_with_unit(question: Question) -> str:
    """The question with the unit of its figures; money carries its won in the answer."""
    label = _(question.label)
    return f"{label} ({_(question.unit)})" if question.unit and question.kind is Kind.NUMBER else label


def columns(terms: CallTerms, keys: Iterable[str]) -> list[Question]:
    """The questions that a list shows as columns."""
    found = (terms.form_spec.question(key) for key in keys)
    return [question for question in found if question is not None]


def case_title(application: Application) -> str:
    """The name of a case in lists: the project's title where the programme has one, else the applicant."""
    key = programme(application.call.programme).title_answer
    return str(application.answers.get(key) or "") if key else ""


def correction_round(one: Correction) -> dict[str, Any]:
    """A request to correct as its history shows it: what was asked, and until when."""
    form = one.before.terms.form_spec
    labels = {("question", q.key): q.label for _section, q in form.questions()}
    labels |= {("document", kind.code): kind.label for kind in one.before.terms.document_kinds}
    rows = [
        {"label": _(labels.get((item["kind"], item["key"]), item["key"])), "note": item["note"]} for item in one.items
    ]
    return {"correction": one, "rows": rows, "last_moment": last_minute(one.due_at)}


def public_state(application: Application) -> tuple[Text, str]:
    """Label and tone of the state as its applicant sees it."""
    shown = PUBLIC_STATES.get(application.state)
    return shown or (application.stage.label, application.stage.tone)
