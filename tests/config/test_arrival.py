"""The web server's door: when a request reached us, whose word counts for it, and whose turn it is."""

from __future__ import annotations

import http.client
import io
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from config.arrival import Arrival, Gate
from config.embedded import CHECKOUT
from config.processes import web
from kernel import clock
from tests.service.nodes import PATIENCE, eventually, free_port

PROXY, PUBLIC = "10.0.0.10", "203.0.113.7"
SLOW = 5  # seconds that a machine at work on other things may take over nothing


def waited_behind(sender: str, stamp: str | None, places: int = 1) -> float:
    """Seconds that the application believes the request has waited, when it comes from ``sender`` with ``stamp``."""
    believed: list[float] = []
    headers: list[str] = []

    def application(environ: dict[str, Any], _start: Any) -> HttpResponse:
        believed.append(clock.waited().total_seconds())
        headers.extend(name for name in environ if "REQUEST_START" in name)
        return HttpResponse("done")

    door = Arrival(application, places, ["10.0.0.0/28"], longest_wait=60)
    environ = {"REMOTE_ADDR": sender, "wsgi.input": io.BytesIO()}
    if stamp is not None:
        environ["HTTP_X_REQUEST_START"] = stamp
    door(environ, None).close()
    assert headers == []  # nobody behind the door reads it by mistake
    return believed[0]


def test_the_moment_that_a_named_proxy_stamped_counts() -> None:
    assert waited_behind(PROXY, f"t={time.time() - 12.5:.3f}") == pytest.approx(12.5, abs=SLOW)


@pytest.mark.parametrize("sender", [PUBLIC, "10.0.0.77", "127.0.0.1", "::1", ""])
def test_a_stamp_from_anybody_else_is_dropped(sender: str) -> None:
    assert waited_behind(sender, f"t={time.time() - 12.5:.3f}") < SLOW


@pytest.mark.parametrize(
    "stamp",
    [
        "t=99999999999",  # in the future
        "t=1000000000",  # years ago
        "t=-1",
        "t=",
        "t=nan",
        "t=1e9",
        "1790000000.000",
        "t=1790000000000000",  # microseconds
        "t=1790000000.000, t=1790000000.000",  # the proxy added its own to one from outside
        None,
    ],
)
def test_a_stamp_that_cannot_be_true_counts_as_none(stamp: str | None) -> None:
    assert waited_behind(PROXY, stamp) < SLOW


@given(st.floats(-1e6, 1e6))
def test_no_stamp_makes_a_request_later_than_now_or_older_than_the_longest_wait(ago: float) -> None:
    believed = waited_behind(PROXY, f"t={time.time() - ago:.3f}")
    assert 0 <= believed <= 60
    if 0 < ago < 60 - SLOW:
        assert believed == pytest.approx(ago, abs=SLOW)


def test_nobody_waits_outside_of_a_request() -> None:
    assert clock.waited().total_seconds() == 0


def visited(door: Arrival, path: str) -> None:
    door({"PATH_INFO": path}, None).close()


def waiting(gate: Gate) -> int:
    return len(gate._sending) + len(gate._looking)


def stood_in_line(gate: Gate, somebody: Thread) -> Thread:
    """Started, and in the line before anybody else comes."""
    before = waiting(gate)
    somebody.start()
    eventually(lambda: waiting(gate) > before, "somebody in the line")
    return somebody


@pytest.fixture
def busy() -> Iterator[tuple[Arrival, Event, list[tuple[str, float]]]]:
    """A door with one place, a request that holds it until the event, and what each request waited, in order."""
    done, seen = Event(), list[tuple[str, float]]()

    def application(environ: dict[str, Any], _start: Any) -> HttpResponse:
        if environ["PATH_INFO"] == "/slow":
            done.wait(PATIENCE)
        else:
            seen.append((environ["PATH_INFO"], clock.waited().total_seconds()))
        return HttpResponse(environ["PATH_INFO"])

    door = Arrival(application, 1, [], longest_wait=60)
    slow = Thread(target=visited, args=(door, "/slow"))
    slow.start()
    eventually(lambda: not door._gate._free, "who holds the place")
    yield door, done, seen
    done.set()
    slow.join()


