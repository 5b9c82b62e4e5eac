"""The board, the budget, verbs for many cases, the calendar, and the papers of the office."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from accounts.models import Role, User
from kernel import clock
from kernel.errors import NotPermitted
from kernel.models import AuditEntry
from kernel.permissions import scope_group
from programs import actions
from programs.actions.bulk import BULK, do_bulk, look
from programs.actions.calendar import renew_feed, revoke_feed
from programs.models import Application, Call, Decision, ResultsMoment
from programs.queries.board import board, in_stage, standing
from programs.queries.budget import budget
from programs.queries.calendar import events
from programs.queries.deadlines import appeal_until
from programs.registry import Spent
from programs.rules.board import On
from programs.rules.correction import Item
from programs.rules.terms import Plan
from programs.wording import moment_text
from reports.models import Job
from tests.factories import make_user, person
from tests.papers import made, words
from tests.programs import choosing
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

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


def test_a_call_says_itself_after_how_many_days_a_case_is_late_and_a_copy_says_the_same() -> None:
    call = make.open_call()
    make.submitted(call)
    make.eligible(call)
    make.past(call)
    manager = manager_of(call)
    days = {"screen": 3, "assign": None, "review": 14, "confirm": 3}
    with pytest.raises(NotPermitted):
        actions.set_limits(person(manager_of(make.open_call())), call.pk, days)
    client = signed_in(manager)
    url = reverse("programs:board_limits", args=[call.pk])
    assert client.post(url, {"screen": "0", "review": "14"}).status_code == 422
    assert client.post(url, {name: value or "" for name, value in days.items()}).status_code == 302
    call.refresh_from_db()
    with clock.at(clock.now() + timedelta(days=4)):
        late = figures(call)
        assert late["screen"] == (1, 1)
        assert len(client.get(f"/manage/calls/{call.pk}/applications/?stage=screen&late=1").context["rows"]) == 1
    with clock.at(clock.now() + timedelta(days=100)):
        assert figures(call)["assign"] == (1, 0), "it is never late"
    page = client.get(reverse("programs:board", args=[call.pk])).content.decode()
    assert "3일" in page and "지연으로 보지 않음" in page
    copied = actions.copy_call(person(manager), call.pk)
    assert Call.objects.get(pk=copied.pk).late_after == days
    assert AuditEntry.objects.filter(verb="set_limits").count() == 2


def test_every_figure_of_the_board_is_the_number_of_cases_to_which_it_leads(django_assert_max_num_queries) -> None:
    call = make.open_call()
    reviewers = [make.reviewer_of(call), make.reviewer_of(call)]
    make.draft(call)
    waiting = [make.submitted(call) for _number in range(3)]
    actions.ask_correction(make.SYSTEM, waiting[0].pk, [Item("question", "need", "더 구체적으로 적어 주세요.")])
    judged = [make.eligible(call) for _number in range(6)]
    for application in (judged[1], judged[3], judged[4]):
        actions.assign_reviewers(make.SYSTEM, application.pk, reviewers)
    for application in judged[:2]:
        actions.decide(make.SYSTEM, application.pk, "rejected", reason="평가 결과에 따름")
    for reviewer in reviewers:
        make.review(judged[2], reviewer, make.FULL)
    make.past(call)
    rows = Application.objects.filter(call=call)
    now = clock.now()
    with django_assert_max_num_queries(4):
        board(call)
    for days in (0, 4, 6, 12, 20):
        with clock.at(now + timedelta(days=days)):
            for column in board(call):
                code = column.stage.code
                assert column.count == in_stage(rows, call, code, only_late=False).count(), code
                assert column.late == in_stage(rows, call, code, only_late=True).count(), (code, days)
                if column.stage.on is not On.NOBODY:
                    since = [one.since for one in standing(call, code) if one.since]
                    assert column.oldest == min(since, default=None), code
    assert [column.count for column in board(call)] == [2, 1, 1, 3, 2, 0]


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
    with django_assert_max_num_queries(12):
        page = client.get(f"/manage/calls/{call.pk}/board/")
    assert page.status_code == 200
    listed = client.get(f"/manage/calls/{call.pk}/applications/?stage=screen")
    assert len(listed.context["rows"]) == 5
    assert len(client.get(f"/manage/calls/{call.pk}/applications/?stage=screen&late=1").context["rows"]) == 0
    assert len(client.get(f"/manage/calls/{call.pk}/applications/?stage=review").context["rows"]) == 0
    assert client.get(f"/manage/calls/{call.pk}/budget/", follow=True).status_code == 200


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


def test_calendars_hold_planned_days_meetings_and_the_moment_of_the_results_of_whom_they_concern() -> None:
    terms = choosing.terms(plan=Plan(screening=5, review=10, results=20))
    call = choosing.open_call(make.manager(), terms)
    case, user, approver = make.eligible(call), manager_of(call), make.approver_of(call)
    reviewer = make.reviewer_of(call)
    make.review(case, reviewer, make.FULL, hand_in=False)
    now = clock.now()
    meeting = actions.plan_meeting(
        person(user), call.pk, title="종합평가", held_at=now + timedelta(days=8), place="시청 회의실"
    )
    moment = ResultsMoment.objects.create(call=call, at=now + timedelta(days=18), set_by=user)

    def keys(who: User) -> set[str]:
        return {event.key for event in events(who, now, now + timedelta(days=60))}

    planned = {f"call-{call.pk}-{step}" for step in ("closes", "screening", "review", "results")}
    assert keys(user) == planned | {f"meeting-{meeting.pk}", f"results-{moment.pk}"}
    assert keys(approver) == {f"call-{call.pk}-closes", f"results-{moment.pk}"}
    assert keys(reviewer) == {f"call-{call.pk}-review", f"meeting-{meeting.pk}"}
    assert keys(case.user) == {f"call-{call.pk}-closes", f"call-{call.pk}-results"}, "the moment is the office's own"
    feed = renew_feed(person(user))
    book = Calendar.from_ical(Client().get(f"/calendar/{feed.token}.ics").content)
    entries = {str(entry["uid"]): entry["dtstart"].dt for entry in book.walk("VEVENT")}
    assert entries[f"results-{moment.pk}@hanbat"] == moment.at.replace(microsecond=0)
    closing = (call.closes_at.astimezone(clock.SEOUL) - timedelta(microseconds=1)).date()
    assert entries[f"call-{call.pk}-review@hanbat"] == closing + timedelta(days=10), "a whole day"
    assert signed_in(user).get(reverse("programs:calendar")).status_code == 200


def test_a_calendar_asks_as_much_for_one_call_as_for_four() -> None:
    user, counts = make.manager(), []
    now = clock.now()
    for more in (1, 3):
        for _number in range(more):
            choosing.open_call(user, choosing.terms(plan=Plan(screening=5, review=10, results=20)))
        with CaptureQueriesContext(connection) as seen:
            found = events(user, now, now + timedelta(days=60))
        counts.append((len(found), len(seen)))
    assert counts[1] == (4 * counts[0][0], counts[0][1]), counts


def test_whoever_was_not_selected_finds_the_last_moment_to_appeal_in_the_calendar() -> None:
    call = make.open_call()
    lost = make.eligible(call)
    for _number in range(2):
        make.review(lost, make.reviewer_of(call), make.WEAK)
    make.past(call)
    make.ranked(call)
    actions.publish_results(make.SYSTEM, call.pk)
    now = clock.now()
    (last,) = [one for one in events(lost.user, now, now + timedelta(days=30)) if one.key.startswith("appeal-of")]
    assert last.at == appeal_until(call, Decision.objects.get().published_at)


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
    titles = {title: name for _number, title, name, _size, _digest in rows}
    assert "파일: 사업자등록증" in titles
    said = words(archive.read(titles["제출된 신청서(1판)"]))
    for kept in (application.answers["need"], moment_text(call.terms.made_at), "사업자등록증"):
        assert "".join(kept.split()) in said
    assert sum(name.endswith(".pdf") for name in names) >= 5  # index, application, screening, sheets, decision


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["scores", "ranking_list", "budget"])
def test_the_offices_tables_come_out(code: str) -> None:
    call = make.open_call()
    application = make.decided(call)
    content = made(person(manager_of(call)), f"programs.{code}", {"call": call.pk}, "csv").decode("utf-8-sig")
    assert application.receipt_number in content or code == "budget"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "headings", "money"),
    [
        ("applications", ["접수번호", "신청자"], "총사업비(원)"),
        ("scores", ["접수번호", "평가위원"], ""),
        ("ranking_list", ["순위", "접수번호"], "금액(원)"),
        ("budget", ["지원 유형"], "잔여(원)"),
    ],
)
def test_a_workbook_opens_with_a_fixed_heading_filters_and_money_as_figures(
    code: str, headings: list[str], money: str
) -> None:
    call = make.open_call()
    application = make.decided(call)
    actor = person(manager_of(call))
    content = made(actor, f"programs.{code}", {"call": call.pk, "state": "selected"}, "xlsx")
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    frozen = int(page.freeze_panes[1:]) - 1
    names = [cell.value for cell in page[frozen]]
    assert [name for name in names if name in headings] == headings, names
    assert page.auto_filter.ref and page.auto_filter.ref.startswith(f"A{frozen}")
    above = " ".join(str(cell.value) for row in page.iter_rows(max_row=frozen - 1) for cell in row if cell.value)
    assert call.title in above and (code != "applications" or "선정" in above), "what it was narrowed by stands above"
    if money:
        cell = page.cell(frozen + 1, names.index(money) + 1)
        assert isinstance(cell.value, int) and "#,##0" in cell.number_format, names
    if code == "ranking_list":
        assert page.cell(frozen + 1, names.index("점수") + 1).value == 87.5, "points are figures too"
    if code != "budget":
        assert application.receipt_number in [cell.value for cell in page[frozen + 1]]


def test_each_table_is_taken_out_where_a_manager_looks_for_it() -> None:
    call = make.open_call()
    make.review(make.eligible(call), make.reviewer_of(call), make.FULL)
    make.past(call)
    actions.propose_ranking(make.SYSTEM, call.pk)
    client = signed_in(manager_of(call))
    for page, tables in (
        ("manage_cases", {"applications/export/"}),
        ("panel_board", {"documents/scores/"}),
        ("ranking", {"documents/scores/", "documents/ranking_list/", "documents/ranking_report/"}),
    ):
        shown = client.get(reverse(f"programs:{page}", args=[call.pk])).content.decode()
        assert all(f"/manage/calls/{call.pk}/{table}" in shown for table in tables), page
    for format in ("xlsx", "csv"):
        sent = client.post(reverse("programs:call_document", args=[call.pk, "scores"]), {"format": format})
        assert sent.status_code == 302
    assert list(Job.objects.order_by("pk").values_list("format", flat=True)) == ["xlsx", "csv"]


@pytest.mark.django_db(transaction=True)
def test_the_ranking_and_the_sheets_come_out_on_paper() -> None:
    call = make.open_call()
    application = make.decided(call)
    actor = person(manager_of(call))
    assert made(actor, "programs.ranking_report", {"call": call.pk}, "pdf").startswith(b"%PDF")
    for code in ("screening_sheet", "scoring_sheets"):
        params = {"application": str(application.public_id)}
        assert made(actor, f"programs.{code}", params, "pdf").startswith(b"%PDF")
