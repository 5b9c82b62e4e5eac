"""A change that is one statement, and so a transaction of its own.

An action (:mod:`kernel.action`) holds what everybody waits for, the counter of a series and the head of the audit
trail, while this process goes on to its next statement and to the commit. Under hundreds of changes a second all queue
for that. Here the database holds it for as long as it works itself. The price: the statement says in SQL what actions
say in Python. So it is written for the one usual case, it writes the very rows that the action would, its audit line
among them, and whatever is not usual goes to the action.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from typing import Any, LiteralString

from django.db import connection, models, transaction
from psycopg import sql


def insert_sql(name: str, model: type[models.Model], source: str, **instead: LiteralString) -> sql.Composed:
    """``INSERT`` of a row for each row of ``source``, with the values of :func:`insert_values`. ``instead``: columns
    that an expression over ``source`` gives. Make a text of the statement once (``as_string``), and give a short
    ``name``: what a text of up to 4,096 bytes asks for psycopg remembers."""
    columns = [field.column for field in _fields(model)]
    given = (sql.SQL(instead[one]) if one in instead else sql.Placeholder(f"{name}.{one}") for one in columns)
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(given),
        sql.Identifier(source),
    )


def insert_values(**rows: models.Model) -> dict[str, Any]:
    """What the ORM would write of new rows, by the names that :func:`insert_sql` uses."""
    return {
        f"{name}.{field.column}": field.get_db_prep_save(field.pre_save(row, True), connection)
        for name, row in rows.items()
        for field in _fields(type(row))
    }


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    """Those of a new row; its number is the database's."""
    return [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]


def changed_at_once(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Runs the statement and gives its row, if it has one. Within a transaction it is a savepoint of that.

    Raises IntegrityError when somebody else was first; then nothing of it has happened.
    """
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
