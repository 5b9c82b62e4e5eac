"""The page of entry in a browser, over the web server: ready from cache, a keystroke, a whole record by keyboard alone,
saves as the server answers them, what its scripts weigh."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.census import World, content_of_shop, world_of
from bench.harness import Request, Result, Stage, WebServer

CHOICES, KEYSTROKES, SAVES, TYPISTS = 1_200, 200, 240, 4
OPENED = 7  # times; the first fills the cache and is not counted
RECORD = (  # of a business, as it stands on a paper form; "": nothing, or what is there already
    "오늘", "", "1", "", "", "1208800767", "", "", "2", "2", "1979", "4", "1", "2", "201503", "1", "6", "1억2000",
    "5000", "2", "3000", "120", "", "33.5", "10", "26", "1", "0", "0", "1", "1", "1", "0", "0", "4", "18000", "9000",
    "4000", "1440", "60", "3500", "2", "3", "1 2", "", "1", "1", "1",
)  # fmt: skip
READY = """() => [performance.getEntriesByName("entry:ready")[0].startTime,
    performance.getEntriesByType("navigation")[0].responseEnd]"""
SCRIPTS = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
    .map(({ name, encodedBodySize }) => encodedBodySize)"""


def benchmarks(stage: Stage) -> Iterator[Result]:
    from tests.browser.entry_stand_in import KEYSTROKE
    from tests.machine import chromium

    # Playwright's loop runs in this thread, and Django would refuse the database to it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    world = world_of(SAVES + 40)
    cookies = _session(world)
    with stage.web() as web, sync_playwright() as playwright:
        yield from _saves(web, world, cookies)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            base_url=f"http://{web.host}:{web.port}", locale="ko-KR", timezone_id="Asia/Seoul"
        )
        context.add_cookies([{**one, "url": f"http://{web.host}:{web.port}"} for one in cookies])
        page = context.new_page()
        places = iter(_places(world, SAVES))
        yield from _keyed(page, [next(places) for _turn in range(3)])
        yield from _opened(page, next(places), "census")
        _opened_at(page, next(places))
        box = page.locator("[data-path='/data/visit/result'] input").first
        box.press("1")
        taken = sorted(page.evaluate(KEYSTROKE, [KEYSTROKES]))
        yield Result.of("entry_keystroke", KEYSTROKES, "ms", taken, 0)
        yield Result.of("entry_keystroke_p95", KEYSTROKES, "ms", [taken[int(KEYSTROKES * 0.95)]], 0)
        _asks_many_choices()
        yield from _opened(page, next(places), f"{CHOICES} choices")
        browser.close()


def _session(world: World) -> list[dict[str, Any]]:
    """The cookies of the enumerator, signed in with both factors."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=world.email), backend=settings.AUTHENTICATION_BACKENDS[1])
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value}, {"name": "csrftoken", "value": "b" * 32}]


def _places(world: World, start: int = 0) -> list[int]:
    """Businesses by their number, from the ``start``-th of the enumerator on."""
    from survey.models import Wave

    found = Wave.objects.get(pk=world.wave).assignments.order_by("pk").values_list("business_id", flat=True)
    return list(found[start:])


def _saves(web: WebServer, world: World, cookies: Sequence[dict[str, Any]]) -> Iterator[Result]:
    """First saves of a whole record, by several people at once."""
    headers = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies)}
    headers |= {"X-CSRFToken": "b" * 32, "Content-Type": "application/json"}
    bodies = [
        (f"/survey/my/2026A/{business}/save", _typed(world, shop))
        for business, shop in zip(_places(world), world.shops, strict=False)
    ]
    made = partial(_save, headers, bodies[:SAVES])
    load = web.load(made, at_once=TYPISTS, total=SAVES)
    assert not load.failures, load
    yield Result.of("entry_save_p50", TYPISTS, "ms", [load.p50_ms], web.peak_rss())
    yield Result.of("entry_save_p95", TYPISTS, "ms", [load.p95_ms], web.peak_rss())


def _typed(world: World, shop: str) -> bytes:
    return json.dumps({"revision": 0, "changed": {}, "content": content_of_shop(world.answers, shop).decode()}).encode()


def _save(headers: dict[str, str], bodies: list[tuple[str, bytes]], number: int) -> Request:
    path, body = bodies[number]
    return Request(path, "POST", body, headers)


def _opened_at(page: Page, business: int) -> None:
    page.goto(f"/survey/my/2026A/{business}/?mode=paper")
    page.locator("form[data-entry][data-ready]").wait_for()


def _opened(page: Page, business: int, form: str) -> Iterator[Result]:
    """From the request, and from the page's HTML, to the first question, everything else from the cache."""
    asked, read = [], []
    for _turn in range(OPENED):
        _opened_at(page, business)
        ready, answered = page.evaluate(READY)
        asked.append(ready)
        read.append(ready - answered)
    sizes = page.evaluate(SCRIPTS)
    yield Result.of(f"entry_ready_from_html ({form})", len(read) - 1, "ms", read[1:], 0)
    yield Result.of(f"entry_ready_from_request ({form})", len(asked) - 1, "ms", asked[1:], 0)
    yield Result.of("entry_scripts", len(sizes), "bytes compressed", [sum(sizes)], 0)


def _keyed(page: Page, businesses: Sequence[int]) -> Iterator[Result]:
    """Whole records from paper, by keyboard alone, as fast as the page takes the keys; and how many keys that is."""
    seconds, keys = [], []
    for business in businesses:
        _opened_at(page, business)
        began = time.perf_counter()
        keys.append(sum(_line(page, line) for line in RECORD) + 1)
        page.keyboard.press("Enter")  # on the button to hand in
        page.get_by_text("2026A-0").first.wait_for()
        seconds.append(time.perf_counter() - began)
    yield Result.of("entry_record_keys", len(RECORD), "keys", keys, 0)
    yield Result.of("entry_record", len(RECORD), "s", seconds, 0)


def _line(page: Page, line: str) -> int:
    page.keyboard.type(line)
    page.keyboard.press("Enter")
    return len(line) + 1


def _asks_many_choices() -> None:
    """From now on the wave asks a form with one question of so many choices."""
    from survey.models import Wave
    from tests.factories import make_user
    from tests.survey.factories import published

    rows = "\n".join(f"| | shop | s{number} | 가상 점포 {number}호 |" for number in range(CHOICES))
    table = (
        "| survey |\n| | type | name | label |\n| | select_one shop | shop | 점포 |\n| | date | visited_on | 날 |\n"
        "| | text | result | 결과 |\n| choices |\n| | list_name | name | label |\n"
        f"{rows}\n| settings |\n| | form_id | form_title | version |\n| | shops | Shops | 1 |"
    )
    wave = Wave.objects.get()
    wave.questionnaire = published(make_user("manager"), table, "shops.md")
    wave.save(update_fields=["questionnaire"])
