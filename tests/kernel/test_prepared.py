"""Statements that a connection plans once."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from kernel import clock
from kernel.one_statement import Prepared

pytestmark = pytest.mark.django_db


def test_a_value_that_is_named_twice_has_one_number_and_values_come_by_name() -> None:
    twice = Prepared.of(sql.SQL("SELECT %(b.x)s::int + %(a)s::int * %(b.x)s::int"))
    assert twice == Prepared(b"SELECT $1::int + $2::int * $1::int", ("b.x", "a"))
    assert twice.rows({"a": 10, "b.x": 3, "unused": 1}) == [(33,)]


def test_it_is_planned_once_for_a_connection_and_counted_each_time() -> None:
    asked = Prepared.of(sql.SQL("SELECT %(text)s || ' planned once'"))
    with CaptureQueriesContext(connection) as captured:
        assert [asked.rows({"text": text}) for text in ("one", "two")] == [
            [("one planned once",)],
            [("two planned once",)],
        ]
    assert len(captured) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%planned once%"])
        assert cursor.fetchone() == (1,)


def test_each_kind_of_value_goes_there_and_comes_back_as_with_djangos_cursor() -> None:
    """Django's cursor reads rows as text, a prepared statement in PostgreSQL's own format."""
    moment = datetime(2026, 3, 2, 8, 59, 59, 999_999, tzinfo=clock.SEOUL)
    given: dict[str, tuple[str, Any]] = {
        "text": ("text", "한밭 ' \"\\ 끝"), "number": ("bigint", 2**40), "small": ("smallint", -3),
        "yes": ("boolean", True), "moment": ("timestamptz", moment), "day": ("date", date(1950, 2, 28)),
        "won": ("numeric(12, 2)", Decimal("-10.50")), "rate": ("double precision", 0.1), "id": ("uuid", UUID(int=7)),
        "bytes": ("bytea", b"\x00\xff"), "none": ("timestamptz", None), "list": ("bigint[]", [1, 2]),
    }  # fmt: skip
    named = sql.SQL(", ").join(sql.SQL(f"%({name})s::{kind}") for name, (kind, _value) in given.items())
    asked = Prepared.of(sql.SQL("SELECT {}").format(named))
    values = {name: value for name, (_kind, value) in given.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(named), values)
        expected = cursor.fetchone()
    assert [asked.rows(values), asked.rows(dict.fromkeys(given))] == [[expected], [(None,) * len(given)]]
    assert expected == tuple(values.values())
    found = asked.rows(values)[0]
    assert [type(one) for one in found] == [type(one) for one in expected]
    assert found[list(given).index("moment")].utcoffset() == timedelta(0)


def test_what_the_database_refuses_is_raised_as_django_does() -> None:
    again = Prepared.of(sql.SQL("INSERT INTO kernel_counter (series, value) VALUES (%(series)s, 1) RETURNING value"))
    again.rows({"series": "prepared"})
    with pytest.raises(IntegrityError), transaction.atomic():
        again.rows({"series": "prepared"})


@pytest.mark.django_db(transaction=True)
def test_a_column_that_a_migration_changed_costs_nobody_their_answer() -> None:
    """PostgreSQL refuses a statement whose rows are of another kind than when it was planned. The column is changed out
    of psycopg's sight, as a migration does from a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (text varchar(5)); INSERT INTO told VALUES ('한밭')")
    asked = Prepared.of(sql.SQL("SELECT text FROM told"))
    assert asked.rows({}) == [("한밭",)]
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN ALTER TABLE told ALTER text TYPE varchar(9); END $$")
    assert [asked.rows({}), asked.rows({})] == [[("한밭",)]] * 2
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN ALTER TABLE told ALTER text TYPE text; END $$")
    with transaction.atomic(), pytest.raises(NotSupportedError):  # all that was done in it is lost
        asked.rows({})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE told")
