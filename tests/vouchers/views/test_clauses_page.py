"""The page of a call's clauses, and correcting a drawn-up text on its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.vouchers import cases as make
from tests.vouchers.views.test_case_pages import Hands, drawn_up
from vouchers.models import Agreement, ClauseSet

pytestmark = pytest.mark.django_db


def rows(*clauses: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A form of clauses as the browser sends it."""
    typed: dict[str, Any] = {"clauses-TOTAL_FORMS": len(clauses), "clauses-INITIAL_FORMS": 0}
    for number, (title, text) in enumerate(clauses):
        typed |= {
            f"clauses-{number}-title": title,
            f"clauses-{number}-text": text,
            f"clauses-{number}-place": number + 1,
        }
    return typed | more


def opened() -> tuple[Client, str, make.World]:
    world = make.selected()
    hands = Hands(world)
    return hands.of("manager"), reverse("vouchers:clauses", args=[world.call.pk]), world


def test_clauses_are_tried_out_then_saved_then_in_the_next_agreement() -> None:
    manager, url, world = opened()
    track = f"{url}?track={world.application.track}"
    page = manager.get(track).content.decode()
    assert "{과제명}" in page and "고친 적이 없어" in page
    typed = rows(("목적", "{수요기업}의 과제를 지원한다."), ("보관", "5년"), seen=0, reason="간단히")
    tried = manager.post(track, typed | {"preview": "1"})
    assert "가상상회의 과제를 지원한다." in tried.content.decode()
    assert not ClauseSet.objects.exists()
    assert manager.post(track, typed).status_code == 302
    assert [one["title"] for one in ClauseSet.objects.get().clauses] == ["목적", "보관"]
    again = manager.post(track, rows(("목적", "다르게"), seen=0))
    assert again.status_code == 422 and "다르게" in again.content.decode(), "a colleague saved meanwhile"
    assert "1판" in manager.get(track).content.decode()


def test_rows_are_moved_by_their_number_and_left_out_when_empty() -> None:
    manager, url, _world = opened()
    typed = rows(("하나", "1"), ("둘", "2"), ("", ""), ("셋", "3"), seen=0)
    typed |= {"clauses-0-place": 9, "clauses-3-place": ""}
    assert manager.post(url, typed).status_code == 302
    assert [one["title"] for one in ClauseSet.objects.get().clauses] == ["둘", "셋", "하나"]


def test_a_wrong_place_is_told_with_its_article_and_nothing_is_lost() -> None:
    manager, url, _world = opened()
    answer = manager.post(url, rows(("목적", "{수요기엽}의 과제"), seen=0))
    page = answer.content.decode()
    assert answer.status_code == 422 and "제1조: {수요기엽} 자리는 없습니다." in page and "{수요기엽}의 과제" in page


def test_a_drawn_up_text_is_corrected_on_its_page() -> None:
    hands = drawn_up()
    url = reverse("vouchers:draw_up", args=[hands.world.application.public_id])
    assert url in hands.page("manager") and url not in hands.page("owner")
    form = hands.of("manager").get(url).context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields}
    typed |= {"demand_person": "홍길동 팀장", "reason": "담당자를 적습니다."}
    answer = hands.of("manager").post(url, typed | rows(("목적", "{현금부담금}을 낸다.")))
    assert answer.status_code == 302
    version = Agreement.objects.get().present
    assert (version.version, version.people, version.reason) == (2, {"demand": "홍길동 팀장"}, "담당자를 적습니다.")
    text = hands.of("owner").get(reverse("vouchers:agreement_text", args=[hands.case.public_id, 2])).content.decode()
    assert "800,000원을 낸다." in text and "홍길동 팀장" in text
    refused = hands.of("manager").post(url, typed | rows(("목적", "{오기}")))
    assert refused.status_code == 422 and "오기" in refused.content.decode()


def test_once_signed_by_somebody_the_page_leads_back_to_the_case() -> None:
    hands = drawn_up()
    hands.do("manager", "send")
    url = reverse("vouchers:draw_up", args=[hands.world.application.public_id])
    assert url in hands.page("manager")
    hands.sign("owner")
    assert url not in hands.page("manager")
    assert hands.of("manager").get(url).status_code == 302
    hands.do("manager", "redraw", reason="고칩니다.")
    assert url in hands.page("manager")


def test_a_withdrawn_agreement_says_what_comes_next_and_is_drawn_up_again() -> None:
    hands = drawn_up()
    hands.do("manager", "withdraw_text", reason="공급기업을 다시 확인합니다.")
    assert "협약서를 다시 작성할 차례" in hands.page("owner")
    url = reverse("vouchers:draw_up", args=[hands.world.application.public_id])
    form = hands.of("manager").get(url).context["form"]
    answer = hands.of("manager").post(url, {name: form.initial.get(name, "") for name in form.fields})
    assert answer.status_code == 302
    assert hands.case.state == "drafted"
