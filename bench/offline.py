"""The field app: an enumerator's device filled with 1,500 shops, and 500 records sent after a day without a network."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from bench.harness import Result, Stage

SHOPS, RECORDS, RUNS, BATCH = 1_500, 500, 5, 20


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.test import Client

    from survey.actions.devices import add_device
    from survey.models import FieldItem, RecordVersion
    from tests.factories import person
    from tests.survey.factories import make_census

    census = make_census(SHOPS, tuple(f"가게 {number}호" for number in range(SHOPS)))
    device = add_device(person(census.intern), "bench")
    client = Client()
    client.force_login(census.intern)
    filled, sizes = [], []
    for _run in range(RUNS + 1):  # the first one warms the process
        began = time.perf_counter()
        answer = client.get("/survey/field/stock", {"device": str(device.public_id)}, HTTP_ACCEPT_ENCODING="gzip")
        filled.append(1000 * (time.perf_counter() - began))
        sizes.append(len(answer.content) / 1024)
    yield Result.of("offline_fill", SHOPS, "ms", filled[1:], _peak())
    yield Result.of("offline_fill_size", SHOPS, "KB gzipped", sizes[1:], 0)
    items = _items(census)
    began, cpu = time.perf_counter(), time.process_time()
    for start in range(0, RECORDS, BATCH):
        body = {"device": str(device.public_id), "sent_at": _now(), "waiting": 0, "items": items[start : start + BATCH]}
        answer = client.post("/survey/field/items", json.dumps(body), content_type="application/json")
        assert {one["state"] for one in answer.json()["answers"]} == {"taken"}, answer.content[:500]
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert RecordVersion.objects.count() == FieldItem.objects.count() == RECORDS, "a record was lost"
    yield Result.of("offline_sync", RECORDS, "records/s", [RECORDS / spent], _peak())
    yield Result.of("offline_sync_cpu", RECORDS, "ms of CPU a record", [1000 * cpu / RECORDS], 0)


def _items(census: Any) -> list[dict[str, str]]:
    """A good record of each shop, as the app writes it."""
    from survey.models import Business
    from survey.rules.offline import canonical, digest
    from tests.survey.factories import content_of

    found = []
    for shop in Business.objects.order_by("pk")[:RECORDS]:
        told = {
            "kind": "record", "wave": census.wave.code, "business": shop.pk, "follows": "", "position": None,
            "made_at": _now(), "content": content_of(census.wave, shop_id=shop.source_id), "changed": [],
            "revision": 0, "hand_in": True, "reasons": {}, "paradata": {},
        }  # fmt: skip
        text = canonical(told)
        found.append({"id": str(uuid4()), "sha256": digest(text), "text": text})
    return found


def _now() -> str:
    from kernel import clock

    return clock.now().isoformat()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
