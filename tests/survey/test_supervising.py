"""What visits left to the supervisor: found, read, sent once more or left as it was, and counted so."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.models import AuditEntry
from notices.models import Notice
from survey.actions.supervising import leave_as_found, try_again
from survey.actions.visits import record_visit
from survey.errors import NoEnumerator, NotAssignedToYou
from survey.models import Assignment, Case, CensusRecord, Ruling
from survey.queries import field, supervising, work
from survey.queries.supervising import Sought
from survey.rules.visit_results import VisitResult
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, hand_in, make_census

pytestmark = pytest.mark.django_db
SHOP, OTHER = "가람식당", "성심빵집"


def visited(census: Census, name: str = SHOP, result: VisitResult = VisitResult.REFUSED, **more: Any) -> Case:
    given = {"client_id": f"{name}-{result}-{more.get('at')}", "channel": "visit", "note": "바쁘다고 함"} | more
    return record_visit(person(census.intern), census.wave.pk, census.business(name).pk, result, **given)


def again(census: Census, case: Case, who: User, **more: Any) -> Case:
    return try_again(person(census.manager), case.pk, who.pk, seen=case.visits, reason="점심 뒤에 방문", **more)


def left(census: Census, **sought: Any) -> list[str]:
    return [case.business.name for case in supervising.left_cases(census.wave, Sought(**sought))]


def test_what_enumerators_cannot_settle_comes_together_the_longest_waiting_first() -> None:
    census = make_census()
    now = clock.now()
    visited(census, NAMES[0], VisitResult.UNKNOWN, at=now - timedelta(hours=1))
    visited(census, NAMES[1], VisitResult.REFUSED, at=now - timedelta(hours=2))
    visited(census, NAMES[2], VisitResult.ABSENT)
    assert left(census) == [NAMES[1], NAMES[0]]
    assert left(census, step="look_up") == left(census, typed=NAMES[0]) == [NAMES[0]]
    assert left(census, person=census.manager.pk) == left(census, gu="30170") == left(census, again=True) == []
    assert left(census, person=census.intern.pk, gu="30140") == [NAMES[1], NAMES[0]]


def test_the_same_person_is_sent_once_more_and_finds_it_on_their_list() -> None:
    census = make_census()
    case = again(census, visited(census), census.intern)
    assert case.step == "again"
    assert work.my_list(census.intern, census.wave, "todo")[0].name == SHOP
    assert Assignment.objects.filter(business__name=SHOP).count() == 1
    told = Notice.objects.get(recipient=census.intern, code="try_again")
    assert "점심 뒤에 방문" in told.body and SHOP in told.subject
    assert AuditEntry.objects.filter(verb="try_again", entity="survey.case", entity_id=str(case.pk)).count() == 1
    assert not left(census)


def test_this_one_business_goes_over_to_somebody_else() -> None:
    census = make_census()
    case, other = visited(census), make_user(Role.INTERN, name="이몽룡")
    later = clock.now() + timedelta(days=1)
    assert again(census, case, other, not_before=later).not_before == later
    assert [one.name for one in work.my_businesses(other, census.wave)] == [SHOP]
    assert census.intern.census_assignments.filter(ended_at=None).count() == 5
    with pytest.raises(NotAssignedToYou):
        visited(census, result=VisitResult.ABSENT)


def test_a_supervisor_goes_there_without_becoming_an_enumerator() -> None:
    census = make_census()
    again(census, visited(census), census.manager)
    assert list(work.my_waves(census.manager)) == [census.wave]
    assert not User.objects.get(pk=census.manager.pk).has_role(Role.ENUMERATOR)
    shop = census.business(SHOP).pk
    closed = record_visit(
        person(census.manager), census.wave.pk, shop, VisitResult.ABSENT, client_id="m", channel="visit"
    )
    assert (closed.result, closed.step) == ("refused", "again")
    assert not Notice.objects.filter(code="try_again").exists()


def test_a_record_that_tells_of_the_refusal_comes_back_with_the_reason_to_whoever_goes() -> None:
    census = make_census()
    record = hand_in(census, OTHER, result="refused", memo="응답을 거절함")
    case = Case.objects.get(business__name=OTHER)
    other = make_user(Role.INTERN)
    again(census, case, other)
    record.refresh_from_db()
    assert (record.state, record.return_note) == ("returned", "점심 뒤에 방문")
    assert [one.name for one in work.my_list(other, census.wave, "todo")] == [OTHER]


def test_a_final_refusal_counts_as_one_and_nobody_is_sent_there_any_more() -> None:
    census = make_census()
    case = visited(census)
    done = leave_as_found(person(census.manager), case.pk, seen=1, reason="세 차례 설득했으나 거절")
    assert (done.step, done.result) == ("done", "refused")
    board = field.board(census.wave.pk, "dong")[0]
    assert (board.cases.refusal, board.cases.unvisited, board.rates.rr5) == (1, len(NAMES) - 1, Fraction(0))
    assert SHOP not in [one.name for one in work.my_list(census.intern, census.wave, "todo")]
    assert AuditEntry.objects.get(verb="leave_as_found").reason == "세 차례 설득했으나 거절"


def test_conversion_is_counted_by_what_came_of_it() -> None:
    census = make_census()
    again(census, visited(census), census.intern)
    again(census, visited(census, OTHER), census.intern)
    leave_as_found(person(census.manager), visited(census, NAMES[2]).pk, seen=1, reason="완강히 거절")
    visited(census, NAMES[3], VisitResult.OTHER)
    hand_in(census, OTHER)
    found = supervising.conversion_of(census.wave)
    assert (found.waiting, found.again, found.converted, found.final) == ({"another_way": 1}, 2, 1, 1)


def test_only_a_manager_of_the_wave_decides_once_with_a_reason_on_what_they_saw() -> None:
    census = make_census()
    case = visited(census)
    with pytest.raises(NotVisible):
        leave_as_found(person(make_user(Role.MANAGER)), case.pk, seen=1, reason="거절")
    with pytest.raises(ReasonNeeded):
        leave_as_found(person(census.manager), case.pk, seen=1, reason=" ")
    with pytest.raises(NoEnumerator):
        again(census, case, make_user())
    with pytest.raises(ChangedMeanwhile):
        leave_as_found(person(census.manager), case.pk, seen=0, reason="거절")
    again(census, case, census.intern)
    with pytest.raises(ChangedMeanwhile):
        leave_as_found(person(census.manager), case.pk, seen=1, reason="거절")
    assert Ruling.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_supervisors_who_decide_at_once_one_is_told_to_look_again() -> None:
    census = make_census()
    case = visited(census)
    actor, other = person(census.manager), make_user(Role.INTERN)
    answers = at_once(
        [
            lambda: leave_as_found(actor, case.pk, seen=1, reason="완강히 거절"),
            lambda: try_again(actor, case.pk, other.pk, seen=1, reason="다시 방문"),
        ]
    )
    assert sum(isinstance(one, ChangedMeanwhile) for one in answers) == 1
    assert Ruling.objects.count() == 1


def test_pages_of_the_supervisor(client: Client, django_assert_max_num_queries: Any) -> None:
    census = make_census(given=8)
    case = visited(census)
    for name in NAMES[1:]:
        visited(census, name)
    client.force_login(census.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = reverse("survey:left", args=[census.wave.code])
    client.get(here)
    with django_assert_max_num_queries(18):  # however many wait
        page = client.get(here, {"by": census.intern.pk})
    assert page.content.decode().count("바쁘다고 함") == len(NAMES)
    one = reverse("survey:left_one", args=[census.wave.code, case.pk])
    assert client.post(one, {"ruling": "again", "seen": 1, "reason": "다시"}).status_code == 422  # by whom?
    given = {"ruling": "again", "enumerator": census.intern.pk, "seen": 1, "reason": "저녁에 다시"}
    assert client.post(one, given).status_code == 302
    assert client.post(one, given).status_code == 422  # decided meanwhile
    assert Ruling.objects.get().reason == "저녁에 다시"
    client.force_login(census.intern, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("survey:visit", "survey:entry"):
        answer = client.get(reverse(name, args=[census.wave.code, census.business(SHOP).pk]))
        assert "저녁에 다시" in answer.content.decode()
    assert CensusRecord.objects.count() == 0
