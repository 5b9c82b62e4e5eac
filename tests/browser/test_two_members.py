"""Two members of one business, one at a desk and one on a phone, write, disagree, settle it and hand in together."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from programs import actions
from programs.models import Application, Call
from tests.browser.conftest import (
    looked_at,
    ticked,
    watched,
)
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.factories import PLAN

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]
SAVED = re.compile("^saved$")


def typed(page: Page, name: str, text: str) -> None:
    with page.expect_response(re.compile("/save/$")):
        page.fill(f"[name={name}]", text)
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", SAVED)


def heartbeat(page: Page) -> None:
    """The page comes back to the front, as after a look at another app: it asks at once instead of after 15 seconds."""
    with page.expect_response(re.compile("/presence/$")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@contextmanager
def unheard(page: Page) -> Iterator[None]:
    """Heartbeats of the page get lost: what the other writes is not there before one types oneself."""
    page.route(re.compile("/presence/$"), lambda route: route.abort())
    yield
    page.unroute(re.compile("/presence/$"))


def kept(call: Call, field: str) -> str:
    return str(Application.objects.get(call=call).answers.get(field, ""))


def choice(page: Page, field: str) -> Locator:
    return page.locator(f"#conflict-{field}")


def test_two_members_fill_in_one_draft_settle_a_conflict_and_hand_it_in(new_context: NewContext) -> None:
    owner, colleague = make_user(name="홍길동", phone="010-0000-1234"), make_user(name="김가상")
    business = make_organisation(owner, colleague)
    call = make.open_call(make.manager())
    desk = watched(new_context(person=owner).new_page())
    phone = watched(new_context("phone", person=colleague).new_page())

    # before a word is typed
    desk.goto(f"/calls/{call.pk}/check/")
    expect(desk.get_by_role("heading", name="준비할 것")).to_be_visible()
    looked_at(desk)
    desk.get_by_role("button", name="신청서 쓰기 시작").click()
    desk.wait_for_url(re.compile("/edit/$"))
    phone.goto("/applications/")
    phone.locator("main").get_by_role("link", name=re.compile("데이터바우처")).first.click()
    phone.wait_for_url(re.compile("/edit/$"))
    expect(phone.locator("#known")).to_contain_text(business.formatted_number)  # what is known is not asked

    # each sees where the other writes
    phone.locator("[name=ability]").focus()
    heartbeat(desk)
    expect(desk.locator("[data-writing-in=plan]")).to_contain_text("김가상")
    looked_at(desk)

    # a colleague's change appears without reload
    typed(phone, "ability", PLAN)
    heartbeat(desk)
    expect(desk.locator("[name=ability]")).to_have_value(PLAN)
    expect(desk.locator("[data-field=ability] [data-fresh]")).to_contain_text("김가상")
    expect(desk.locator("[data-progress-of=plan] [data-counts]")).to_have_text("1/4")
    looked_at(desk)

    # both write the same field: both texts side by side, the phone's member chooses
    with unheard(phone):
        typed(desk, "need", f"{PLAN} 대표의 글입니다.")
        phone.fill("[name=need]", f"{PLAN} 직원의 글입니다.")
    expect(choice(phone, "need")).to_contain_text("대표의 글입니다.")
    expect(choice(phone, "need")).to_contain_text("직원의 글입니다.")
    expect(choice(phone, "need").locator(".conflict-title")).to_contain_text("홍길동")
    assert kept(call, "need").endswith("대표의 글입니다.")  # nothing was overwritten
    looked_at(phone)
    phone.get_by_role("button", name="확인하고 제출").click()  # not before it is settled
    expect(choice(phone, "need")).to_be_focused()
    choice(phone, "need").get_by_role("button", name="여기 입력한 내용 유지").click()
    expect(choice(phone, "need")).to_have_count(0)
    expect(phone.locator("[data-autosave-status]")).to_have_attribute("data-state", SAVED)
    assert kept(call, "need").endswith("직원의 글입니다.")
    desk.locator("[name=use]").focus()  # a field that is being typed in changes once the cursor leaves it
    heartbeat(desk)
    expect(desk.locator("[name=need]")).to_have_value(re.compile("직원의 글입니다.$"))

    # and the other way round: the other's version is taken
    with unheard(desk):
        typed(phone, "use", f"{PLAN} 직원이 먼저.")
        desk.fill("[name=use]", f"{PLAN} 대표가 나중에.")
    choice(desk, "use").get_by_role("button", name="다른 곳에서 저장한 내용 사용").click()
    expect(desk.locator("[name=use]")).to_have_value(re.compile("직원이 먼저.$"))
    assert kept(call, "use").endswith("직원이 먼저.")

    # the rest; the counter speaks up when a text is too long
    ticked(desk.locator("input[name=track][value=purchase]"))
    desk.fill("[name=data]", "가" * 1001)
    expect(desk.locator("[data-field=data] .field-count[data-over]")).to_contain_text("1")
    for name, text in (
        ("project_title", "빵집의 하루 수요 예측"), ("cost", "8000000"), ("supplier", "한빛데이터(가상)"),
        ("data", "유동 인구"), ("effect", PLAN),
    ):  # fmt: skip
        desk.fill(f"[name={name}]", text)
    for name in ("consent_personal", "consent_truth"):
        ticked(desk.locator(f"input[name={name}]"))
    expect(desk.locator("[data-autosave-status]")).to_have_attribute("data-state", SAVED)
    application = Application.objects.get(call=call)
    actions.attach_file(person(colleague), application.pk, "registration", make.png())
    heartbeat(desk)
    expect(desk.locator("#document-registration .attached")).to_contain_text("등록증.png")
    expect(desk.locator("[data-progress-whole]")).to_contain_text("100%")

    # one hands in, the other sees it
    desk.get_by_role("button", name="확인하고 제출").click()
    desk.wait_for_url(re.compile("/submit/$"))
    looked_at(desk)
    desk.get_by_role("button", name="제출하기").click()
    desk.wait_for_url(re.compile("/receipt/$"))
    looked_at(desk)
    application.refresh_from_db()
    heartbeat(phone)
    expect(phone.locator("[data-news]")).to_contain_text(application.receipt_number)
    expect(phone.locator("[data-news]")).to_contain_text("홍길동")
    looked_at(phone)
    phone.locator("[data-news] a").click()
    phone.wait_for_url(re.compile("/receipt/$"))
    expect(phone.locator("#receipt-number")).to_have_text(application.receipt_number)
    looked_at(phone)
    phone.goto(f"/applications/{application.public_id}/")
    expect(phone.locator(".timeline")).to_contain_text("제출")
    looked_at(phone)
