"""Who else may read a file, and who wants to know of an infected one: registered by the floors above."""

from collections.abc import Callable

from files.models import StoredFile
from kernel.actor import Actor

Reader = Callable[[Actor, StoredFile], bool]
Listener = Callable[[StoredFile], None]

_readers: dict[str, Reader] = {}
_quarantine_listeners: dict[str, Listener] = {}


def register_reader(code: str, may_read: Reader) -> None:
    """``may_read(actor, stored_file)`` lets people read files that are part of the app's records (an attachment of an
    application by its reviewers). It is asked only after uploader and organisation were ruled out, with the actor of
    the request (perhaps an anonymous visitor), and should cost one or two statements."""
    _readers[code] = may_read


def may_read_as_registered(actor: Actor, stored_file: StoredFile) -> bool:
    return any(may_read(actor, stored_file) for may_read in _readers.values())


def register_quarantine_listener(code: str, listener: Listener) -> None:
    """``listener(stored_file)`` runs in the transaction that locks an infected file, once for each stored file."""
    _quarantine_listeners[code] = listener


def tell_of_quarantine(stored_file: StoredFile) -> None:
    for listener in _quarantine_listeners.values():
        listener(stored_file)
