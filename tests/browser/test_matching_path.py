"""From wishes on a phone to an accepted place, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from internships.models import Placement, WishList
from internships.programme import CHOOSING
from programs import actions as engine
from programs.models import Application
from tests.browser.conftest import (
    looked_at,
    watched,
)
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_wishes_on_a_phone_a_matching_by_two_and_the_place_that_follows(
    new_context: Callable[..., BrowserContext],
) -> None:
    manager, approver = make.manager(), make.manager("심청")
    call = make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"))
    engine.add_approver(make.acting(manager), call.pk, approver)
    make.position(call, seats=1, title="데이터 발굴", dong="3011051500")
    make.position(call, seats=1, title="품질 점검", dong="3020054000")
    better, worse = make.selected(call, 2)
    Application.objects.filter(pk=better.pk).update(score=Decimal(90))
    Application.objects.filter(pk=worse.pk).update(score=Decimal(80))

    phone = watched(new_context("phone", better.user).new_page())
    phone.goto(reverse("programs:application", args=[better.public_id]))
    phone.get_by_role("link", name="희망 자리 고르기").click()
    for title in ("데이터 발굴", "품질 점검"):
        phone.get_by_role("button", name=f"내 목록에 담기 {title}").click()
    phone.get_by_role("button", name="위로 품질 점검").click()
    phone.get_by_label("거주지").select_option(label="온천2동")
    phone.get_by_role("button", name="희망 저장").click()
    expect(phone.get_by_text("약 51분")).to_be_visible()
    looked_at(phone)
    listed = WishList.objects.get(application=better)
    assert [wish.position.title for wish in listed.wishes.all()] == ["품질 점검", "데이터 발굴"]

    desk = watched(new_context("desk", manager).new_page())
    desk.goto(reverse("internships:matching", args=[call.pk]))
    desk.get_by_role("button", name="자리 배정하기").click()
    expect(desk.get_by_text("직접 만든 배정입니다")).to_be_visible()
    looked_at(desk)

    second = watched(new_context("desk", approver).new_page())
    second.goto(reverse("internships:matching", args=[call.pk]))
    second.get_by_role("button", name="확인하고 자리 제안").click()
    second.get_by_role("dialog").get_by_role("button", name="확인하고 제안").click()
    expect(second.get_by_text("모든 자리를 제안하고 지원자에게 알렸습니다.")).to_be_visible()

    phone.goto(reverse("internships:my_place"))
    expect(phone.get_by_role("heading", name="이 자리에 배정된 까닭")).to_be_visible()
    looked_at(phone)
    phone.get_by_role("button", name="배치 수락").click()
    expect(phone.get_by_text("품질 점검").first).to_be_visible()
    placed = Placement.objects.get(application=better)
    assert (placed.state, placed.wish) == ("accepted", 1)

    desk.goto(reverse("internships:board", args=[call.pk]))
    looked_at(desk)
    desk.goto(reverse("internships:move", args=[placed.pk]))
    looked_at(desk)
