"""The pool of connections, on a real server."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from config.postgresql.base import DatabaseWrapper, Pool, still_there

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[Pool]:
    kwargs = connection.get_connection_params() | {"autocommit": True}
    with Pool(kwargs=kwargs, min_size=3, max_size=3, open=False, check=still_there, timeout=10) as pool:
        pool.wait()
        yield pool


def number(one: psycopg.Connection) -> int:
    return one.info.backend_pid


def test_the_connection_that_came_back_last_goes_first(pool: Pool) -> None:
    first, second, third = pool.getconn(), pool.getconn(), pool.getconn()
    for one in (second, third, first):
        pool.putconn(one)
    assert [number(pool.getconn()) for _turn in range(3)] == [number(first), number(third), number(second)]


def test_one_that_the_server_closed_is_not_given_out(pool: Pool) -> None:
    one, other = pool.getconn(), pool.getconn()
    closed = number(one)
    pool.putconn(one)
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [closed])
    given = pool.getconn()
    assert number(given) != closed
    assert given.execute("SELECT 1").fetchone() == (1,)


def test_one_that_has_something_to_say_is_given_out_all_the_same(pool: Pool) -> None:
    one, other = pool.getconn(), pool.getconn()
    one.execute("LISTEN something")
    pool.putconn(one)
    other.execute("NOTIFY something")
    assert pool.getconn() is one


def test_web_processes_have_such_a_pool_and_others_none() -> None:
    settings = connection.settings_dict
    pooled = {**settings, "CONN_MAX_AGE": 0, "OPTIONS": {**settings["OPTIONS"], "pool": {"min_size": 1, "max_size": 4}}}
    database = DatabaseWrapper(pooled, "pooled")
    assert isinstance(database.pool, Pool)
    assert database.pool is database.pool
    assert database.pool.max_size == 4
    database.close_pool()
    assert DatabaseWrapper({**settings, "OPTIONS": {}}, "alone").pool is None
