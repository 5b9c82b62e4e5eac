"""On the page of the one voucher case that a test has."""

from playwright.sync_api import Page

from vouchers.models import Agreement


def at_case(page: Page) -> Page:
    page.goto(f"/vouchers/cases/{Agreement.objects.get().public_id}/")
    return page


def unfold(page: Page, title: str) -> None:
    """Opens what can be done there under ``title``."""
    page.locator("summary", has_text=title).first.click()
