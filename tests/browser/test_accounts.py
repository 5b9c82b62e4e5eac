"""People coming, going and joining, in a browser."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Organisation, User
from notices.models import OutgoingMail
from tests.browser.conftest import assert_axe_clean, assert_no_script_errors, assert_no_sideways_scroll, watched
from tests.factories import PASSWORD, TOTP_SECRET, make_organisation, make_registration_number, make_user

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def link_in_mail(address: str, part: str) -> str:
    """The path of the newest link with ``part`` in a mail to ``address``."""
    mail = OutgoingMail.objects.filter(to__contains=[address]).order_by("-id").first()
    assert mail is not None, f"no mail to {address}"
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", mail.body)
    assert found, mail.body
    return found[1]


def sign_in_by_form(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="로그인", exact=True).click()


def test_from_sign_up_to_a_colleague_in_the_registered_business(new_context: NewContext, settings: Any) -> None:
    settings.EMAIL_BACKEND = "notices.outbox.OutboxEmailBackend"  # as in service
    page = watched(new_context().new_page())
    page.goto("/accounts/signup/")
    page.fill("[name=email]", "gildong@example.org")
    page.fill("[name=name]", "홍길동")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.get_by_role("button", name="회원가입", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("이 항목에 동의해야 가입할 수 있습니다")
    expect(page.locator("[name=name]")).to_have_value("홍길동")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("label[for=id_consent_account]").click()
    page.get_by_role("button", name="회원가입", exact=True).click()
    page.wait_for_url("**/confirm-email/")
    user = User.objects.get(email="gildong@example.org")
    assert list(user.consents.values_list("code", flat=True)) == ["account"]

    page.goto(link_in_mail("gildong@example.org", "confirm-email"))
    page.get_by_role("button", name="주소 확인").click()
    sign_in_by_form(page, "gildong@example.org")
    expect(page.get_by_role("heading", level=1)).to_contain_text("홍길동")

    page.goto("/people/organisations/new/")
    page.fill("[name=registration_number]", "123-45-67890")
    page.fill("[name=name]", "한빛국밥")
    page.fill("[name=representative]", "홍길동")
    page.get_by_role("button", name="등록", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("숫자 10자리")
    expect(page.locator("[name=name]")).to_have_value("한빛국밥")
    page.fill("[name=registration_number]", make_registration_number())
    page.get_by_role("button", name="등록", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("한빛국밥")
    expect(page.get_by_text("확인 보류")).to_be_visible()

    page.fill("[name=email]", "chunhyang@example.org")
    page.get_by_role("button", name="초대 메일 보내기").click()
    expect(page.get_by_role("main")).to_contain_text("chunhyang@example.org")
    invitation = link_in_mail("chunhyang@example.org", "invitations")
    colleague = make_user(name="성춘향", email="chunhyang@example.org", password=PASSWORD)
    guest = watched(new_context("phone").new_page())
    guest.goto(invitation)
    guest.fill("[name=login]", colleague.email)
    guest.fill("[name=password]", PASSWORD)
    guest.get_by_role("button", name="로그인", exact=True).click()
    guest.get_by_role("button", name="수락").click()
    expect(guest.get_by_text("한빛국밥의 구성원이 되었습니다")).to_be_visible()
    assert Organisation.objects.get().memberships.filter(user=colleague, left_at=None).exists()
    assert_no_script_errors(page)


def test_after_five_wrong_passwords_the_account_is_locked_for_a_while(page: Page, settings: Any) -> None:
    settings.AXES_ENABLED = True
    user = make_user(password=PASSWORD)
    for _ in range(5):
        sign_in_by_form(page, user.email, "not-the-password")
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인이 잠시 제한되었습니다")
    sign_in_by_form(page, user.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인이 잠시 제한되었습니다")


def test_staff_are_led_to_a_second_factor_and_asked_for_it_from_then_on(new_context: NewContext) -> None:
    manager = make_user("manager", name="전우치", password=PASSWORD, second_factor=False)
    page = watched(new_context().new_page())
    sign_in_by_form(page, manager.email)
    page.goto("/people/all/")
    expect(page.get_by_role("heading", level=1)).to_have_text("2단계 인증 설정")
    page.get_by_role("link", name="인증 앱 설정").click()
    page.fill("[name=password]", PASSWORD)  # who sets up a second factor shows once more who he is
    page.get_by_role("main").get_by_role("button").first.click()
    key = page.locator("dd code").inner_text()
    page.fill("[name=code]", format_hotp_value(hotp_value(key, int(time.time()) // 30)))
    page.get_by_role("button", name="완료").click()
    page.goto("/people/all/")
    expect(page.get_by_role("heading", level=1)).to_have_text("이용자")

    other = make_user("auditor", password=PASSWORD)
    page = watched(new_context().new_page())
    sign_in_by_form(page, other.email)
    page.fill("[name=code]", "000000")
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.fill("[name=code]", format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
    page.get_by_role("button", name="로그인", exact=True).click()
    page.goto("/people/trail/")
    expect(page.get_by_role("heading", level=1)).to_have_text("감사 기록")
    assert_no_script_errors(page)


def test_what_was_typed_survives_a_session_that_ran_out(new_context: NewContext, settings: Any) -> None:
    owner = make_user(name="홍길동", password=PASSWORD)
    shop = make_organisation(owner)
    context = new_context()
    page = watched(context.new_page())
    sign_in_by_form(page, owner.email)
    page.goto(f"/people/organisations/{shop.pk}/change/")
    page.fill("[name=address]", "대전광역시 가상구 새길 7")
    settings.IDLE_SECONDS = -1000  # every session has been idle for too long
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_text("로그인이 종료되었습니다")).to_be_visible()
    settings.IDLE_SECONDS = django_settings.IDLE_SECONDS if django_settings.IDLE_SECONDS > 0 else 1800
    page.fill("[name=login]", owner.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("입력한 내용이 남아 있습니다")
    assert_axe_clean(page)
    page.get_by_role("button", name="다시 보내기").click()
    expect(page.get_by_text("등록 정보를 변경했습니다")).to_be_visible()
    shop.refresh_from_db()
    assert shop.address == "대전광역시 가상구 새길 7"


def test_the_industry_is_found_by_typing(new_context: NewContext) -> None:
    from django.core.management import call_command

    call_command("import_industries")
    owner = make_user()
    shop = make_organisation(owner, industry_code="")
    page = watched(new_context("phone", owner).new_page())
    page.goto(f"/people/organisations/{shop.pk}/change/")
    page.get_by_role("combobox", name="업종").fill("한식 일반")
    page.get_by_role("option", name="56111").click()
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_text("56111 한식 일반 음식점업")).to_be_visible()
    shop.refresh_from_db()
    assert (shop.industry_revision, shop.industry_code) == (11, "56111")


@pytest.mark.parametrize("path", ["/people/me/", "/people/all/", "/people/trail/", "/people/me/consents/"])
def test_pages_fit_a_phone_and_are_accessible(new_context: NewContext, path: str) -> None:
    admin = make_user("administrator", name="임꺽정")
    page = watched(new_context("phone", admin).new_page())
    page.goto(path)
    assert_no_script_errors(page)
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_the_doors_fit_a_phone_and_are_accessible(new_context: NewContext, path: str) -> None:
    page = watched(new_context("phone").new_page())
    page.goto(path)
    assert_no_script_errors(page)
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
