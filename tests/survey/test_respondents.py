"""Respondents answer by themselves on the web: a number that nobody guesses, the same rules, one record."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.actor import Actor, Channel
from kernel.errors import NotVisible
from notices.models import Notice
from reports.actions import produce_now
from reports.actions.guesses import MISSES
from reports.models import GuessCount
from survey.actions.participation import give_numbers, hand_in_answers, save_answers, withdraw_number
from survey.actions.record import Typed, save_draft
from survey.actions.review import approve_record, return_record
from survey.errors import BegunByEnumerator, EntryClosed, NobodyToMend, RecordHasProblems
from survey.models import Case, CensusRecord, Participation, RecordVersion, Visit, Wave
from survey.queries.work import my_counts
from tests.factories import person
from tests.survey.factories import Census, content_of, make_census

pytestmark = pytest.mark.django_db
RESPONDENT = Actor(None, Channel.WEB, "respondent", "203.0.113.7")
NAME = "성심빵집"


def invited(census: Census, name: str = NAME) -> Participation:
    give_numbers(person(census.manager), census.area.pk)
    return Participation.objects.get(case__business__name=name, withdrawn_at=None)


def come_in(client: Client, number: str, **more: Any) -> Any:
    return client.post(reverse("survey:answer_number"), {"number": number, "agreed": "on", **more})


def body(content: str, revision: int = 0, **more: Any) -> dict[str, Any]:
    sent = {"revision": revision, "content": content, "changed": {}, "reasons": {}, "paradata": {}, **more}
    return {"data": json.dumps(sent), "content_type": "application/json"}


def test_every_open_case_of_an_area_gets_one_number_that_lies_sealed() -> None:
    census = make_census()
    assert give_numbers(person(census.manager), census.area.pk) == Case.objects.count()
    assert give_numbers(person(census.manager), census.area.pk) == 0
    numbers = {one.number for one in Participation.objects.all()}
    assert len(numbers) == Case.objects.count() and {len(one) for one in numbers} == {16}
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM survey_participation")
        assert not numbers & {kept for (kept,) in cursor.fetchall()}
    with pytest.raises(NotVisible):
        give_numbers(person(census.intern), census.area.pk)


def test_a_number_opens_its_own_business_and_nothing_without_agreement(client: Client) -> None:
    census = make_census()
    given = invited(census)
    page = reverse("survey:answer", args=[given.public_id])
    assert client.get(page).status_code == 302  # to the number
    assert client.post(reverse("survey:answer_save", args=[given.public_id]), **body("")).status_code == 401
    assert client.post(reverse("survey:answer_number"), {"number": given.number}).status_code == 422
    assert come_in(client, given.printed.lower()).url == page
    assert NAME in client.get(page).content.decode()
    other = Participation.objects.exclude(pk=given.pk).first()
    assert other is not None
    for name in ("answer_save", "answer_submit"):
        assert client.post(reverse(f"survey:{name}", args=[other.public_id]), **body("")).status_code == 404
    assert client.get(reverse("survey:answer", args=[other.public_id])).status_code == 404
    given.refresh_from_db()
    assert given.agreed_at is not None
    withdraw_number(person(census.manager), given.pk)
    assert client.get(page).status_code == 404
    assert come_in(Client(), given.number).status_code == 422


def test_whoever_tries_numbers_is_stopped_and_whoever_misreads_theirs_is_not(client: Client) -> None:
    given = invited(make_census())
    misread = given.number[:-1] + ("0" if given.number[-1] != "0" else "1")
    with clock.at(clock.seoul(2026, 11, 26, 10, 1)):  # one window of counting
        for _each in range(MISSES + 1):
            assert come_in(client, misread).status_code == 422
        assert not GuessCount.objects.exists()
        for _each in range(MISSES):
            assert come_in(client, "0000-0000-0000-0000").status_code == 422  # its check symbol is right
        refused = come_in(client, given.number)
    assert refused.status_code == 422 and "너무 많이" in refused.content.decode()


def test_answers_are_kept_judged_by_the_same_rules_and_settle_the_case_for_the_intern(client: Client) -> None:
    census = make_census()
    given = invited(census)
    come_in(client, given.number)
    lies = {"shop_id": "X1", "channel": "field", "result": "closed", "visited_on": "2020-01-02", "memo": ""}
    save, submit = (reverse(f"survey:{name}", args=[given.public_id]) for name in ("answer_save", "answer_submit"))
    wrong = content_of(census.wave, **lies, staff_total="9")
    assert client.post(save, **body(wrong)).json()["revision"] == 1
    refused = client.post(submit, **body(wrong, 1))
    assert refused.status_code == 422 and any("staff_total" in one["address"] for one in refused.json()["problems"])
    state = client.get(reverse("survey:answer", args=[given.public_id])).context["state"]
    assert "<staff_total>9</staff_total>" in state["content"]  # resumed
    before = my_counts(census.intern, census.wave)
    answer = client.post(submit, **body(content_of(census.wave, **lies), state["revision"]))
    assert answer.json()["receipt"] == "2026A-000001"
    assert client.post(submit, **body(content_of(census.wave, **lies), 9)).json()["receipt"] == "2026A-000001"
    record, version = CensusRecord.objects.get(), RecordVersion.objects.get()
    assert (record.state, record.channel, record.result, record.visited_on) == (
        "submitted", "web", "completed", clock.today(),
    )  # fmt: skip
    assert (record.entered_by, version.author, version.origin) == (None, None, "answer")
    visit, case = Visit.objects.get(), Case.objects.get(business=given.business)
    assert (visit.by, visit.channel, case.step) == (None, "web", "done")
    assert my_counts(census.intern, census.wave).done == before.done + 1
    assert record.receipt in client.get(reverse("survey:answer", args=[given.public_id])).content.decode()
    mine = Client()
    mine.force_login(census.intern, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "인터넷 응답" in mine.get(reverse("survey:my_work", args=["2026A"]), {"show": "done"}).content.decode()


def test_an_enumerator_goes_on_with_what_a_respondent_began_and_not_the_other_way_round() -> None:
    census = make_census()
    given = invited(census)
    content = content_of(census.wave)
    save_answers(RESPONDENT, given.pk, Typed(content))
    saved = save_draft(
        person(census.intern), census.wave.pk, given.business_id, Typed(content_of(census.wave, sales="19000"))
    )
    assert saved.record.entered_by == census.intern
    with pytest.raises(BegunByEnumerator):
        save_answers(RESPONDENT, given.pk, Typed(content))
    with pytest.raises(BegunByEnumerator):
        hand_in_answers(RESPONDENT, given.pk)
    assert CensusRecord.objects.count() == 1


def test_what_a_respondent_answered_comes_back_to_whom_the_business_is_given() -> None:
    census = make_census()
    given = invited(census)
    save_answers(RESPONDENT, given.pk, Typed(content_of(census.wave)))
    record = hand_in_answers(RESPONDENT, given.pk)
    return_record(person(census.manager), record.pk, "전화로 확인해 주세요.")
    assert Notice.objects.get(code="record_returned").recipient == census.intern
    with pytest.raises(BegunByEnumerator):
        save_answers(RESPONDENT, given.pk, Typed(content_of(census.wave, sales="1")))
    spare = invited(census, "141")  # given to nobody
    save_answers(RESPONDENT, spare.pk, Typed(content_of(census.wave)))
    alone = hand_in_answers(RESPONDENT, spare.pk)
    with pytest.raises(NobodyToMend):
        return_record(person(census.manager), alone.pk, "확인해 주세요.")
    assert approve_record(person(census.manager), alone.pk).state == "approved"


def test_a_wave_that_is_closed_takes_nothing_and_says_so(client: Client) -> None:
    census = make_census()
    given = invited(census)
    come_in(client, given.number)
    content = content_of(census.wave)
    save_answers(RESPONDENT, given.pk, Typed(content))
    Wave.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(EntryClosed):
        save_answers(RESPONDENT, given.pk, Typed(content_of(census.wave, sales="1")))
    assert (
        "지금은 응답을 받지 않습니다" in client.get(reverse("survey:answer", args=[given.public_id])).content.decode()
    )
    with pytest.raises(EntryClosed):
        hand_in_answers(RESPONDENT, given.pk)


def test_an_unusual_answer_wants_its_reason_from_respondents_too() -> None:
    census = make_census()
    given = invited(census)
    content = content_of(census.wave, profit="1")
    save_answers(RESPONDENT, given.pk, Typed(content))
    with pytest.raises(RecordHasProblems):
        hand_in_answers(RESPONDENT, given.pk)
    save_answers(
        RESPONDENT, given.pk, Typed(content, revision=1, reasons={"/data/finances/profit": "세금을 뺐습니다."})
    )
    assert hand_in_answers(RESPONDENT, given.pk).reasons == {"/data/finances/profit": "세금을 뺐습니다."}


def test_letters_carry_the_number_of_everybody_who_can_still_answer() -> None:
    census = make_census()
    invited(census)
    job = produce_now(
        person(census.manager), "survey.participation_letters", {"area": census.area.pk}, "pdf", language="ko"
    )
    assert job.state == "done", job.problem
