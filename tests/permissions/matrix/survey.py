"""The census: the frame is the office's, a wave its managers', a business the one's to whom it was given."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kernel import clock
from survey.actions.addition_verdicts import confirm_addition
from survey.actions.additions import Found, add_found
from survey.actions.areas import cut_areas
from survey.actions.collection import assign_businesses, open_wave
from survey.actions.devices import add_device
from survey.actions.field_items import Came, receive_item
from survey.actions.participation import give_numbers
from survey.actions.questionnaire import upload_questionnaire
from survey.actions.record import Typed, save_draft, submit_record
from survey.actions.repeats import tell_apart
from survey.actions.safety import call_help
from survey.actions.submission import receive_submission
from survey.actions.tokens import make_token
from survey.actions.visits import record_visit
from survey.models import Area, Business, Case, CensusRecord, HeldSubmission, Participation, RepeatVerdict, Wave
from survey.queries.entry import form_as_sent
from survey.queries.questionnaire import asked_by
from survey.rules.offline import canonical, digest
from survey.rules.visit_results import VisitResult
from tests.factories import person
from tests.permissions.world import EVERYBODY, SIGNED_IN, Access, World
from tests.survey.factories import NAMES, check, content_of, frame_bytes, load, published
from tests.survey.xform.samples import HOUSEHOLD

FRAME_OFFICE = {"administrator", "manager", "supervisor"}
MANAGER = {"manager"}  # the one who opened the wave
ENUMERATOR = {"enumerator"}  # the one to whom the businesses were given
HIDDEN = frozenset({403, 404})


def _shops() -> bytes:
    return frame_bytes(*({"name": name} for name in NAMES[:3]))


def wave(world: World) -> Mapping[str, Any]:
    """A wave of the world's manager; the world's enumerator has its first two shops."""
    load(_shops())
    now = clock.now()
    opened = open_wave(
        person(world.person("manager")),
        code="2026A",
        title="2026년 전수조사",
        questionnaire=published(world.person("manager")),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
    )
    cut_areas(person(world.person("manager")), opened.pk)
    area = Area.objects.get(wave=opened, dong_id="3014053500")
    assign_businesses(person(world.person("manager")), area.pk, world.person("enumerator").pk, 2)
    return {"code": opened.code}


def no_code(world: World) -> Mapping[str, Any]:
    """There is a wave in which somebody works; the address does not name it."""
    wave(world)
    return {}


def field_device(world: World) -> Mapping[str, Any]:
    given = wave(world)
    return {**given, "device_id": add_device(person(world.person("enumerator")), "전화기").pk}


def field_item(world: World) -> Mapping[str, Any]:
    """A visit that came after the wave had closed."""
    given = business(world)
    Wave.objects.update(closes_at=clock.now())
    device = add_device(person(world.person("enumerator")), "전화기")
    told = {
        "kind": "visit", "wave": given["code"], "business": given["business_id"], "follows": "", "position": None,
        "made_at": clock.now().isoformat(), "result": "absent", "channel": "visit", "note": "", "appointment": None,
    }  # fmt: skip
    text = canonical(told)
    came = Came("1", digest(text), text)
    return {"item_id": receive_item(person(world.person("enumerator")), str(device.public_id), came).pk}


def area(world: World) -> Mapping[str, Any]:
    return {**wave(world), "area_id": Area.objects.get(dong_id="3014053500").pk}


def work(world: World) -> Mapping[str, Any]:
    return {**area(world), "user_id": world.person("enumerator").pk}


def business(world: World) -> Mapping[str, Any]:
    code = wave(world)
    return {**code, "business_id": Business.objects.filter(assignments__isnull=False).earliest("pk").pk}


def left(world: World) -> Mapping[str, Any]:
    """A refusal that waits for the supervisor."""
    given = business(world)
    wave_id = Wave.objects.get(code=given["code"]).pk
    case = record_visit(
        person(world.person("enumerator")), wave_id, given["business_id"], VisitResult.REFUSED, client_id="1",
        channel="visit", note="거절", hour_reason="시험",
    )  # fmt: skip
    return {"code": given["code"], "case_id": case.pk}


def outing(world: World) -> Mapping[str, Any]:
    """The enumerator is out and called for help."""
    given = wave(world)
    called = call_help(person(world.person("enumerator")), Wave.objects.get(code=given["code"]).pk)
    return {**given, "outing_id": called.pk}


def watcher(world: World) -> Mapping[str, Any]:
    return {**wave(world), "user_id": world.person("manager").pk}


def record(world: World) -> Mapping[str, Any]:
    given = business(world)
    assignment = Business.objects.get(pk=given["business_id"]).assignments.get()
    enumerator = person(world.person("enumerator"))
    content = content_of(assignment.wave, shop_id=assignment.business.source_id)
    save_draft(enumerator, assignment.area.wave_id, given["business_id"], Typed(content))
    submit_record(enumerator, assignment.area.wave_id, given["business_id"])
    return {"code": given["code"], "record_id": CensusRecord.objects.get().pk}


def addition(world: World) -> Mapping[str, Any]:
    """What the world's enumerator found north of the street."""
    given = wave(world)
    industry = Business.objects.earliest("pk").industry_id
    found = Found("새로빵집", industry, place=(127.4275, 36.3299))
    added = add_found(person(world.person("enumerator")), Wave.objects.get().pk, found, client_id="1")
    return {**given, "addition_id": added.pk}


