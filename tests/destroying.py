"""Looking for what should be gone, everywhere it could be; and a worker that is killed."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import connection
from psycopg import sql

from files import blobs

ANYWHERE = sql.SQL("SELECT EXISTS (SELECT FROM {} one WHERE one::text LIKE %s)")


class Killed(BaseException):
    """The worker is gone."""


def found_anywhere(words: str) -> set[str]:
    """Every table with a row in which the words stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(ANYWHERE.format(sql.Identifier(table)), [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def in_storage(words: str) -> bool:
    """Whether the words stand in the bytes of any upload that is kept."""
    return any(
        words.encode() in default_storage.open(f"content/{sha[:2]}/{sha[2:4]}/{sha}").read()
        for sha in blobs.stored_hashes()
    )
