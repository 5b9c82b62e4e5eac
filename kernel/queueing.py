"""The one door to the worker's queue.

A task is delivered at least once (a killed worker's task is started again after ``Q_CLUSTER["retry"]`` seconds), so
every task must be repeatable: it looks up what is still to do instead of trusting that it runs for the first time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_q.conf import Conf
from django_q.tasks import async_task


@dataclass(frozen=True)
class _AlreadyQueued:
    """A mark among the things to do on commit; it vanishes with the savepoint in which its task was queued."""

    key: str

    def __call__(self) -> None:
        """Nothing to do: the mark only has to be there until the transaction ends."""


def enqueue(task: str, *args: Any, key: str = "") -> None:
    """Queues the function at the dotted path ``task`` with ``args`` (plain values: numbers, texts, lists of them).

    Call it inside the action that makes the work necessary. The task and the action's rows are committed together:
    with the database as the queue its row is part of the transaction, with Redis it is sent once the transaction has
    committed (a crash in that instant is made good by the app's schedule). Queueing the same task with the same
    ``key`` again in one transaction has no effect; the key also names the task in the worker's log.
    """
    if key and _queued_in_this_transaction(f"{task}:{key}"):
        return

    def send() -> None:
        async_task(task, *args, q_options={"task_name": key[:100]} if key else {})

    _send_transactionally(send)


def _queued_in_this_transaction(mark: str) -> bool:
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        return False
    wanted = _AlreadyQueued(mark)
    if any(entry[1] == wanted for entry in connection.run_on_commit):
        return True
    transaction.on_commit(wanted)
    return False


def _send_transactionally(send: Callable[[], None]) -> None:
    if Conf.ORM:
        send()
    else:
        transaction.on_commit(send, robust=True)  # it is saved: an absent Redis must not make it look refused
