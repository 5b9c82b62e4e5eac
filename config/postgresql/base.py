"""Django's PostgreSQL; its pool gives out the connection that was used last.

psycopg's pool gives them out in turn: under a light load each request meets the one that rested longest, and what it
planned and read has left the processor's caches. Here the others rest until there is work for them.
"""

from __future__ import annotations

from collections.abc import Callable
from select import POLLIN, poll
from typing import Any, ClassVar

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


class Pool(ConnectionPool[Connection]):
    """A pool whose connection that came back last is the next to go."""

    def _add_to_pool(self, conn: Connection) -> None:
        super()._add_to_pool(conn)
        self._pool.rotate(1)  # it went to the right, and is taken from the left; unless somebody waited for it


def still_there(connection: Connection) -> None:
    """Raises OperationalError for a connection that the server has closed: then something can be read of it, the end or
    a last word. A statement to find that out would go there and back before each request."""
    waiting = poll()
    waiting.register(connection.pgconn.socket, POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the pool."""

    _connection_pools: ClassVar[dict[str, Pool]]
    _configure_connection: Callable[[Connection], None]

    @property
    def pool(self) -> Pool | None:
        options: dict[str, Any] | None = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            kwargs = self.get_connection_params() | {"autocommit": True}  # as Django has it; it sets it later on
            pool = Pool(kwargs=kwargs, open=False, configure=self._configure_connection, check=still_there, **options)
            self._connection_pools.setdefault(self.alias, pool)  # where two threads come at once, the first stands
        return self._connection_pools[self.alias]
