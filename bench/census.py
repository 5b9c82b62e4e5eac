"""The census: records that other clients send, checked in full, over the web server; the page's saves; the verdict
alone; and the table of records, streamed."""

from __future__ import annotations

import base64
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

from bench.harness import Request, Result, Stage, WebServer, repeated

CONNECTIONS, SENT, ROUNDS = (1, 4, 16), 240, 5  # so many submissions each round for each number of connections
TABLES = (10_000, 120_000)
BOUNDARY = "census-bench"
VARIED = """answers || jsonb_build_object('/data/identity/shop_name', '가게 ' || b,
    '/data/identity/address', '대전광역시 중구 없는로 ' || b, '/data/owner/owner_birth_year', (1950 + b %% 50)::text,
    '/data/finances/sales', (b * 37 %% 90000)::text, '/data/finances/profit', (b * 11 %% 9000 - 900)::text)"""


def benchmarks(stage: Stage) -> Iterator[Result]:
    yield from _verdicts()
    world = world_of((ROUNDS * len(CONNECTIONS) + 2) * SENT)
    stage.settle()  # the list came long before the first record
    yield from _submissions(stage, world)
    yield from _saves(world)
    for size in TABLES:
        repeated(_fill_up, world.wave, size, runs=1)  # in a process of its own: what it takes is not the table's
        for kind in ("csv", "xlsx"):
            for told, timer in (("", "perf_counter"), ("_cpu", "process_time")):
                values, peak = repeated(_table, world.wave, kind, timer, runs=3 if size == TABLES[0] else 1)
                yield Result.of(f"census_table_{kind}{told}", size, "s", values, peak)


@dataclass(frozen=True)
class World:
    """A wave in which one enumerator has every business."""

    wave: int
    token: str
    email: str
    shops: Sequence[str]
    answers: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        credentials = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return {"Authorization": f"Basic {credentials}", "Content-Type": kind}


def world_of(businesses: int) -> World:
    from django.db import transaction

    from survey.actions.tokens import make_token
    from tests.factories import person
    from tests.survey.factories import good_answers, make_census

    names = tuple(f"가게{number:06}" for number in range(businesses))
    with transaction.atomic():
        census = make_census(given=businesses, shops=names)
        _token, text = make_token(person(census.intern), "bench")
    shops = list(census.wave.assignments.order_by("pk").values_list("business__source_id", flat=True))
    return World(census.wave.pk, text, census.intern.email, shops, good_answers())


def content_of_shop(answers: dict[str, str], shop: str) -> bytes:
    from survey.demo import filled
    from survey.models import Wave
    from tests.survey.factories import the_form

    form = the_form(Wave.objects.get())
    written = filled(form, {**answers, "shop_id": shop, "instanceID": f"uuid:{uuid4()}"})
    return written.encode()


