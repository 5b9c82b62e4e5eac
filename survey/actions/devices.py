"""Devices of the field app: made known, heard again, ordered to be wiped."""

from __future__ import annotations

import uuid

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.permissions import require
from kernel.transition import lock
from survey.errors import NoSuchDevice, TooManyTokens
from survey.models import Assignment, FieldDevice, Wave
from survey.queries.work import my_waves

MOST_DEVICES = 10  # of one person that are in use


@action
def add_device(actor: Actor, name: str) -> FieldDevice:
    """A new device of the actor, who has work in a wave. Raises NotPermitted, TooManyTokens."""
    if actor.user is None or not my_waves(actor.user).exists():
        raise NotPermitted()
    lock(User, actor.user_id)
    if FieldDevice.objects.filter(owner=actor.user, wiped_at=None, wipe_ordered_at=None).count() >= MOST_DEVICES:
        raise TooManyTokens(most=MOST_DEVICES)
    device = FieldDevice.objects.create(owner=actor.user, name=name.strip()[:60] or "–")
    record(actor, "add_field_device", device, after={"name": device.name})
    return device


@action
def heard_from(actor: Actor, device_id: str, waiting: int | None = None) -> FieldDevice:
    """One's own device spoke; ``waiting`` items are left on it. Raises NoSuchDevice."""
    device = own_device(actor, device_id)
    device.seen_at = clock.now()
    device.waiting = device.waiting if waiting is None else min(max(waiting, 0), 1_000_000)
    device.save(update_fields=["seen_at", "waiting"])
    return device


@action
def order_wipe(actor: Actor, wave_id: int, device_id: int) -> FieldDevice:
    """At its next word the device deletes everything, sent or not: for one that is lost. A manager of a wave in which
    its owner works. Raises NotVisible, NoSuchDevice."""
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave, hide=True)
    workers = Assignment.objects.filter(wave=wave).values("enumerator_id")
    device = FieldDevice.objects.select_for_update().filter(pk=device_id, owner__in=workers).first()
    if device is None:
        raise NoSuchDevice()
    if device.wipe_ordered_at is None:
        device.wipe_ordered_at, device.wipe_ordered_by = clock.now(), actor.user
        device.save(update_fields=["wipe_ordered_at", "wipe_ordered_by"])
        record(actor, "order_wipe", device, after={"name": device.name, "waiting": device.waiting})
    return device


@action
def note_wiped(actor: Actor, device_id: str) -> FieldDevice:
    """One's own device says that it holds nothing any more. Raises NoSuchDevice."""
    device = own_device(actor, device_id)
    if device.wiped_at is None:
        device.wiped_at, device.waiting = clock.now(), 0
        device.save(update_fields=["wiped_at", "waiting"])
        record(actor, "note_wiped", device, after={"name": device.name})
    return device


def is_number(device_id: str) -> bool:
    """Whether a text is the public number of a device at all."""
    try:
        uuid.UUID(device_id)
    except ValueError:
        return False
    return True


def own_device(actor: Actor, device_id: str) -> FieldDevice:
    """One's own device, locked. Raises NoSuchDevice."""
    mine = FieldDevice.objects.select_for_update(of=("self",)).select_related("owner").filter(owner_id=actor.user_id)
    device = mine.filter(public_id=device_id).first() if is_number(device_id) else None
    if device is None:
        raise NoSuchDevice()
    return device
