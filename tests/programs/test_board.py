"""The board, the budget, verbs for many cases, the calendar, and the papers of the office."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import Role
from kernel import clock
from kernel.permissions import scope_group
from programs.actions.bulk import BULK, do_bulk, look
from programs.actions.calendar import renew_feed, revoke_feed
from programs.models import Application, Call
from programs.queries.board import board
from programs.queries.budget import budget
from programs.queries.calendar import events
from programs.registry import Spent
from tests.factories import make_user, person
from tests.papers import made
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def manager_of(call: Call):
    user = make_user(Role.MANAGER)
    user.groups.add(scope_group(call, "manager", ["manage_call", "approve_call"]))
    return user


def figures(call: Call) -> dict[str, tuple[int, int]]:
    return {column.stage.code: (column.count, column.late) for column in board(call)}


def test_each_case_stands_in_one_stage_and_late_is_counted_by_the_stages_days() -> None:
    call = make.open_call()
    make.submitted(call)
    make.eligible(call)
    make.review(make.eligible(call), make.reviewer_of(call), make.FULL, hand_in=False)
    make.past(call)
    assert figures(call) == {
        "screen": (1, 0), "correct": (0, 0), "assign": (1, 0), "review": (1, 0), "confirm": (0, 0), "done": (0, 0),
    }  # fmt: skip
    with clock.at(clock.now() + timedelta(days=11)):
        late = figures(call)
    assert (late["screen"], late["assign"], late["review"]) == ((1, 1), (1, 1), (1, 0))


def test_the_board_asks_as_much_for_one_case_as_for_twenty(django_assert_max_num_queries) -> None:
    call = make.open_call()
    for _number in range(5):
        make.submitted(call)
    client = Client()
    client.force_login(manager_of(call), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    client.get(f"/manage/calls/{call.pk}/board/")
    with django_assert_max_num_queries(13):
        page = client.get(f"/manage/calls/{call.pk}/board/")
    assert page.status_code == 200
    listed = client.get(f"/manage/calls/{call.pk}/applications/?stage=screen")
    assert len(listed.context["rows"]) == 5
    assert len(client.get(f"/manage/calls/{call.pk}/applications/?stage=screen&late=1").context["rows"]) == 0
    assert len(client.get(f"/manage/calls/{call.pk}/applications/?stage=review").context["rows"]) == 0
    assert client.get(f"/manage/calls/{call.pk}/budget/").status_code == 200


def test_a_verb_for_many_is_looked_at_first_and_leaves_out_what_cannot() -> None:
    call = make.open_call()
    good, done = make.submitted(call), make.eligible(call)
    keys = [good.pk, done.pk]
    looked = look(call, BULK["pass"], keys)
    assert [bool(one.objection) for one in looked] in ([False, True], [True, True])
    assert Application.objects.get(pk=good.pk).state == "submitted"  # looking does nothing
    results = do_bulk(make.SYSTEM, call.pk, "write", keys, "설명회를 엽니다.")
    assert [one.objection for one in results] == ["", ""]


def test_cases_of_another_call_are_never_touched_by_a_verb_for_many() -> None:
    call, other = make.open_call(), make.open_call()
    foreign = make.submitted(other)
    assert do_bulk(make.SYSTEM, call.pk, "write", [foreign.pk], "안내") == []


def test_a_budget_counts_those_selected_and_what_is_left() -> None:
    call = make.open_call()
    application = make.decided(call)
    (line, *_rest) = budget(call)
    assert line.selected == 1
    assert line.decided == application.decision.amount
    assert line.left == line.planned - line.decided
    assert line.spent == Spent()


def test_a_calendar_shows_a_managers_windows_and_its_feed_says_the_same() -> None:
    call = make.open_call()
    user = manager_of(call)
    now = clock.now()
    titles = [event.key for event in events(user, now, now + timedelta(days=30))]
    assert titles == [f"call-{call.pk}-closes"]
    feed = renew_feed(person(user))
    answer = Client().get(f"/calendar/{feed.token}.ics")
    book = Calendar.from_ical(answer.content)
    entries = {str(entry["uid"]): entry for entry in book.walk("VEVENT")}
    assert entries[f"call-{call.pk}-closes@hanbat"]["dtstart"].dt == call.closes_at.replace(microsecond=0)
    renewed = renew_feed(person(user))
    assert Client().get(f"/calendar/{feed.token}.ics").status_code == 404
    revoke_feed(person(user))
    assert Client().get(f"/calendar/{renewed.token}.ics").status_code == 404


def test_a_strangers_calendar_holds_nothing_of_the_call() -> None:
    make.open_call()
    now = clock.now()
    assert events(make_user(), now - timedelta(days=30), now + timedelta(days=30)) == []


@pytest.mark.django_db(transaction=True)
def test_the_audit_pack_holds_every_document_event_and_file_with_its_hash() -> None:
    call = make.open_call()
    application = make.decided(call)
    user = manager_of(call)
    archive = zipfile.ZipFile(
        io.BytesIO(made(person(user), "programs.audit_pack", {"application": str(application.public_id)}, "zip"))
    )
    names = archive.namelist()
    index = next(name for name in names if name.endswith(".csv") and name.startswith("000_"))
    rows = list(csv.reader(io.StringIO(archive.read(index).decode("utf-8-sig"))))[1:]
    assert len(rows) == len(names) - 2
    assert {row[2] for row in rows} == {name for name in names if not name.startswith("000_")}
    for _number, _title, name, size, digest in rows:
        content = archive.read(name)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (int(size), digest)
    assert any(name.endswith(".png") for name in names)  # the registration certificate itself
    assert sum(name.endswith(".pdf") for name in names) >= 5  # index, application, screening, sheets, decision


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["scores", "ranking_list", "budget"])
def test_the_offices_tables_come_out(code: str) -> None:
    call = make.open_call()
    application = make.decided(call)
    content = made(person(manager_of(call)), f"programs.{code}", {"call": call.pk}, "csv").decode("utf-8-sig")
    assert application.receipt_number in content or code == "budget"


@pytest.mark.django_db(transaction=True)
def test_the_ranking_and_the_sheets_come_out_on_paper() -> None:
    call = make.open_call()
    application = make.decided(call)
    actor = person(manager_of(call))
    assert made(actor, "programs.ranking_report", {"call": call.pk}, "pdf").startswith(b"%PDF")
    for code in ("screening_sheet", "scoring_sheets"):
        params = {"application": str(application.public_id)}
        assert made(actor, f"programs.{code}", params, "pdf").startswith(b"%PDF")
