"""Who else may read a file, and who wants to know of an infected one: registered by the floors above."""

from collections.abc import Callable

from files.models import StoredFile
from kernel.actor import Actor

Reader = Callable[[Actor, StoredFile], bool]
Naming = Callable[[Actor, StoredFile], str]
Listener = Callable[[StoredFile], None]

_readers: dict[str, tuple[Reader, Naming]] = {}
_quarantine_listeners: dict[str, Listener] = {}


def _own_name(_actor: Actor, stored_file: StoredFile) -> str:
    return stored_file.name


def register_reader(code: str, may_read: Reader, name: Naming = _own_name) -> None:
    """``may_read(actor, stored_file)`` lets people read files that are part of the app's records (an attachment of an
    application by its reviewers). It is asked only after uploader and organisation were ruled out, with the actor of
    the request (perhaps an anonymous visitor), and should cost one or two statements. ``name(actor, stored_file)`` is
    what such a reader's copy is called, where the owner's name for it would tell too much."""
    _readers[code] = (may_read, name)


def name_for_reader(actor: Actor, stored_file: StoredFile) -> str | None:
    """What the file is called for ``actor``, by the first reader that lets them read it; None when none does."""
    for may_read, name in _readers.values():
        if may_read(actor, stored_file):
            return name(actor, stored_file)
    return None


def register_quarantine_listener(code: str, listener: Listener) -> None:
    """``listener(stored_file)`` runs in the transaction that locks an infected file, once for each stored file."""
    _quarantine_listeners[code] = listener


def tell_of_quarantine(stored_file: StoredFile) -> None:
    for listener in _quarantine_listeners.values():
        listener(stored_file)
