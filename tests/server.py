"""The database server of the tests and the databases on it.

Without DATABASE_URL a throw-away server (no fsync) is started in the temporary folder; several runs share it and
the last one stops it. Migrations run once, by the owner's role, in a template that is named after their content;
every test process gets a copy of it, and works in it as the application's role does in service.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.embedded import APP_ROLE, CHECKOUT, OWNER_ROLE, Server, prepare_database

LONGEST = "150s"  # of a statement or an idle transaction: a lock that is never given is an error with a name
ROWS_OF_MIGRATIONS = "migrated"  # the schema that keeps what migrations put into tables
TEMPLATE_LOCK = 20_260_122  # any number that nothing else on the server uses


def provide() -> None:
    """Name a server in DATABASE_URL and DATABASE_OWNER_URL, starting one when the environment names none."""
    if not os.environ.get("DATABASE_URL"):
        server = Server(_home(), durable=False)
        server.join()
        atexit.register(server.leave)
        os.environ["DATABASE_URL"] = server.url(APP_ROLE, "postgres")
        os.environ["DATABASE_OWNER_URL"] = server.url(OWNER_ROLE, "postgres")
    os.environ.setdefault("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])


def _home() -> Path:
    name = hashlib.sha256(f"{CHECKOUT}:{os.geteuid()}".encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir())
    if os.geteuid() == 0 and not all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents)):
        folder = Path("/var/tmp")  # noqa: S108 - the server's own user must reach it
    return folder / f"hanbat-test-{name}"


def make_database(name: str) -> None:
    """A fresh copy of the migrated template."""
    template = _template()
    with connected("postgres") as server:
        _drop_abandoned(server)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            limit = sql.SQL("ALTER DATABASE {} SET {} = {}").format(
                sql.Identifier(name), sql.Identifier(setting), sql.Literal(LONGEST)
            )
            server.execute(limit)


def drop_database(name: str) -> None:
    with connected("postgres") as server:
        _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drops a database of ours. FORCE may not end a worker of autovacuum, which is the superuser's: such a one is
    waited for, and after ten seconds its database is left for the next run to drop."""
    for _attempt in range(50):
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.2)
        else:
            return


def owner_url(database: str) -> str:
    return with_database(os.environ["DATABASE_OWNER_URL"], database)


def with_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@contextmanager
def connected(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_url(database), autocommit=True) as connection:
        yield connection


def _drop_abandoned(server: psycopg.Connection) -> None:
    """Databases of test processes that were killed, and templates of other migrations than today's."""
    current = _template_name()
    rows = server.execute("SELECT datname FROM pg_database WHERE datname ~ '^hanbat_test_'").fetchall()
    for (name,) in rows:
        process = name.removeprefix("hanbat_test_").partition("_")[0]
        abandoned = process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists()
        outdated = process == "template" and name.removesuffix("_new") != current
        if abandoned or (outdated and not os.environ.get("PYTEST_XDIST_WORKER")):
            _drop(server, name)


def _template_name() -> str:
    digest = hashlib.sha256()
    for path in (
        CHECKOUT / "uv.lock",
        CHECKOUT / "config" / "privileges.sql",
        *sorted(CHECKOUT.glob("*/migrations/*.py")),
    ):
        digest.update(path.read_bytes())
    # SQL and reference data that migrations take from modules of their app
    for path in sorted(CHECKOUT.glob("*/*_sql.py")):
        digest.update(path.read_bytes())
    return f"hanbat_test_template_{digest.hexdigest()[:12]}"


def _template() -> str:
    name = _template_name()
    with connected("postgres") as server:
        server.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        new = f"{name}_new"
        drop_database(new)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(new)))
        migrate(new)
        _keep_rows(new)
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(new), sql.Identifier(name)))
    return name


def migrate(database: str, *target: str) -> None:
    """Brings a database to the newest state, or an app of it to the migration that is named."""
    if os.environ["DATABASE_URL"] != os.environ["DATABASE_OWNER_URL"]:
        prepare_database(owner_url(database))
    urls = {"DATABASE_URL": owner_url(database), "DATABASE_OWNER_URL": owner_url(database)}
    command = [sys.executable, "manage.py", "migrate", *target, "--verbosity", "0"]
    migrated = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=os.environ | urls | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        raise RuntimeError(f"Migrations fail:\n{migrated.stderr}")


def _keep_rows(database: str) -> None:
    """Copy the rows that migrations made, so that emptying the tables after a test can bring them back."""
    with connected(database) as connection:
        connection.execute(f"CREATE SCHEMA {ROWS_OF_MIGRATIONS}")
        for table in filled_tables(connection):
            kept, original = sql.Identifier(ROWS_OF_MIGRATIONS, table), sql.Identifier("public", table)
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, original))


def filled_tables(connection: psycopg.Connection) -> list[str]:
    """The tables that hold at least one row."""
    tables = _tables(connection, "public")
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    parts = [one.format(name, sql.Identifier("public", name)) for name in tables]
    return [row[0] for row in connection.execute(sql.SQL(" UNION ALL ").join(parts)).fetchall()]


def restore(database: str) -> None:
    """Bring a database back to what migrations left, after a test that committed for real.

    By the owner, in one transaction, with triggers off (the audit trail refuses DELETE to everybody). Only tables
    that changed are touched; deleting a test's few rows is quicker than TRUNCATE of a hundred tables.
    """
    with psycopg.connect(owner_url(database)) as connection:
        kept = set(_tables(connection, ROWS_OF_MIGRATIONS))
        touched = set(filled_tables(connection)) - kept
        touched |= {name for name in kept if _differs(connection, name)}
        for name in touched:
            _run(connection, "ALTER TABLE {} DISABLE TRIGGER USER", name)
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in touched:
            _run(connection, "DELETE FROM {}", name)
            if name in kept:
                _put_back(connection, name)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in touched:
            _run(connection, "ALTER TABLE {} ENABLE TRIGGER USER", name)


def _tables(connection: psycopg.Connection, schema: str) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
    return [name for (name,) in rows if name != "django_migrations"]


def _run(connection: psycopg.Connection, statement: LiteralString, table: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier("public", table)))


def _differs(connection: psycopg.Connection, table: str) -> bool:
    now, then = sql.Identifier("public", table), sql.Identifier(ROWS_OF_MIGRATIONS, table)
    rows = sql.SQL("SELECT one::text FROM {} one EXCEPT SELECT one::text FROM {} one LIMIT 1")
    both = (rows.format(now, then), rows.format(then, now))
    return any(connection.execute(statement).fetchone() for statement in both)


def _put_back(connection: psycopg.Connection, table: str) -> None:
    columns = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'public."{table}"'],
    ).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns)
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}")
    original, kept = sql.Identifier("public", table), sql.Identifier(ROWS_OF_MIGRATIONS, table)
    connection.execute(statement.format(original, names, names, kept))
