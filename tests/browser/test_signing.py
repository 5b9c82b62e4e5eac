"""Signing an agreement with a passkey: by somebody who has no password, and for nobody else."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import (
    assert_axe_clean,
    assert_no_script_errors,
    assert_no_sideways_scroll,
    sign_in_to,
    watched,
)
from tests.browser.test_passkeys import give_authenticator, register_passkey
from tests.factories import PASSWORD, make_user
from tests.vouchers import cases as make
from vouchers.models import Agreement, Signature

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def at_the_text(new_context: NewContext, live_server: Any) -> tuple[make.World, Agreement, Page]:
    """The owner of a shop who has a passkey and no password, on a phone, before the text."""
    owner = make_user(password=PASSWORD)
    world, agreement = make.signing(make.selected(owner=owner))
    page = watched(new_context("phone", person=owner).new_page())
    give_authenticator(page)
    register_passkey(page)
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    owner.set_unusable_password()
    owner.save()
    sign_in_to(page.context, live_server.url, owner)
    page.goto(f"/vouchers/cases/{agreement.public_id}/text/1/")
    return world, agreement, page


def test_who_has_only_a_passkey_signs_with_it_and_its_answer_serves_nobody_else(
    new_context: NewContext, live_server: Any
) -> None:
    world, agreement, page = at_the_text(new_context, live_server)
    expect(page.locator("input[type=password]")).to_have_count(0)
    assert_no_script_errors(page)
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="패스키로 서명").click()
    expect(page.get_by_text("서명했습니다.")).to_be_visible()
    signature = Signature.objects.get()
    assert (signature.confirmed_by, signature.signer) == ("passkey", world.owner)
    assert signature.content_hash == agreement.present.content_hash

    answer = parse_qs(sent.value.post_data or "")["credential"][0]
    thief = new_context(person=world.seller).new_page()
    thief.goto(f"/vouchers/cases/{agreement.public_id}/text/1/")
    form = {
        "csrfmiddlewaretoken": thief.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        "party": "supplier",
        "content_hash": agreement.present.content_hash,
        "credential": answer,
    }
    refused = thief.context.request.post(thief.url, form=form, headers={"Referer": thief.url})
    assert refused.status == 422
    assert Signature.objects.count() == 1
