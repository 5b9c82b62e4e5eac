"""The voucher's first path, by its people in their browsers: from the call to the decision notice."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from kernel import clock
from programs import actions
from programs.models import Application, Call
from reports.models import Job
from reports.tasks import produce
from tests.browser.conftest import NewContext, confirmed, looked_at, ticked, watched
from tests.factories import make_organisation, make_user, person
from tests.programs.factories import CHECKLIST, PLAN, png

pytestmark = pytest.mark.django_db(transaction=True)


def downloaded(page: Page, tmp_path: Path) -> bytes:
    """What the job's page gives once the worker has made it."""
    page.wait_for_url(re.compile("/reports/jobs/"))
    job = Job.objects.get(public_id=page.url.rstrip("/").split("/")[-1])
    produce(job.pk)
    page.reload()
    with page.expect_download() as download:
        page.locator("a[href$='/file']").first.click()
    target = tmp_path / "download"
    download.value.save_as(target)
    return target.read_bytes()


def manager_opens_a_call(page: Page, second: Page) -> Call:
    """One manager builds and proposes the call, the approving officer publishes it."""
    page.goto("/manage/calls/new/vouchers/")
    page.fill("[name=title]", "2026년 봄 데이터바우처")
    page.fill("[name=notice]", "대전의 소상공인을 지원합니다.")
    opens = clock.now().astimezone(clock.SEOUL) - timedelta(minutes=5)
    page.fill("[name=opens_at]", opens.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=closes_at]", (opens + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=seats]", "1")
    page.fill("[name=budget]", "100000000")
    looked_at(page)
    page.get_by_role("button", name="초안 저장").click()
    page.wait_for_url(re.compile(r"/manage/calls/\d+/$"))
    for option in page.locator("select[name=reviewer] option").all_inner_texts():
        page.select_option("select[name=reviewer]", label=option)
        page.get_by_role("button", name="평가위원으로 추가").click()
    page.locator("select[name=approver] option").first.wait_for(state="attached")
    page.get_by_role("button", name="승인자로 추가").click()
    looked_at(page)
    confirmed(page, "승인 요청")
    expect(page.get_by_text("승인 대기 중").first).to_be_visible()
    looked_at(page)
    second.goto("/")
    second.get_by_role("link", name=re.compile("공고 게시 승인")).click()
    looked_at(second)
    confirmed(second, "게시")
    expect(second.get_by_text("공고를 게시했습니다.")).to_be_visible()
    looked_at(second)
    return Call.objects.get()


def business_applies(page: Page, call: Call) -> Application:
    page.goto(f"/calls/{call.pk}/")
    looked_at(page)
    page.get_by_role("link", name="신청 자격 확인하기").click()
    looked_at(page)
    page.get_by_role("button", name="신청서 쓰기 시작").click()
    page.wait_for_url(re.compile("/edit/$"))
    ticked(page.locator("input[name=track][value=purchase]"))
    for name, text in (
        ("project_title", "빵집의 하루 수요 예측"), ("cost", "8000000"), ("supplier", "한빛데이터(가상)"),
        ("data", "유동 인구"),
        ("need", PLAN), ("use", PLAN), ("ability", PLAN), ("effect", PLAN),
    ):  # fmt: skip
        page.fill(f"[name={name}]", text)
    for name in ("consent_personal", "consent_truth"):
        ticked(page.locator(f"input[name={name}]"))
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    page.reload()  # what was typed has saved itself
    expect(page.locator("[name=project_title]")).to_have_value("빵집의 하루 수요 예측")
    looked_at(page)
    page.get_by_role("button", name="확인하고 제출").click()
    page.wait_for_url(re.compile("/submit/$"))
    looked_at(page)
    page.get_by_role("link", name="사업자등록증").click()  # the gap leads to its place
    refused_upload(page)
    upload = png()
    content = {"name": "등록증.png", "mimeType": "image/png", "buffer": upload.read()}
    page.locator("#upload-registration").set_input_files(content)
    page.locator("#document-registration").get_by_role("button", name="첨부").first.click()
    expect(page.locator("#document-registration .attached")).to_contain_text("등록증.png")
    page.get_by_role("button", name="확인하고 제출").click()
    page.get_by_role("button", name="제출하기").click()
    page.wait_for_url(re.compile("/receipt/$"))
    looked_at(page)
    application = Application.objects.get()
    expect(page.locator("#receipt-number")).to_have_text(application.receipt_number)
    return application


