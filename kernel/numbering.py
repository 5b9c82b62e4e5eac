"""Gapless numbers, and the memory that makes a repeated request cost nothing. Called inside actions only."""

from django.db import connection

from kernel.actor import Actor
from kernel.models import RequestKey


def next_number(series: str) -> int:
    """The next number of ``series`` (from 1, without gaps). Holds a row lock until the transaction ends: call late."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (series, value) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
            [series],
        )
        (value,) = cursor.fetchone()
    return int(value)


def first_time(actor: Actor, verb: str, key: str) -> RequestKey | None:
    """Claims ``key`` for this verb and person: a fresh row to fill ``result`` in, or None when it was used before.

    A parallel request with the same key waits here until the first one commits or rolls back.
    """
    claimed = RequestKey(key=key, actor_id=actor.user_id, verb=verb)
    RequestKey.objects.bulk_create([claimed], ignore_conflicts=True)  # does not tell whether it wrote; the row does
    row = RequestKey.objects.select_for_update().get(key=key, actor_id=actor.user_id, verb=verb)
    return row if row.result == "" else None


def earlier_result(actor: Actor, verb: str, key: str) -> str:
    """What the first request with ``key`` answered (its ``result``), or an empty text."""
    row = RequestKey.objects.filter(key=key, actor_id=actor.user_id, verb=verb).first()
    return row.result if row else ""


def remember(claimed: RequestKey, result: str) -> None:
    """Keeps the answer under the claimed key."""
    RequestKey.objects.filter(pk=claimed.pk).update(result=result)
