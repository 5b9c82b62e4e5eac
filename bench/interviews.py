"""Booking an interview: a hundred applicants tap at once, on their phones, over the real web server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bench.applications import CSRF, cookie_of
from bench.harness import Request, Result, Stage

CLICKS, PLACES, RUNS = 100, 60, 3  # everybody wants one of sixty places: forty are told that it was taken
STATE = "HANBAT_BENCH_INTERVIEWS"  # the file that tells the sending process who taps what


def benchmarks(stage: Stage) -> Iterator[Result]:
    world = stage.folder / "interviews.json"
    os.environ[STATE] = str(world)
    rates, slowest, peak = [], [], 0
    with stage.web() as web:
        for _run in range(RUNS):
            call = _world(world)
            load = web.load(tap, at_once=CLICKS, total=CLICKS)
            assert not load.failures, load
            _nobody_twice_and_none_too_many(call)
            rates.append(load.requests_per_second)
            slowest.append(load.p95_ms)
        peak = web.peak_rss()
    yield Result.of("interview_booking", CLICKS, "requests/s", rates, peak)
    yield Result.of("interview_booking_p95", CLICKS, "ms", slowest, peak)


def _world(state: Path) -> int:
    """A call with its applicants and a day of twelve times, five places each; who taps which goes into the file."""
    from django.db import transaction

    from tests.internships import factories as make

    with transaction.atomic():  # one commit for the whole world
        call = make.call_of()
        applications = make.eligible(call, users=[make.person() for _ in range(CLICKS)])
        day = make.interview_day(call, make.interviewer(call), until="14:00", capacity=PLACES // 12)
        slots = list(day.slots.order_by("starts_at"))
        taps = [
            (str(one.public_id), slots[number % len(slots)].pk, cookie_of(one.user))
            for number, one in enumerate(applications)
        ]
    state.write_text(json.dumps(taps))
    return int(call.pk)


def _nobody_twice_and_none_too_many(call: int) -> None:
    from internships.models import InterviewBooking, InterviewSlot

    booked = InterviewBooking.objects.filter(application__call=call, state="booked")
    people = list(booked.values_list("application", flat=True))
    assert len(people) == len(set(people)) == PLACES, len(people)
    for slot in InterviewSlot.objects.filter(day__call=call):
        assert slot.booked == slot.bookings.filter(state="booked").count() <= slot.capacity


def tap(number: int) -> Request:
    """Each applicant once; booked or not, the answer is the way back to the page that says so."""
    public_id, slot, cookie = _taps(Path(os.environ[STATE]).stat().st_mtime_ns)[number]
    return Request(
        f"/internships/interviews/{public_id}/book/",
        method="POST",
        headers={"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF,
                 "Content-Type": "application/x-www-form-urlencoded"},
        body=f"slot={slot}".encode(),
        expect=302,
    )  # fmt: skip


@cache
def _taps(_written: int) -> list[Any]:
    return list(json.loads(Path(os.environ[STATE]).read_text()))
