"""Many records approved at once: what was found and looked at, nothing else, each with its line in the trail."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.errors import ChangedMeanwhile, NotVisible
from kernel.models import AuditEntry
from survey.actions.review import approve_records, return_record
from survey.errors import NothingToApprove
from survey.models import CensusRecord
from survey.queries.records import Wanted, approval_of
from tests.factories import make_user, person
from tests.survey.factories import Census, hand_in, make_census

pytestmark = pytest.mark.django_db
SHOPS = ("가람식당", "성심빵집", "두꺼비짬뽕")


def census_of_three() -> Census:
    census = make_census()
    for name in SHOPS:
        hand_in(census, name)
    return census


def test_what_was_found_is_shown_first_and_then_exactly_that_is_approved(client: Client) -> None:
    census = census_of_three()
    first, second, third = CensusRecord.objects.order_by("pk")
    CensusRecord.objects.filter(pk=first.pk).update(issues=1)
    return_record(person(census.manager), second.pk, "다시 확인해 주세요.")
    client.force_login(census.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("survey:records_approve", args=["2026A"])
    page = client.get(address)
    seen = page.context["approval"]
    assert (seen.found, seen.approved, seen.with_issues, seen.returned, seen.done) == (3, 1, 1, 1, 0)
    assert not CensusRecord.objects.filter(state="approved").exists()
    assert client.post(address, {"seal": seen.seal}).status_code == 302
    assert list(CensusRecord.objects.filter(state="approved")) == [third]
    assert AuditEntry.objects.filter(verb="approve", entity="survey.censusrecord").count() == 1
    assert client.post(address, {"seal": seen.seal}).status_code == 409  # a second click


def test_whatever_changed_since_the_preview_is_looked_at_again() -> None:
    census = census_of_three()
    seal = approval_of(census.wave, Wanted()).seal
    return_record(person(census.manager), CensusRecord.objects.earliest("pk").pk, "확인")
    with pytest.raises(ChangedMeanwhile):
        approve_records(person(census.manager), census.wave.pk, Wanted(), seal)
    assert not CensusRecord.objects.filter(state="approved").exists()


def test_something_unlikely_without_a_reason_is_left_to_a_look_at_the_record_itself() -> None:
    census = census_of_three()
    unlikely = {"fault": "unlikely", "address": "/data/sales", "facts": {}}
    told, silent, blank = CensusRecord.objects.order_by("pk")
    CensusRecord.objects.filter(pk=told.pk).update(problems=[unlikely], reasons={"/data/sales": "축제가 있던 해"})
    CensusRecord.objects.filter(pk=silent.pk).update(problems=[unlikely])
    CensusRecord.objects.filter(pk=blank.pk).update(problems=[unlikely], reasons={"/data/sales": " "})
    seen = approval_of(census.wave, Wanted())
    assert (seen.approved, seen.with_issues, seen.reasoned) == (1, 2, 1)
    assert approve_records(person(census.manager), census.wave.pk, Wanted(), seen.seal) == 1
    assert CensusRecord.objects.get(state="approved") == told


def test_the_filter_of_the_list_is_that_of_the_approval() -> None:
    census = census_of_three()
    wanted = Wanted(typed="성심")
    seal = approval_of(census.wave, wanted).seal
    with pytest.raises(ChangedMeanwhile):
        approve_records(person(census.manager), census.wave.pk, Wanted(), seal)
    assert approve_records(person(census.manager), census.wave.pk, wanted, seal) == 1
    assert CensusRecord.objects.get(state="approved").business.name == "성심빵집"
    with pytest.raises(NothingToApprove):
        approve_records(person(census.manager), census.wave.pk, wanted, seal)
    with pytest.raises(NotVisible):
        approve_records(person(make_user("manager")), census.wave.pk, Wanted(), seal)


def test_approving_many_asks_as_many_statements_as_approving_one() -> None:
    census, counted = census_of_three(), []
    for wanted in (Wanted(typed="성심"), Wanted()):
        seal = approval_of(census.wave, wanted).seal
        with CaptureQueriesContext(connection) as asked:
            approve_records(person(census.manager), census.wave.pk, wanted, seal)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_preview_says_in_words_what_the_list_was_narrowed_by(client: Client) -> None:
    census = census_of_three()
    client.force_login(census.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    narrowed = {"state": "submitted", "by": census.intern.pk, "since": "2026-11-02", "issues": "on", "answer": "own"}
    page = client.get(reverse("survey:records_approve", args=["2026A"]), narrowed)
    state, by, since, issues = (words for _label, words in page.context["filters"])  # an answer of no question: nothing
    assert (state, since, issues) == ("제출됨", "2026. 11. 2.", "")
    assert by.startswith("성춘향 (")
