"""Nine o'clock: every intern clocks in through the web server within the same minutes; and the manager's heat map."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bench.applications import CSRF, cookie_of
from bench.harness import Request, Result, Stage

INTERNS, AT_ONCE, RUNS = 250, 25, 3


def benchmarks(stage: Stage) -> Iterator[Result]:
    from internships.models import AttendanceEvent
    from kernel import clock

    placements = _interns(INTERNS)
    cookies = [cookie_of(one.person) for one in placements]
    with stage.web() as web:
        rates = []
        for run in range(RUNS + 1):  # the first one warms the server
            morning = Morning(run, [one.pk for one in placements], cookies, clock.now().isoformat())
            load = web.load(morning, at_once=AT_ONCE, total=INTERNS)
            assert not load.failures, "a click was refused"
            rates.append(load.requests_per_second)
        assert AttendanceEvent.objects.count() == INTERNS * (RUNS + 1), "a click was lost"
        yield Result.of("clock_in_rate", INTERNS, "clicks/s", rates[1:], web.peak_rss())
    yield Result.of("heat_map", INTERNS, "ms", [_heat_map(placements[0].position.call) for _run in range(5)], 0)


def _interns(count: int) -> list[Any]:
    """So many people with an accepted place in work since a month, each at a desk of its own host's."""
    from django.db import transaction

    from accounts.models import User
    from internships.models import Placement
    from kernel import clock
    from programs.models import Application
    from tests.internships import factories as make

    today = clock.today()
    first, last = today - timedelta(days=28), today + timedelta(days=60)
    with transaction.atomic():  # one commit for the whole world
        call = make.call_of(first_day=first.isoformat(), last_day=last.isoformat())
        seats = [make.position(call, seats=25) for _host in range(count // 25)]
        placements = []
        for number in range(count):
            user = User.objects.create(email=f"intern{number}@example.org", name="홍길동", phone="010-0000-1234")
            application = Application.objects.create(call=call, user=user, name=user.name, answers=make.ANSWERS)
            position = seats[number % len(seats)]
            placement = Placement.objects.create(
                application=application,
                person=user,
                position=position,
                first_day=position.first_day,
                last_day=position.last_day,
            )
            placements.append(placement)
        Placement.objects.update(state="accepted")
    return placements


@dataclass(frozen=True)
class Morning:
    """Each intern clicks once, as the phone's page sends it."""

    run: int
    placements: list[int]
    cookies: list[str]
    now: str

    def __call__(self, number: int) -> Request:
        placement = self.placements[number]
        fields = {"client_id": f"bench-{self.run}-{placement}", "device_at": self.now, "sent_at": self.now}
        headers = {
            "Cookie": f"{self.cookies[number]}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        return Request(f"/internships/today/{placement}/in/", "POST", urlencode(fields).encode(), headers)


def _heat_map(call: Any) -> float:
    from internships.queries.heat_map import heat_map
    from kernel import clock

    began = time.perf_counter()
    heat_map(call, clock.today() - timedelta(days=clock.today().weekday() + 21))
    return (time.perf_counter() - began) * 1000