def confirmed_addition(world: World) -> Mapping[str, Any]:
    given = addition(world)
    confirm_addition(person(world.person("manager")), given["addition_id"])
    return given


def moved(world: World) -> Mapping[str, Any]:
    given = business(world)
    enumerator, shop = person(world.person("enumerator")), given["business_id"]
    record_visit(
        enumerator,
        Wave.objects.get().pk,
        shop,
        VisitResult.MOVED_IN,
        client_id="1",
        channel="visit",
        note="이전",
        hour_reason="시험",
    )
    return {"code": given["code"], "case_id": Case.objects.get(business=shop).pk}


def form(world: World) -> Mapping[str, Any]:
    version = asked_by(Wave.objects.get(code=wave(world)["code"]).questionnaire_id)
    assert version is not None
    return {"version_id": version.pk, "sha256": form_as_sent(version)[1]}


def answer(world: World) -> Mapping[str, Any]:
    return {**record(world), "name": "owner_sex"}


def checked_import(world: World) -> Mapping[str, Any]:
    return {"import_id": check(_shops()).pk}


def repeat(world: World) -> Mapping[str, Any]:
    load(frame_bytes({"name": "한빛상회"}, {"name": "한빛상회"}))
    return {"business_id": Business.objects.filter(possible_repeat=True).earliest("pk").pk}


def verdict(world: World) -> Mapping[str, Any]:
    business_id = repeat(world)["business_id"]
    tell_apart(person(world.person("manager")), [business_id], "방문하여 확인")
    return {"verdict_id": RepeatVerdict.objects.get().pk}


def questionnaire(world: World) -> Mapping[str, Any]:
    return {"version_id": upload_questionnaire(person(world.person("manager")), HOUSEHOLD.encode(), "household.md").pk}


def workbook(world: World) -> Mapping[str, Any]:
    return {**questionnaire(world), "kind": "workbook"}


def publishing(world: World) -> Mapping[str, Any]:
    return {**questionnaire(world), "verb": "publish"}


def held(world: World) -> Mapping[str, Any]:
    given = business(world)
    sent = receive_submission(person(world.person("enumerator")), Wave.objects.get(code=given["code"]), b"no xml", {})
    assert sent.outcome == "held"
    return {"code": given["code"], "held_id": HeldSubmission.objects.get().pk}


def token(world: World) -> Mapping[str, Any]:
    given = wave(world)
    made, _text = make_token(person(world.person("enumerator")), "전화기")
    return {"code": given["code"], "token_id": made.pk}


def participation(world: World) -> Mapping[str, Any]:
    given = area(world)
    give_numbers(person(world.person("manager")), given["area_id"])
    return {**given, "participation_id": Participation.objects.earliest("pk").pk}


def answering(world: World) -> Mapping[str, Any]:
    """The address of somebody who has not come in by their number."""
    given = participation(world)
    return {"public_id": Participation.objects.get(pk=given["participation_id"]).public_id}


def answered_form(world: World) -> Mapping[str, Any]:
    return {**answering(world), "version_id": 1, "sha256": "0"}


def client_form(world: World) -> Mapping[str, Any]:
    return {"code": "2026A", "version_id": form(world)["version_id"]}


