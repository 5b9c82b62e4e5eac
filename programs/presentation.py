"""Turning records into what pages and documents list: facts, findings, answers, the way of a case."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.personal import mask_all, mask_email, mask_name, mask_phone
from programs.models import Application, Call, CallTerms, Correction, Decision, Screening
from programs.registry import programme
from programs.rules.bonus import is_bonus
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


def _seats(call: Call) -> str:
    by_person = programme(call.programme).applicant == "person"
    return (_("%(n)s people") if by_person else _("%(n)s cases")) % {"n": f"{call.seats:,}"}


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
    return {"correction": one, "rows": rows, "last_moment": one.due_at - timedelta(minutes=1)}


def public_state(application: Application) -> tuple[Text, str]:
    """Label and tone of the state as its applicant sees it."""
    shown = PUBLIC_STATES.get(application.state)
    return shown or (application.stage.label, application.stage.tone)


def way(application: Application, screening: Screening | None, decision: Decision | None) -> list[dict[str, Any]]:
    """What has happened and what comes next, newest first, for the applicant."""
    call = application.call
    events: list[dict[str, Any]] = [_event(application.created_at, _("Draft begun"))]
    for submission in application.submissions.order_by("version"):
        again = _("Handed in again") if submission.version > 1 else _("Was handed in")
        events.append(_event(submission.submitted_at, again, application.receipt_number, "info"))
    for correction in application.corrections.order_by("pk"):
        events.append(_event(correction.asked_at, _("Corrections asked for"), correction.message, "warning"))
    if screening and screening.verdict == Screening.Verdict.INELIGIBLE:
        events.append(_event(screening.screened_at, _("Found not eligible"), screening.reason, "danger"))
    if decision and decision.published_at:
        events.append(_event(decision.published_at, _("Result published"), decision.get_outcome_display(), "success"))
    if application.withdrawn_at:
        events.append(_event(application.withdrawn_at, _("Withdrawn")))
    if application.state in {"draft", "submitted"} and call.state == "published":
        events.append({"at": call.closes_at, "title": _("Closing moment of the call"), "tone": "warning"})
    return sorted(events, key=lambda event: event["at"])[::-1]  # of one moment, what came later stands above


def _event(at: datetime, title: str, text: object = "", tone: str = "neutral") -> dict[str, Any]:
    return {"at": at, "title": title, "text": text, "tone": tone}
