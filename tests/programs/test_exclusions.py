"""The city's list of the excluded: nobody puts a business into it alone, and no way leads past the second person."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from kernel import clock
from kernel.errors import NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from programs import actions
from programs.errors_screening import (
    EnteredByYourself,
    ExclusionBackwards,
    ExclusionBeyond,
    ExclusionEnteredTwice,
    ListedByYourself,
    ListHasFaults,
    NotABusinessNumber,
)
from programs.models import Exclusion, ListingProposal
from programs.queries.evidence import exclusions_in_force
from programs.rules.table_file import Fault
from tests.at_once import at_once
from tests.factories import make_registration_number, make_user, person
from tests.programs import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 1)
FILE = "참여제한 명단.xlsx"


@pytest.fixture(autouse=True)
def _on_a_day() -> Any:
    with clock.at(clock.seoul(2026, 4, 1, 10)):
        yield


def approver() -> Any:
    return person(make_user(Role.APPROVER))


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in (["사업자등록번호", "상호", "근거", "시작일", "종료일", "사유"], *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def imported(*numbers: str, by: Any = None) -> ListingProposal:
    content = workbook(*([one, "가상상회", "타 기관 명단", "2026-02-01", "", "허위 정산"] for one in numbers))
    proposal, _there = actions.import_exclusions(by or person(make.manager()), content, FILE)
    assert proposal is not None
    return proposal


# -- two people ----------------------------------------------------------------------------------------------------


def test_a_proposed_business_is_excluded_only_once_another_person_has_confirmed_it() -> None:
    number = make_registration_number()
    both = person(make_user(Role.MANAGER, Role.APPROVER))
    proposal = actions.propose_exclusion(both, number, "가상상회", source="참여제한", since=TODAY)
    assert not exclusions_in_force(number, TODAY).exists()
    with pytest.raises(ListedByYourself):
        actions.confirm_exclusions(both, proposal.pk)
    with pytest.raises(NotPermitted):
        actions.confirm_exclusions(person(make.manager()), proposal.pk)
    with pytest.raises(NotPermitted):
        actions.confirm_exclusions(make.SYSTEM, proposal.pk)
    second = approver()
    assert actions.confirm_exclusions(second, proposal.pk) == (1, 0)
    row = exclusions_in_force(number, TODAY).get()
    assert (row.entered_by, row.confirmed_by, row.listing) == (both.user, second.user, proposal)
    verbs = AuditEntry.objects.filter(entity__in=["programs.listingproposal", "programs.exclusion"])
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "propose_exclusions", "confirm", "enter_exclusion",
    ]  # fmt: skip


def test_an_imported_list_waits_whole_for_a_second_person_too() -> None:
    numbers = [make_registration_number() for _ in range(3)]
    first = person(make_user(Role.MANAGER, Role.APPROVER))
    proposal = imported(*numbers, by=first)
    assert (proposal.origin, len(proposal.entries), Exclusion.objects.count()) == (FILE, 3, 0)
    assert imported(*numbers, by=first) == proposal, "the same file again is the same proposal"
    with pytest.raises(ListedByYourself):
        actions.confirm_exclusions(first, proposal.pk)
    make.excluded(numbers[0], since=date(2026, 2, 1), source="타 기관 명단")
    assert actions.confirm_exclusions(approver(), proposal.pk) == (2, 1), "what came to stand there stays as it is"
    assert {one.registration_number for one in Exclusion.objects.all()} == set(numbers)


def test_a_dropped_proposal_says_why_and_comes_to_nothing() -> None:
    proposal = imported(make_registration_number())
    with pytest.raises(ReasonNeeded):
        actions.drop_exclusions(approver(), proposal.pk, " ")
    with pytest.raises(ListedByYourself):
        actions.drop_exclusions(person(_as_approver(proposal)), proposal.pk, "잘못 보냄")
    actions.drop_exclusions(approver(), proposal.pk, "상호가 다른 업체입니다.")
    for decide in (actions.confirm_exclusions, lambda who, pk: actions.drop_exclusions(who, pk, "다시")):
        with pytest.raises(TransitionRefused):
            decide(approver(), proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, Exclusion.objects.count()) == ("dropped", "상호가 다른 업체입니다.", 0)


def _as_approver(proposal: ListingProposal) -> Any:
    """Who proposed it, now an approver too."""
    user = proposal.proposed_by
    user.role_grants.create(role=Role.APPROVER)
    return type(user).objects.get(pk=user.pk)


def test_what_is_confirmed_is_what_was_proposed_under_the_term_of_today() -> None:
    make.figure("vouchers.exclusion_years_national", 7, since=date(2026, 1, 1))
    number = make_registration_number()
    proposal = make.listing(number, since=TODAY, until=date(2033, 4, 1))
    make.figure("vouchers.exclusion_years_national", 3, since=date(2026, 2, 1))
    with pytest.raises(ExclusionBeyond, match=r"2031\. 4\. 1\."):
        actions.confirm_exclusions(approver(), proposal.pk)
    assert not Exclusion.objects.exists()


def test_the_database_knows_no_exclusion_without_a_second_person() -> None:
    first = make.manager()
    entry = {"registration_number": make_registration_number(), "name": "가", "source": "나", "since": TODAY}
    for confirmed_by in (None, first):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exclusion.objects.create(entered_by=first, confirmed_by=confirmed_by, **entry)
    proposal = imported(make_registration_number(), by=person(first))
    mine = ListingProposal.objects.filter(pk=proposal.pk)
    for change in ({"state": "confirmed"}, {"state": "confirmed", "decided_by": first}, {"entries": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)
    row = make.excluded(make_registration_number(), since=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exclusion.objects.filter(pk=row.pk).update(registration_number=make_registration_number())


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_business_confirmed_at_once_enter_it_once() -> None:
    number = make_registration_number()
    lists = [imported(number, make_registration_number()) for _ in range(3)]
    people = [approver() for _ in lists]
    answers = at_once(
        [
            lambda who=who, one=one: actions.confirm_exclusions(who, one.pk)
            for who, one in zip(people, lists, strict=True)
        ]
    )
    assert sum(entered for entered, _there in answers) == 4, answers
    assert Exclusion.objects.filter(registration_number=number).count() == 1


# -- the page ------------------------------------------------------------------------------------------------------


def signed_in(client: Client, *roles: Role) -> Client:
    client.force_login(make_user(*roles))
    return client


def test_the_second_person_finds_it_at_home_reads_every_row_and_confirms(client: Client) -> None:
    proposal = imported(*(make_registration_number() for _ in range(60)))
    signed_in(client, Role.APPROVER)
    home = client.get("/").content.decode()
    assert reverse("programs:exclusions") in home and "참여제한 명단 등재" in home
    page = client.get(reverse("programs:exclusions"))
    assert page.status_code == 200 and "60곳" in page.content.decode()
    url = reverse("programs:listing_proposal", args=[proposal.pk])
    assert [client.get(url, {"page": n}).content.decode().count("허위 정산") for n in (1, 2)] == [50, 10]
    client.post(reverse("programs:drop_exclusions", args=[proposal.pk]), {"answer": " "})
    assert ListingProposal.objects.get().state == "proposed"
    answer = client.post(reverse("programs:confirm_exclusions", args=[proposal.pk]), follow=True)
    assert "60곳을 등재했습니다" in answer.content.decode()
    assert reverse("programs:exclusions") not in client.get("/").content.decode()


def test_the_page_takes_as_many_statements_for_one_proposal_as_for_many(client: Client) -> None:
    signed_in(client, Role.MANAGER).get(reverse("programs:exclusions"))  # what a session loads once
    counts = []
    for some in (1, 5):
        for _ in range(some):
            make.listing(make_registration_number(), since=TODAY)
            make.excluded(make_registration_number(), since=TODAY)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("programs:exclusions"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# -- what is checked before it is proposed ---------------------------------------------------------------------------


def test_an_exclusion_is_lifted_by_another_person_and_stays_on_record() -> None:
    first, second = make.manager(), make.manager()
    number = make_registration_number()
    proposal = actions.propose_exclusion(person(first), number, "가상상회", source="참여제한", since=TODAY)
    actions.confirm_exclusions(approver(), proposal.pk)
    entered = Exclusion.objects.get()
    with pytest.raises(EnteredByYourself):
        actions.lift_exclusion(person(first), entered.pk, "착오")
    with pytest.raises(ReasonNeeded):
        actions.lift_exclusion(person(second), entered.pk, " ")
    actions.lift_exclusion(person(second), entered.pk, "행정심판에서 취소됨")
    kept = Exclusion.objects.get()
    assert (kept.lifted_by, kept.lift_reason) == (second, "행정심판에서 취소됨")
    assert AuditEntry.objects.filter(verb="lift_exclusion").count() == 1


def test_only_the_office_keeps_the_list() -> None:
    entry = {"source": "나", "since": TODAY}
    for user in (make_user(), make_user(Role.APPROVER), make_user(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            actions.propose_exclusion(person(user), make_registration_number(), "가", **entry)
        with pytest.raises(NotPermitted):
            actions.import_exclusions(person(user), workbook())


def test_an_entry_is_checked_before_it_is_proposed() -> None:
    number = make_registration_number()
    with pytest.raises(NotABusinessNumber):
        make.listing("123-45-67890", since=TODAY)
    with pytest.raises(ExclusionBackwards):
        make.listing(number, since=TODAY, until=TODAY)
    make.excluded(number, since=TODAY)
    with pytest.raises(ExclusionEnteredTwice):
        make.listing(number, since=TODAY)


def test_an_exclusion_is_no_longer_than_the_law_allows_and_without_an_end_just_as_long() -> None:
    """Five years by 지방보조금법 §32; from 29 February on until 1 March."""
    day = date(2024, 2, 29)
    with pytest.raises(ExclusionBeyond, match=r"2029\. 3\. 1\."):
        make.listing(make_registration_number(), since=day, until=date(2029, 3, 2))
    for until in (None, date(2029, 3, 1)):
        assert make.excluded(make_registration_number(), since=day, until=until).until == date(2029, 3, 1)
    make.figure("vouchers.exclusion_years_national", 7, since=date(2026, 1, 1))
    number = make_registration_number()
    content = workbook([number, "가상상회", "타 기관 명단", "2026-02-01", "2033-02-01", ""])
    proposal, there = actions.import_exclusions(make.SYSTEM, content)
    assert proposal and there == 0, "of a list it is not known which money it was"


def test_a_list_with_bad_rows_is_refused_whole_with_each_of_them() -> None:
    good = make_registration_number()
    content = workbook(
        [good, "가상상회", "참여제한", date(2026, 1, 1), date(2026, 6, 1), "허위 정산"],
        ["123-45-67890", "없는가게", "참여제한", "2026-01-01", "", ""],
        [make_registration_number(), "", "참여제한", "2026.13.1", "", ""],
        [make_registration_number(), "뒤집힌가게", "참여제한", "2026-05-01", "2026-04-01", ""],
        [good, "가상상회", "참여제한", "20260101", "", ""],
        [make_registration_number(), "너무 긴 가게", "참여제한", "2026-01-01", "2031-01-02", ""],
    )
    with pytest.raises(ListHasFaults) as refused:
        actions.import_exclusions(make.SYSTEM, content)
    assert [(one.row, one.fault) for one in refused.value.problems] == [
        (3, Fault.NUMBER),
        (4, Fault.MISSING),
        (4, Fault.DATE),
        (5, Fault.BACKWARDS),
        (6, Fault.TWICE),
        (7, Fault.BEYOND),
    ]
    assert not ListingProposal.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_list_comes_as_text_too_and_a_second_time_changes_nothing(encoding: str) -> None:
    number = make_registration_number()
    text = (
        f"사업자번호,기업명,제재근거,제한시작일\n{number[:3]}-{number[3:5]}-{number[5:]},가상상회,참여제한,2026-01-01\n"
    )
    proposal, there = actions.import_exclusions(make.SYSTEM, text.encode(encoding))
    assert proposal and there == 0
    actions.confirm_exclusions(approver(), proposal.pk)
    assert actions.import_exclusions(make.SYSTEM, text.encode(encoding)) == (None, 1)
    kept = Exclusion.objects.get()
    assert (kept.registration_number, kept.until) == (number, date(2031, 1, 1)), "no end: the longest term"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", "상호\n가게\n".encode()])
def test_what_is_no_list_is_named_as_such(content: bytes) -> None:
    with pytest.raises(ListHasFaults):
        actions.import_exclusions(make.SYSTEM, content)
