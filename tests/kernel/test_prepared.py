"""Statements that a connection plans once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import sql

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


def test_what_the_database_refuses_is_raised_as_django_does() -> None:
    again = Prepared.of(sql.SQL("INSERT INTO kernel_counter (series, value) VALUES (%(series)s, 1) RETURNING value"))
    again.rows({"series": "prepared"})
    with pytest.raises(IntegrityError), transaction.atomic():
        again.rows({"series": "prepared"})
