"""Who is out in the field, and who is told when somebody gives no word or calls for help."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.models import STAFF_ROLES, User
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scopes
from survey.models import FieldWord, Outing, Wave
from survey.rules.field.safety import GRACE, TOLD_AGAIN

ALARMS = ("overdue", "help")  # nobody looks after these yet
WORDS = 5  # latest words from a device that whoever watches sees


def my_outing(user: Any) -> Outing | None:
    """The person's round that is under way, in whichever wave."""
    return Outing.objects.filter(person=user).exclude(state="back").select_related("wave", "attended_by").first()


def round_facts(outing: Outing | None) -> dict[str, Any]:
    """What a device is told of its owner's round; nothing while there is none."""
    if outing is None:
        return {}
    moments = {"since": outing.started_at, "until": outing.until, "due": outing.due_at, "last": outing.last_word_at}
    told = {name: moment.isoformat() for name, moment in moments.items()}
    looked_after = outing.attended_by.name if outing.attended_by is not None and outing.state == "attended" else ""
    return {"wave": outing.wave.code, "state": outing.state, "every": outing.every, "attended_by": looked_after, **told}


def named_watchers(wave: Wave) -> QuerySet[User]:
    """Whoever was named to watch over a wave."""
    return _holding("watch_safety", wave)


def watchers_of(wave: Wave) -> list[User]:
    """Whoever is told: those who were named, and the wave's managers while nobody is. At most two statements."""
    return list(named_watchers(wave)) or list(_holding("manage_wave", wave))


def _holding(permission: str, wave: Wave) -> QuerySet[User]:
    held = {
        "groups__wavegroupobjectpermission__content_object": wave,
        "groups__wavegroupobjectpermission__permission__codename": permission,
    }
    return User.objects.filter(is_active=True, **held).distinct().order_by("name", "pk")


def may_watch(actor: Actor, wave: Wave) -> bool:
    """Where people are is nobody's business but of those who watch."""
    if may(actor, "watch_safety", wave):
        return True
    return may(actor, "manage_wave", wave) and not named_watchers(wave).exists()


def require_watch(actor: Actor, wave: Wave) -> None:
    """Raises NotVisible."""
    if not may_watch(actor, wave):
        raise NotVisible()


def watched_wave(actor: Actor, code: str) -> Wave:
    """A wave for whoever watches over it, or may say who does. Raises NotVisible."""
    wave = Wave.objects.filter(code=code).first()
    if wave is None or not (may_watch(actor, wave) or may(actor, "manage_wave", wave)):
        raise NotVisible()
    return wave


def under_way(wave: Wave) -> QuerySet[Outing]:
    """Whoever is out: who called for help first, then who gave no word, then by when the next word is due."""
    urgency = Case(
        When(state="help", then=Value(0)), When(state="overdue", then=Value(1)), When(state="attended", then=Value(2)),
        default=Value(3),
    )  # fmt: skip
    found = Outing.objects.filter(wave=wave).exclude(state="back").select_related("person", "attended_by")
    words = FieldWord.objects.order_by("-made_at", "-pk")[:WORDS]
    return found.prefetch_related(Prefetch("words", words, to_attr="latest_words")).order_by(urgency, "due_at", "pk")


def possible_watchers(wave: Wave) -> QuerySet[User]:
    """People of the office who do not watch yet."""
    staff = User.objects.filter(role_grants__role__in=STAFF_ROLES, role_grants__revoked_at=None, is_active=True)
    return staff.exclude(pk__in=named_watchers(wave).order_by().values("pk")).distinct().order_by("name", "pk")


def missed(now: datetime) -> list[int]:
    """Rounds whose word is overdue, oldest first."""
    late = Outing.objects.filter(state="out", due_at__lte=now - GRACE)
    return list(late.order_by("due_at", "pk").values_list("pk", flat=True))


def to_be_told_again(now: datetime) -> list[int]:
    """Alarms that nobody looks after although they were told a while ago."""
    left = Outing.objects.filter(state__in=ALARMS, told_at__lte=now - TOLD_AGAIN)
    return list(left.order_by("told_at", "pk").values_list("pk", flat=True))


def waves_in_alarm(user: Any) -> QuerySet[Wave]:
    """Waves over which the person watches and in which somebody gave no word or called for help."""
    named = User.objects.filter(
        is_active=True,
        groups__wavegroupobjectpermission__content_object=OuterRef("pk"),
        groups__wavegroupobjectpermission__permission__codename="watch_safety",
    )
    mine = Q(pk__in=scopes(user, "watch_safety", Wave).values("pk"))
    unwatched = Q(~Exists(named), pk__in=scopes(user, "manage_wave", Wave).values("pk"))
    alarm = Outing.objects.filter(wave=OuterRef("pk"), state__in=ALARMS)
    return Wave.objects.filter(Exists(alarm)).filter(mine | unwatched)
