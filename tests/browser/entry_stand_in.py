"""The page of entry with a stand-in for its server: any form, no business, no database, the answers of the contract."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import translation
from playwright.sync_api import Page, Route

from survey.actions.record import wall_clock
from survey.rules.xform.check import problems, settle, surroundings
from survey.rules.xform.compile import compile_form
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Fault, read
from tests.survey.xform.samples import SAMPLES, xform

PAGE = """{% extends "base.html" %}{% load i18n static entry %}{% block title %}Entry{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static 'css/survey.css' %}">
{% entry_modules %}{% endblock %}
{% block heading %}두꺼비 상회(가상){% endblock %}
{% block content %}{% include "survey/_entry_form.html" %}{% endblock %}"""
INDUSTRIES = [
    ["I56111", "한식 일반 음식점업"], ["I56112", "한식 면 요리 전문점"], ["I56221", "커피 전문점"],
    ["G47190", "기타 대형 종합 소매업"], ["G47111", "체인화 편의점"], ["S96112", "두발 미용업"],
]  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)


HOST = "https://hanbat.test"
# Milliseconds from a keystroke to its page, every rule settled, judged, shown and laid out; so many times.
KEYSTROKE = """([turns]) => [...Array(turns).keys()].map((turn) => {
    const input = document.querySelector("[data-path='/data/finances/sales'] input");
    input.focus();
    const began = performance.now();
    input.value = String(turn * 37);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - began;
})"""


def census() -> Form:
    return compile_form(xform(SAMPLES["census"]))[0]


def static_file(route: Route) -> None:
    found = finders.find(route.request.url.split("/static/")[1].partition("?")[0])
    if not found:
        return route.fulfill(status=404)
    path = Path(found)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return route.fulfill(body=path.read_bytes(), content_type=media_type)


class StandIn:
    """Answers for the page's addresses; ``saves`` are the bodies that came, ``record`` what is kept."""

    def __init__(self, page: Page, form: Form, **state: Any) -> None:
        self.page, self.form = page, form
        self.saves: list[dict[str, Any]] = []
        self.submits: list[dict[str, Any]] = []
        self.content, self.revision = str(state.get("content", "")), int(state.get("revision", 0))
        self.offline = False
        self.once: tuple[int, dict[str, Any]] | None = None  # an answer to the next save alone
        self.state = {
            "content": "", "revision": 0, "reasons": {}, "notes": {}, "prefill": {}, "last": {}, "mode": "paper",
            "business": {}, **state,
        }  # fmt: skip
        page.route(f"{HOST}/static/**", static_file)
        page.route(f"{HOST}/entry/**", self._answer)

    def open(self, language: str = "ko") -> None:
        self.language = language
        self.page.goto(f"{HOST}/entry/page")
        self.page.locator("form[data-entry][data-ready]").wait_for()

    def _answer(self, route: Route) -> None:
        name = route.request.url.rstrip("/").rpartition("/")[2]
        if self.offline and name != "page":
            return route.abort()
        if name == "page":
            headers = {"Content-Security-Policy": POLICY}
            return route.fulfill(body=self._page(), content_type="text/html; charset=utf-8", headers=headers)
        if name == "work":
            return route.fulfill(body="<title>work</title>", content_type="text/html")
        if name == "form.json":
            return route.fulfill(json=self.form.to_json())
        if name == "industry.json":
            return route.fulfill(json={"codes": INDUSTRIES})
        status, answer = getattr(self, f"_{name}")(json.loads(route.request.post_data or "{}"))
        return route.fulfill(status=status, json=answer)

    def _page(self) -> str:
        urls = {f"{name}_url": f"/entry/{name}" for name in ("save", "submit", "work")}
        known = {"state": self.state, "form_url": "/entry/form.json", "industry_url": "/entry/industry.json"}
        with translation.override(self.language):
            return str(engines["django"].from_string(PAGE).render({**urls, **known}))

    def _save(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.saves.append(body)
        if self.once is not None:
            answer, self.once = self.once, None
            return answer
        self.content, self.revision = body["content"], body["revision"] + 1
        return 200, {"revision": self.revision, "saved_at": "14:03"}

    def _submit(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.submits.append(body)
        found = [
            {"fault": str(one.fault), "address": one.address, "facts": dict(one.facts)}
            for one in self.judged(body["content"])
            if one.fault is not Fault.UNLIKELY or not body["reasons"].get(one.address)
        ]
        if found:
            return 422, {"problems": found}
        return 200, {"receipt": "2026A-000001", "next": "/entry/work"}

    def judged(self, content: str) -> list[Any]:
        """What the server's engine says of an instance."""
        root, around = self.read(content), surroundings(self.form, wall_clock())
        return [*settle(self.form, root, around), *problems(self.form, root, around)]

    def read(self, content: str) -> Node:
        return read(self.form, content.encode())[0]

    def answer(self, path: str) -> str:
        """What is kept at a path outside of repeats."""
        node = self.read(self.content)
        for name in path.split("/")[2:]:
            node = node.children[name][0]
        return node.text
