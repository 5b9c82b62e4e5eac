"""A character of number 0, which no row of the database can hold, has an answer wherever it comes, never an error."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.survey.factories import hand_in, make_census
from tests.survey.test_openrosa import App, photo

pytestmark = pytest.mark.django_db
ANSWERED = (200, 400, 404, 422)


def test_in_addresses_and_fields_of_the_census() -> None:
    census = make_census()
    record = hand_in(census)
    intern, manager = Client(raise_request_exception=True), Client(raise_request_exception=True)
    intern.force_login(census.intern)
    manager.force_login(census.manager)
    typed = {"q": "가\x00나"}
    for name in ("my_work", "my_find"):
        assert intern.get(reverse(f"survey:{name}", args=["2026A"]), typed).status_code in ANSWERED
    for name in ("records", "held"):
        assert (
            manager.get(reverse(f"survey:{name}", args=["2026A"]), {**typed, "state": "\x00"}).status_code in ANSWERED
        )
    table = reverse("survey:questionnaire_source", args=[record.form_id, "table"])
    assert manager.get(table, {"name": "\x00"}).status_code in ANSWERED
    files = reverse("survey:entry_files", args=["2026A", census.business("가람식당").pk])
    sent = {"file": SimpleUploadedFile("a.jpg", photo()), "form": "\x00"}
    assert intern.post(files, sent).status_code in ANSWERED
    back = reverse("survey:record_return", args=["2026A", record.pk])
    note = {"note": "다시(가상)", "note:/data/finances/sales": "매출\x00"}
    assert manager.post(back, note).status_code in ANSWERED


def test_in_what_other_clients_ask_for() -> None:
    app = App(make_census())
    record = hand_in(app.census)
    address = reverse("openrosa:media", args=["2026A", record.form_id, "x"]).removesuffix("x") + "%00"
    assert app.client.get(address, headers=app.headers).status_code in ANSWERED
