"""A list of very many: the page watches while the worker ranks and confirms, and says why it could not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from programs import actions
from programs.actions import list_job
from programs.tasks import work_off_lists
from tests.browser.conftest import looked_at, watched
from tests.factories import person
from tests.programs.test_results_moment import World

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def test_the_page_watches_while_the_worker_ranks_and_says_why_it_could_not_confirm(
    new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_job, "AT_ONCE", 1)
    world = World(ranked=False)
    desk = watched(new_context(person=world.first).new_page())
    office = watched(new_context(person=world.approver).new_page())
    desk.goto(f"/manage/calls/{world.call.pk}/ranking/")
    desk.get_by_role("button", name="순위 제안하기", exact=True).press("Enter")
    expect(desk.get_by_text("순위를 산정하는 중입니다")).to_be_visible()
    looked_at(desk, "list-being-made")
    assert work_off_lists() == 1
    expect(desk.get_by_role("table", name="순위", exact=True)).to_be_visible()  # the page came anew by itself
    looked_at(desk, "list-made")

    office.goto(f"/manage/calls/{world.call.pk}/ranking/confirm/")
    office.locator('button[name="confirm"]').press("Enter")
    expect(office.get_by_text("순위를 확정하는 중입니다")).to_be_visible()
    looked_at(office, "list-being-confirmed")
    actions.decide(person(world.first), world.weak.pk, "rejected", reason="평가 결과에 따름")
    assert work_off_lists() == 0
    expect(office.get_by_text("순위를 확정하지 못했습니다")).to_be_visible()
    looked_at(office, "list-not-confirmed")
