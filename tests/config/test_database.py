"""The database as the application meets it in service and in every test."""

import pytest
from django.contrib.auth.models import Permission
from django.db import ProgrammingError, connection, transaction

from accounts.models import User


def add_person(email: str) -> User:
    return User.objects.create(email=email, name="홍길동", phone="010-0000-0000")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intruder (id int)",
        "DROP TABLE accounts_user",
        "ALTER TABLE accounts_user ADD COLUMN intruder int",
        "TRUNCATE accounts_user CASCADE",
        "ALTER TABLE kernel_auditentry DISABLE TRIGGER ALL",
        "DELETE FROM kernel_auditentry",
        "UPDATE kernel_auditentry SET verb = 'nothing'",
    ],
)
def test_the_application_may_change_rows_but_not_the_schema_nor_the_audit_trail(statement: str) -> None:
    add_person("hong@example.org").delete()
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next_and_what_migrations_made_is_there(turn: int) -> None:
    assert not User.objects.exists()
    assert Permission.objects.exists()
    add_person("hong@example.org")
