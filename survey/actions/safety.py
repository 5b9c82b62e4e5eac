"""Safety of people in the field: they say when they are out and give word in between; silence and a call for help reach
whoever watches over the wave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import STAFF_ROLES, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.permissions import require, scope_group
from kernel.personal import reveal
from kernel.transition import advance, hold, lock
from survey.errors import NotOut, NoWatcher, RoundTooLong
from survey.messages_safety import tell_alarm, tell_well
from survey.models import Assignment, Outing, Wave
from survey.queries.safety import ALARMS, require_watch
from survey.rules.field.safety import EVERY, LONGEST, TOLD_AGAIN, is_missed, next_word

# ``at`` of an action: when it was said on a device without a network, by our clock; None: now.

ROUNDS = 0x726E64  # the space of locks in which a person stands for their round
PRESSED_TWICE = timedelta(seconds=20)  # a second press within is the same call
ON_CALL = 60  # minutes for which whoever calls for help without a round counts as out
WATCHERS = "safety"  # the group of whoever was named to watch


@dataclass(frozen=True)
class Whereabouts:
    """Where a person says to be, in words or degrees (WGS84); either may be missing."""

    words: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.words.strip()) or self.latitude is not None


NOWHERE = Whereabouts()


@action
def go_out(
    actor: Actor, wave_id: int, *, until: datetime, every: int, where: Whereabouts = NOWHERE, at: datetime | None = None
) -> Outing:
    """Begins a round in the field; who is out already stays so. Raises NotVisible for whom no business of the wave is
    given, RoundTooLong when it is over already or does not end within fourteen hours."""
    wave = _own_wave(actor, wave_id)
    now = clock.now()
    at = at or now
    if not now < until <= at + LONGEST or every not in EVERY:
        raise RoundTooLong(field="until", hours=LONGEST // timedelta(hours=1))
    under_way = own_round(actor)
    if under_way is not None:
        if at < under_way.started_at:  # a call for help overtook the word with which the round began
            _write(under_way, started_at=at, until=until, every=every)
            record(actor, "go_out", under_way, after={"until": until, "every": every, "due_at": under_way.due_at})
        return under_way
    made = _begin(actor, wave, at, until, every)
    _note(made, where, at)
    return made


def _begin(actor: Actor, wave: Wave, at: datetime, until: datetime, every: int) -> Outing:
    made = Outing.objects.create(
        person=actor.user, wave=wave, until=until, every=every, started_at=at, last_word_at=at,
        due_at=next_word(at, every, until),
    )  # fmt: skip
    record(actor, "go_out", made, after={"until": until, "every": every, "due_at": made.due_at})
    return made


@action
def give_word(actor: Actor, where: Whereabouts = NOWHERE, at: datetime | None = None) -> Outing:
    """ "I am well": the next word is due later. Who was looked for is told to be well; a word that was said so long ago
    that another one is overdue says nothing of now, and who is looked for stays so. Raises NotOut."""
    outing = _require_round(actor)
    looked_for = outing.state != "out"
    now = clock.now()
    at = at or now
    _note(outing, where, at)
    due_at = next_word(at, outing.every, outing.until)
    if outing.state in ("overdue", "attended") and is_missed(due_at, now):
        _write(outing, last_word_at=at, due_at=due_at)
        record(actor, "give_late_word", outing, after={"last_word_at": at, "due_at": due_at})
        return outing
    advance(outing, "give_word", actor, last_word_at=at, due_at=due_at, told_at=None)
    if looked_for:
        tell_well(outing)
    return outing


@action
def call_help(actor: Actor, wave_id: int, where: Whereabouts = NOWHERE, at: datetime | None = None) -> Outing:
    """Tells whoever watches at once, also when no round was begun, and however late the call comes. Raises NotVisible
    for whom no business of the wave was ever given and who is not out."""
    outing = own_round(actor)
    now = clock.now()
    at = at or now
    if outing is None:
        wave = _own_wave(actor, wave_id, past=True)
        outing = _begin(actor, wave, at, now + timedelta(minutes=ON_CALL), ON_CALL)
    _note(outing, where, at)
    is_same_call = outing.state == "help" and outing.told_at is not None and now - outing.told_at < PRESSED_TWICE
    if is_same_call:
        return outing
    advance(outing, "call_help", actor, help_at=at, told_at=now)
    tell_alarm(outing)
    return outing


@action
def come_back(actor: Actor, at: datetime | None = None) -> Outing:
    """Ends one's own round; where the person was goes with it, unless help was called for. Raises NotOut."""
    return _end(actor, _require_round(actor), at)


@action
def attend(actor: Actor, outing_id: int, note: str) -> Outing:
    """Whoever watches looks after it, with a note on what is done: nobody else is told again. Raises NotVisible,
    ReasonNeeded, TransitionRefused."""
    outing = _watched_round(actor, outing_id)
    if not note.strip():
        raise ReasonNeeded(field="note")
    _write(outing, note=note.strip()[:300])
    return advance(outing, "attend", actor, attended_by=actor.user)


