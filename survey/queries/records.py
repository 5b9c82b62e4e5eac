"""Records of a wave as its manager finds, reads and exports them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, Func, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Regex

from accounts.models import User
from kernel.errors import NotVisible
from kernel.queries.audit import history_of
from survey.models import Assignment, Business, CensusRecord, QuestionnaireVersion, RecordVersion, Wave
from survey.queries.find import looks_like_number, name_fits, number_fits
from survey.queries.questionnaire import HEAVY, asked_by, form_of
from survey.rules.xform.form import Item

FORM_WITHOUT_WEIGHT = tuple(f"form__{name}" for name in HEAVY)


@dataclass(frozen=True)
class Wanted:
    """How a list of records is narrowed; what is empty narrows nothing.

    ``typed``: a receipt, a shop number, or part of a business's name; ``issues``: only what has to be mended;
    ``path`` and ``answer``: a question and the code or text of its answer.
    """

    state: str = ""
    gu: str = ""
    typed: str = ""
    entered_by: int | None = None
    since: date | None = None
    until: date | None = None
    result: str = ""
    issues: bool = False
    path: str = ""
    answer: str = ""


def records_of(wave: Wave, wanted: Wanted | None = None) -> QuerySet[CensusRecord]:
    """Records that were handed in at least once, latest first, narrowed as asked; without their content."""
    wanted = wanted or Wanted()
    exact = {
        "state": wanted.state, "area__dong__gu_code": wanted.gu, "entered_by_id": wanted.entered_by,
        "visited_on__gte": wanted.since, "visited_on__lte": wanted.until, "result": wanted.result,
    }  # fmt: skip
    found = CensusRecord.objects.filter(wave=wave).exclude(receipt="")
    found = found.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
    if wanted.issues:
        found = found.filter(issues__gt=0)
    found = found.filter(_business_fits(wanted.typed), _answered(wanted))
    listed = found.select_related("business", "area__dong", "entered_by")
    return listed.defer("content", "answers", "paradata", "stamps").order_by("-submitted_at", "-pk")


MOST_AT_ONCE = 2_000  # records approved by one click


class Unexplained(Func):
    """Whether something unlikely is kept without a reason: :func:`survey.rules.record.unexplained` in the database, of
    ``problems`` and ``reasons``."""

    template = "EXISTS (SELECT FROM jsonb_array_elements(%(expressions)s ->> (one ->> 'address'), '')) = '')"
    arg_joiner = ") one WHERE one ->> 'fault' = 'unlikely' AND btrim(coalesce("
    output_field = BooleanField()


READY = Q(state="submitted", issues=0) & ~Q(Unexplained("problems", "reasons"))


def approvable(wave: Wave, wanted: Wanted) -> QuerySet[CensusRecord]:
    """Of the records found those that may be approved: handed in, with nothing left to mend or to explain."""
    return records_of(wave, wanted).filter(READY)


@dataclass(frozen=True)
class Approval:
    """What approving all that was found would do: how many records are found, how many of them would be approved (at
    most MOST_AT_ONCE at a time), why the others are left out; ``reasoned``: how many of those to be approved keep an
    unusual answer with a reason. ``seal`` stands for exactly these records in exactly these versions."""

    found: int
    approved: int
    with_issues: int
    returned: int
    done: int
    reasoned: int
    first: list[CensusRecord]
    seal: str

    @property
    def at_once(self) -> int:
        return min(self.approved, MOST_AT_ONCE)


def approval_of(wave: Wave, wanted: Wanted, shown: int = 20) -> Approval:
    """Three statements."""
    figures = (
        records_of(wave, wanted)
        .order_by()
        .aggregate(
            found=Count("pk"),
            approved=Count("pk", filter=READY),
            with_issues=Count("pk", filter=Q(state="submitted") & ~READY),
            returned=Count("pk", filter=Q(state="returned")),
            done=Count("pk", filter=Q(state="approved")),
            reasoned=Count("pk", filter=READY & ~Q(reasons={})),
        )
    )
    rows = approvable(wave, wanted).order_by("pk")
    seal = seal_of(rows.values_list("pk", "version")[:MOST_AT_ONCE])
    return Approval(**figures, first=list(rows[:shown]), seal=seal)


def seal_of(records: Iterable[tuple[int, int]]) -> str:
    """Of records by key and version, in the order of their keys."""
    text = " ".join(f"{key}.{version}" for key, version in records)
    return hashlib.sha256(text.encode()).hexdigest()


def _business_fits(typed: str) -> Q:
    typed = typed.strip()
    if not typed:
        return Q()
    fits = number_fits(typed) if looks_like_number(typed) else name_fits(typed)
    return Q(receipt__iexact=typed) | Q(business_id__in=Business.objects.filter(fits).values("pk"))


def _answered(wanted: Wanted) -> Q:
    """One answer exactly, one of several that were chosen, or that of a round of a repeat."""
    path, answer = wanted.path, wanted.answer
    if not path or not answer:
        return Q()
    exactly = Q(answers__contains={path: answer})
    chosen = rf"(^|\s){re.escape(answer)}(\s|$)"
    among = Q(answers__has_key=path) & Q(Regex(KeyTextTransform(path, "answers"), chosen))
    return exactly | among | _in_a_round(path, answer)


def _in_a_round(path: str, answer: str) -> Q:
    """Whichever of the groups above the question is a repeat."""
    parts, found = path.split("/"), Q()
    for depth in range(3, len(parts)):
        found |= Q(answers__contains={"/".join(parts[:depth]): [{path: answer}]})
    return found


def record_of(wave: Wave, record_id: int) -> CensusRecord:
    """One record of this wave with all that its page shows. Raises NotVisible."""
    found = (
        CensusRecord.objects.select_related("business__dong", "business__industry", "entered_by", "wave", "form")
        .defer(*FORM_WITHOUT_WEIGHT)
        .filter(wave=wave, pk=record_id)
        .exclude(receipt="")
        .first()
    )
    if found is None:
        raise NotVisible()
    return found


def mender_of(record: CensusRecord) -> User | None:
    """Who mends what comes back: to whom the business is given, which is whoever entered it unless it was handed over
    since; of what a respondent answered, too."""
    given = Assignment.objects.filter(wave=record.wave_id, business=record.business_id, ended_at=None)
    found = given.select_related("enumerator").first()
    return found.enumerator if found is not None else None


def versions_of(record: CensusRecord) -> list[RecordVersion]:
    """Every version that was handed in, latest first, with its files. Two statements."""
    found = record.versions.select_related("author", "form").defer("content", *FORM_WITHOUT_WEIGHT)
    return list(found.prefetch_related("files__file").order_by("-number"))


@dataclass(frozen=True)
class SentBack:
    """A version that was sent back: when, by whom (as the trail names them), why, and the notes by address."""

    at: datetime
    by: str
    note: str
    notes: dict[str, str]


def sent_back_of(record: CensusRecord) -> list[SentBack]:
    """Each time the record was sent back, oldest first. The record itself keeps the notes only until it is handed in
    again; the trail keeps all of them. One statement."""
    found = []
    for line in history_of(record).filter(verb="return"):
        told = json.loads(line.after or "{}")  # nothing where its words were taken away
        found.append(SentBack(line.at, line.actor_label, told.get("return_note", ""), told.get("return_notes", {})))
    return found


def forms_of(wave: Wave) -> list[QuestionnaireVersion]:
    """The versions by which records of the wave were filled in, newest first; the one asked now when there is none."""
    used = CensusRecord.objects.filter(wave=wave).exclude(receipt="").values("form_id").distinct()
    found = QuestionnaireVersion.objects.defer(*HEAVY).filter(pk__in=used).order_by("-published_at", "-pk")
    asked = [] if found else [asked_by(wave.questionnaire_id)]
    return list(found) or [version for version in asked if version is not None]


def items_of(wave: Wave) -> list[Item]:
    """Every question that records of the wave may hold, by the newest form, then what only earlier ones asked."""
    found: dict[str, Item] = {}
    for version in forms_of(wave):
        for path, item in form_of(version).items.items():
            found.setdefault(path, item)
    return list(found.values())


def personal_names(wave: Wave) -> list[str]:
    """The questions of the wave whose answers are personal."""
    return [item.name for item in items_of(wave) if item.personal]
