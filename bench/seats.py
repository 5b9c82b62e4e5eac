"""The office's pages of a season of 2,000 applicants and 250 seats, once every seat is offered."""

from __future__ import annotations

from collections.abc import Iterator

from bench.applications import cookie_of
from bench.harness import Result, Stage
from bench.office import page_times

PAGES = ("board", "matching", "placements")


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction

    from tests.internships.season import SEATS, Season

    with transaction.atomic():  # one commit for the whole world
        season = Season()
        season.match()
    with stage.web() as web:
        for page in PAGES:
            address = f"/internships/manage/calls/{season.call.pk}/{page}/"
            yield from page_times(web, f"seats_{page}", SEATS, address, cookie_of(season.manager))