def test_who_waits_for_a_place_is_let_in_by_arrival_and_keeps_the_moment(
    busy: tuple[Arrival, Event, list[tuple[str, float]]],
) -> None:
    door, done, seen = busy
    people = [stood_in_line(door._gate, Thread(target=visited, args=(door, f"/{number}"))) for number in range(8)]
    time.sleep(0.3)
    done.set()
    for one in people:
        one.join()
    assert [path for path, _waited in seen] == [f"/{number}" for number in range(8)]
    assert all(waited > 0.25 for _path, waited in seen)


def test_who_sends_something_goes_before_who_only_looks_and_nobody_waits_for_ever() -> None:
    gate, order = Gate(1), list[str]()
    first = gate.enter()

    def in_line(name: str, looking: bool) -> Thread:
        def run() -> None:
            turn = gate.enter(looking=looking)
            order.append(name)
            turn.over()

        return stood_in_line(gate, Thread(target=run))

    looks = [in_line(f"look {number}", looking=True) for number in range(3)]
    sends = [in_line(f"send {number}", looking=False) for number in range(6)]
    first.over()
    for thread in looks + sends:
        thread.join()
    assert order == [
        *("send 0", "send 1", "send 2", "send 3", "look 0"),
        *("send 4", "send 5", "look 1", "look 2"),
    ]


def test_who_hands_in_again_keeps_place_and_moment_and_nobody_elses(
    busy: tuple[Arrival, Event, list[tuple[str, float]]],
) -> None:
    door, done, seen = busy
    application = f"/applications/{uuid.uuid4()}/submit/"

    def sent(path: str, cookie: str = "sessionid=mine") -> Thread:
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "HTTP_COOKIE": cookie}
        return stood_in_line(door._gate, Thread(target=lambda: door(environ, None).close()))

    others = (application, f"{application}x", "/applications/1/save/", "/applications/1/save/")
    people = [sent(application), sent(others[0], "sessionid=a-stranger"), *map(sent, others[1:])]
    time.sleep(0.3)
    people.append(sent(application))  # impatient
    done.set()
    for one in people:
        one.join()
    assert [path for path, _waited in seen] == [application, *others, application]
    # The second sending, answered first, counts from the first, which, most likely left, came when it came.
    assert all(waited > 0.25 for _path, waited in seen)


def test_a_place_comes_back_when_the_answer_is_sent_dropped_or_never_made() -> None:
    def application(environ: dict[str, Any], _start: Any) -> HttpResponse:
        if environ["PATH_INFO"] == "/broken":
            raise ValueError
        return HttpResponse("done")

    door = Arrival(application, 1, [], longest_wait=60)
    door({"PATH_INFO": "/"}, None).close()
    door({"PATH_INFO": "/"}, None)  # the browser left before anything was sent
    with pytest.raises(ValueError):
        door({"PATH_INFO": "/broken"}, None)
    answer = door({"PATH_INFO": "/"}, None)
    assert b"".join(answer) == b"done"
    answer.close()
    answer.close()  # twice gives one place back
    gate = Gate(1)
    turn = gate.enter()
    turn.over()
    turn.over()
    assert gate._free == 1


SLOW_SERVICE = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.http import HttpResponse
from config.arrival import Arrival
from kernel import clock

def slow(environ, start_response):
    came = time.time() - clock.waited().total_seconds()
    time.sleep(0.2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return HttpResponse(str(came))

application = Arrival(slow, 1, [], 60)
"""


def test_the_web_server_notes_the_arrival_of_everybody_in_the_line_and_loses_no_place_to_those_who_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real server: thirty come at once to one place that takes a fifth of a second for each."""
    (tmp_path / "slow_service.py").write_text(SLOW_SERVICE)
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("WEB_PROCESSES", "1")
    command = [*web()[:-1], "slow_service:application"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{CHECKOUT}"}
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment) as server:
        try:
            eventually(lambda: _answers(port), "the web server")
            for _number in range(5):  # who leave before they are answered
                with socket.create_connection(("127.0.0.1", port)) as leaving:
                    leaving.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with ThreadPoolExecutor(30) as people:
                came = sorted(people.map(lambda _number: _asked(port), range(30)))
        finally:
            server.terminate()
    assert came[-1] - came[0] < 3  # they came at once, though the last had its turn six seconds after the first


def _answers(port: int) -> bool:
    with suppress(OSError):
        return _asked(port) > 0
    return False


def _asked(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    return float(connection.getresponse().read())
