"""What a device of the field app is filled with, and what is left of what came from devices."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may
from survey.models import Assignment, CensusRecord, FieldDevice, FieldItem, FieldWord, QuestionnaireVersion, Wave
from survey.queries.best_hour import best_parts
from survey.queries.entry import form_as_sent, last_answers, prefilled
from survey.queries.field_content import OtherForm, beside
from survey.queries.questionnaire import HEAVY, asked_by, form_of
from survey.queries.safety import my_outing, round_facts
from survey.queries.work import OPEN_STATES, my_list, my_waves
from survey.rules.field.hours import Hours
from survey.rules.frame_rows import CITY_BOX
from survey.rules.merging import divided
from survey.rules.offline import FoundBody, Purpose, RecordBody, key_for, read_item, signed
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import read

LEFT = ("waiting", "conflict", "held")
SEEN = 60  # latest items of a device whose state it is told


def require_part(user: Any) -> None:
    """Raises NotVisible for whom no business was ever given: whose work ended still sends what is left of it."""
    if not Assignment.objects.filter(enumerator=user).exists():
        raise NotVisible()


def keys_of(device: FieldDevice) -> dict[str, str]:
    """The keys of a device, in base64."""
    return {purpose.value: base64.b64encode(key_for(device.secret, purpose)).decode() for purpose in Purpose}


def receipt_of(item: FieldItem | FieldWord) -> dict[str, str]:
    """What the device was told of an item or a word, signed, and how it stands now."""
    signature = signed(item.device.secret, Purpose.RECEIPT, item.receipt)
    return {"id": item.client_id, "receipt": item.receipt, "signature": signature, "state": item.state}


def stock_of(user: Any, device: FieldDevice) -> dict[str, Any]:
    """Everything with which a person works: waves, businesses in the order of the day, records that lie with them,
    forms, and how the latest items of the device stand. A bounded number of statements."""
    return {
        "at": clock.now().isoformat(),
        "waves": [_wave(user, wave) for wave in my_waves(user)],
        "items": list(
            FieldItem.objects.filter(device=device)
            .order_by("-pk")
            .annotate(number=F("client_id"))
            .values("pk", "number", "state", "why", "business_id")[:SEEN]
        ),
        "industries": reverse("survey:industry_codes"),
        "trades": reverse("survey:found_industries"),
        "city": CITY_BOX,
        "round": round_facts(my_outing(user)),
    }


def _wave(user: Any, wave: Wave) -> dict[str, Any]:
    newest = asked_by(wave.questionnaire_id)
    records = {
        one.business_id: one
        for one in CensusRecord.objects.filter(wave=wave, business__assignments__enumerator=user)
        .filter(business__assignments__wave=wave, business__assignments__ended_at=None)
        .select_related("form")
        .defer(*(f"form__{name}" for name in HEAVY), "answers", "problems", "paradata", "stamps")
    }
    listed = [*my_list(user, wave, "todo"), *my_list(user, wave, "done")]
    best = best_parts(wave)
    versions = [*([newest] if newest else []), *(one.form for one in records.values())]
    return {
        "code": wave.code,
        "title": wave.title,
        "opens_at": wave.opens_at.isoformat(),
        "closes_at": wave.closes_at.isoformat(),
        "duty_phone": wave.duty_phone,
        "visit_hours": _hours(wave.permitted.visits),
        "call_hours": _hours(wave.permitted.calls),
        "form": newest.pk if newest else None,
        "forms": _forms(versions),
        "last": last_answers(user, wave, form_of(newest)) if newest else {},
        "businesses": [_business(one, records.get(one.pk), newest) | {"best": best.of(one) or ""} for one in listed],
    }


def _hours(hours: Hours) -> list[str]:
    return [hours.begins.isoformat(), hours.ends.isoformat()]


def _forms(versions: Iterable[QuestionnaireVersion]) -> dict[str, str]:
    """Addresses of compiled forms, by the number of their version."""
    known = {one.pk: one for one in versions}
    return {str(pk): reverse("survey:form_json", args=[pk, form_as_sent(version)[1]]) for pk, version in known.items()}


def _business(business: Any, record: CensusRecord | None, newest: QuestionnaireVersion | None) -> dict[str, Any]:
    """A business as the device shows it; with its record where that lies with the person."""
    version = record.form if record is not None else newest
    form: Form | None = form_of(version) if version is not None else None
    found = {
        "id": business.pk,
        "name": str(business),
        "address": business.moved_to or business.address,
        "dong": business.dong.name,
        "area": business.area_serial,
        "position": business.position,
        "industry": business.industry.name,
        "shop_id": business.source_id,
        "step": business.step,
        "not_before": business.not_before and business.not_before.isoformat(),
        "state": business.record_state or "",
        "prefill": prefilled(form, business, clock.today(), "visit") if form is not None else {},
    }
    if record is not None:
        found |= {"form": record.form_id, "revision": record.revision, "receipt": record.receipt}
        if record.state in OPEN_STATES:
            found |= {
                "content": record.content if record.revision else "", "reasons": record.reasons,
                "notes": record.return_notes, "note": record.return_note,
            }  # fmt: skip
    return found


def devices_of(wave: Wave) -> QuerySet[FieldDevice]:
    """Devices of whoever works in a wave, latest heard first."""
    found = FieldDevice.objects.filter(owner__census_assignments__wave=wave).select_related("owner")
    return found.distinct().order_by("-seen_at", "-pk")


def left_of(wave: Wave) -> QuerySet[FieldItem]:
    """Items of a wave that wait for a person or for what was made before them, oldest first."""
    found = FieldItem.objects.filter(wave=wave, state__in=LEFT).select_related("device__owner", "business")
    return found.defer("text", "receipt").order_by("pk")


def evidence_of(wave: Wave, business_id: int) -> list[FieldItem]:
    """Photos of a business, and items that say where they were made, oldest first. One statement."""
    found = FieldItem.objects.filter(wave=wave, business_id=business_id).select_related("file", "device__owner")
    return list(found.filter(Q(file__isnull=False) | Q(latitude__isnull=False)).defer("text", "receipt"))


def item_for(actor: Actor, item_id: int) -> FieldItem:
    """An item for its sender or a manager of the wave. Raises NotVisible."""
    found = FieldItem.objects.select_related("device__owner", "business__dong", "wave", "record__form", "settled_by")
    item = found.defer(*(f"record__form__{name}" for name in HEAVY)).filter(pk=item_id).first()
    if item is None or not (item.device.owner_id == actor.user_id or may(actor, "manage_wave", item.wave)):
        raise NotVisible()
    return item


def found_by(item: FieldItem) -> FoundBody | None:
    """What an item tells of a business that the list lacks."""
    body = read_item(item.text, item.sha256).body if item.kind == "found" else None
    return body if isinstance(body, FoundBody) else None


@dataclass(frozen=True)
class Compared:
    """A record of a device beside the server's, and the fields about which a person decides."""

    form: Form
    mine: Node
    theirs: Node
    fields: tuple[str, ...]


def compared(item: FieldItem) -> Compared | None:
    """What a person has to look at. None for what is no record, is decided, or cannot be read beside the record."""
    if item.kind != "record" or item.state not in LEFT:
        return None
    body = read_item(item.text, item.sha256).body
    records = CensusRecord.objects.select_related("form").defer(*(f"form__{name}" for name in HEAVY))
    record = records.filter(wave=item.wave, business=item.business).first()
    if not isinstance(body, RecordBody) or record is None:
        return None
    try:
        version, mine = beside(record, item.wave, body.content)
    except OtherForm:
        return None
    form = form_of(version)
    theirs = read(form, record.content.encode())[0]
    if item.state == "conflict":
        return Compared(form, mine, theirs, tuple(item.fields))
    division = divided(form, theirs, mine, body.changed, record.stamps, body.revision, record.revision)
    return Compared(form, mine, theirs, division.apart)
