"""The field app and the server in contact: who works there stays signed in, a request that nobody answers is given up,
and people are told when what waits is sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Route, expect

from accounts.middleware import LAST_SEEN
from survey.models import FieldItem, RecordVersion
from tests.browser.conftest import forget_script_errors, looked_at
from tests.browser.test_offline_path import ITEMS, Phone
from tests.survey.factories import keep, make_census

NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = 60


def session_of(phone: Phone) -> Any:
    [key] = [one["value"] for one in phone.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def last_used(phone: Phone, minutes_ago: int) -> None:
    session = session_of(phone)
    session[LAST_SEEN] = time.time() - minutes_ago * MINUTE
    session.save()


def idle(phone: Phone) -> float:
    """Seconds since the session was used by a person."""
    return float(time.time() - session_of(phone)[LAST_SEEN])


def test_who_works_in_the_app_stays_signed_in_and_a_phone_left_lying_does_not(new_context: NewContext) -> None:
    phone = Phone(new_context, make_census())
    last_used(phone, minutes_ago=20)
    phone.visit("가람식당")
    phone.all_sent()
    assert idle(phone) < 5 * MINUTE
    last_used(phone, minutes_ago=20)
    with phone.page.expect_response("**/field/stock*") as asked:
        phone.page.reload()  # nobody touched anything since: the work is fetched by itself
    assert asked.value.ok
    assert idle(phone) > 19 * MINUTE


def test_a_request_that_nobody_answers_is_given_up_and_the_record_arrives_once(new_context: NewContext) -> None:
    """The server took it, its answer never comes."""
    census = make_census()
    keep(census)
    phone = Phone(new_context, census)
    hanging = [True]

    def meet(route: Route) -> None:
        if hanging:
            hanging.clear()
            route.fetch()
        else:
            route.continue_()

    phone.page.route(ITEMS, meet)
    phone.hand_in(deposit="4000")
    expect(phone.page.locator("[data-field-state]")).to_contain_text("전송 대기 1건")
    expect(phone.page.locator("[data-field-state]")).to_contain_text("모두 전송됨", timeout=60_000)
    assert not hanging
    assert (RecordVersion.objects.count(), FieldItem.objects.count()) == (1, 1)
    forget_script_errors(phone.page)


def test_what_waits_is_said_to_go_only_while_the_app_is_open_and_unlocked(new_context: NewContext) -> None:
    phone = Phone(new_context, make_census())
    phone.context.set_offline(True)
    phone.visit("가람식당")
    phone.at("queue")
    expect(phone.page.get_by_text("이 앱이 열려 있고 잠금이 풀려 있을 때만 전송됩니다.")).to_be_visible()
    looked_at(phone.page, "contact-queue")
    phone.page.get_by_role("button", name="지금 잠그기").click()
    expect(phone.page.get_by_text("전송 대기 1건이 있습니다.")).to_be_visible()
    looked_at(phone.page, "contact-locked")
    phone.context.set_offline(False)
    forget_script_errors(phone.page)
