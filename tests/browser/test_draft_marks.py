"""The form of a call says which questions must be answered, also those that an answer has just brought up."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from programs.models import Application
from tests.browser.conftest import NewContext, looked_at, ticked, watched
from tests.factories import make_user
from tests.programs import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_is_marked_as_soon_as_it_is_asked(new_context: NewContext) -> None:
    draft = make.draft(make.open_call(make_user(Role.MANAGER)))
    Application.objects.filter(pk=draft.pk).update(answers={})
    page = watched(new_context(person=draft.user).new_page())
    page.goto(reverse("programs:edit", args=[draft.public_id]))
    expect(page.get_by_role("textbox", name="과제명 필수")).to_be_visible()
    expect(page.locator("[data-field=model]")).to_be_hidden()
    ticked(page.locator("input[name=track][value=ai]"))
    expect(page.locator("[data-field=model] .field-required")).to_be_visible()
    looked_at(page, "draft-marks")
    ticked(page.locator("input[name=track][value=purchase]"))
    expect(page.locator("[data-field=model]")).to_be_hidden()
