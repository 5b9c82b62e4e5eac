"""Reading concerns: the intern their own, a listener those of their calls. Managers and mentors see nothing of them."""

from typing import Any

from django.db.models import QuerySet

from internships.models import Concern, Listener
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Call


def listens(actor: Actor, call: Call) -> bool:
    """Whether the actor hears the concerns of the call."""
    return actor.user is not None and Listener.objects.filter(call=call, user=actor.user).exists()


def is_listener(user: Any) -> bool:
    return bool(user.is_authenticated and Listener.objects.filter(user=user).exists())


def _whole() -> QuerySet[Concern]:
    return Concern.objects.select_related("placement__person", "placement__position__call").order_by("-pk")


def concern_for(actor: Actor, concern_id: int) -> Concern:
    """Raises NotVisible for everybody but the intern and the listeners of the call; the system included."""
    concern = _whole().filter(pk=concern_id).first()
    if concern is None or actor.user is None:
        raise NotVisible()
    if actor.user_id == concern.placement.person_id or listens(actor, concern.placement.position.call):
        return concern
    raise NotVisible()


def own_concerns(user: Any) -> QuerySet[Concern]:
    return _whole().filter(placement__person=user)


def heard_by(user: Any) -> QuerySet[Concern]:
    """Those of the calls that ``user`` listens to, the open ones first."""
    return _whole().filter(placement__position__call__listeners__user=user).order_by("settled_at", "-pk")
