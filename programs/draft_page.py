"""The page of a draft put together: sections with their progress, conflicts, colleagues, documents, what is known."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from files.kinds import DOCUMENTS, endings
from files.queries import reusable
from kernel.actor import Actor
from programs.forms.answers import AnswersForm, marks_of
from programs.models import Application
from programs.presentation import label_with_unit, shown_answer
from programs.queries.drafting import others_at, writers_of
from programs.queries.earlier import Earlier, earlier_of
from programs.registry import ApplicationPanel, programme
from programs.rules.form import DOCUMENTS_SECTION, FormSpec, Question, Section, parse_answer, progress
from programs.rules.merging import Conflict
from programs.wording import moment_text

REUSABLE_FILES = 20  # offered in the list of earlier files


def draft_page(
    actor: Actor, shown: Application, typed: Mapping[str, list[str]], conflicts: Iterable[Conflict]
) -> dict[str, Any]:
    """The context of ``programs/edit.html``. ``typed`` is what a refused page held, to be shown again."""
    spec = shown.call.terms.form_spec
    answers = shown.answers | {key: _as_sent(spec, key, values) for key, values in typed.items()}
    earlier = earlier_of(shown)
    latest = shown.submissions.order_by("-version").values_list("version", flat=True).first()
    here = others_at(shown, actor.user)
    documents = document_rows(shown, earlier)
    attached = sorted(one.pk for row in documents for one in row["files"])
    counts = progress_of(shown, {row["kind"].code for row in documents if row["files"]})
    return {
        "application": shown,
        "call": shown.call,
        "sections": _sections(shown, answers, list(conflicts), earlier),
        "conditions": conditions_of(spec),
        "revisions": json.dumps(shown.revisions),
        "marks": json.dumps(marks_of(spec, shown.answers)),
        "version": latest or 0,
        "documents": documents,
        "attached": ",".join(map(str, attached)),
        "earlier": list(reusable(actor)[:REUSABLE_FILES]),
        "earlier_application": earlier.application if earlier else None,
        "accept": endings(DOCUMENTS),
        "panel": _panel(shown),
        "conflicts": bool(conflicts),
        "known": known_facts(shown.organisation) if shown.organisation else [],
        "others": [{"name": one.name, "section": one.section, "title": _title(spec, one.section)} for one in here],
        "documents_done": counts[DOCUMENTS_SECTION][0],
        "documents_asked": counts[DOCUMENTS_SECTION][1],
        "done_whole": sum(done for done, _asked in counts.values()),
        "asked_whole": sum(asked for _done, asked in counts.values()),
    }


def _panel(shown: Application) -> ApplicationPanel | None:
    return programme(shown.call.programme).panel(shown)


def _as_sent(spec: FormSpec, key: str, values: list[str]) -> Any:
    question = spec.question(key)
    return parse_answer(question, values) if question else values


def _title(spec: FormSpec, key: str) -> str:
    if key == DOCUMENTS_SECTION:
        return _("Documents to attach")
    return next((_(one.title) for one in spec.sections if one.key == key), "")


def _sections(
    shown: Application, answers: Mapping[str, Any], conflicts: list[Conflict], earlier: Earlier | None
) -> list[dict[str, Any]]:
    spec = shown.call.terms.form_spec
    form = AnswersForm(spec, answers)
    done = progress(spec, shown.answers)
    offers = earlier.offers(shown) if earlier else {}
    names = writers_of(shown, [one.field for one in conflicts])
    kept = {one.field: one for one in conflicts}
    return [
        {
            "section": section,
            "title": _(section.title),
            "help": _(section.help) if section.help else "",
            "fields": [
                {"field": form[q.key], "conflict": _conflict(q, kept.get(q.key), answers, names)}
                for q in section.questions
            ],
            "done": done[section.key][0],
            "asked": done[section.key][1],
            "offer": _offer(section, offers.get(section.key, {})),
        }
        for section in spec.sections
    ]


def _conflict(
    question: Question, one: Conflict | None, answers: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Both versions of a field, side by side."""
    if one is None:
        return None
    mine, theirs = shown_answer(question, answers.get(question.key)), shown_answer(question, one.kept)
    return {"mine": mine, "theirs": theirs, "by": names.get(question.key, "")}


def _offer(section: Section, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the earlier application would fill in, to be read before it is taken."""
    return [
        (label_with_unit(question), shown_answer(question, fields[question.key]))
        for question in section.questions
        if question.key in fields
    ]


def conditions_of(spec: FormSpec) -> dict[str, Any]:
    return {q.key: {"key": q.condition.key, "values": q.condition.values} for _s, q in spec.questions() if q.condition}


def document_rows(shown: Application, earlier: Earlier | None = None) -> list[dict[str, Any]]:
    """Each document with its files, and the files that the earlier application had for it."""
    attached = list(shown.attachments.filter(removed_at=None).select_related("file__content").order_by("pk"))
    before = earlier.files() if earlier else []
    present = {(one.kind, one.file_id) for one in attached}
    return [
        {
            "kind": kind,
            "label": _(kind.label),
            "help": _(kind.help) if kind.help else "",
            "files": [one for one in attached if one.kind == kind.code],
            "before": [one for one in before if one.kind == kind.code and (one.kind, one.file_id) not in present],
        }
        for kind in shown.call.terms.document_kinds
    ]


def known_facts(organisation: Organisation) -> list[tuple[str, Any]]:
    """What the register knows of the business and goes along with the application, so that nobody types it."""
    return [
        (_("Business"), organisation.name),
        (_("Registration number"), organisation.formatted_number),
        (_("Representative"), organisation.representative),
        (_("Size class"), organisation.get_size_class_display()),
        (_("Opening date"), organisation.founded_on),
        (_("Address"), organisation.address),
        (_("Operating status"), organisation.get_business_status_display()),
    ]


def progress_of(shown: Application, attached: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """Section → (done, asked), the documents as a section of their own; ``attached``: codes of documents, if known."""
    terms = shown.call.terms
    if attached is None:
        attached = set(shown.attachments.filter(removed_at=None).values_list("kind", flat=True))
    needed = [kind.code for kind in terms.document_kinds if kind.required]
    done = sum(code in attached for code in needed)
    return {**progress(terms.form_spec, shown.answers), DOCUMENTS_SECTION: (done, len(needed))}


def news_of(shown: Application, version: Any) -> dict[str, str] | None:
    """What the others did with the whole application since the page was shown (it knew ``version`` handed in)."""
    if shown.state not in {"draft", "submitted"}:
        text = _("This application is “%(state)s” now and can no longer be changed.") % {"state": shown.stage.label}
        return {"text": text, "url": reverse("programs:application", args=[shown.public_id])}
    latest = shown.submissions.select_related("submitted_by").order_by("-version").first()
    if latest is None or latest.version == version:
        return None
    text = _("%(name)s handed in the application at %(moment)s. Receipt number: %(number)s") % {
        "name": latest.submitted_by.name,
        "moment": moment_text(latest.submitted_at),
        "number": shown.receipt_number,
    }
    return {"text": text, "url": reverse("programs:receipt", args=[shown.public_id])}
