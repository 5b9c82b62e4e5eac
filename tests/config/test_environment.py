"""Settings from the environment: complete in production, all of them in the table."""

import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.embedded import CHECKOUT
from config.environment import SETTINGS, Environment, broker_options, database_options

COMPLETE = {
    "HANBAT_ENV": "production",
    "SECRET_KEY": "s" * 50,
    "FIELD_KEY": "f" * 32,
    "ALLOWED_HOSTS": "hanbat.example",
    "PUBLIC_URL": "https://hanbat.example",
    "DATABASE_URL": "postgres://hanbat_app:secret@db:5432/hanbat",
}


def test_a_complete_production_starts() -> None:
    Environment(COMPLETE).refuse_incomplete_production()


@pytest.mark.parametrize("name", [one.name for one in SETTINGS if one.required_in_production])
def test_production_without_a_needed_setting_is_refused_by_its_name(name: str) -> None:
    incomplete = {key: value for key, value in COMPLETE.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=name):
        Environment(incomplete).refuse_incomplete_production()


def test_the_refusal_reaches_the_person_who_starts_it_as_one_sentence() -> None:
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env={"HANBAT_ENV": "production", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "HANBAT_ENV=production needs: SECRET_KEY" in started.stderr
    assert "DATABASE_URL" in started.stderr


def test_every_setting_stands_in_the_documented_table_with_its_need() -> None:
    table = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", table.partition("## The commands")[0], re.MULTILINE))
    assert set(rows) == {one.name for one in SETTINGS}
    needed = {name for name, need in rows.items() if need.strip() == "**yes**"}
    assert needed == {one.name for one in SETTINGS if one.required_in_production}


def test_a_database_on_a_socket_and_one_with_a_difficult_password_are_understood() -> None:
    socket = database_options("postgresql://hanbat_app@/hanbat?host=%2Frun%2Fdb&port=5432")
    assert (socket["HOST"], socket["USER"], socket["NAME"]) == ("/run/db", "hanbat_app", "hanbat")
    assert database_options("postgres://a:p%40ss%2Fword@db:6432/h")["PASSWORD"] == "p@ss/word"


def test_other_databases_and_brokers_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgres://"):
        database_options("mysql://root@localhost/hanbat")
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        broker_options(Environment({"BROKER_URL": "amqp://queue"}))
