"""The usual submission, which is one statement, leaves what the long way leaves; what overtakes it sends it there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import Sum

from kernel import clock
from kernel.models import AuditEntry
from kernel.queries.audit import verify_chain
from survey.actions import submission, usual_submission
from survey.actions.submission import receive_submission
from survey.actions.usual_submission import take_usual
from survey.actions.visits import record_visit
from survey.models import Case, CensusRecord, HeldSubmission, RecordVersion, Tally, Visit
from survey.queries.openrosa import caller
from survey.rules.visit_results import VisitResult
from tests.at_once import at_once
from tests.factories import person
from tests.survey.factories import NAMES, Census, make_census
from tests.survey.test_openrosa import App, said, xml

OWN = {"id", "record_id", "public_id", "entity_id", "hash", "recorded_at"}  # made anew each time, and what tells of it
USUAL = {"visited_on": "2026-11-20"}
TALLY = Tally._meta.db_table
FAULTY = {"staff_total": "9", "sales": "3000000"}


def said_by(row: models.Model) -> dict[str, Any]:
    """What a row says, but for what is made anew each time."""
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in OWN
    }


def written_so_far() -> Counter[str]:
    """The rows that this transaction added to each table, and (under ``~table``) those that it changed or removed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return Counter(
            {key: count for table, new, other in cursor for key, count in ((table, new), (f"~{table}", other))}
        )


def left_by(app: App, content: bytes) -> dict[str, Any]:
    """What a submission of the second shop answers, and what it leaves in every table; then it never was."""
    business = app.census.business("성심빵집")
    before, mark = written_so_far(), transaction.savepoint()
    answer = app.send(content)
    written = written_so_far() - before
    record = CensusRecord.objects.get(business=business)
    case = Case.objects.get(business=business)
    line = AuditEntry.objects.get(entity="survey.censusrecord", entity_id=str(record.pk))
    assert record.receipt in line.after
    assert verify_chain(AuditEntry).first_bad is None
    counts = Tally.objects.values_list("wave", "board", "key", "result").annotate(sum=Sum("n")).exclude(sum=0)
    kept = set(counts)
    rows = [record, record.versions.get(), case, *case.visits_made.order_by("number"), line]
    transaction.savepoint_rollback(mark)
    return {
        "answer": (answer.status_code, answer.content),
        # of a count its sum is what counts: who writes a draft first adds a row for it and one that takes it away
        "rows added": {name: number for name, number in written.items() if name[0] != "~" and name != TALLY},
        "counts": kept,
        "tables": {name.removeprefix("~") for name in written},
        "rows": [said_by(row) for row in rows],
    }


def used(app: App) -> App:
    """An app whose token was used today: the first time that is noted."""
    app.get("form_list")
    return app


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [USUAL, FAULTY, {"result": "absent", "visited_on": "2026-11-24"}])
@pytest.mark.parametrize("visited_before", [False, True])
def test_both_ways_leave_the_same_rows(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], visited_before: bool
) -> None:
    """What the actions come to write, and the statement does not, shows here: in a row, or in one more table."""
    census = make_census()
    app, content, now = used(App(census)), xml(census, "uuid:1", **changes), clock.now()
    if visited_before:
        with clock.at(now):
            place = census.wave.pk, census.business("성심빵집").pk
            record_visit(person(census.intern), *place, VisitResult.ABSENT, client_id="before", channel="field")
    with clock.at(now + timedelta(hours=1)):
        with monkeypatch.context() as never_the_long_way:
            never_the_long_way.setattr(submission, "_receive", None)
            usual = left_by(app, content)
        monkeypatch.setattr(submission, "take_usual", lambda *given: None)
        long = left_by(app, content)
    assert len(usual["rows"]) == 5 + visited_before
    assert usual == long


@pytest.mark.django_db
def test_no_index_of_what_it_writes_is_for_beginnings_of_texts_that_nobody_looks_for() -> None:
    """Django adds one to each text that is unique by itself; a constraint of the table has none."""
    tables = [model._meta.db_table for model in (CensusRecord, RecordVersion, Case, Visit, Tally, AuditEntry)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE %s",
            [tables, "%varchar_pattern_ops%"],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_it_costs_two_statements(django_assert_num_queries: Any) -> None:
    census = make_census()
    app = App(census)
    app.send(xml(census, shop_id=census.business("가람식당").source_id))
    content = xml(census)
    with django_assert_num_queries(4):  # who sends and where it belongs, all that is written; a savepoint around that
        assert app.send(content).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("overtaken_by", ["a visit", "another form", "the end of the assignment"])
def test_what_came_in_between_sends_it_the_long_way_and_leaves_no_gap_in_the_receipts(
    monkeypatch: pytest.MonkeyPatch, overtaken_by: str
) -> None:
    census = make_census()
    app, business, actor = used(App(census)), census.business("성심빵집"), person(census.intern)
    write = usual_submission.changed_at_once

    def overtaken(statement: str, values: Any) -> Any:
        monkeypatch.setattr(usual_submission, "changed_at_once", write)
        if overtaken_by == "a visit":
            place = census.wave.pk, business.pk
            record_visit(actor, *place, VisitResult.ABSENT, client_id="in between", channel="field")
        elif overtaken_by == "another form":
            receive_submission(actor, census.wave, xml(census, "uuid:other"), {})
        else:
            business.assignments.update(ended_at=clock.now())
        return write(statement, values)

    monkeypatch.setattr(usual_submission, "changed_at_once", overtaken)
    answer = said(app.send(xml(census, "uuid:1")))
    assert ("2026A-000001" in answer) == (overtaken_by == "a visit"), answer
    assert RecordVersion.objects.count() == (overtaken_by != "the end of the assignment")
    assert HeldSubmission.objects.count() == (overtaken_by != "a visit")
    before = RecordVersion.objects.count()
    after = said(app.send(xml(census, shop_id=census.business("가람식당").source_id)))
    assert f"2026A-00000{before + 1}" in after, after


@pytest.mark.django_db
@pytest.mark.parametrize(
    "unusual",
    [
        lambda census: xml(census, "uuid:2", "uuid:1"),
        lambda census: xml(census, shop_id="MA9999"),
        lambda census: xml(census).replace(b'version="2026.1"', b'version="1999"'),
        lambda census: xml(census, result=""),
        lambda census: xml(census).replace(b"<memo/>", b"<memo/><shop_id>MA0</shop_id>"),
    ],
)
def test_what_is_not_usual_is_left_alone(unusual: Callable[[Census], bytes]) -> None:
    census = make_census()
    receive_submission(person(census.intern), census.wave, xml(census, "uuid:1"), {})
    told = submission.sent(unusual(census))
    app = App(census)
    found = caller(app.text, app.user.email, "2026A", told)
    assert found is not None
    place = found.place
    assert place is None or take_usual(person(census.intern), census.wave, told, place) is None
    assert (CensusRecord.objects.count(), RecordVersion.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_records_of_many_shops_sent_at_once_have_receipts_without_a_gap_and_a_whole_trail() -> None:
    census = make_census()
    contents = [(used(App(census)), xml(census, shop_id=census.business(name).source_id)) for name in NAMES[:6]]
    answers = at_once([lambda app=app, content=content: said(app.send(content)) for app, content in contents])
    numbers = sorted(number for answer in answers for number in re.findall(r"2026A-\d+", answer))
    assert numbers == [f"2026A-00000{number}" for number in range(1, 7)]
    assert Case.objects.filter(visits=1, result="completed").count() == 6
    assert verify_chain(AuditEntry).first_bad is None
