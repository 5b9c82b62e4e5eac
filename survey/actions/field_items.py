"""What comes from devices that worked without a network: kept first, then taken in, or left to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from files.actions import store
from files.errors import FileRefused
from files.kinds import FileKind
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.transition import advance
from survey.actions.additions import Found, add_unasked
from survey.actions.case import where
from survey.actions.devices import own_device
from survey.actions.field_records import Met, finish, met, take_fields
from survey.actions.record import is_in_time, own_assignment
from survey.actions.visits import keep_visit
from survey.errors import BusinessNotTakenIn, ItemDamaged, NotAssignedToYou, OutsideTheCity, PlaceNeeded
from survey.models import Business, FieldDevice, FieldItem, IndustryCode, Visit, Wave
from survey.queries.field_content import OtherForm
from survey.queries.work import OPEN_STATES, my_waves
from survey.rules import record as rules
from survey.rules.offline import (
    MOST_ID,
    FoundBody,
    Item,
    ItemUnreadable,
    PhotoBody,
    RecordBody,
    VisitBody,
    canonical,
    put_right,
    read_item,
)
from survey.rules.visit_results import NEED_NOTE

Why = FieldItem.Why
MOST_PHOTO = 3 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Came:
    """An item as it came. ``device_now``: what the device's clock showed when it sent; None when it did not say."""

    client_id: str
    sha256: str
    text: str
    device_now: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What is to become of an item: a verb of its life cycle with what is kept of it."""

    verb: str
    why: str = ""
    fields: tuple[str, ...] = ()
    outcome: Mapping[str, Any] | None = None
    more: Mapping[str, Any] | None = None


@action
def receive_item(actor: Actor, device_id: str, came: Came) -> FieldItem:
    """Keeps an item and does with it what can be done. The same again changes nothing and has the same receipt.

    What waited for it follows at once. Raises NoSuchDevice, and ItemDamaged for what cannot be read or names no case
    of a wave in which the actor works: it stays on the device.
    """
    device = own_device(actor, device_id)
    earlier = list(device.items.filter(client_id=came.client_id).select_related("business"))
    for one in earlier:
        if one.sha256 == came.sha256:
            return one
    told = _read(came)
    item = _kept(device, came, told)
    if earlier and not isinstance(told.body, PhotoBody):
        _decided(actor, item, _another_content(actor, item, told))
    else:
        _go_on(actor, item, told)
    _write_receipt(item)
    follow(actor, item)
    return item


def _read(came: Came) -> Item:
    """Raises ItemDamaged."""
    if not 0 < len(came.client_id) <= MOST_ID:
        raise ItemDamaged()
    try:
        return read_item(came.text, came.sha256)
    except ItemUnreadable as fault:
        raise ItemDamaged() from fault


def _kept(device: FieldDevice, came: Came, told: Item) -> FieldItem:
    """The row of an item, before anything is done with it. Raises ItemDamaged."""
    wave = Wave.objects.filter(code=told.wave, assignments__enumerator=device.owner).first()
    if wave is None:
        raise ItemDamaged()
    business = _found_by(device, wave, told.found)
    if not (told.found or isinstance(told.body, FoundBody)):
        business = Business.objects.filter(pk=told.business, cases__wave=wave).first()
        if business is None:
            raise ItemDamaged()
    return FieldItem.objects.create(
        device=device, wave=wave, business=business, kind=told.kind, client_id=came.client_id,
        sha256=came.sha256, text="" if isinstance(told.body, PhotoBody) else came.text, follows=told.follows,
        made_at=put_right(told.made_at, came.device_now, clock.now()),
        **(asdict(told.position) if told.position is not None else {}),
    )  # fmt: skip


def _go_on(actor: Actor, item: FieldItem, told: Item) -> None:
    """Does with an item what can be done; it stays in the backlog while the one before it has not come, or the business
    to which it belongs was not taken in."""
    before = _before(item)
    if told.found and item.business is None:
        item.business = _found_by(item.device, item.wave, told.found)
    is_early = (item.follows and before is None) or (told.found and item.business is None)
    if is_early and not isinstance(told.body, PhotoBody):
        item.why = Why.EARLIER_MISSING
        item.save(update_fields=["why", "business"])
        return
    _decided(actor, item, _verdict(actor, item, told, before))


def _before(item: FieldItem) -> FieldItem | None:
    """The item that it follows, once that has left the backlog."""
    if not item.follows:
        return None
    same = FieldItem.objects.filter(device=item.device_id, client_id=item.follows).exclude(state="waiting")
    return same.order_by("pk").first()


def _found_by(device: FieldDevice, wave: Wave, found: str) -> Business | None:
    """The business that an item of the device added."""
    taken = FieldItem.objects.filter(device=device, wave=wave, client_id=found, kind="found").exclude(business=None)
    one = taken.select_related("business").first() if found else None
    return one.business if one is not None else None


def business_of(item: FieldItem) -> Business:
    """Raises BusinessNotTakenIn."""
    if item.business is None:
        raise BusinessNotTakenIn()
    return item.business


def _verdict(actor: Actor, item: FieldItem, told: Item, before: FieldItem | None) -> Verdict:
    if isinstance(told.body, PhotoBody):
        return _photo(actor, item, told.body)
    if isinstance(told.body, FoundBody):
        return _found(actor, item, told.body)
    try:
        own_assignment(actor, item.wave_id, business_of(item).pk)
    except NotAssignedToYou:
        return Verdict("hold", Why.NOT_ASSIGNED)
    if isinstance(told.body, VisitBody):
        return _visit(item, told.body)
    return _record(actor, item, told.body, before)


def _found(actor: Actor, item: FieldItem, body: FoundBody) -> Verdict:
    if not my_waves(item.device.owner).filter(pk=item.wave_id).exists():
        return Verdict("hold", Why.NOT_ASSIGNED)
    if not is_in_time(item.wave):
        return Verdict("hold", Why.WAVE_CLOSED)
    try:
        return Verdict("take", outcome=added(actor, item, body))
    except (PlaceNeeded, OutsideTheCity):
        return Verdict("hold", Why.REFUSED)


def added(actor: Actor, item: FieldItem, body: FoundBody) -> dict[str, Any]:
    """Adds the business of an item, inside an action, and says as which; photos of it that came before belong to it
    now. Raises PlaceNeeded (also without an industry that we know), OutsideTheCity."""
    if not IndustryCode.objects.filter(pk=body.industry).exists():
        raise PlaceNeeded()
    at = item.position
    found = Found(
        name=body.name, industry_id=body.industry, address=body.address, sells=body.sells, beside=body.beside,
        place=(at.longitude, at.latitude) if at is not None else None, accuracy=item.accuracy, number=body.number,
    )  # fmt: skip
    addition = add_unasked(
        actor, item.wave, item.device.owner, found, client_id=f"field-item-{item.pk}", seen=body.seen
    )
    item.business = addition.business
    early = FieldItem.objects.filter(device=item.device_id, follows=item.client_id, business=None, kind="photo")
    early.update(business=addition.business)
    return {"business": addition.business_id}


def _photo(actor: Actor, item: FieldItem, body: PhotoBody) -> Verdict:
    upload = ContentFile(body.jpeg, name=body.name)
    try:
        stored = store(actor, upload, kinds=frozenset([FileKind.JPEG]), most_bytes=MOST_PHOTO)
    except FileRefused as refusal:
        raise ItemDamaged() from refusal
    return Verdict("take", outcome={"state": "kept"}, more={"file": stored})


def _visit(item: FieldItem, body: VisitBody) -> Verdict:
    if not is_in_time(item.wave):
        return Verdict("hold", Why.WAVE_CLOSED)
    if body.result in NEED_NOTE and not body.note.strip():
        return Verdict("hold", Why.REFUSED)
    return Verdict("take", outcome=visited(item, body))


def visited(item: FieldItem, body: VisitBody) -> dict[str, Any]:
    """Keeps the visit of an item, inside an action; how the case stands after it."""
    visit = Visit(
        by=item.device.owner, at=item.made_at, channel=body.channel, result=body.result, note=body.note.strip(),
        appointment=body.appointment, client_id=f"{item.device.public_id}/{item.client_id}",
        hour_reason=body.hour_reason.strip(), **where(item.position),
    )  # fmt: skip
    case = keep_visit(item.wave_id, business_of(item).pk, visit)
    return {"state": case.step, "visits": case.visits}


def _record(actor: Actor, item: FieldItem, body: RecordBody, before: FieldItem | None) -> Verdict:
    """Takes what can be taken of a filled-in form, hands it in when that is meant and nothing is left apart."""
    try:
        here = met(actor, item.wave, business_of(item), body)
    except OtherForm:
        return Verdict("hold", Why.OTHER_FORM)
    since = max(body.revision, before.outcome.get("revision", 0)) if before else body.revision
    division = here.division(body, since)
    waits = _left_apart(item) & division.different
    taken, apart = division.taken - waits, (*division.apart, *sorted(division.taken & waits))
    record = here.record
    is_open = record.state in OPEN_STATES
    if not is_open:
        taken = frozenset(one for one in taken if rules.is_typed(here.form, one))
        if apart or record.state == "approved" or not body.hand_in:  # handed in: nothing of it moves by halves
            taken, apart = frozenset(), tuple(sorted({*taken, *apart}))
    unseen = record.state == "returned" and since < record.revision  # it came back after this was made
    if taken or is_open:
        take_fields(actor, here, taken, body)
    if apart:
        return _record_verdict("set_apart", here, why=Why.BOTH_CHANGED, fields=apart)
    if body.hand_in and (is_open or taken) and not unseen:
        if not is_in_time(item.wave):
            return _record_verdict("hold", here, why=Why.WAVE_CLOSED)
        return _record_verdict("take", here, problems=finish(actor, here, item.position))
    return _record_verdict("take", here)


def _left_apart(item: FieldItem) -> set[str]:
    """Fields of the business that still wait for a person to choose: a later item must not decide them by the way."""
    waiting = FieldItem.objects.filter(device=item.device_id, business=item.business_id, state="conflict")
    return {one for fields in waiting.filter(wave=item.wave_id).values_list("fields", flat=True) for one in fields}


def _record_verdict(verb: str, here: Met, *, why: str = "", fields: tuple[str, ...] = (), problems: int = 0) -> Verdict:
    record = here.record
    outcome = {
        "state": record.state, "receipt": record.receipt, "revision": record.revision, "problems": problems,
    }  # fmt: skip
    return Verdict(verb, why, fields, outcome, {"record": record})


def _decided(actor: Actor, item: FieldItem, verdict: Verdict) -> None:
    changes: dict[str, Any] = {"why": verdict.why, "fields": list(verdict.fields)}
    changes |= {"outcome": dict(verdict.outcome or {}), "business": item.business}
    advance(item, verdict.verb, actor, fields={**changes, **(verdict.more or {})})


def _another_content(actor: Actor, item: FieldItem, told: Item) -> Verdict:
    """The number of this item belongs to other content: every field in which it differs waits for a person."""
    fields: tuple[str, ...] = ()
    if isinstance(told.body, RecordBody) and item.business is not None:
        try:
            here = met(actor, item.wave, item.business, told.body)
        except OtherForm:
            return Verdict("hold", Why.OTHER_FORM)
        different = here.division(told.body, here.record.revision).different
        fields = tuple(sorted(one for one in different if rules.is_typed(here.form, one)))
        return Verdict("set_apart", Why.SAME_NUMBER, fields, more={"record": here.record})
    return Verdict("hold", Why.SAME_NUMBER)


def _write_receipt(item: FieldItem) -> None:
    """What the device is told of the item, once and for ever."""
    item.receipt = canonical(
        {
            "id": item.client_id, "sha256": item.sha256, "device": str(item.device.public_id), "state": item.state,
            "why": item.why, "outcome": item.outcome, "at": item.received_at.isoformat(),
        }
    )  # fmt: skip
    item.save(update_fields=["receipt"])


def follow(actor: Actor, item: FieldItem) -> None:
    """What waited in the backlog for this item, and then what waited for that, inside an action."""
    come = [item] if item.state != "waiting" else []
    while come:
        earlier = come.pop()
        waiting = FieldItem.objects.filter(device=item.device_id, follows=earlier.client_id, state="waiting")
        for one in waiting.select_related("device__owner", "wave", "business"):
            _go_on(actor, one, read_item(one.text, one.sha256))
            come.append(one)