@action
def close_round(actor: Actor, outing_id: int, note: str) -> Outing:
    """Ends a round that somebody looks after: the person was found to be well. Raises as :func:`attend`, and
    ChangedMeanwhile when nobody looks after it (any more)."""
    outing = _watched_round(actor, outing_id)
    if not note.strip():
        raise ReasonNeeded(field="note")
    if outing.state != "attended":
        raise ChangedMeanwhile()
    _write(outing, note=note.strip()[:300])
    return _end(actor, outing)


@action
def note_silence(actor: Actor, outing_id: int) -> bool:
    """The worker's look at a round whose word is overdue: whoever watches is told, once. Whether it was so."""
    outing: Outing = lock(Outing, outing_id)
    now = clock.now()
    if outing.state != "out" or not is_missed(outing.due_at, now):
        return False  # a word came meanwhile
    advance(outing, "miss_word", actor, told_at=now)
    tell_alarm(outing)
    return True


@action
def tell_again(actor: Actor, outing_id: int) -> bool:
    """The worker's look at an alarm that nobody looks after: told once more. Whether it was so."""
    outing: Outing = lock(Outing, outing_id)
    now = clock.now()
    if outing.state not in ALARMS or outing.told_at is None or now < outing.told_at + TOLD_AGAIN:
        return False
    _write(outing, told_at=now)
    record(actor, "tell_again", outing, after={"told_at": now})
    tell_alarm(outing)
    return True


@action
def phone_of(actor: Actor, outing_id: int) -> str:
    """The telephone of somebody who is looked for, with a line in the access log. Raises NotVisible."""
    outing = _watched_round(actor, outing_id)
    if outing.state not in (*ALARMS, "attended"):
        raise NotVisible()
    reason = str(outing.stage.label)
    person = outing.person
    return reveal(actor, person, ["phone"], subject=person.name, task="survey.safety", reason=reason)["phone"]


@action
def name_watcher(actor: Actor, wave_id: int, user_id: int) -> None:
    """Somebody of the office watches over a wave: from the first on only those who are named. Raises NotPermitted,
    NoWatcher."""
    wave: Wave = lock(Wave, wave_id)
    require(actor, "manage_wave", wave)
    staff = User.objects.filter(role_grants__role__in=STAFF_ROLES, role_grants__revoked_at=None, is_active=True)
    person = staff.filter(pk=user_id).first()
    if person is None:
        raise NoWatcher(field="person")
    scope_group(wave, WATCHERS, ["watch_safety"]).user_set.add(person)
    record(actor, "name_watcher", wave, after={"user": person.pk})


@action
def release_watcher(actor: Actor, wave_id: int, user_id: int) -> None:
    """Somebody does not watch any more; when nobody is left the wave's managers do. Raises NotPermitted."""
    wave: Wave = lock(Wave, wave_id)
    require(actor, "manage_wave", wave)
    scope_group(wave, WATCHERS, ["watch_safety"]).user_set.remove(user_id)
    record(actor, "release_watcher", wave, after={"user": user_id})


def _own_wave(actor: Actor, wave_id: int, *, past: bool = False) -> Wave:
    """A wave in which the person works; ``past``: or has worked. Raises NotVisible."""
    given = Assignment.objects.filter(wave_id=wave_id, enumerator_id=actor.user_id)
    found = (given if past else given.filter(ended_at=None)).select_related("wave").first()
    if actor.user is None or found is None:
        raise NotVisible()
    return found.wave


def _require_round(actor: Actor) -> Outing:
    outing = own_round(actor)
    if outing is None:
        raise NotOut()
    return outing


def own_round(actor: Actor) -> Outing | None:
    """The person's own round under way, locked; until the end nobody else begins one for them."""
    if actor.user_id is None:
        raise NotVisible()
    hold(ROUNDS, actor.user_id)
    mine = Outing.objects.select_for_update(of=("self",)).select_related("wave", "person")
    return mine.filter(person=actor.user_id).exclude(state="back").first()


def _watched_round(actor: Actor, outing_id: int) -> Outing:
    """Raises NotVisible."""
    found = Outing.objects.select_for_update(of=("self",)).select_related("wave", "person").filter(pk=outing_id).first()
    if found is None:
        raise NotVisible()
    require_watch(actor, found.wave)
    return found


def _note(outing: Outing, where: Whereabouts, at: datetime) -> None:
    """Where the person was, when they say so and did not say it later: it does not go into the audit trail."""
    if where.is_known and (outing.placed_at is None or outing.placed_at <= at):
        _write(
            outing, place=where.words.strip()[:200], latitude=where.latitude, longitude=where.longitude,
            placed_at=at,
        )  # fmt: skip


def _write(outing: Outing, **values: object) -> None:
    for name, value in values.items():
        setattr(outing, name, value)
    outing.save(update_fields=list(values))


def _end(actor: Actor, outing: Outing, at: datetime | None = None) -> Outing:
    if outing.help_at is None:
        _write(outing, place="", latitude=None, longitude=None, placed_at=None)
    return advance(outing, "come_back", actor, ended_at=at or clock.now())
