"""Surveys after a case: asked at their moment of both companies, reminded once, answered once, read without names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.action import action
from kernel.errors import NotVisible
from kernel.models import AuditEntry
from kernel.transition import advance
from notices.models import Notice
from programs.rules.survey import Ask, Question
from tests.at_once import at_once
from tests.factories import make_organisation, make_user, person
from tests.vouchers import cases as make
from vouchers.actions.survey import answer_survey, go_on_with_surveys, set_survey_plan
from vouchers.documents.survey import build
from vouchers.errors import AnswersMissing, SurveyAnswered, SurveyNotVisible, SurveyOver, SurveyPlanFlawed
from vouchers.models import Agreement, Survey, SurveyRequest, Voucher
from vouchers.rules.survey import STANDARD

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {"process": 5, "time": 4, "help": 5, "partner": 5, "again": "yes", "wish": "서류를 줄여 주세요."}


@action
def _complete(agreement: Agreement) -> None:
    for verb in ("report", "settle"):
        advance(agreement, verb, make.SYSTEM)
    advance(agreement, "complete", make.SYSTEM, completed_at=clock.now())


def completed(world: make.World | None = None) -> tuple[make.World, Voucher]:
    world, voucher = make.issued(world)
    _complete(Agreement.objects.get(pk=voucher.agreement_id))
    return world, voucher


def asked(party: str = "demand") -> tuple[make.World, SurveyRequest]:
    world, _voucher = completed()
    go_on_with_surveys(make.SYSTEM)
    return world, SurveyRequest.objects.get(kind="satisfaction", party=party)


def told(user: Any, text: str) -> int:
    return Notice.objects.filter(recipient=user, subject__contains=text).count()


def test_both_companies_are_asked_on_completion_and_the_business_again_after_a_year() -> None:
    world, _voucher = completed()
    assert go_on_with_surveys(make.SYSTEM) == (2, 0)
    assert go_on_with_surveys(make.SYSTEM) == (0, 0)
    assert told(world.owner, "설문") == told(world.seller, "설문") == 1
    day = clock.today()
    with make.on(day + timedelta(days=364)):
        assert go_on_with_surveys(make.SYSTEM) == (0, 0)
    with make.on(day + timedelta(days=365)):
        assert go_on_with_surveys(make.SYSTEM) == (1, 0)
    last = SurveyRequest.objects.get(kind="results")
    assert (last.party, last.due_on) == ("demand", day + timedelta(days=395))


def test_who_has_not_answered_is_reminded_once() -> None:
    world, request = asked()
    answer_survey(world.as_("owner"), request.pk, GOOD)
    with make.on(request.remind_on):
        assert go_on_with_surveys(make.SYSTEM) == (0, 1)
        assert go_on_with_surveys(make.SYSTEM) == (0, 0)
    assert (told(world.owner, "기한이 다가옵니다"), told(world.seller, "기한이 다가옵니다")) == (0, 1)


def test_a_company_answers_once_by_any_member_and_nobody_elses_survey() -> None:
    world, request = asked()
    colleague = make_user()
    make.join(colleague, world.application.organisation)
    for stranger in (world.as_("seller"), world.as_("manager"), world.as_("auditor")):
        with pytest.raises(SurveyNotVisible):
            answer_survey(stranger, request.pk, GOOD)
    with pytest.raises(AnswersMissing) as missing:
        answer_survey(world.as_("owner"), request.pk, {**GOOD, "time": "6"})
    assert missing.value.field == "time"
    made = answer_survey(world.as_("owner"), request.pk, GOOD)
    assert answer_survey(world.as_("owner"), request.pk, GOOD) == made  # clicked twice
    with pytest.raises(SurveyAnswered):
        answer_survey(person(colleague), request.pk, GOOD)
    assert "서류를 줄여" not in "".join(AuditEntry.objects.values_list("after", flat=True))


def test_after_its_day_a_survey_is_over() -> None:
    world, request = asked()
    with make.on(request.due_on + timedelta(days=1)), pytest.raises(SurveyOver):
        answer_survey(world.as_("owner"), request.pk, GOOD)


def test_a_call_asks_what_its_manager_set_and_nobody_when_there_is_no_question() -> None:
    world, voucher = make.issued()
    own = replace(
        STANDARD["satisfaction"], parties=("supplier",), questions=(Question("own_1", "어떠셨나요?", Ask.TEXT),)
    )
    with pytest.raises(NotVisible):
        set_survey_plan(world.as_("owner"), world.call.pk, "satisfaction", own)
    with pytest.raises(SurveyPlanFlawed):
        set_survey_plan(world.as_("manager"), world.call.pk, "satisfaction", replace(own, parties=()))
    set_survey_plan(world.as_("manager"), world.call.pk, "satisfaction", own)
    set_survey_plan(world.as_("manager"), world.call.pk, "results", replace(own, after=0, questions=()))
    _complete(Agreement.objects.get(pk=voucher.agreement_id))
    assert go_on_with_surveys(make.SYSTEM) == (1, 0)
    assert SurveyRequest.objects.get().questions == [{"key": "own_1", "text": "어떠셨나요?", "ask": "text"}]


def test_results_are_read_without_names_from_three_answers_on() -> None:
    world, request = asked()
    answer_survey(world.as_("owner"), request.pk, GOOD)
    client = Client()
    client.force_login(world.office.manager)
    url = reverse("vouchers:surveys", args=[world.call.pk])
    page = client.get(url).content.decode()
    assert "1개 기업" in page or "100.0" in page
    assert "서류를 줄여" not in page
    for number in range(2):
        owner = make.with_password(make_user())
        organisation = make_organisation(owner, name=f"가상가게{number}")
        case = make.selected(call=world.call, owner=owner, organisation=organisation)
        _world, voucher = make.issued(case)
        _complete(Agreement.objects.get(pk=voucher.agreement_id))
        go_on_with_surveys(make.SYSTEM)
        one = SurveyRequest.objects.get(agreement=voucher.agreement, kind="satisfaction", party="demand")
        answer_survey(person(owner), one.pk, {**GOOD, "help": 2})
    page = client.get(url).content.decode()
    assert "서류를 줄여" in page
    assert "가상상회" not in page
    sheets = {sheet.title: list(sheet.rows) for sheet in build({"call": world.call.pk}, None).sheets}
    helped = [row for rows in sheets.values() for row in rows if len(row) == 13 and "도움" in str(row[1])]
    assert [row[3] for row in helped] == [Decimal("3.00")], "a number, which a spreadsheet can add up"


def test_the_pages_ask_and_thank_and_a_manager_sets_the_questions() -> None:
    world, request = asked()
    client, office = Client(), Client()
    client.force_login(world.owner)
    url = reverse("vouchers:survey", args=[request.public_id])
    assert url in client.get(reverse("vouchers:cases").replace("/vouchers/cases/", "/")).content.decode()
    assert client.post(url, {"process": "5"}).status_code == 422
    assert client.post(url, GOOD).status_code == 302
    assert "기업에서" in client.get(url).content.decode()
    office.force_login(world.office.manager)
    plan = reverse("vouchers:survey_plan", args=[world.call.pk, "satisfaction"])
    form = office.get(plan).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {
        "text_6": "무엇이 가장 도움이 되었나요?",
        "ask_6": "text",
    }
    assert office.post(plan, typed).status_code == 302
    kept = world.call.survey_plans.get().content["questions"]
    assert [one["key"] for one in kept] == ["process", "time", "help", "partner", "again", "own_6"]
    assert kept[0]["text"].startswith("The procedure"), "a question of the standard set keeps its translations"


@pytest.mark.django_db(transaction=True)
def test_two_members_who_answer_at_once_leave_one_answer() -> None:
    world, request = asked()
    colleague = make_user()
    make.join(colleague, world.application.organisation)
    both = [world.as_("owner"), person(colleague)]
    at_once([lambda who=who: answer_survey(who, request.pk, GOOD) for who in both])
    assert Survey.objects.count() == 1
