"""A skills test: its points come in a file and count beside those of the interview."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from openpyxl import Workbook

from accounts.models import User
from internships.programme import CRITERIA
from kernel.errors import NotPermitted
from programs import actions as engine
from programs.errors_screening import ListHasFaults, NotMeasured, PointsMissing, RankingMade
from programs.models import Application, Call, Decision, MeasuredPoints, Review
from programs.queries.results import criterion_means
from tests.internships import factories as make
from tests.internships.views.test_pages import client_of

pytestmark = pytest.mark.django_db
TESTED = tuple(replace(one, measured=one.key == "skills") for one in CRITERIA)
SHEET = {"points-motivation": "25", "points-attitude": "20"}


def world(count: int = 2) -> tuple[User, Call, list[Application]]:
    """A call whose skills (up to 40) are tested, and applicants who passed the screening."""
    manager = make.manager()
    call = make.call_of(manager, criteria=TESTED)
    return manager, call, make.eligible(call, count)


def table(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in (("접수번호", "점수"), *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sat(manager: User, call: Call, points: dict[Application, Any]) -> tuple[int, int]:
    content = table(*((one.receipt_number, given) for one, given in points.items()))
    return engine.import_measured(make.acting(manager), call.pk, "skills", content)


def judged(call: Call, application: Application, panel: User, sheet: dict[str, str] | None = None) -> Review:
    (given,) = engine.assign_reviewers(make.SYSTEM, application.pk, [panel])
    engine.save_review(make.acting(panel), given.review.pk, sheet or SHEET, {})
    return engine.submit_review(make.acting(panel), given.review.pk)


def test_all_rows_of_a_file_are_taken_or_none() -> None:
    manager, call, (first, second) = world()
    with pytest.raises(ListHasFaults) as refused:
        sat(manager, call, {first: 30, second: 41})
    assert [one.row for one in refused.value.problems] == [3]
    assert not MeasuredPoints.objects.exists()
    assert sat(manager, call, {first: 30, second: "28.5"}) == (2, 0)
    assert sat(manager, call, {first: 30, second: 31}) == (1, 1)
    with pytest.raises(ListHasFaults):
        engine.import_measured(make.acting(manager), call.pk, "skills", b"PK\x03\x04 no workbook")


def test_reviewers_are_not_asked_for_what_is_tested_and_the_points_count_beside_theirs() -> None:
    manager, call, (first, second) = world()
    panel = make.interviewer(call)
    for one in (first, second):
        assert {score.criterion for score in judged(call, one, panel).scores.all()} == {"motivation", "attitude"}
    first.refresh_from_db()
    assert first.score == 45
    sat(manager, call, {first: 10, second: 40})
    assert list(call.applications.order_by("pk").values_list("score", flat=True)) == [55, 85]
    engine.propose_ranking(make.acting(manager), call.pk)
    assert dict(Decision.objects.values_list("application", "outcome")) == {first.pk: "rejected", second.pk: "selected"}
    first.refresh_from_db()
    assert [(one.key, points) for one, points in criterion_means(first)] == [
        ("motivation", 25),
        ("skills", 10),
        ("attitude", 20),
    ]


def test_a_ranking_waits_for_the_points_of_everybody_and_then_they_are_fixed() -> None:
    manager, call, (first, second) = world()
    panel = make.interviewer(call)
    for one in (first, second):
        judged(call, one, panel)
    sat(manager, call, {first: 30})
    with pytest.raises(PointsMissing):
        engine.propose_ranking(make.acting(manager), call.pk)
    sat(manager, call, {second: 0})
    engine.propose_ranking(make.acting(manager), call.pk)
    scores = dict(Decision.objects.values_list("application", "score"))
    assert scores == {first.pk: Decimal(75), second.pk: Decimal(45)}
    with pytest.raises(RankingMade):
        sat(manager, call, {second: 40})


def test_only_who_manages_the_call_enters_points_and_only_of_a_test() -> None:
    manager, call, (first, _second) = world()
    with pytest.raises(NotPermitted):
        sat(make.manager("변학도"), call, {first: 30})
    with pytest.raises(NotMeasured):
        engine.import_measured(make.acting(manager), call.pk, "motivation", table((first.receipt_number, 3)))


def test_points_are_added_and_never_rewritten() -> None:
    manager, call, (first, _second) = world()
    sat(manager, call, {first: 30})
    sat(manager, call, {first: 31})
    assert list(MeasuredPoints.objects.order_by("pk").values_list("points", flat=True)) == [30, 31]
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasuredPoints.objects.update(points=40)


def test_the_page_takes_a_file_names_bad_rows_and_says_who_lacks_points() -> None:
    manager, call, (first, second) = world()
    client, page = client_of(manager), f"/manage/calls/{call.pk}/measured/"
    assert second.receipt_number in client.get(page).content.decode()
    bad = SimpleUploadedFile("기량.xlsx", table((first.receipt_number, 99)))
    answer = client.post(page, {"criterion": "skills", "upload": bad})
    assert answer.status_code == 422 and "99 (0–40)" in answer.content.decode()
    good = SimpleUploadedFile("기량.csv", f"접수번호,점수\n{first.receipt_number},35\n".encode("cp949"))
    answer = client.post(page, {"criterion": "skills", "upload": good}, follow=True)
    assert "2건 중 1건" in answer.content.decode()
    assert MeasuredPoints.objects.get().points == 35