def client_table(world: World) -> Mapping[str, Any]:
    return {**client_form(world), "name": "shops.csv"}


def by_token(url: str, method: str, arguments: Callable[[World], Mapping[str, Any]]) -> Access:
    """A session opens nothing here: only a token does."""
    return Access(url, (), method, arguments, refused=frozenset({401}), visitor_refused=True)


def by_number(url: str, method: str, arguments: Callable[[World], Mapping[str, Any]]) -> Access:
    """No account opens this: only a participation number does."""
    return Access(url, (), method, arguments, refused=frozenset({401}), visitor_refused=True)


ROWS = [
    Access("survey:home", SIGNED_IN),
    Access("survey:frame", FRAME_OFFICE, refused=HIDDEN),
    Access("survey:frame", FRAME_OFFICE, "post", refused=HIDDEN),
    Access("survey:businesses", FRAME_OFFICE, refused=HIDDEN),
    Access("survey:repeats", FRAME_OFFICE, arguments=repeat, refused=HIDDEN),
    Access("survey:repeats", FRAME_OFFICE, "post", repeat, refused=HIDDEN),
    Access("survey:verdict_undo", FRAME_OFFICE, "post", verdict, {"reason": "다시 확인"}, HIDDEN),
    Access("survey:import", FRAME_OFFICE, arguments=checked_import, refused=HIDDEN),
    Access("survey:import_accept", FRAME_OFFICE, "post", checked_import, refused=HIDDEN),
    Access("survey:import_discard", FRAME_OFFICE, "post", checked_import, refused=HIDDEN),
    Access("survey:import_faults", FRAME_OFFICE, "post", checked_import, refused=HIDDEN),
    Access("survey:questionnaires", FRAME_OFFICE, refused=HIDDEN),
    Access("survey:questionnaires", FRAME_OFFICE, "post", refused=HIDDEN),
    Access("survey:questionnaire", FRAME_OFFICE, arguments=questionnaire, refused=HIDDEN),
    Access("survey:questionnaire_source", FRAME_OFFICE, arguments=workbook, refused=HIDDEN),
    Access("survey:questionnaire_move", FRAME_OFFICE, "post", publishing, refused=HIDDEN),
    Access("survey:wave_new", FRAME_OFFICE, refused=HIDDEN),
    Access("survey:wave_new", FRAME_OFFICE, "post", refused=HIDDEN),
    Access("survey:wave", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:area", MANAGER, arguments=area, refused=HIDDEN),
    Access("survey:area", MANAGER, "post", area, refused=HIDDEN),
    Access("survey:area_end", MANAGER, "post", work, refused=HIDDEN),
    Access("survey:area_over", MANAGER, "post", area, refused=HIDDEN),
    Access("survey:cut_areas", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:field", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:field_export", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:field_rules", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:field_rules", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:hand_out", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:hand_out", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:additions", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:take_in", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:addition", MANAGER, arguments=addition, refused=HIDDEN),
    Access("survey:addition_confirm", MANAGER, "post", addition, refused=HIDDEN),
    Access("survey:addition_merge", MANAGER, "post", addition, {"reason": "전화로 확인"}, HIDDEN),
    Access("survey:addition_again", MANAGER, "post", confirmed_addition, {"reason": "전화로 확인"}, HIDDEN),
    Access("survey:gone", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:gone_find", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:moved", MANAGER, arguments=moved, refused=HIDDEN),
    Access("survey:moved", MANAGER, "post", moved, refused=HIDDEN),
    Access("survey:left", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:left_one", MANAGER, arguments=left, refused=HIDDEN),
    Access("survey:left_one", MANAGER, "post", left, refused=HIDDEN),
    Access("survey:records", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:records_export", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:record", MANAGER, arguments=record, refused=HIDDEN),
    Access("survey:record_reveal", MANAGER, "post", answer, {"reason": "확인 전화"}, HIDDEN),
    Access("survey:record_approve", MANAGER, "post", record, refused=HIDDEN),
    Access("survey:record_return", MANAGER, "post", record, refused=HIDDEN),
    Access("survey:my_work", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:safety", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:safety", ENUMERATOR, "post", wave, refused=HIDDEN),
    Access("survey:safety_word", ENUMERATOR, "post", wave, refused=HIDDEN),
    Access("survey:safety_help", ENUMERATOR, "post", wave, refused=HIDDEN),
    Access("survey:safety_back", ENUMERATOR, "post", wave, refused=HIDDEN),
    Access("survey:safety_watch", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:safety_name", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:safety_release", MANAGER, "post", watcher, refused=HIDDEN),
    Access("survey:safety_look_after", MANAGER, "post", outing, {"note": "전화함"}, HIDDEN),
    Access("survey:safety_phone", MANAGER, "post", outing, refused=HIDDEN),
    Access("survey:my_map", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:found", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:found", ENUMERATOR, "post", wave, refused=HIDDEN),
    Access("survey:found_industry", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:found_industries", ENUMERATOR, arguments=no_code, refused=HIDDEN),
    Access("survey:found_beside", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:my_find", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:entry", ENUMERATOR, arguments=business, refused=HIDDEN),
    Access("survey:visit", ENUMERATOR, arguments=business, refused=HIDDEN),
    Access("survey:visit", ENUMERATOR, "post", business, refused=HIDDEN),
    Access("survey:entry_save", ENUMERATOR, "post", business, refused=HIDDEN),
    Access("survey:entry_files", ENUMERATOR, "post", business, refused=HIDDEN),
    Access("survey:entry_submit", ENUMERATOR, "post", business, refused=HIDDEN),
    Access("survey:form_json", ENUMERATOR, arguments=form, refused=HIDDEN),
    Access("survey:industry_codes", SIGNED_IN),
    Access("survey:field_app", EVERYBODY),
    Access("survey:field_worker", EVERYBODY),
    Access("survey:field_manifest", EVERYBODY),
    Access("survey:field_item", MANAGER | ENUMERATOR, arguments=field_item, refused=HIDDEN),
    Access("survey:field_item", MANAGER | ENUMERATOR, "post", field_item, refused=HIDDEN),
    Access("survey:devices", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:devices", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:device_wipe", MANAGER, "post", field_device, refused=HIDDEN),
    Access("survey:field_device", ENUMERATOR, "post", no_code, refused=HIDDEN),
    Access("survey:field_stock", ENUMERATOR, arguments=no_code, refused=HIDDEN),
    Access("survey:field_items", ENUMERATOR, "post", no_code, refused=HIDDEN),
    Access("survey:field_words", ENUMERATOR, "post", no_code, refused=HIDDEN),
    Access("survey:held", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:held_one", MANAGER, arguments=held, refused=HIDDEN),
    Access("survey:held_content", MANAGER, arguments=held, refused=HIDDEN),
    Access("survey:held_place", MANAGER, "post", held, refused=HIDDEN),
    Access("survey:held_dismiss", MANAGER, "post", held, {"reason": "시험 전송"}, HIDDEN),
    Access("survey:tokens", ENUMERATOR, arguments=wave, refused=HIDDEN),
    Access("survey:tokens", ENUMERATOR, "post", wave, {"name": "전화기"}, HIDDEN),
    Access("survey:token_revoke", ENUMERATOR, "post", token, refused=HIDDEN),
    Access("survey:records_approve", MANAGER, arguments=wave, refused=HIDDEN),
    Access("survey:records_approve", MANAGER, "post", wave, refused=HIDDEN),
    Access("survey:numbers", MANAGER, arguments=area, refused=HIDDEN),
    Access("survey:give_numbers", MANAGER, "post", area, refused=HIDDEN),
    Access("survey:number_letters", MANAGER, "post", area, refused=HIDDEN),
    Access("survey:withdraw_number", MANAGER, "post", participation, refused=HIDDEN),
    Access("survey:answer_number", EVERYBODY),
    Access("survey:answer_number", EVERYBODY, "post"),
    Access("survey:answer_leave", EVERYBODY, "post"),
    Access("survey:answer", EVERYBODY, arguments=answering),
    by_number("survey:answer_save", "post", answering),
    by_number("survey:answer_submit", "post", answering),
    by_number("survey:answer_industry", "get", answering),
    by_number("survey:answer_form", "get", answered_form),
    by_token("openrosa:form_list", "get", wave),
    by_token("openrosa:form", "get", client_form),
    by_token("openrosa:manifest", "get", client_form),
    by_token("openrosa:media", "get", client_table),
    by_token("openrosa:submission", "post", wave),
]
