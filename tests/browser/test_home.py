"""The first page that anybody sees."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_axe_clean, assert_no_script_errors, assert_no_sideways_scroll


def test_the_home_page_is_korean_and_works_for_everyone(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "ko"
    expect(page.locator("h1").first).to_be_visible()
    assert_no_script_errors(page)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
