"""What a person decides about items of the field app: which answer stays, what is taken in late, what a file brings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from survey.actions.devices import is_number
from survey.actions.field_items import Came, added, business_of, follow, receive_item, visited
from survey.actions.field_records import Met, finish, met, take_fields
from survey.errors import ExportUnreadable, HeldUnreadable, NotToBeDecided, RecordHandedIn
from survey.models import CensusRecord, FieldDevice, FieldItem, Wave
from survey.queries.devices import LEFT, devices_of
from survey.queries.field_content import OtherForm
from survey.queries.work import OPEN_STATES
from survey.rules.offline import FoundBody, Purpose, RecordBody, VisitBody, is_signed, read_item

MINE, THEIRS = "mine", "theirs"
FORMAT = "hanbat-field-export/1"


@action
def settle_item(actor: Actor, item_id: int, choices: Mapping[str, str]) -> FieldItem:
    """Decides an item: "mine" (of the device) or "theirs" (kept by the server) for each of its fields; one that was
    held, or waits for something that never comes, is taken in, whatever the hour and whoever has the business now.

    What was changed in two places its sender may decide too, the rest a manager of the wave. Raises NotVisible,
    NotToBeDecided while a field has no answer, RecordHandedIn for a record that is approved (it has to be sent back
    first), HeldUnreadable for a form that the record's version cannot read, BusinessNotTakenIn for what belongs to a
    business found in the field that was not taken in; PlaceNeeded, OutsideTheCity for such a business.
    """
    item = _left(actor, item_id)
    told = read_item(item.text, item.sha256)
    sender = Actor.person(item.device.owner, actor.channel)
    if isinstance(told.body, FoundBody):
        outcome = added(sender, item, told.body)
        settled = {"outcome": outcome, "business": item.business}
        advance(item, "settle", actor, fields=settled, settled_by=actor.user, settled_at=clock.now())
        follow(sender, item)
        return item
    if isinstance(told.body, VisitBody):
        outcome = visited(item, told.body)
        return advance(item, "settle", actor, outcome=outcome, settled_by=actor.user, settled_at=clock.now())
    if not isinstance(told.body, RecordBody):
        raise HeldUnreadable()
    try:
        here = met(sender, item.wave, business_of(item), told.body)
    except OtherForm as fault:
        raise HeldUnreadable() from fault
    _take_chosen(sender, here, item, told.body, choices)
    changes = {"record": here.record, "settled_by": actor.user, "settled_at": clock.now()}
    return advance(item, "settle", actor, fields=changes | {"outcome": _outcome(here.record)})


def _take_chosen(sender: Actor, here: Met, item: FieldItem, body: RecordBody, choices: Mapping[str, str]) -> None:
    """Gives the record what was chosen, and hands it in when that was meant. Raises NotToBeDecided, RecordHandedIn."""
    if item.state != "conflict":  # nothing of it was looked at yet, or all but handing in is done
        division = here.division(body, body.revision)
        wanted, undecided = set(division.taken), set(division.apart)
    else:
        wanted, undecided = set[str](), set(item.fields)
    if any(choices.get(one) not in (MINE, THEIRS) for one in undecided):
        raise NotToBeDecided()
    wanted |= {one for one in undecided if choices[one] == MINE}
    if here.record.state == "approved" and wanted:
        raise RecordHandedIn(record=here.record)
    if wanted or here.record.state in OPEN_STATES:
        take_fields(sender, here, wanted, body)
    if body.hand_in and (wanted or here.record.state in OPEN_STATES) and here.record.state != "approved":
        finish(sender, here, item.position)


def _outcome(record: CensusRecord) -> dict[str, object]:
    return {"state": record.state, "receipt": record.receipt, "revision": record.revision, "problems": record.issues}


@action
def dismiss_item(actor: Actor, item_id: int, reason: str) -> FieldItem:
    """Puts away what is left of an item; what came stays. A manager of the wave. Raises NotVisible, ReasonNeeded."""
    item = _left(actor, item_id)
    require(actor, "manage_wave", item.wave, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    changes = {"settled_by": actor.user, "settled_at": clock.now(), "settled_reason": reason.strip()[:300]}
    return advance(item, "dismiss", actor, reason=reason.strip()[:300], fields=changes)


def _left(actor: Actor, item_id: int) -> FieldItem:
    """An item that waits for a person, locked. Raises NotVisible for whom it does not concern."""
    item: FieldItem = lock(FieldItem, item_id)
    is_sender = actor.user is not None and item.device.owner_id == actor.user_id and item.state == "conflict"
    if item.state not in LEFT or not (is_sender or may(actor, "manage_wave", item.wave)):
        raise NotVisible()
    return item


@dataclass(frozen=True)
class Loaded:
    """What a file brought: the items that were taken, and by the number of an item why it was not."""

    device: FieldDevice
    items: list[FieldItem]
    refused: Mapping[str, str]

    @property
    def states(self) -> dict[str, str]:
        """How each item stands, by its number."""
        return {item.client_id: item.state for item in self.items}


def load_export(actor: Actor, wave: Wave, content: bytes) -> Loaded:
    """Takes in what was exported from a device: as if the device had sent it, each item by itself. A manager of the
    wave; the device must be of somebody who works in it. Raises NotVisible, ExportUnreadable."""
    require(actor, "manage_wave", wave, hide=True)
    device, items = _export(wave, content)
    _note_export(actor, device, len(items))
    owner = Actor.person(device.owner, actor.channel)
    taken, refused = list[FieldItem](), dict[str, str]()
    for came in items:
        try:
            taken.append(receive_item(owner, str(device.public_id), came))
        except HanbatError as refusal:
            refused[came.client_id] = str(refusal)
    return Loaded(device, taken, refused)


@action
def _note_export(actor: Actor, device: FieldDevice, items: int) -> None:
    record(actor, "load_export", device, after={"items": items})


def _export(wave: Wave, content: bytes) -> tuple[FieldDevice, list[Came]]:
    """Raises ExportUnreadable."""
    try:
        told = json.loads(content)
        text, seal = str(told["text"]), str(told["seal"])
        inside = json.loads(text)
        items = [Came(str(one["id"]), str(one["sha256"]), str(one["text"])) for one in inside["items"]]
        device_id, form = str(inside["device"]), inside["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise ExportUnreadable(field="upload") from fault
    device = devices_of(wave).filter(public_id=device_id).first() if is_number(device_id) else None
    if device is None or form != FORMAT or not is_signed(device.secret, Purpose.SEAL, text, seal):
        raise ExportUnreadable(field="upload")
    return device, items
