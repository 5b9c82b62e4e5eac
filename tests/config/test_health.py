"""GET /healthz: well, or what is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from config.heartbeat import LOST_AFTER, beat, live_workers
from config.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_all_is_well_while_a_worker_beats(client: Client) -> None:
    beat("node-1")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "queue": "ok", "worker": "ok"}
    assert "no-cache" in answer.headers["Cache-Control"]


def test_without_a_worker_it_answers_503_and_says_so(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "no worker is running"
    assert answer.json()["database"] == "ok"


def test_a_database_that_does_not_answer_is_named_and_nothing_of_it_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert b"nowhere" not in answer.content


def test_a_worker_that_fell_silent_counts_no_more_and_is_forgotten_later() -> None:
    beat("silent")
    Heartbeat.objects.update(beat_at=Now() - LOST_AFTER - timedelta(seconds=1))
    assert live_workers() == 0
    Heartbeat.objects.update(beat_at=Now() - timedelta(hours=2))
    beat("fresh")
    assert list(Heartbeat.objects.values_list("node", flat=True)) == ["fresh"]
