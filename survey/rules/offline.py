"""What a device that works without a network sends, and how receipts and exports are signed (``docs/offline.md``)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from survey.rules.record import storable
from survey.rules.visit_results import INTERVIEWS, VisitResult

MOST_ID = 60  # characters of an item's number: with its device's it also names a visit
OWN_NUMBER = re.compile(r"F[0-9]{15}")  # of what a device adds; those that we give are shorter
NO_SKEW = timedelta(minutes=2)  # what a device's clock and the way of a request may differ by


class Kind(StrEnum):
    """What an item is."""

    FOUND = "found"
    RECORD = "record"
    VISIT = "visit"
    PHOTO = "photo"


class Purpose(StrEnum):
    """What a key of a device is for: opening its store, sealing an export, signing a receipt."""

    LOCK = "lock"
    SEAL = "seal"
    RECEIPT = "receipt"


class ItemUnreadable(ValueError):
    """The text of an item that is no item, or whose hash is another one."""


@dataclass(frozen=True)
class RecordBody:
    """A filled-in form. ``changed``: addresses changed since ``revision``, that of the server's record with which the
    device began (0: none); ``hand_in``: it is finished."""

    content: str
    changed: tuple[str, ...]
    revision: int
    hand_in: bool
    reasons: Mapping[str, str] = field(default_factory=dict)
    paradata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class VisitBody:
    """A visit without an interview."""

    result: VisitResult
    channel: str
    note: str
    appointment: datetime | None
    hour_reason: str = ""


@dataclass(frozen=True)
class FoundBody:
    """A business that the list lacks. ``number``: its shop number, which the device made up so that records may name
    it; ``beside``: the business next to which it is; ``seen``: entries of which the person said that it is none."""

    number: str
    name: str
    industry: int
    address: str
    sells: str
    beside: int | None
    seen: tuple[int, ...]


@dataclass(frozen=True)
class PhotoBody:
    """A photo, scaled down on the device."""

    name: str
    jpeg: bytes


Body = FoundBody | RecordBody | VisitBody | PhotoBody


@dataclass(frozen=True)
class Position:
    """Where the device was: degrees (WGS84) and metres of uncertainty."""

    latitude: float
    longitude: float
    accuracy: int


@dataclass(frozen=True)
class Item:
    """One thing that was made on a device. ``made_at`` by the device's own clock; ``follows`` names the item of the
    same business before it, empty for the first; ``found`` the item that added the business, where the device did not
    know yet under which key the server has it (``business`` is 0 then, as it is in that item itself)."""

    kind: Kind
    wave: str
    business: int
    made_at: datetime
    follows: str
    position: Position | None
    body: Body
    found: str = ""


def digest(text: str) -> str:
    """SHA-256 of an item's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(values: Mapping[str, Any]) -> str:
    """JSON with sorted keys and without blanks: the same values are the same text, here and on the device."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def key_for(secret: str, purpose: Purpose) -> bytes:
    """A device's key for one purpose, 32 bytes, worked out of its secret."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def signed(secret: str, purpose: Purpose, text: str) -> str:
    """The HMAC-SHA-256 of a text under a device's key, in hexadecimal digits."""
    return hmac.digest(key_for(secret, purpose), text.encode(), "sha256").hex()


def is_signed(secret: str, purpose: Purpose, text: str, signature: str) -> bool:
    return hmac.compare_digest(signed(secret, purpose, text), signature)


def read_item(text: str, sha256: str) -> Item:
    """An item as it was made. Raises ItemUnreadable."""
    if digest(text) != sha256:
        raise ItemUnreadable("another hash")
    try:
        told = json.loads(text)
        kind = Kind(told["kind"])
        found = str(told.get("found", ""))[:MOST_ID]
        return Item(
            kind, str(told["wave"]), int(told["business"]), moment_of(told["made_at"]),
            str(told["follows"])[:MOST_ID] or found, position_of(told["position"]), READERS[kind](told), found,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as fault:
        raise ItemUnreadable(str(fault)[:200]) from fault


def put_right(moment: datetime, device_now: datetime | None, now: datetime) -> datetime:
    """A moment of the device's clock by ours, never later than now.

    Args:
        device_now: what the device's clock showed when it sent; None when it did not say.
    """
    wrong = now - device_now if device_now is not None else timedelta()
    return min(moment + wrong if abs(wrong) > NO_SKEW else moment, now)


def moment_of(text: Any) -> datetime:
    """A moment as devices write it. Raises ValueError without its zone."""
    moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def position_of(told: Any) -> Position | None:
    """Where a device was; None when it does not say. Raises ValueError, KeyError, TypeError."""
    if told is None:
        return None
    place = Position(float(told["latitude"]), float(told["longitude"]), min(int(told["accuracy"]), 1_000_000))
    if not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180 and place.accuracy >= 0):
        raise ValueError("no place on earth")
    return place


def _record(told: Mapping[str, Any]) -> RecordBody:
    changed = tuple(str(one) for one in told["changed"])
    reasons = {str(address): str(reason) for address, reason in dict(told["reasons"]).items()}
    return RecordBody(
        str(told["content"]), changed, max(int(told["revision"]), 0), told["hand_in"] is True, reasons,
        dict(told["paradata"]),
    )  # fmt: skip


def _visit(told: Mapping[str, Any]) -> VisitBody:
    result = VisitResult(told["result"])
    if result in INTERVIEWS:
        raise ValueError("an interview comes with its record")
    appointment = moment_of(told["appointment"]) if told["appointment"] else None
    hour_reason = str(told.get("hour_reason", ""))[:200]  # devices before it was asked for say nothing of it
    return VisitBody(result, str(told["channel"])[:20], str(told["note"])[:500], appointment, hour_reason)


def _found(told: Mapping[str, Any]) -> FoundBody:
    number, name = str(told["number"]), storable(str(told["name"]).strip())[:200]
    if not (name and OWN_NUMBER.fullmatch(number)):
        raise ValueError("a business without name or number")
    return FoundBody(
        number, name, int(told["industry"]), storable(str(told["address"]))[:300], storable(str(told["sells"]))[:200],
        None if told["beside"] is None else int(told["beside"]), tuple(int(one) for one in list(told["seen"])[:100]),
    )  # fmt: skip


def _photo(told: Mapping[str, Any]) -> PhotoBody:
    try:
        return PhotoBody(str(told["name"])[:100], base64.b64decode(told["jpeg"], validate=True))
    except binascii.Error as fault:
        raise ValueError("no photo") from fault


READERS: dict[Kind, Callable[[Mapping[str, Any]], Body]] = {
    Kind.FOUND: _found,
    Kind.RECORD: _record,
    Kind.VISIT: _visit,
    Kind.PHOTO: _photo,
}
