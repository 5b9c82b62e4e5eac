"""The trail cannot be rewritten, and whoever does it all the same is found."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.models import AccessEntry, AuditEntry
from kernel.models.audit import ChainedRow
from kernel.personal import reveal
from kernel.queries.audit import ChainResult, verify_chain
from tests import server
from tests.factories import make_user

SYSTEM = Actor.system("test")
Owner = Callable[[str], None]


@action
def note(user: User, verb: str, **after: object) -> None:
    """The smallest action there is."""
    record(SYSTEM, verb, user, after=after)


@pytest.fixture
def trail(transactional_db: None) -> User:
    """Five rows about one person."""
    user = make_user()
    for number in range(1, 6):
        note(user, f"verb_{number}", 이름="한밭", number=number)
    return user


@pytest.fixture
def owner(transactional_db: None) -> Iterator[Owner]:
    """Somebody with the keys of the database: runs a statement as the owner of the schema."""
    with psycopg.connect(server.owner_url(connection.settings_dict["NAME"]), autocommit=True) as connected:
        yield lambda statement: connected.execute(statement) and None


def past_the_guards(owner: Owner, statement: str) -> None:
    owner("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
    owner(statement)
    owner("ALTER TABLE kernel_auditentry ENABLE TRIGGER USER")


def found() -> ChainResult:
    return verify_chain(AuditEntry)


def test_an_untouched_trail_is_whole_and_its_numbers_have_no_gaps(trail: User) -> None:
    assert (found().rows, found().fault) == (5, "")
    assert list(AuditEntry.objects.order_by("id").values_list("id", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kernel_auditentry SET verb = 'x'", "DELETE FROM kernel_auditentry", "TRUNCATE kernel_auditentry"],
)
def test_the_application_has_no_right_to_change_it(trail: User, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("table", ["kernel_auditentry", "kernel_accessentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_is_refused_by_the_triggers(trail: User, owner: Owner, table: str, statement: str) -> None:
    reveal(SYSTEM, trail, ["phone"], subject="#1", task="test", reason="a test")
    with pytest.raises(psycopg.Error, match="append-only"):
        owner(statement.format(table))


def test_no_setting_of_a_connection_switches_triggers_off(trail: User, owner: Owner) -> None:
    """pgtrigger's own function looks for one, and comes back with each trigger that a migration makes."""
    owner("DO $$ BEGIN PERFORM set_config('pgtrigger.ignore', array_agg(tgname)::text, false) FROM pg_trigger; END $$")
    for statement in ("UPDATE kernel_auditentry SET reason = 'x'", "DELETE FROM kernel_auditentry"):
        with pytest.raises(psycopg.Error, match="append-only"):
            owner(statement)


def test_the_application_cannot_move_the_head_of_the_chain(trail: User) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE kernel_chainhead SET last_id = 0")


def test_numbers_and_hashes_given_by_the_application_are_overruled(trail: User) -> None:
    forged = AuditEntry.prepare(SYSTEM, "forged", trail, {}, {}, "")
    forged.id, forged.hash, forged.previous_hash = 99, "f" * 64, "e" * 64
    AuditEntry.objects.bulk_create([forged])
    assert AuditEntry.objects.order_by("-id").first().id == 6  # type: ignore[union-attr]
    assert not found().fault


@pytest.mark.parametrize(
    "column, value",
    [
        ("verb", "'other'"),
        ("after", "'{}'"),
        ("before", '\'{"state":"x"}\''),
        ("reason", "'because'"),
        ("actor_label", "'somebody else'"),
        ("actor_id", "42"),
        ("entity_id", "'999'"),
        ("address", "'192.0.2.1'"),
        ("at", "at - interval '1 day'"),
        ("recorded_at", "recorded_at - interval '1 microsecond'"),
    ],
)
def test_a_changed_column_is_found_at_its_row(trail: User, owner: Owner, column: str, value: str) -> None:
    past_the_guards(owner, f"UPDATE kernel_auditentry SET {column} = {value} WHERE id = 3")  # noqa: S608
    assert (found().first_bad, found().fault) == (3, "its content does not give its hash")


def test_a_row_taken_out_of_the_middle_is_missed(trail: User, owner: Owner) -> None:
    past_the_guards(owner, "DELETE FROM kernel_auditentry WHERE id = 2")
    assert (found().first_bad, found().fault) == (2, "the row is missing")


def test_a_row_that_was_changed_with_its_hash_breaks_the_link_of_the_next(trail: User, owner: Owner) -> None:
    row = AuditEntry.objects.get(pk=2)
    row.verb = "rewritten"
    past_the_guards(
        owner,
        f"UPDATE kernel_auditentry SET verb = 'rewritten', hash = '{row.expected_hash()}' WHERE id = 2",  # noqa: S608
    )
    assert (found().first_bad, found().fault) == (3, "it is not linked to the row before it")


