"""The expression engine judged from outside a second time: the tests of openrosa-xpath-evaluator, Enketo's engine.

They run as they are, in Chromium, with our interpreter in the place of theirs (``expression_suite.js``). What does not
apply stands in ``expression_exclusions.json``, test by test under its reason; what is excluded must fail.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route

from survey.rules.xform.expressions import FaultyExpression, parse
from survey.rules.xform.faults import Reason
from survey.rules.xform.form import Item
from survey.rules.xform.references import faults_of
from tests.browser.entry_stand_in import HOST, static_file

PACKAGE = Path("node_modules/openrosa-xpath-evaluator")
SPECS = PACKAGE / "test" / "integration"
HERE = Path(__file__).parent
LEAST_THAT_APPLY = 880


def _suite(route: Route) -> None:
    name = route.request.url.split("/suite/")[1]
    if name == "page":
        return route.fulfill(body="<!doctype html><title>Suite</title>", content_type="text/html")
    if name == "run.js":
        return route.fulfill(path=HERE / "expression_suite.js", content_type="text/javascript")
    if name == "tree":
        return route.fulfill(**_tree(route.request.post_data or ""))
    return route.fulfill(body=(PACKAGE / name).read_text(encoding="utf-8"), content_type="text/plain")


def _tree(expression: str) -> dict[str, Any]:
    """The tree, or the refusal of a form that held the expression."""
    try:
        tree = parse(expression)
    except FaultyExpression as unclear:
        return {"status": 422, "body": f"not understood: {unclear.found}"}
    refused = {Reason.UNKNOWN_FUNCTION, Reason.WRONG_ARGUMENTS}
    for fault in faults_of(Item("/data/here", "string", calculation=tree), {}, {}):
        if fault.reason in refused:
            return {"status": 422, "body": f"{fault.reason.name} {fault.facts['name']}"}
    return {"json": tree}


def judged(browser: Browser) -> list[dict[str, str]]:
    """Every test of the suite with its problem; the suite's clock and ours are Seoul's."""
    context = browser.new_context(timezone_id="Asia/Seoul")
    page = context.new_page()
    page.route(f"{HOST}/static/**", static_file)
    page.route(f"{HOST}/suite/**", _suite)
    page.goto(f"{HOST}/suite/page")
    files = sorted(str(path.relative_to(SPECS)) for path in SPECS.rglob("*.spec.js"))
    said: list[dict[str, str]] = page.evaluate("async (files) => (await import('/suite/run.js')).run(files)", files)
    context.close()
    return said


def test_expressions_come_to_what_enketos_engine_says(browser: Browser) -> None:
    said = judged(browser)
    excluded = {
        f"{file} | {title}"
        for files in json.loads((HERE / "expression_exclusions.json").read_text(encoding="utf-8")).values()
        for file, titles in files.items()
        for title in titles
    }
    failed = {f"{one['file']} | {one['title']}": one["problem"] for one in said if one["problem"]}
    assert {name: problem for name, problem in failed.items() if name not in excluded} == {}
    assert excluded - failed.keys() == set()
    assert sum(not one["problem"] for one in said) >= LEAST_THAT_APPLY
