"""Driving Chromium against a live server, as a person in Seoul with a Korean browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from accounts.models import User
from tests.machine import chromium
from tests.programs import factories as engine

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = """() => Promise.all(document.getAnimations()
    .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity)
    .map((moving) => moving.finished.catch(() => null))).then(() => null)"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS: dict[str, ViewportSize] = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
PATIENCE = 30_000  # milliseconds for anything to appear: the machine may be at work on other things
_errors: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
SignIn = Callable[[BrowserContext, User], None]
NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder; what fails there is tried once more."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A machine at work on other things may be too slow for one of six hundred pages. What fails is tried once
            # more, and its fault told at the end: it is to be looked into.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    # Playwright's loop runs in this thread, and Django would refuse the database to it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"], timeout=4 * PATIENCE)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_context(browser: Browser, live_server: object) -> Iterator[NewContext]:
    """Make browsers of separate people: `new_context("phone")`, `new_context(person=manager)`."""
    opened: list[BrowserContext] = []

    def open_context(screen: str = "desk", person: User | None = None) -> BrowserContext:
        context = browser.new_context(
            base_url=str(live_server),
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            viewport=SCREENS[screen],
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        if person is not None:
            sign_in_to(context, str(live_server), person)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file to upload."""
    path = tmp_path / "자료.png"
    path.write_bytes(engine.png().read())
    return path


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab of nobody in particular; an error in a page's script fails the test."""
    return watched(context.new_page())


@pytest.fixture
def sign_in(live_server: object) -> SignIn:
    """Sign a person in without the form: `sign_in(context, person)`."""
    return lambda context, person: sign_in_to(context, str(live_server), person)


def watched(page: Page) -> Page:
    """Note what goes wrong in a page for `assert_no_script_errors`."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if _complains(said) else None)
    page.on("response", lambda got: errors.append(f"{got.status} {got.url}") if _is_lost(got) else None)
    _errors[page] = errors
    return page


def _complains(said: ConsoleMessage) -> bool:
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _is_lost(answer: Response) -> bool:
    """A style, script, font or picture that is not there; pages may answer 4xx on purpose."""
    return answer.status >= 400 and answer.request.resource_type not in {"document", "xhr", "fetch"}


def sign_in_to(context: BrowserContext, address: str, person: User) -> None:
    """Give a browser the session that signing in with both factors makes."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[1])
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def assert_axe_clean(page: Page, *, exclude: list[str] | None = None) -> None:
    """No finding of axe at WCAG 2.2 AA, once nothing fades or moves; `exclude` names selectors with the reason in the
    test."""
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "([rules, exclude]) => axe.run({exclude}, {runOnly: {type: 'tag', values: rules}})",
        [RULES, [[selector] for selector in exclude or []]],
    )
    lines = [
        f"{finding['id']} ({finding['impact']}): {finding['help']}\n    "
        + "\n    ".join(f"{node['html'][:200]}: {node['failureSummary'][:300]}" for node in finding["nodes"][:5])
        for finding in found["violations"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def assert_no_sideways_scroll(page: Page, width: int = 360) -> None:
    """A phone shows the page without scrolling sideways (WCAG 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 740})
    wide = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            return [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > room + 1)
                .slice(0, 5).map(one => one.outerHTML.slice(0, 120));
        }"""
    )
    assert not wide, f"{page.url} is wider than {width} pixels: {wide}"


def assert_no_script_errors(page: Page) -> None:
    """Nothing failed in the page's scripts, and nothing was refused by the Content-Security-Policy."""
    assert not _errors[page], _errors[page]


def forget_script_errors(page: Page) -> None:
    """What went wrong so far was meant to; ``looked_at`` begins anew."""
    _errors[page].clear()


def looked_at(page: Page, name: str = "") -> None:
    """Serves everyone: no script error, axe clean, no sideways scrolling on a phone. With PICTURES set to a folder, a
    page with a ``name`` is kept there as a picture of both widths."""
    page.wait_for_load_state("load")
    assert_no_script_errors(page)
    assert_axe_clean(page)
    size = page.viewport_size
    _picture(page, f"{name}-desk" if name else "")
    assert_no_sideways_scroll(page)
    _picture(page, f"{name}-phone" if name else "")
    page.set_viewport_size(size or SCREENS["desk"])
    if os.environ.get("PICTURES"):
        page.wait_for_timeout(300)  # after the camera a long page still moves: a click at once would miss its button
    forget_script_errors(page)  # axe and the camera set inline styles, which the policy refuses


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Waits for something that the page does not show."""
    for _look in range(300):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")


def _picture(page: Page, name: str) -> None:
    if name and (folder := os.environ.get("PICTURES")):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def confirmed(page: Page, button: str | Locator) -> None:
    """Clicks a button that asks "are you sure?" and says yes; the page that comes back is there at the end. The asking
    is a script's, which has to be there first."""
    page.wait_for_load_state("load")
    asking = page.get_by_role("button", name=button, exact=True) if isinstance(button, str) else button
    asking.click()
    with page.expect_navigation():
        page.locator("#confirm-dialog [data-confirm-yes]").click()


def ticked(box: Locator) -> None:
    """Ticks a box or chooses a radio button by keyboard: the mouse would have to hit its words, not the box itself."""
    if not box.is_checked():
        box.press("Space")
    expect(box).to_be_checked()