def test_a_tail_that_was_cut_off_is_missed(trail: User, owner: Owner) -> None:
    past_the_guards(owner, "DELETE FROM kernel_auditentry WHERE id > 3")
    assert (found().first_bad, found().fault) == (4, "rows were cut off at the end")


@pytest.mark.parametrize("trigger", ["link_row", "pgtrigger_append_only_5efc5", "pgtrigger_no_truncate_f8aee"])
def test_a_protecting_trigger_that_is_switched_off_is_told(trail: User, owner: Owner, trigger: str) -> None:
    owner(f"ALTER TABLE kernel_auditentry DISABLE TRIGGER {trigger}")
    try:
        assert found().fault == "a protecting trigger is missing or switched off"
    finally:
        owner(f"ALTER TABLE kernel_auditentry ENABLE TRIGGER {trigger}")


def test_the_command_names_the_first_bad_row_and_fails(trail: User, owner: Owner, capsys: object) -> None:
    call_command("verify_audit")
    past_the_guards(owner, "UPDATE kernel_auditentry SET verb = 'x' WHERE id = 4")
    with pytest.raises(CommandError):
        call_command("verify_audit")
    said = capsys.readouterr()  # type: ignore[attr-defined]
    assert "audit: 5 rows, chain whole" in said.out
    assert "audit: row 4" in said.err


def test_twenty_people_at_once_make_one_whole_chain(transactional_db: None) -> None:
    user = make_user()

    def act(number: int) -> None:
        try:
            for turn in range(10):
                note(user, "parallel", number=number, turn=turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(act, range(20)))
    assert (found().rows, found().fault) == (200, "")
    numbered = AuditEntry.objects.order_by("id").values_list("id", "recorded_at")
    assert [number for number, _moment in numbered] == list(range(1, 201))
    assert [moment for _number, moment in numbered] == sorted(moment for _number, moment in numbered)


ODD = [
    "",
    "0",
    "3:abc",
    "'\"\\",
    "줄\n바꿈\t\r",
    "한밭 \u1112\u1161\u11ab",
    "👩‍🌾🏽",
    '{"a":null}',
    " ",
    "\u00a0\u200b",
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEntry, AccessEntry])
def test_the_database_hashes_whatever_a_row_holds_as_python_does(model: type[ChainedRow]) -> None:
    """Each column once holds each odd text, beside columns that hold others; with a person and with none."""
    moments = [clock.seoul(2026, 11, 27, 9) + timedelta(microseconds=number) for number in (0, 1, 999_999)]
    texts = [name for name in model.HASHED if name not in ("at", "recorded_at", "actor_id")]
    rows: list[ChainedRow] = [
        model(
            at=moments[turn % 3],
            actor_id=(None, 0, 2**62)[turn % 3],
            **{name: ODD[(turn + place) % len(ODD)][:10] for place, name in enumerate(texts)},
        )
        for turn in range(3 * len(ODD))
    ]
    model._default_manager.bulk_create(rows)
    kept = list(model._default_manager.order_by("id"))
    assert [row.hash for row in kept] == [row.expected_hash() for row in kept]
    for name in texts:
        assert {getattr(row, name) for row in kept} == set(ODD)
    assert verify_chain(model) == ChainResult(len(rows), kept[-1].hash)


@pytest.mark.slow
def test_a_chain_goes_on_over_the_change_of_the_function_that_links_it(trail: User) -> None:
    database = connection.settings_dict["NAME"]
    server.migrate(database, "kernel", "0004")
    try:
        note(trail, "by_the_former_function", 이름="한밭")
        reveal(SYSTEM, trail, ["phone"], subject="#1", task="test", reason="a test")
    finally:
        server.migrate(database)
    note(trail, "by_the_new_one", 이름="한밭")
    reveal(SYSTEM, trail, ["phone"], subject="#1", task="test", reason="a test")
    assert (found().rows, found().fault) == (7, "")
    assert verify_chain(AccessEntry).fault == ""


def test_what_is_rolled_back_leaves_no_gap(trail: User) -> None:
    class Stop(Exception):
        """Ends the action."""

    @action
    def fails() -> None:
        record(SYSTEM, "never", trail)
        raise Stop

    with pytest.raises(Stop):
        fails()
    note(trail, "afterwards")
    assert AuditEntry.objects.get(verb="afterwards").id == 6
    assert not found().fault


def test_a_look_at_personal_data_is_logged_with_who_whose_what_and_why(trail: User) -> None:
    trail.phone = "010-0000-1234"
    trail.save()
    looker = make_user(name="성춘향")
    shown = reveal(Actor.person(looker), trail, ["phone"], subject="#1 홍*동", task="vouchers.call", reason="전화 확인")
    assert shown == {"phone": "010-0000-1234"}
    row = AccessEntry.objects.get()
    assert (row.actor_id, row.subject, row.fields, row.task, row.reason) == (
        looker.pk,
        "#1 홍*동",
        "phone",
        "vouchers.call",
        "전화 확인",
    )
    assert not verify_chain(AccessEntry).fault