def refused_upload(page: Page) -> None:
    """The reason is where the person is, and a question that is not asked does not appear on the page that tells it."""
    page.locator("#upload-registration").set_input_files(
        {"name": "메모.txt", "mimeType": "text/plain", "buffer": "메모".encode()}
    )
    page.locator("#document-registration").get_by_role("button", name="첨부").first.click()
    expect(page.locator("[data-error-summary]")).to_contain_text("첨부하지 못했습니다")
    expect(page.locator("[data-error-summary]")).to_contain_text("메모.txt")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-field=model]")).to_have_count(1)
    expect(page.locator("[data-field=model]")).to_be_hidden()
    looked_at(page, "refused-upload")


def manager_screens_and_assigns(page: Page, application: Application) -> None:
    page.goto(f"/manage/applications/{application.public_id}/")
    for code in CHECKLIST:
        ticked(page.locator(f"input[name=check_{code}]"))
    ticked(page.locator("input[name=verdict][value=eligible]"))
    page.get_by_role("button", name="판정 기록").click()
    expect(page.get_by_text("판정을 기록했습니다.")).to_be_visible()
    page.wait_for_load_state("load")
    for box in page.locator("input[name=reviewers]").all():
        ticked(box)
    looked_at(page)
    page.get_by_role("button", name="평가 요청").click()
    expect(page.get_by_text("평가위원에게 요청했습니다.")).to_be_visible()


def reviewer_scores(page: Page) -> None:
    page.goto("/reviews/")
    looked_at(page)
    page.get_by_role("link", name="평가하기").click()
    ticked(page.locator("input[name=agree]"))
    looked_at(page)
    page.get_by_role("button", name="서약하고 시작").click()
    expect(page.locator("[name=opinion]")).to_be_visible()
    page.wait_for_load_state("load")  # the form saves itself from then on
    for key, points in (("need", "18"), ("use", "27"), ("ability", "20"), ("effect", "22")):
        page.fill(f"[name=points-{key}]", points)
    page.fill("[name=opinion]", "계획이 뚜렷합니다.")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    looked_at(page)
    page.get_by_role("button", name="평가 제출").click()
    expect(page.get_by_text("평가를 제출했습니다.")).to_be_visible()


def manager_ranks(page: Page, call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=2))  # the week passes
    page.goto(f"/manage/calls/{call.pk}/ranking/")
    looked_at(page)
    page.get_by_role("button", name="순위 제안하기").click()
    expect(page.get_by_text("순위를 만들었습니다.")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="고정된 입력으로 다시 만들어 보기").click()
    expect(page.get_by_text("해시와 모든 순위가 같습니다.")).to_be_visible()
    page.get_by_role("link", name="평가위원별 민감도").click()
    looked_at(page)


def second_person_confirms(page: Page, call: Call) -> None:
    page.goto(f"/manage/calls/{call.pk}/ranking/")
    page.get_by_role("link", name="검토하고 확정하기").click()
    looked_at(page)
    page.get_by_role("button", name="이대로 확정하기").click()
    expect(page.get_by_text("확정했습니다.")).to_be_visible()


def manager_publishes(page: Page, call: Call) -> None:
    page.goto(f"/manage/calls/{call.pk}/ranking/")
    page.get_by_role("link", name="결과 공개로 가기").click()
    looked_at(page)
    confirmed(page, "지금 결과 공개")
    expect(page.get_by_text("결과를 공개했으며")).to_be_visible()


def test_from_the_call_to_the_decision_notice(new_context: NewContext, tmp_path: Path) -> None:
    manager, owner = make_user(Role.MANAGER), make_user(phone="010-0000-1234")
    approver = make_user(Role.APPROVER)
    make_organisation(owner)
    reviewers = [make_user(Role.REVIEWER), make_user(Role.REVIEWER)]
    office = watched(new_context(person=manager).new_page())
    shop = watched(new_context(person=owner).new_page())

    call = manager_opens_a_call(office, watched(new_context(person=approver).new_page()))
    application = business_applies(shop, call)
    manager_screens_and_assigns(office, application)
    for reviewer in reviewers:
        reviewer_scores(watched(new_context(person=reviewer).new_page()))
    manager_ranks(office, call)
    actions.add_approver(person(manager), call.pk, approver)
    second_person_confirms(watched(new_context(person=approver).new_page()), call)
    manager_publishes(office, call)

    shop.goto(f"/applications/{application.public_id}/")
    expect(shop.get_by_text("신청이 선정되었습니다")).to_be_visible()
    expect(shop.get_by_text("7,200,000원")).to_be_visible()
    looked_at(shop)
    shop.get_by_role("button", name="결과통지서(PDF)").click()
    assert downloaded(shop, tmp_path).startswith(b"%PDF-")

    office.goto(f"/manage/calls/{call.pk}/applications/")
    looked_at(office)
    office.get_by_role("button", name="엑셀로 받기").click()
    assert downloaded(office, tmp_path).startswith(b"PK")
