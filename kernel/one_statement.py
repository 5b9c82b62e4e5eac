"""A change that is one statement, and so a transaction of its own.

An action (:mod:`kernel.action`) holds what everybody waits for, the counter of a series and the head of the audit
trail, while this process goes on to its next statement and to the commit. Under hundreds of changes a second all queue
for that. Here the database holds it for as long as it works itself. The price: the statement says in SQL what actions
say in Python. So it is written for the one usual case, it writes the very rows that the action would, its audit line
among them, and whatever is not usual goes to the action.

Of what such a statement costs the database, most is reading and planning it. So each connection does that once.
Of what it costs this process, most is making the cursor and finding out how each type is written and read: so each
connection keeps a cursor for each statement, which psycopg lets remember that as long as it is asked nothing else. What
comes back is in PostgreSQL's own (binary) format: a moment as text takes longer to read than all else in its row.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, LiteralString, Self, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import RawCursor, sql
from psycopg.errors import FeatureNotSupported

Row = TypeVar("Row", bound=models.Model)
_NAMED = re.compile(r"%\(([\w.]+)\)s")


@dataclass(frozen=True)
class Prepared:
    """A statement that a connection plans once and then only runs; ``text`` has its values by number ($1), in the
    order of their ``names``. Only what is asked the same way each time: the plan knows no value."""

    text: bytes
    names: tuple[str, ...]

    @classmethod
    def of(cls, statement: sql.Composable) -> Self:
        """Of a statement with named placeholders."""
        named = statement.as_string()
        names = tuple(dict.fromkeys(_NAMED.findall(named)))
        numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", named)
        return cls(numbered.encode(), names)

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Runs it and gives its rows. What a migration changed meanwhile is planned anew, but in a transaction: there
        the database ends all of it, and NotSupportedError is raised."""
        database = _database()
        database.close_if_health_check_failed()
        database.ensure_connection()  # a cursor of Django's, which does both, would be made for nothing
        given = [values[name] for name in self.names]
        with database.wrap_database_errors:
            try:
                found = self._run(database.connection, given)
            except FeatureNotSupported:  # a column is of another type than when this was planned
                if database.in_atomic_block:
                    raise
                database.connection.execute("DEALLOCATE ALL")
                found = self._run(database.connection, given)
        if database.queries_logged:  # it passes by Django's cursor, and is counted all the same
            database.queries_log.append({"sql": self.text.decode(), "time": ""})
        return found

    def _run(self, connection: Any, given: list[Any]) -> list[tuple[Any, ...]]:
        cursor = _cursor(connection, self.text)
        cursor.execute(self.text, given, prepare=True, binary=True)
        return cursor.fetchall()


def _database() -> BaseDatabaseWrapper:
    """Itself: each look through ``connection`` costs as much as a value."""
    return connections[DEFAULT_DB_ALIAS]


def _cursor(kept_with: Any, text: bytes) -> RawCursor[tuple[Any, ...]]:
    """The cursor of a psycopg connection that runs this statement and no other."""
    cursors: dict[bytes, RawCursor[tuple[Any, ...]]] = vars(kept_with).setdefault("cursors_of_prepared", {})
    cursor = cursors.get(text)
    if cursor is None:
        cursor = cursors[text] = RawCursor(kept_with)
    return cursor


def known(model: type[Row], **columns: Any) -> Row:
    """A row that is in the database, of which only this is known; anything else is read when it is asked for."""
    values = [columns.get(field.attname, models.DEFERRED) for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, [], values)


def new_row(model: type[Row], **given: Any) -> Row:
    """The same as ``model(**given)``, at half its cost: that finds out anew for each of its fields that it is not
    given."""
    values = [given.pop(name) if name in given else default() for name, default in _defaults(model)]
    row = model(*values)
    for name, related in given.items():  # rows to which it points, by the name of the relation
        setattr(row, name, related)
    return row


@cache
def _defaults(model: type[models.Model]) -> list[tuple[str, Callable[[], Any]]]:
    return [(field.attname, field.get_default) for field in model._meta.concrete_fields]


def insert_sql(name: str, model: type[models.Model], source: str, **instead: LiteralString) -> sql.Composed:
    """``INSERT`` of a row for each row of ``source``, with the values of :func:`insert_values`. ``instead``: columns
    that an expression over ``source`` gives."""
    columns = [field.column for field in _fields(model)]
    given = (sql.SQL(instead[one]) if one in instead else sql.Placeholder(f"{name}.{one}") for one in columns)
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(given),
        sql.Identifier(source),
    )


def insert_values(statement: Prepared, **rows: models.Model) -> dict[str, Any]:
    """What the ORM would write of new rows, by the names of :func:`insert_sql`, where ``statement`` asks for them."""
    database = _database()
    values = {}
    for name, row in rows.items():
        for column, field, kept in _columns(statement.names, name, type(row)):
            value = getattr(row, field.attname)
            if type(value) is not kept:
                value = field.get_db_prep_save(field.pre_save(row, True), database)
            values[column] = value
    return values


# Of a field of just this kind the ORM writes a value of just this type as it is. (Whole numbers it gives a size of
# their own: without it each size would be another statement to plan.)
_KEPT = {
    models.CharField: str, models.TextField: str, models.BooleanField: bool,
    models.DateField: date, models.DateTimeField: datetime, models.UUIDField: UUID,
}  # fmt: skip


@cache
def _columns(asked: tuple[str, ...], name: str, model: type[models.Model]) -> list[tuple[str, Any, type | None]]:
    named = ((f"{name}.{field.column}", field, _kept(field)) for field in _fields(model))
    return [one for one in named if one[0] in asked]


def _kept(field: Any) -> type | None:
    changes = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return None if changes else _KEPT.get(type(field))


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    """Those of a new row; its number is the database's."""
    return [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]


def changed_at_once(statement: Prepared, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Runs the statement and gives its row, if it has one. Within a transaction it is a savepoint of that.

    Raises IntegrityError when somebody else was first; then nothing of it has happened.
    """
    with transaction.atomic() if _database().in_atomic_block else nullcontext():
        return next(iter(statement.rows(values)), None)
