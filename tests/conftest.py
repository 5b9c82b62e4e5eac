"""What every test stands on: a database of its own process, migrated by the owner, used as the application."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import inf
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import machine, server

if not os.environ.get("CI"):  # as Hypothesis does there by itself: a busy machine fails no property
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


def pytest_configure() -> None:
    """In CI nothing may be left out."""
    if os.environ.get("CI") and (lacking := machine.missing()):
        raise pytest.UsageError("; ".join(f"{need.tests} cannot run: {need.remedy}" for need in lacking))


def pytest_sessionstart() -> None:
    """The calendar asks no database by itself: modules count days before there is one, and tests count statements."""
    from programs.queries.deadlines import NAMED, NamedDays

    NamedDays.FRESH = inf
    NAMED.remember(())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run; begin with the long proofs, so that none of them is waited for alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    lacking = {need.fixture: need for need in machine.missing()}
    wanting = [item for item in items if lacking.keys() & set(getattr(item, "fixturenames", ()))]
    if wanting:
        config.hook.pytest_deselected(items=wanting)
        items[:] = [item for item in items if item not in wanting]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and what failed at its first try with its fault, at the end, where it is read."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"failed at the first try: {report.nodeid}", yellow=True)
        terminalreporter.write_line(report.longreprtext)
    for need in machine.missing():
        terminalreporter.write_line(f"{need.tests} are left out: {need.remedy}", yellow=True, bold=True)


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


@pytest.fixture(autouse=True)
def no_day_is_named() -> None:
    """What a test before had the calendar remember is forgotten; nobody has named a day yet."""
    from programs.queries.deadlines import NAMED

    NAMED.remember(())


@pytest.fixture(autouse=True)
def everybody_reads_korean() -> None:
    """A page that a test before asked for in English leaves its language with the thread."""
    translation.activate(django_settings.LANGUAGE_CODE)


def _restore_tables(case: TransactionTestCase) -> None:
    server.restore(connection.settings_dict["NAME"])


# Django would empty every table, also of what migrations put there, and as a role that may not.
TransactionTestCase._fixture_teardown = _restore_tables  # type: ignore[method-assign]
