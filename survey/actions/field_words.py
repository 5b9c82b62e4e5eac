"""What people say of their safety in the field app: done when it comes, by the moment at which it was said."""

from __future__ import annotations

from datetime import datetime

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import NotVisible
from survey.actions.devices import own_device
from survey.actions.field_items import Came
from survey.actions.safety import Whereabouts, call_help, come_back, give_word, go_out, own_round
from survey.errors import ItemDamaged, RoundTooLong
from survey.models import Assignment, FieldDevice, FieldWord, Outing
from survey.queries.safety import my_outing, round_facts
from survey.rules.field.words import Said, Word, is_overtaken, read_word
from survey.rules.offline import MOST_ID, ItemUnreadable, canonical, put_right


@action
def receive_word(actor: Actor, device_id: str, came: Came) -> FieldWord:
    """Takes a word that was said on a device. The same again changes nothing and has the same receipt; one that a later
    word overtook is kept and changes nothing; a call for help is always told. Raises NoSuchDevice, and ItemDamaged for
    what cannot be read: it stays on the device."""
    device = own_device(actor, device_id)
    under_way = own_round(actor)  # and nobody else says anything for the person until the end
    earlier = device.words.filter(client_id=came.client_id, sha256=came.sha256).first()
    if earlier is not None:
        return earlier
    word = _read(came)
    at = put_right(word.made_at, came.device_now, clock.now())
    outing = _done(actor, under_way, word, at)
    state = FieldWord.State.TAKEN if outing is not None else FieldWord.State.OVERTAKEN
    return _kept(device, came, word, at, outing, state)


def _read(came: Came) -> Word:
    """Raises ItemDamaged."""
    if not 0 < len(came.client_id) <= MOST_ID:
        raise ItemDamaged()
    try:
        return read_word(came.text, came.sha256)
    except ItemUnreadable as fault:
        raise ItemDamaged() from fault


def _done(actor: Actor, under_way: Outing | None, word: Word, at: datetime) -> Outing | None:
    """The round after what was said; None when a later word counts. Raises ItemDamaged."""
    where = _whereabouts(word)
    if word.said is Said.HELP:
        return call_help(actor, under_way.wave_id if under_way is not None else _wave_of(actor, word), where, at)
    if word.said is Said.OUT:
        return _begun(actor, word, where, at)
    if under_way is None or is_overtaken(at, under_way.last_word_at, under_way.help_at):
        return None
    if word.said is Said.WELL:
        return give_word(actor, where, at)
    if under_way.state == "help":  # who comes back after a call is well
        give_word(actor, where, at)
    return come_back(actor, at)


def _whereabouts(word: Word) -> Whereabouts:
    if word.position is None:
        return Whereabouts(word.place)
    return Whereabouts(word.place, word.position.latitude, word.position.longitude)


def _begun(actor: Actor, word: Word, where: Whereabouts, at: datetime) -> Outing | None:
    """None for a round that was over when its beginning came, or before one that is over."""
    ended = Outing.objects.filter(person=actor.user_id, state="back", ended_at__gte=at)
    if ended.exists() or word.until is None:
        return None
    try:
        return go_out(actor, _wave_of(actor, word), until=word.until, every=word.every, where=where, at=at)
    except (RoundTooLong, NotVisible):
        return None


def _wave_of(actor: Actor, word: Word) -> int:
    """The wave that a word names, else the one in which the person was given work last: a call for help must not fail
    for that. Raises ItemDamaged for whom no work was ever given."""
    given = Assignment.objects.filter(enumerator=actor.user_id)
    mine = given.filter(wave__code=word.wave).order_by("-pk").first() or given.order_by("-pk").first()
    if mine is None:
        raise ItemDamaged()
    return mine.wave_id


def _kept(
    device: FieldDevice, came: Came, word: Word, at: datetime, outing: Outing | None, state: FieldWord.State
) -> FieldWord:
    now = clock.now()
    receipt = canonical(
        {
            "id": came.client_id, "sha256": came.sha256, "device": str(device.public_id), "state": state.value,
            "outcome": round_facts(my_outing(device.owner)), "at": now.isoformat(),
        }
    )  # fmt: skip
    return FieldWord.objects.create(
        device=device, outing=outing, said=word.said.value, state=state, client_id=came.client_id, sha256=came.sha256,
        said_at=word.made_at, made_at=at, received_at=now, receipt=receipt,
    )  # fmt: skip
