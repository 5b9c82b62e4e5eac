"""Every address that shows a page, in both languages: axe, no sideways scrolling on a phone, no link to nowhere,
and all that can be used is reached with the Tab key, shows that it has the focus and is not covered while it has it.

The addresses, the objects they need and the people who may open them are those of the permission matrix. The browser's
requests are answered in this process, inside the transaction of the test, as a server would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from accounts.models import Role, User
from tests.browser.conftest import SCREENS, assert_axe_clean, assert_no_sideways_scroll
from tests.permissions.test_matrix import rows
from tests.permissions.world import EVERYBODY, VISITOR, Access, World

ADDRESS = "http://testserver"
# Where the cursor stays inside one field for several presses of Tab: the parts of a date, its hour and its calendar.
INNER_STOPS = {"date": 4, "datetime-local": 7, "time": 4, "month": 3, "week": 3}

WATCH = """(inner) => {
    const operable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
    const seen = one => one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert]');
    const chosen = one => one.type !== 'radio' || one === (
        [...document.getElementsByName(one.name)].find(other => other.form === one.form && other.checked)
        ?? [...document.getElementsByName(one.name)].find(other => other.form === one.form && !other.disabled));
    const stops = [...document.querySelectorAll(operable)].filter(one =>
        one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden' && seen(one) && chosen(one));
    const look = one => [one, one.parentElement, one.nextElementSibling].map(near => {
        if (!near) return '';
        const style = getComputedStyle(near);
        return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
                style.backgroundColor, style.transform, style.clipPath, style.top].join();
    }).join('|');
    const before = new Map(stops.map(one => [one, look(one)]));
    const covered = one => {
        const box = one.getBoundingClientRect();
        if (box.width < 4 || box.height < 4) return false;  // hidden behind its label, which stands for it
        const its = [one, ...(one.labels ?? [])], parts = [0.1, 0.5, 0.9];
        return parts.every(across => parts.every(down => {
            const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
            return top === null || !(top.contains(one) || its.some(part => part.contains(top)));
        }));
    };
    const reached = new Set(), unmarked = new Set(), hidden = new Set();
    document.addEventListener('focusin', event => {
        const one = event.target;
        reached.add(one);
        if (unseen(one)) unmarked.add(one);
    });
    document.addEventListener('keydown', () => {  // the page has scrolled to what has the focus by now
        const one = document.activeElement;
        if (reached.has(one) && covered(one)) hidden.add(one);
    }, true);
    const told = set => [...set].map(one => one.outerHTML.slice(0, 160));
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const unseen = one => before.has(one) && before.get(one) === look(one);
    window.walked = async () => {
        for (const [set, fault] of [[unmarked, unseen], [hidden, covered]])
            for (const one of set) {  // keys come faster than frames: whether it is still so once all is drawn
                one.focus();
                await drawn();
                if (!fault(one)) set.delete(one);
            }
        return {
            missed: told(stops.filter(one => !reached.has(one) && seen(one))),
            unmarked: told(unmarked),
            hidden: told(hidden),
        };
    };
    const odd = [...document.querySelectorAll('[onclick], [role=button], [role=link], [role=checkbox], [role=tab]')]
        .filter(one => seen(one) && one.tabIndex < 0 && one.getAttribute('aria-disabled') !== 'true'
            && !one.closest('[role=tablist]'));
    return {
        presses: stops.reduce((sum, one) => sum + (inner[one.type] ?? 1), 0),
        odd: told(odd),
        nowhere: told([...document.querySelectorAll('a[href=""]')].filter(seen)),
        reordered: told(stops.filter(one => one.tabIndex > 0)),
    };
}"""


# Where the objects of the matrix lead on; what else these addresses show is looked at in the paths of their people.
LEADS_ON = {
    "accounts:kept_work": "nothing is kept while nobody's session ended",
    "accounts:second_factor": "the second factor is there",
    "internships:index": "to the home of who asks",
    "internships:open_screen": "to the signed address of the screen",
    "programs:budget": "to the budget of the programme",
    "programs:call_up": "nobody is called up from the reserve",
    "programs:give_up": "there is no place yet to give up",
    "programs:pledge": "the pledge is signed",
    "survey:answer": "the number was not entered",
}


def pages() -> list[Access]:
    return [row for row in rows() if row.method == "get" and set(row.allowed)]


def reader(row: Access) -> str:
    """Who looks at it: the manager, who sees most, where let in; else the first of those who are."""
    allowed = set(row.allowed)
    return str(Role.MANAGER.value) if Role.MANAGER.value in allowed else min(allowed - {VISITOR} or {VISITOR})


def client_of(user: User | None, language: str) -> Client:
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
        session = client.session
        session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
        session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all of them, for a window of its own costs more than looking at a page; who asks is the client's
    affair, and nothing is kept in the tab."""
    context = browser.new_context(
        locale="ko-KR", timezone_id="Asia/Seoul", service_workers="block", reduced_motion="reduce", bypass_csp=True
    )
    yield context.new_page()
    context.close()


def opened(page: Page, address: str, client: Client, first: Any) -> None:
    """Shows ``first``, the answer at ``address``, in the browser, with what it loads."""

    def answered(route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if request.method != "GET":
            route.abort()
            return
        answer: Any = first if target == address else client.get(target)
        headers = {name: value for name, value in answer.items() if name.lower() in {"content-type", "location"}}
        route.fulfill(status=answer.status_code, headers=headers, body=body(answer))

    page.unroute_all()
    page.route("**/*", answered)
    page.goto(f"{ADDRESS}{address}")


def walk(page: Page) -> None:
    """Tab from the first to the last; a field that opens on focus may add stops, so a few presses more."""
    plan = page.evaluate(WATCH, INNER_STOPS)
    assert not plan["odd"], f"{page.url}: used with the mouse only: {plan['odd']}"
    assert not plan["nowhere"], f"{page.url}: leads nowhere: {plan['nowhere']}"
    assert not plan["reordered"], f"{page.url}: an order of its own: {plan['reordered']}"
    page.evaluate("document.activeElement?.blur()")
    for _press in range(plan["presses"] + 8):
        page.keyboard.press("Tab")
    walked = page.evaluate("walked()")
    assert not walked["missed"], f"{page.url}: Tab does not reach {walked['missed']}"
    assert not walked["unmarked"], f"{page.url}: the focus is not seen on {walked['unmarked']}"
    assert not walked["hidden"], f"{page.url}: covered while it has the focus: {walked['hidden']}"


def test_what_leads_on_is_an_address() -> None:
    assert {row.url for row in pages()} >= LEADS_ON.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("row", pages(), ids=lambda row: row.url)
def test_the_page_serves_everyone_in_both_languages(row: Access, page: Page) -> None:
    world = World()
    people = {kind: None if kind == VISITOR else world.person(kind) for kind in sorted(EVERYBODY)}
    address = reverse(row.url, kwargs=dict(row.arguments(world)))
    who = people[reader(row)]

    client = client_of(who, "ko")
    first: Any = client.get(address)
    assert (first.status_code in {301, 302}) == (row.url in LEADS_ON), f"{address}: {first.get('Location')}"
    if first.status_code != 200 or not first["Content-Type"].startswith("text/html"):
        return  # a file, figures for a script, the way elsewhere
    for language in ("ko", "en"):
        page.set_viewport_size(SCREENS["desk"])
        client = client_of(who, language)
        opened(page, address, client, client.get(address))
        assert page.locator("html").get_attribute("lang") == language
        if language == "en":
            walk(page)
        else:
            assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
