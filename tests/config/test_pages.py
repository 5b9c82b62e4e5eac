"""The pages that belong to nobody's programme: home, help, privacy, and what is said when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import Client, RequestFactory

from config.problems import bad_request, csrf_failure, server_error
from kernel import registry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registries as they are, given back unchanged after the test."""
    for name in ("_panels", "_offers", "_nav"):
        monkeypatch.setattr(registry, name, {})


def test_the_front_page_shows_what_the_programmes_offer_now(client: Client, registered: None) -> None:
    opening = registry.Opening("2026년 1차 공고", "/calls/1/", "6월 30일 18시까지", soon=True)
    registry.register_offer(
        registry.Offer(
            "vouchers",
            "데이터바우처",
            "기업·소상공인",
            "데이터 구매비를 지원합니다.",
            "ticket",
            openings=lambda: [opening],
        )
    )
    page = client.get("/").content.decode()
    assert "2026년 1차 공고" in page
    assert "6월 30일 18시까지" in page


def test_a_programme_without_an_open_call_says_so(client: Client, registered: None) -> None:
    registry.register_offer(registry.Offer("survey", "전수조사", "시민", "결과를 공개합니다.", "store"))
    assert "지금 접수 중인 공고가 없습니다." in client.get("/").content.decode()


def test_the_front_page_presents_the_census_without_promising_results(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "소상공인 전수조사" in page
    assert "신청 없이 조사원이 찾아갑니다." in page
    assert "조사 결과를 확인" not in page


def test_whoever_is_signed_in_sees_what_waits_for_them_only(client: Client, registered: None) -> None:
    mine, other = make_user(), make_user()
    registry.register_panel(
        registry.Panel("a", "심사", todos=lambda user: [registry.Todo("평가서 작성", "/r/1/")] if user == mine else [])
    )
    client.force_login(other)
    assert "지금 하실 일이 없습니다" in client.get("/").content.decode()
    client.force_login(mine)
    assert "평가서 작성" in client.get("/").content.decode()


def test_the_menu_holds_what_is_open_to_this_person(client: Client, registered: None) -> None:
    registry.register_nav(registry.NavItem("나만의 메뉴", "help", visible=lambda user: user.is_authenticated))
    assert "나만의 메뉴" not in client.get("/help/").content.decode()
    client.force_login(make_user())
    assert '<a href="/help/" aria-current="page">나만의 메뉴</a>' in client.get("/help/").content.decode()


@pytest.mark.parametrize("address", ["/help/", "/privacy/", "/accessibility/"])
def test_help_stands_at_the_same_place_of_every_page_and_answers(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert 'class="footer-help"><a href="/help/">' in answer.content.decode()


def test_the_privacy_page_is_made_from_what_the_code_declares(client: Client) -> None:
    page = client.get("/privacy/").content.decode()
    assert "(암호화)" in page  # the mobile phone of accounts


def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "주소가 맞는지 확인해 주십시오." in answer.content.decode()


def test_too_much_at_once_is_told_apart_from_nonsense(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), RequestDataTooBig()).status_code == 413
    assert bad_request(rf.post("/"), ValueError()).status_code == 400


def test_a_lost_security_token_costs_no_typed_text(rf: RequestFactory) -> None:
    answer = csrf_failure(rf.post("/"))
    assert answer.status_code == 403
    assert "입력하신 내용은 그대로 남아 있습니다." in answer.content.decode()


def raised(error: Exception, request: Any) -> Any:
    try:
        raise error
    except type(error):
        return server_error(request)


def test_the_page_of_last_resort_touches_no_database(
    rf: RequestFactory, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        broken, unreachable = raised(ValueError(), rf.get("/")), raised(OperationalError(), rf.get("/"))
    assert (broken.status_code, unreachable.status_code) == (500, 503)
    assert unreachable["Retry-After"] == "60"


def test_the_front_page_costs_no_statement_for_a_stranger(
    client: Client, registered: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        client.get("/")