def _multipart(world: World, shop: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n'
    head += "Content-Type: text/xml\r\n\r\n"
    return head.encode() + content_of_shop(world.answers, shop) + f"\r\n--{BOUNDARY}--\r\n".encode()


def _submission(headers: dict[str, str], bodies: list[bytes], number: int) -> Request:
    return Request("/openrosa/2026A/submission", "POST", bodies[number], headers, 201)


def _submissions(stage: Stage, world: World) -> Iterator[Result]:
    """Rounds in turns, because a shared machine is not the same from one minute to the next."""
    shops = iter(world.shops)
    with stage.web() as web:
        _load(stage, web, world, list(islice(shops, SENT // 2)), at_once=8)  # nobody is cold
        loads: dict[int, list[Costs]] = {at_once: [] for at_once in CONNECTIONS}
        for _round in range(ROUNDS):
            for at_once in CONNECTIONS:
                loads[at_once].append(_load(stage, web, world, list(islice(shops, SENT)), at_once))
        peak = web.peak_rss()
    for at_once, found in loads.items():
        yield Result.of("census_openrosa", at_once, "submissions/s", [one.rate for one in found], peak)
        yield Result.of("census_openrosa_p95", at_once, "ms", [one.p95 for one in found], 0)
        yield Result.of("census_openrosa_cpu_web", at_once, "ms", [one.web for one in found], 0)
        yield Result.of("census_openrosa_cpu_database", at_once, "ms", [one.database for one in found], 0)


class Costs(NamedTuple):
    """Submissions a second by the wall; the 95th percentile; and the processor's time for one, of the web server and of
    the database, all in ms."""

    rate: float
    p95: float
    web: float
    database: float


def _load(stage: Stage, web: WebServer, world: World, shops: Sequence[str], at_once: int) -> Costs:
    """A submission for each shop over so many connections."""
    sent = len(shops)
    bodies = [_multipart(world, shop) for shop in shops]
    before = web.cpu(), stage.database_cpu()
    load = web.load(partial(_submission, world.headers, bodies), at_once=at_once, total=sent)
    assert not load.failures, load
    of_web, of_database = (web.cpu() - before[0]) / sent * 1000, (stage.database_cpu() - before[1]) / sent * 1000
    return Costs(load.requests_per_second, load.p95_ms, of_web, of_database)


def _verdicts() -> Iterator[Result]:
    """Records judged a second by one processor, read from XML; and how many rules that makes."""
    from kernel import clock
    from survey.demo import CENSUS, filled
    from survey.rules.frame_checks import FrameFacts
    from survey.rules.record import judged
    from survey.rules.xform.reading import read
    from survey.rules.xform.workbook import make
    from tests.survey.factories import good_answers

    form = make(CENSUS.read_bytes(), CENSUS.name).form
    dice = Random(7)
    forms = [filled(form, good_answers(sales=str(dice.randrange(9_000, 30_000)))).encode() for _number in range(300)]
    parts = ("relevant", "required", "constraint", "calculation", "soft", "choices")
    rules = sum(getattr(item, part) is not None for item in form.items.values() for part in parts)
    now = clock.seoul(2026, 11, 26, 12).replace(tzinfo=None)
    frame, rates = FrameFacts(now.date()), []
    for _run in range(5):
        began = time.process_time()
        for xml in forms:
            judged(form, *read(form, xml), now, frame)
        rates.append(len(forms) / (time.process_time() - began))
    yield Result.of("census_verdicts", rules, "records/s of CPU", rates, 0)
    yield Result.of("census_rules", rules, "rules/s of CPU", [rate * rules for rate in rates], 0)


def _saves(world: World) -> Iterator[Result]:
    """A save of the page of entry, one after the other, in the process."""
    from django.test import Client

    from accounts.models import User
    from survey.models import CensusRecord, Wave

    client = Client()
    client.force_login(User.objects.get(email=world.email))
    begun = CensusRecord.objects.filter(wave=world.wave).values("business")
    free = Wave.objects.get().assignments.exclude(business__in=begun).order_by("pk")
    places = list(free.values_list("business_id", "business__source_id")[:SENT])
    taken = []
    for business, shop in places:
        sent = {"revision": 0, "changed": {}, "content": content_of_shop(world.answers, shop).decode()}
        began = time.perf_counter()
        answer = client.post(f"/survey/my/2026A/{business}/save", json.dumps(sent), "application/json")
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.content
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    yield Result.of("census_save_p95", len(taken), "ms", [p95], 0)


def _fill_up(wave: int, size: int) -> float:
    """So many handed-in records, as the first but for names, addresses and figures; copied by the database."""
    from django.db import connection

    from survey.models import Business, CensusRecord

    first = CensusRecord.objects.filter(wave=wave, receipt__gt="").select_related("business").earliest("pk")
    there = CensusRecord.objects.filter(wave=wave).exclude(receipt="").count()
    shop = first.business
    kept = {field.attname: getattr(shop, field.attname) for field in Business._meta.fields if field.name != "tokens"}
    kept.pop("id")
    made = Business.objects.bulk_create(
        (
            Business(
                **{
                    **kept,
                    "source_id": f"B{there}-{number}",
                    "name": f"가게 {number}",
                    "road_address": f"없는로 {number}",
                }
            )
            for number in range(size - there)
        ),
        batch_size=5_000,
    )
    columns = [
        field.column
        for field in CensusRecord._meta.concrete_fields
        if field.name not in ("id", "business", "public_id", "instance_id", "receipt", "answers")
    ]
    listed = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO survey_censusrecord ({listed}, business_id, public_id, instance_id, receipt, answers) "  # noqa: S608 - names of our own columns
            f"SELECT {listed}, b, gen_random_uuid(), 'bench:' || b, '2026A-' || lpad(b::text, 9, '0'), {VARIED} "
            "FROM survey_censusrecord, unnest(%s) AS b WHERE id = %s",
            [[one.pk for one in made], first.pk],
        )
        cursor.execute("ANALYZE survey_censusrecord")
    return 0.0


def _table(wave: int, kind: str, timer: str) -> float:
    """Seconds for the whole table as a manager gets it, written to a file: by the wall, or of this process alone."""
    from reports.rendering.csv import write_csv
    from reports.rendering.dump import write_dump
    from survey.models import Wave
    from survey.records_table import Shown, records_table

    with tempfile.TemporaryDirectory() as name:
        clock = {"perf_counter": time.perf_counter, "process_time": time.process_time}[timer]
        began = clock()
        workbook: Any = records_table(Wave.objects.get(pk=wave), "%(wave)s", Shown())
        if kind == "csv":
            write_csv(workbook, Path(name), _silent)
        else:
            write_dump(workbook, Path(name) / "records.xlsx", _silent)
        return clock() - began


def _silent(_done: int, _total: int, _doing: str) -> None:
    """Nobody looks on."""
