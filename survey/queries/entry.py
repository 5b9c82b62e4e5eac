"""What the page of entry needs beside the record: the compiled form, the code list, what stands there first."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from survey.models import Business, CensusRecord, IndustryCode, QuestionnaireVersion, RecordFile, Wave
from survey.queries.questionnaire import form_of
from survey.rules.industries import with_section
from survey.rules.visit_results import VisitResult
from survey.rules.xform.form import Form

MODES = ("visit", "paper", "phone")  # among which an enumerator chooses
WEB = "web"  # the respondents' way, and its code
# Ways of entry → codes of ``channel``.
CHANNELS = {"visit": "field", "paper": "paper", "phone": "telephone", WEB: WEB}
# What a respondent is not asked: the system knows it (docs/records.md).
NOT_THE_RESPONDENTS = ("shop_id", "visited_on", "channel", "result", "memo")
_sent: dict[tuple[int, str], tuple[bytes, str]] = {}


def form_as_sent(version: QuestionnaireVersion) -> tuple[bytes, str]:
    """The compiled form as JSON, and the hash that its address carries; made once in a process."""
    key = (version.pk, version.made_at.isoformat())
    if key not in _sent:
        content = json.dumps(form_of(version).to_json(), ensure_ascii=False, separators=(",", ":")).encode()
        _sent[key] = content, hashlib.sha256(content).hexdigest()[:16]
    return _sent[key]


def files_of(record: CensusRecord) -> QuerySet[RecordFile]:
    """Every photo and file that came with the record, whichever way, the latest of a name last."""
    of_record = Q(record=record) | Q(version__record=record)
    return RecordFile.objects.filter(of_record).select_related("file").order_by("pk")


def industry_codes() -> list[list[str]]:
    """Code with its section, and name, of the newest KSIC of which the frame has codes, in order. One statement."""
    found = IndustryCode.objects.filter(scheme__startswith="ksic").order_by("scheme", "code")
    rows = list(found.values_list("scheme", "code", "name"))
    newest = rows[-1][0] if rows else ""
    return [[with_section(code), name] for scheme, code, name in rows if scheme == newest]


def kept_so_far(business: Business, record: CensusRecord | None) -> dict[str, Any]:
    """What every page of entry begins with: the business, and what is kept of its record."""
    return {
        "content": record.content if record is not None and record.revision else "",
        "revision": record.revision if record is not None else 0,
        "reasons": record.reasons if record is not None else {},
        "business": {
            "id": business.pk,
            "name": str(business),
            "address": business.address,
            "dong": business.dong.name,
            "industry": business.industry.name,
            "shop_id": business.source_id,
        },
    }


def prefilled(form: Form, business: Business, today: date, mode: str) -> dict[str, str]:
    """What a new record holds before anybody types, by path: what the frame knows, the day, the way of asking."""
    known = {
        "shop_id": business.source_id,
        "shop_name": str(business),
        "address": business.address,
        "industry": with_section(business.ksic_code),
        "visited_on": today.isoformat(),
        "channel": CHANNELS.get(mode, ""),
        "result": VisitResult.COMPLETED if mode == WEB else "",
    }
    asked = {form.named[name].path: text for name, text in known.items() if name in form.named and text}
    return {path: text for path, text in asked.items() if _offered(form, path, text)}


def not_asked(form: Form) -> list[str]:
    """Paths of the questions that a respondent does not see."""
    return [form.named[name].path for name in NOT_THE_RESPONDENTS if name in form.named]


def _offered(form: Form, path: str, text: str) -> bool:
    """Questions with choices are prefilled only with one of them."""
    choices = form.items[path].choices
    return choices is None or any(row.get(choices.value) == text for row in form.lists[choices.source])


def last_answers(user: Any, wave: Wave, form: Form) -> dict[str, str]:
    """What the person's latest record of the wave answered, for the page to offer again; nothing that is personal, and
    no repeats. One statement."""
    mine = CensusRecord.objects.filter(wave=wave, entered_by=user, state__in=["submitted", "approved"])
    latest = mine.order_by("-submitted_at").values_list("answers", flat=True).first() or {}
    return {
        path: text
        for path, text in latest.items()
        if isinstance(text, str) and path in form.items and form.items[path].control and not form.items[path].personal
    }
