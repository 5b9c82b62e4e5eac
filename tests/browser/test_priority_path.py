"""A priority group from the evidence on a phone to the verdict of whoever may see it, in Korean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from internships.models import PriorityClaim
from kernel.models import AccessEntry
from tests.browser.conftest import looked_at, ticked, watched
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_group_is_named_on_a_phone_and_judged_by_who_was_let_see_it(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    manager, checker = make.manager(), make.manager("박문수")
    call = make.call_of(manager, priority_points="3")
    application = make.submitted(call)
    paper = tmp_path / "장애인증명서.pdf"
    paper.write_bytes(make.evidence().read() or b"")

    phone = watched(new_context("phone", application.user).new_page())
    phone.goto(reverse("programs:application", args=[application.public_id]))
    looked_at(phone, "priority-card")
    phone.get_by_role("link", name="우선선발 신청하기").click()
    phone.get_by_label("우선선발 대상").select_option(label="장애인")
    phone.locator("input[name=upload]").set_input_files(paper)
    looked_at(phone, "priority-name")
    phone.get_by_role("button", name="우선선발 신청").click()
    expect(phone.get_by_text("증빙을 심사하는 사람만 볼 수 있습니다").first).to_be_visible()
    looked_at(phone, "priority-named")

    desk = watched(new_context("desk", manager).new_page())
    desk.goto(reverse("internships:priority_claims", args=[call.pk]))
    expect(desk.get_by_text("우선선발 대상 열람 권한이 없습니다")).to_be_visible()
    expect(desk.get_by_text(application.receipt_number)).to_have_count(0)
    desk.get_by_label("이메일 주소").fill(checker.email)
    desk.get_by_role("button", name="권한 주기").click()
    expect(desk.locator("main")).to_contain_text(checker.name)
    looked_at(desk, "priority-holders")

    office = watched(new_context("desk", checker).new_page())
    office.goto("/")
    office.get_by_role("link", name="심사할 우선선발 증빙").click()
    looked_at(office, "priority-claims")
    office.get_by_role("link", name=application.receipt_number).click()
    expect(office.get_by_role("heading", name="장애인")).to_be_visible()
    ticked(office.get_by_label("아니요, 인정하지 않습니다"))
    office.get_by_label("인정하지 않는 사유").fill("발급일이 한 달을 넘었습니다.")
    looked_at(office, "priority-claim")
    office.get_by_role("button", name="심사 결과 저장").click()
    expect(office.get_by_text("저장했습니다. 신청자에게")).to_be_visible()
    assert PriorityClaim.objects.get().state == "refused"
    assert AccessEntry.objects.filter(task="internships.priority", actor_id=checker.pk).exists()

    phone.reload()
    expect(phone.locator("main")).to_contain_text("발급일이 한 달을 넘었습니다.")
    looked_at(phone, "priority-refused")
