"""The census of the played city: the frame, one wave, twelve enumerators, two thousand records."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import BinaryIO

from accounts.demo import make_person, office_person
from accounts.models import Role, User
from kernel import clock
from kernel.action import action
from kernel.actor import Actor, Channel
from kernel.demo import City, SignIn, person_name
from survey.actions.areas import cut_areas
from survey.actions.collection import add_wave_manager, assign_businesses, open_wave
from survey.actions.frame import load_frame_file, receive_frame_file
from survey.actions.questionnaire import publish_questionnaire, upload_questionnaire
from survey.actions.record import Typed, save_draft, submit_record
from survey.actions.review import approve_record, return_record
from survey.errors import NoQuestionnaire, RecordHasProblems
from survey.models import Assignment, Business, Dong, FrameImport, QuestionnaireVersion, Wave
from survey.queries.field import board
from survey.queries.questionnaire import asked_by, form_of
from survey.rules.industries import with_section
from survey.rules.record import set_named
from survey.rules.sample_frame import SampleDong, sample_frame
from survey.rules.xform.form import Form
from survey.rules.xform.reading import blank, written

CENSUS = Path(__file__).parent / "questionnaires" / "census.md"
RECORDS, ENUMERATORS, DAYS_BACK, DAYS_AHEAD, BATCH = 2000, 12, 30, 60, 100
RETURN_NOTES = ("매출과 비용의 단위를 다시 확인해 주십시오.", "종사자 수를 다시 확인해 주십시오.")
MEMOS = {
    "refused": "대표자가 응답을 거절함",
    "absent": "문이 닫혀 있음, 다른 시간에 재방문",
    "closed": "간판이 없고 점포가 비어 있음, 옆 가게에서 폐업 확인",
    "unknown": "해당 주소에 업체가 보이지 않음",
}


def play(city: City) -> None:
    """Loads the frame, opens a wave that is running today, gives out businesses and enters records."""
    manager = _actor(office_person("manager"))
    loaded = _load_frame(manager, city)
    today = clock.now().astimezone(clock.SEOUL).replace(hour=9, minute=0, second=0, microsecond=0)
    opens = today - timedelta(days=DAYS_BACK)
    with clock.at(opens - timedelta(days=3)):
        version = _publish_questionnaire(manager)
        wave = open_wave(
            manager, code="2026A", title="2026년 소상공인 전수조사", questionnaire=version.questionnaire,
            opens_at=opens, closes_at=today + timedelta(days=DAYS_AHEAD),
        )  # fmt: skip
        cut_areas(manager, wave.pk)
        add_wave_manager(manager, wave.pk, office_person("supervisor").pk)
        people = _enumerators(city)
        given = _give_out(city, manager, wave, people)
    made = _enter(city, manager, wave, opens)
    city.sign_ins.append(SignIn("전수조사 조사원(인턴)", people[0].email, f"/survey/my/{wave.code}/"))
    city.tell("businesses in the frame", loaded.counts["added"])
    city.tell("businesses given to enumerators", given)
    city.tell("census records", made)


def _publish_questionnaire(manager: Actor) -> QuestionnaireVersion:
    draft = upload_questionnaire(manager, CENSUS.read_bytes(), CENSUS.name)
    return publish_questionnaire(manager, draft.pk)


def _actor(user: User) -> Actor:
    return Actor.person(user, Channel.COMMAND)


def _load_frame(manager: Actor, city: City) -> FrameImport:
    if city.frame is not None:
        with city.frame.open("rb") as stream:
            return _load(manager, stream, city.frame.name)
    return _load(manager, io.BytesIO(made_up_frame(city.seed)), "sample.csv")


def made_up_frame(seed: int = 2026) -> bytes:
    """A list of made-up businesses in the dongs of today, for want of the real one."""
    dongs = [
        SampleDong(dong.code, dong.gu, dong.name, dong.longitude, dong.latitude)
        for dong in Dong.objects.filter(valid_to=None)
    ]
    return sample_frame(dongs, seed=seed)


def _load(manager: Actor, stream: BinaryIO, name: str) -> FrameImport:
    received = receive_frame_file(manager, stream, name, skip_bad=True)
    return load_frame_file(manager, received.pk, stream)


def _enumerators(city: City) -> list[User]:
    dice = city.dice("survey.people")
    numbers = range(1, city.share(ENUMERATORS, least=2) + 1)
    return [make_person(person_name(dice), f"enumerator{n}@hanbat.example", Role.INTERN) for n in numbers]


def _give_out(city: City, manager: Actor, wave: Wave, people: list[User]) -> int:
    """A quarter more than will be entered, dong by dong, the largest first, each dong to one person."""
    wanted, given = city.share(RECORDS) * 5 // 4, 0
    each = -(-wanted // len(people))
    areas = sorted(board(wave.pk, "area"), key=lambda area: (-area.cases.all, int(area.key)))
    shares = dict.fromkeys((person.pk for person in people), 0)
    for area in areas:
        person = min(shares, key=lambda key: (shares[key], key))
        count = min(each - shares[person], wanted - given, area.cases.all)
        if count <= 0:
            continue
        made = assign_businesses(manager, int(area.key), person, count)
        shares[person] += made
        given += made
    return given


def _enter(city: City, manager: Actor, wave: Wave, opens: datetime) -> int:
    dice, records = city.dice("survey.records"), city.share(RECORDS)
    work = list(
        Assignment.objects.filter(wave=wave, ended_at=None)
        .select_related("enumerator", "business", "wave")
        .order_by("business__dong", "business__name_key", "business__source_id")
    )
    dice.shuffle(work)
    chosen = work[: min(records, len(work) * 4 // 5)]
    people = {assignment.enumerator_id: _actor(assignment.enumerator) for assignment in chosen}
    for start in range(0, len(chosen), BATCH):
        _enter_batch(dice, manager, people, chosen, range(start, min(start + BATCH, len(chosen))), opens)
    return len(chosen)


@action
def _enter_batch(
    dice: Random,
    manager: Actor,
    people: dict[int, Actor],
    chosen: list[Assignment],
    places: range,
    opens: datetime,
) -> None:
    """Many records in one transaction: a season is played without waiting for the disk 5,000 times."""
    now = clock.now()
    for place in places:
        day = (opens + timedelta(days=DAYS_BACK * place // len(chosen))).date()
        moment = datetime.combine(day, time(9 + place % 8, dice.randrange(60)), tzinfo=clock.SEOUL)
        with clock.at(min(moment, now)):
            _one(dice, manager, people[chosen[place].enumerator_id], chosen[place], place)


def _one(dice: Random, manager: Actor, enumerator: Actor, assignment: Assignment, place: int) -> None:
    ids = (assignment.wave_id, assignment.business_id)
    form = _form(assignment)
    content = filled(form, made_up_answers(dice, assignment.business))
    save_draft(enumerator, *ids, Typed(content))
    if place % 25 == 24:
        return  # a draft that is still lying there
    try:
        record = submit_record(enumerator, *ids)
    except RecordHasProblems as refused:
        reasons = {problem.address: "업체에서 직접 확인함" for problem in refused.values["problems"]}
        save_draft(enumerator, *ids, Typed(content, reasons=reasons))
        record = submit_record(enumerator, *ids)
    if place % 20 == 11:
        return_record(manager, record.pk, dice.choice(RETURN_NOTES))
    elif place % 5 < 3:
        approve_record(manager, record.pk)


def _form(assignment: Assignment) -> Form:
    version = asked_by(assignment.wave.questionnaire_id)
    if version is None:
        raise NoQuestionnaire()
    return form_of(version)


def filled(form: Form, answers: Mapping[str, str]) -> str:
    """The form filled in: answers by the names of questions."""
    root = blank(form)
    for name, text in answers.items():
        set_named(form, root, name, text)
    return written(form, root).decode()


def made_up_answers(dice: Random, business: Business, result: str = "") -> dict[str, str]:
    """What an enumerator would answer at a made-up shop, with this ``result`` or any: every hard rule holds, soft ones
    mostly."""
    results = ["completed", "refused", "absent", "closed", "unknown"]
    result = result or dice.choices(results, weights=[74, 8, 9, 6, 3])[0]
    visit = {
        "shop_id": business.source_id,
        "visited_on": clock.today().isoformat(),
        "channel": dice.choices(["field", "telephone", "paper"], weights=[90, 6, 4])[0],
        "result": result,
        "memo": MEMOS.get(result, ""),
    }
    if result not in ("completed", "partial"):
        return visit
    return visit | _shop(dice, business) | _staff_and_money(dice) | _opinions(dice)


def _shop(dice: Random, business: Business) -> dict[str, str]:
    born, year = dice.randint(1952, 2000), clock.today().year
    tenure = dice.choices(["deposit_monthly", "owned", "monthly", "free"], weights=[70, 18, 8, 4])[0]
    cost = dice.randrange(1_000, 20_000, 100)
    return {
        "shop_name": str(business)[:120],
        "address": business.address[:200] or "대전광역시 가상구 없는로 1",
        "industry": with_section(business.ksic_code) or "I56111",
        "franchise": "no",
        "owner_sex": dice.choice(["female", "male"]),
        "owner_birth_year": str(born),
        "owner_education": dice.choice(["high", "college", "university"]),
        "founded_month": f"{dice.randint(max(born + 20, 1995), year - 1)}-{dice.randint(1, 12):02}-01",
        "motive": dice.choice(["independence", "income", "no_job"]),
        "founding_cost": str(cost),
        "founding_own": str(cost * dice.randrange(30, 100) // 100),
        "tenure": tenure,
        "deposit": str(dice.randrange(500, 8_000, 100)),
        "monthly_rent": str(dice.randrange(40, 400, 5)),
        "floor_area": str(dice.randint(10, 200)),
        "opening_hours": str(dice.randint(6, 14)),
        "opening_days": str(dice.randint(20, 30)),
    }


def _staff_and_money(dice: Random) -> dict[str, str]:
    helpers = dice.choices([0, 1, 2, 3, 6], weights=[50, 25, 14, 9, 2])[0]
    family, temporary = dice.choice([0, 0, 1]), dice.choice([0, 1])
    sales = dice.randrange(3_000, 60_000, 100)
    materials, wages, rent = sales * dice.randrange(30, 50) // 100, helpers * 2_400, dice.randrange(300, 2_000, 10)
    return {
        "staff_self_employed_women": "1",
        "staff_family_men": str(family),
        "staff_regular_women": str(helpers),
        "staff_temporary_men": str(temporary),
        "staff_total": str(1 + family + helpers + temporary),
        "sales": str(sales),
        "cost_materials": str(materials),
        "cost_wages": str(wages),
        "cost_rent": str(rent),
        "profit": str(sales - materials - wages - rent),
        "debt": "no",
    }


def _opinions(dice: Random) -> dict[str, str]:
    tools = dice.sample(["kiosk", "smart_order", "shop_management"], dice.randint(0, 2)) or ["none"]
    return {
        "digital_tools": " ".join(tools),
        "difficulties": " ".join(dice.sample(["competition", "material_cost", "district_decline", "rent", "wages"], 2)),
        "local_currency": dice.choice(["accepted", "accepted", "not_accepted"]),
        "closing_plan": "none",
    }
