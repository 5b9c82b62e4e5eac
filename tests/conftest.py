"""What every test stands on: a database of its own process, migrated by the owner, used as the application."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests import server


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this process a copy of the migrated template, and take it away at the end."""
    name = f"hanbat_test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        server.make_database(name)
        connection.close()
        connection.settings_dict["NAME"] = name
        os.environ["DATABASE_URL"] = server.with_database(os.environ["DATABASE_URL"], name)
        os.environ["DATABASE_OWNER_URL"] = server.owner_url(name)
        yield
        connection.close()
        server.drop_database(name)


def _restore_tables(case: TransactionTestCase) -> None:
    server.restore(connection.settings_dict["NAME"])


# Django would empty every table, also of what migrations put there, and as a role that may not.
TransactionTestCase._fixture_teardown = _restore_tables  # type: ignore[method-assign]
