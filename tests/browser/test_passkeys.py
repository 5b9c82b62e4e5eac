"""A passkey: registered on the person's own pages and used to sign in, with Chromium's virtual authenticator."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from tests.browser.conftest import assert_axe_clean, assert_no_script_errors, assert_no_sideways_scroll, watched
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def give_authenticator(page: Page, *, verifies: bool = True) -> None:
    """A device that keeps passkeys, as a phone or laptop with a fingerprint reader; ``verifies``: knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def at(path: str) -> re.Pattern[str]:
    """The address with this path, not one that only names it as the next."""
    return re.compile(rf"^https?://[^/]+{path}")


def register_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.wait_for_url("**/webauthn/add/**")
    page.locator("[name=name]").fill("사무실 노트북")
    page.locator("label[for=id_passwordless]").click()
    page.locator("#mfa_webauthn_add").click()


def test_a_person_registers_a_passkey_and_signs_in_with_it_alone(new_context: Callable[..., BrowserContext]) -> None:
    person = make_user(password=PASSWORD)
    page = watched(new_context(person=person).new_page())
    give_authenticator(page)
    register_passkey(page)
    expect(page.get_by_text("사무실 노트북").or_(page.get_by_text("복구 코드")).first).to_be_visible()
    passkey = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    assert passkey.wrap().is_passwordless

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/people/me/")
    page.locator("#passkey_login").click()
    page.wait_for_url(at("/people/me/"))
    expect(page.get_by_role("main")).to_contain_text(person.name)
    assert_no_script_errors(page)
    passkey.refresh_from_db()
    assert passkey.last_used_at is not None


def test_a_passkey_that_the_house_does_not_know_signs_nobody_in(new_context: Callable[..., BrowserContext]) -> None:
    person = make_user(password=PASSWORD)
    page = new_context(person=person).new_page()
    give_authenticator(page)
    register_passkey(page)
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    Authenticator.objects.filter(user=person).delete()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    with page.expect_response(lambda got: got.request.method == "POST" and "/webauthn/login/" in got.url):
        page.locator("#passkey_login").click()
    page.wait_for_url(at("/accounts/login/"))
    page.wait_for_load_state("load")
    expect(page.get_by_role("main")).to_contain_text("올바르지 않습니다")
    page.goto("/people/me/")
    assert "/accounts/login/" in page.url


def test_a_passkey_is_a_second_factor_for_those_who_work_here(new_context: Callable[..., BrowserContext]) -> None:
    manager = make_user(Role.MANAGER, password=PASSWORD, second_factor=False)
    page = watched(new_context(person=manager).new_page())
    give_authenticator(page)
    register_passkey(page)
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/manage/calls/")
    page.locator("#passkey_login").click()
    page.wait_for_url(at("/manage/calls/"))
    assert_no_script_errors(page)


def test_the_form_of_a_new_passkey_is_for_everyone(new_context: Callable[..., BrowserContext]) -> None:
    page = watched(new_context("phone", make_user(password=PASSWORD)).new_page())
    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" not in page.url:
        expect(page.locator("#mfa_webauthn_add")).to_be_visible()
    assert_no_script_errors(page)
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
