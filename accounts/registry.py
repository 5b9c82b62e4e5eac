"""What apps above hand down to accounts in their ``AppConfig.ready``."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from accounts.models import User
from kernel.actor import Actor


class EvidenceStore(Protocol):
    """Keeps an upload as evidence and tells its public id; raises a typed refusal for a bad file."""

    def __call__(self, actor: Actor, upload: Any, *, organisation: Any) -> UUID: ...


Hold = Callable[[User], str | Promise]

_evidence: list[EvidenceStore] = []
_holds: dict[str, Hold] = {}


def register_evidence_store(store: EvidenceStore) -> None:
    """The files app says how evidence of an organisation's size class is kept."""
    _evidence[:] = [store]


def evidence_store() -> EvidenceStore | None:
    return _evidence[0] if _evidence else None


def register_hold(name: str, hold: Hold) -> None:
    """``hold(user)`` gives the reason why the account cannot be closed now (a running case), or an empty text."""
    _holds[name] = hold


def holds(user: User) -> list[str]:
    """Every reason why ``user`` cannot close the account now."""
    return [str(reason) for hold in _holds.values() if (reason := hold(user))]
