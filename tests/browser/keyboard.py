"""A person who uses the keyboard alone and reads English: whatever is used is reached with the Tab key."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator, Page, expect

FARTHEST = 200  # stops of the Tab key on one page


def reached(page: Page, target: Locator) -> Locator:
    """Walks on with Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _stop in range(FARTHEST):
        if target.evaluate("one => one === document.activeElement"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def used(page: Page, target: Locator) -> None:
    """Reached and pressed with Enter; the page to which that leads is there at the end, with its scripts."""
    reached(page, target).press("Enter")
    page.wait_for_load_state("load")


def pressed(page: Page, name: str) -> None:
    used(page, page.get_by_role("button", name=name, exact=True).first)


def opened(page: Page, name: str) -> Locator:
    """A fold on the page, opened; what stands in it."""
    used(page, page.locator("summary", has_text=name).first)
    return page.locator("details[open]", has=page.locator("summary", has_text=name)).first


def typed(page: Page, field: Locator, text: str) -> None:
    reached(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def agreed(page: Page) -> None:
    """The question "are you sure?", answered with yes; the page that comes back is there at the end."""
    reached(page, page.locator("#confirm-dialog [data-confirm-yes]"))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def entered(page: Page, role: Literal["button", "link"], name: str) -> None:
    """The first button or link whose name begins so."""
    used(page, page.get_by_role(role, name=name).first)


def ticked(page: Page, box: Locator) -> None:
    """A box or a radio button, the one that has the focus of its group or one further on."""
    if not box.is_checked():
        reached(page, box)
        page.keyboard.press("Space")
    expect(box).to_be_checked()


def marked(page: Page, name: str, value: str) -> None:
    """The button ``value`` of a group of radio buttons, with the arrows."""
    group = page.locator(f"input[type=radio][name={name}]")
    reached(page, group.first)
    page.keyboard.press("Space")
    for _button in range(group.count()):
        if page.locator(f"input[name={name}][value='{value}']").is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value}")


def chosen(page: Page, name: str, label: str) -> None:
    """The entry of a list to choose from that begins with ``label``, with the arrows."""
    field = reached(page, page.locator(f"select[name={name}]"))
    page.keyboard.press("Home")
    for _entry in range(field.locator("option").count()):
        if field.locator("option:checked").inner_text().startswith(label):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} offers no {label}")


def in_english(page: Page, address: str) -> Page:
    page.goto(address)
    pressed(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page
