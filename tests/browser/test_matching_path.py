"""From wishes on a phone to an accepted place, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from internships import actions
from internships.models import Placement, WishList
from internships.programme import CHOOSING
from kernel import clock
from programs import actions as engine
from programs.models import Application
from tests.browser.conftest import (
    confirmed,
    looked_at,
    watched,
)
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "대전광역시 공공데이터 개방 표준에 따른 주차장·문화시설·체육시설 통합 자료의 완전성과 유효성 점검 및 정비(2차)"


def test_wishes_on_a_phone_a_matching_by_two_and_the_place_that_follows(
    new_context: Callable[..., BrowserContext],
) -> None:
    manager, approver = make.manager(), make.manager("심청")
    begin, end = ((clock.today() + timedelta(days=days)).isoformat() for days in (40, 60))
    call = make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"), first_day=begin, last_day=end)
    engine.add_approver(make.acting(manager), call.pk, approver)
    make.position(call, seats=1, title="데이터 발굴", dong="3011051500")
    quality = make.position(call, seats=1, title="품질 점검", dong="3020054000")
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
    confirmed(second, "확인하고 자리 제안")
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

    spare = make.position(call, seats=1, title=LONG, dong="3020054000")
    actions.save_wishes(
        make.acting(better.user),
        better.pk,
        [quality.pk, spare.pk],
        revision=WishList.objects.get(application=better).revision,
    )
    desk.goto(reverse("internships:placements", args=[call.pk]))
    expect(desk.get_by_role("button", name="배치 통지서 전체(PDF)")).to_be_visible()
    looked_at(desk, "placements")

    host = watched(new_context("phone", make.member_of(quality.host)).new_page())
    host.goto(reverse("internships:my_host", args=[quality.host_id]))
    expect(host.get_by_role("table", name="배치 확정자")).to_contain_text(better.name)
    looked_at(host, "host-home")
    host.goto(reverse("internships:my_position", args=[quality.pk]))
    looked_at(host, "host-position")
    host.get_by_role("link", name="자리 철회").click()
    expect(host.locator("main")).to_contain_text("1명에게는 배정 규칙에 따라 바로 다른 자리를 제안")
    host.fill("#id_reason", "사무실을 옮기게 되었습니다.")
    looked_at(host, "withdraw")
    confirmed(host, "자리 철회")
    expect(host.locator("main")).to_contain_text("자리를 철회하고 모두에게 알렸습니다")
    phone.goto(reverse("internships:my_place"))
    expect(phone.locator("main")).to_contain_text(LONG)
    looked_at(phone, "offered-again")
    desk.goto(reverse("internships:board", args=[call.pk]))
    looked_at(desk, "board")
    desk.goto(reverse("internships:my_position", args=[spare.pk]))
    looked_at(desk, "office-position")
    stranger = watched(new_context("phone").new_page())
    stranger.goto(reverse("programs:call", args=[call.pk]))
    stranger.get_by_role("link", name="이 공고의 자리 보기").click()
    expect(stranger.locator("main")).to_contain_text(LONG)
    looked_at(stranger, "offered")
