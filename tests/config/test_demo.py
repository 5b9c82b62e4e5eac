"""The whole played city: the same people, cases, money and records from the same seed."""

import hashlib
import json
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Organisation, User
from internships.models import Placement
from kernel import clock
from kernel.models import AuditEntry
from programs.models import Application, Call, Decision, Review
from survey.models import Business, CensusRecord
from tests.factories import make_user

NOON = clock.seoul(2026, 11, 18, 12)  # a Wednesday
# What tells a row apart without its key: keys go on counting after a rollback.
KEY_ROWS: dict[Any, tuple[str, ...]] = {
    User: ("email", "name", "phone"),
    Organisation: ("registration_number", "name", "size_class", "address"),
    Call: ("programme", "title", "state", "opens_at", "closes_at", "budget", "seats"),
    Application: ("call__title", "name", "state", "receipt_serial", "submitted_at", "score", "answers"),
    Review: ("assignment__reviewer__email", "assignment__application__name", "state", "total"),
    Decision: ("application__name", "application__call__title", "outcome", "score", "rank", "amount"),
    Placement: ("person__email", "position__title", "state"),
    Business: ("source_id", "name", "dong_id", "possible_repeat"),
    CensusRecord: ("business__source_id", "state", "receipt", "entered_by__email", "answers"),
}


class _Undone(Exception):
    """Ends a play without keeping it."""


def played(seed: int) -> dict[str, tuple[int, str]]:
    """How many rows of each kind a small city has, and a digest of them; nothing of it is kept."""
    found: dict[str, tuple[int, str]] = {}
    try:
        with transaction.atomic(), clock.at(NOON):
            call_command("demo", seed=seed, scale=0.03, stdout=StringIO())
            found = {model._meta.label: _digest(model, fields) for model, fields in KEY_ROWS.items()}
            verbs = sorted(AuditEntry.objects.values_list("verb", flat=True))
            found["audit trail"] = (len(verbs), hashlib.sha256(",".join(verbs).encode()).hexdigest())
            raise _Undone
    except _Undone:
        return found


def _digest(model: Any, fields: tuple[str, ...]) -> tuple[int, str]:
    rows = sorted(json.dumps(row, default=str, sort_keys=True) for row in model.objects.values_list(*fields))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_seed_plays_the_same_city_and_another_seed_another_one(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path)
    first, second, other = played(7), played(7), played(8)
    assert min(count for count, _digest_of_rows in first.values()) > 0, first
    different = {kind: (first[kind], second[kind]) for kind in first if first[kind] != second[kind]}
    assert not different
    assert first["programs.Application"] != other["programs.Application"]
    assert first["survey.CensusRecord"] != other["survey.CensusRecord"]


@pytest.mark.django_db
def test_a_city_that_was_not_finished_is_not_taken_for_a_whole_one(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path)
    make_user(email="admin@hanbat.example")
    with pytest.raises(CommandError, match=f"not finished. Remove .*{tmp_path}"):
        call_command("demo", stdout=StringIO())
    (tmp_path / "demo.json").write_text("[]")
    said = StringIO()
    call_command("demo", stdout=said)
    assert "there already" in said.getvalue()
