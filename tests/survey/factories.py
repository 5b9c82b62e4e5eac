"""A small census: a frame read from bytes, a wave, a manager, an intern with businesses of one dong."""

import csv
import io
import os
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from accounts.models import Role, User
from config import processes
from kernel import clock
from kernel.actor import Actor
from survey.actions.areas import cut_areas
from survey.actions.collection import assign_businesses, open_wave, set_field_rules
from survey.actions.frame import check_frame_file, load_frame_file, receive_frame_file
from survey.actions.questionnaire import publish_questionnaire, upload_questionnaire
from survey.actions.record import Typed, save_draft, submit_record
from survey.demo import filled
from survey.models import Area, Business, CensusRecord, FrameImport, Questionnaire, Wave
from survey.queries.questionnaire import asked_by, form_of
from survey.rules.field.hours import Hours, PermittedHours
from survey.rules.frame_columns import OFFICIAL_NAME
from survey.rules.xform.form import Form
from tests.factories import make_user, person
from tests.survey.xform.samples import CENSUS

SYSTEM = Actor.system("test")
FRAME = Path(os.environ.get("FRAME") or processes.FRAME)  # the real list; a machine may be without it
SHOP: dict[str, Any] = {
    "source_id": "MA0101202208A0000001",
    "name": "가람식당",
    "major_code": "I2",
    "major_name": "음식점업",
    "middle_code": "I201",
    "middle_name": "한식 음식점업",
    "small_code": "I20101",
    "small_name": "백반/한정식",
    "ksic_code": "I56111",
    "ksic_name": "한식 일반 음식점업",
    "gu_name": "중구",
    "dong_code": "3014053500",
    "dong_name": "은행선화동",
    "road_address": "대전광역시 중구 없는로 1",
    "longitude": "127.4273",
    "latitude": "36.3286",
}


def frame_bytes(
    *shops: dict[str, Any], drop: tuple[str, ...] = (), delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A business file with one row for each of ``shops``, which name what differs from SHOP."""
    text = io.StringIO()
    fields = [name for name in OFFICIAL_NAME if name not in drop]
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([OFFICIAL_NAME[name] for name in fields])
    for number, shop in enumerate(shops, start=1):
        row = SHOP | {"source_id": f"MA010120220800{number:06d}"} | shop
        writer.writerow([row.get(name, "") for name in fields])
    return text.getvalue().encode(encoding)


def check(data: bytes, **options: Any) -> FrameImport:
    received = receive_frame_file(SYSTEM, io.BytesIO(data), "frame.csv", **options)
    return check_frame_file(SYSTEM, received.pk, io.BytesIO(data))


def load(data: bytes, **options: Any) -> FrameImport:
    received = receive_frame_file(SYSTEM, io.BytesIO(data), "frame.csv", **options)
    return load_frame_file(SYSTEM, received.pk, io.BytesIO(data))


NAMES = ("가람식당", "성심빵집", "두꺼비짬뽕", "차&커피", "바이크樂", "떡, 방앗간", "하늘헤어", "141")


@dataclass
class Census:
    manager: User
    intern: User
    wave: Wave
    area: Area

    def business(self, name: str) -> Business:
        return Business.objects.get(name=name)


def make_census(given: int = 6, shops: tuple[str, ...] = NAMES) -> Census:
    """A wave that is open now; the intern has the first ``given`` of the dong's shops along the street."""
    load(
        frame_bytes(
            *(
                {
                    "name": name,
                    "road_address": f"대전광역시 중구 없는로 {n:03}",
                    "longitude": f"{127.4273 + n % 500 / 10_000:.4f}",
                }
                for n, name in enumerate(shops)
            )
        )
    )
    manager, intern = make_user(Role.MANAGER), make_user(Role.INTERN, name="성춘향")
    now = clock.now()
    wave = open_wave(
        person(manager), code="2026A", title="2026년 전수조사", questionnaire=published(manager),
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30),
    )  # fmt: skip
    always = Hours(time.min, time.max)  # whenever tests run
    wave = set_field_rules(person(manager), wave.pk, PermittedHours(visits=always, calls=always), "")
    cut_areas(person(manager), wave.pk)
    areas = list(Area.objects.filter(wave=wave))
    for area in areas:  # one, but for very many shops
        if given:
            given -= assign_businesses(person(manager), area.pk, intern.pk, given)
    return Census(manager, User.objects.get(pk=intern.pk), wave, areas[0])


def published(manager: User, table: str = CENSUS, name: str = "census.md") -> Questionnaire:
    """A questionnaire with a published version."""
    draft = upload_questionnaire(person(manager), table.encode(), name)
    return publish_questionnaire(person(manager), draft.pk).questionnaire


def good_answers(**changes: str) -> dict[str, str]:
    """A record that breaks no rule, as its answers by the names of their questions."""
    return {
        "shop_id": "MA010120220800000002",  # 성심빵집, the second of NAMES
        "visited_on": clock.today().isoformat(),
        "channel": "field",
        "result": "completed",
        "shop_name": "성심빵집",
        "address": "대전광역시 중구 없는로 001",
        "industry": "I56111",
        "franchise": "no",
        "owner_sex": "female",
        "owner_birth_year": "1979",
        "founded_month": "2015-03-01",
        "tenure": "deposit_monthly",
        "deposit": "3000",
        "monthly_rent": "120",
        "opening_hours": "10.5",
        "staff_self_employed_women": "1",
        "staff_family_men": "1",
        "staff_regular_women": "2",
        "staff_total": "4",
        "sales": "18000",
        "cost_materials": "9000",
        "cost_wages": "5000",
        "cost_rent": "1500",
        "profit": "2500",
        "digital_tools": "kiosk",
        "difficulties": "competition",
        "local_currency": "accepted",
        "closing_plan": "none",
    } | changes


def the_form(wave: Wave) -> Form:
    version = asked_by(wave.questionnaire_id)
    assert version is not None
    return form_of(version)


def content_of(wave: Wave, **changes: str) -> str:
    """The good record, changed, as the page of entry holds it."""
    return filled(the_form(wave), good_answers(**changes))


def keep(census: Census, name: str = "성심빵집", **changes: str) -> CensusRecord:
    """A draft of the good record, changed, of a shop of the intern."""
    business = census.business(name)
    content = content_of(census.wave, **{"shop_id": business.source_id, **changes})
    return save_draft(person(census.intern), census.wave.pk, business.pk, Typed(content)).record


def hand_in(census: Census, name: str = "성심빵집", **changes: str) -> CensusRecord:
    """The same, handed in."""
    keep(census, name, **changes)
    return submit_record(person(census.intern), census.wave.pk, census.business(name).pk)
