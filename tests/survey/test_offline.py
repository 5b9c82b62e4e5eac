"""What devices without a network send: each item once, merged by field, nothing overwritten silently."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Role
from kernel import clock
from kernel.errors import NotVisible
from survey.actions.areas import hand_over
from survey.actions.devices import add_device, order_wipe
from survey.actions.field_decisions import dismiss_item, load_export, settle_item
from survey.actions.record import Typed, save_draft, submit_record
from survey.actions.review import approve_record, return_record
from survey.errors import ExportUnreadable, NotToBeDecided, RecordHandedIn
from survey.models import CensusRecord, FieldDevice, FieldItem, RecordVersion, Visit, Wave
from survey.queries import devices
from survey.queries.best_hour import BestParts
from survey.queries.questionnaire import form_of
from survey.rules.field.revisits import PartOfDay
from survey.rules.record import named_text
from survey.rules.xform.reading import read
from tests.factories import make_user, person
from tests.survey.factories import Census, content_of, hand_in, keep, make_census, the_form

pytestmark = pytest.mark.django_db
SHOP = "성심빵집"


class Phone:
    """A device of the intern, as the app on it speaks with the server."""

    numbers = count(1)

    def __init__(self, census: Census, user: Any = None) -> None:
        self.census, self.user = census, user or census.intern
        self.client = Client()
        self.client.force_login(self.user)
        self.greeting = self.post("device", {"name": "시험 전화기"}).json()
        self.id, self.keys = self.greeting["device"], self.greeting["keys"]

    def post(self, where: str, body: Any) -> Any:
        return self.client.post(f"/survey/field/{where}", json.dumps(body), content_type="application/json")

    def stock(self) -> dict[str, Any]:
        answer = self.client.get("/survey/field/stock", {"device": self.id})
        assert answer.status_code == 200
        return dict(answer.json()["stock"])

    def item(self, kind: str, number: str = "", /, **more: Any) -> dict[str, str]:
        business = self.census.business(more.pop("shop", SHOP)).pk
        told = {
            "kind": kind, "wave": self.census.wave.code, "business": business, "follows": "", "position": None,
            "made_at": clock.now().isoformat(),
        } | more  # fmt: skip
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        number = number or f"item-{next(self.numbers)}"
        return {"id": number, "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}

    def record(self, number: str = "", **more: Any) -> dict[str, str]:
        """A good record, with ``answers`` changed; ``fields`` are the questions touched since ``revision``."""
        form = the_form(self.census.wave)
        shop = self.census.business(more.get("shop", SHOP))
        content = content_of(self.census.wave, **{"shop_id": shop.source_id, **more.pop("answers", {})})
        fields = more.pop("fields", None)
        changed = [form.named[name].path for name in fields] if fields is not None else [*form.items]
        told = {"content": content, "changed": changed, "revision": 0, "hand_in": True, "reasons": {}, "paradata": {}}
        return self.item("record", number, **(told | more))

    def visit(self, number: str = "", **more: Any) -> dict[str, str]:
        told = {"result": "absent", "channel": "visit", "note": "", "appointment": None} | more
        return self.item("visit", number, **told)

    def send(self, *items: dict[str, str], sent_at: datetime | None = None) -> list[dict[str, Any]]:
        body = {
            "device": self.id, "sent_at": (sent_at or clock.now()).isoformat(), "waiting": len(items),
            "items": list(items),
        }  # fmt: skip
        answer = self.post("items", body)
        assert answer.status_code == 200, answer.content
        return list(answer.json()["answers"])

    def told(self, *items: dict[str, str], **more: Any) -> list[dict[str, Any]]:
        """What the receipts say, each checked as the device checks it."""
        key = base64.b64decode(self.keys["receipt"])
        found = []
        for one, answer in zip(items, self.send(*items, **more), strict=True):
            assert answer["signature"] == hmac.digest(key, answer["receipt"].encode(), "sha256").hex()
            receipt = json.loads(answer["receipt"])
            assert (receipt["id"], receipt["sha256"], receipt["device"]) == (one["id"], one["sha256"], self.id)
            found.append(receipt)
        return found


def answer_of(record: CensusRecord, name: str) -> str:
    form = form_of(record.form)
    return named_text(form, read(form, record.content.encode())[0], name)


def test_a_record_made_without_a_network_is_handed_in_once_and_has_one_receipt() -> None:
    phone = Phone(make_census())
    one = phone.record()
    [first] = phone.told(one)
    assert first["outcome"] | {"state": "submitted", "receipt": "2026A-000001", "problems": 0} == first["outcome"]
    assert first["state"] == "taken"
    assert [phone.send(one) for _again in range(2)] == [phone.send(one)] * 2
    assert phone.told(one) == [first]
    assert RecordVersion.objects.count() == FieldItem.objects.count() == Visit.objects.count() == 1
    assert RecordVersion.objects.get().origin == "field"


def test_one_bad_item_holds_up_no_other() -> None:
    phone = Phone(make_census())
    damaged = phone.record() | {"sha256": "0" * 64}
    nowhere = phone.item("visit", business=0, result="absent", channel="visit", note="", appointment=None)
    nonsense = {"id": "x", "text": "{}", "sha256": hashlib.sha256(b"{}").hexdigest()}
    answers = phone.send(damaged, nowhere, nonsense, phone.visit(), phone.record())
    assert [answer.get("code") for answer in answers] == ["ItemDamaged"] * 3 + [None, None]
    assert FieldItem.objects.count() == 2 and CensusRecord.objects.get().state == "submitted"


def test_the_same_number_with_other_content_is_kept_beside_and_shown() -> None:
    phone = Phone(make_census())
    phone.send(phone.record("a"))
    [other] = phone.told(phone.record("a", answers={"deposit": "4000"}))
    assert (other["state"], other["why"]) == ("conflict", "same_number")
    item = FieldItem.objects.latest("pk")
    assert item.fields == [the_form(phone.census.wave).named["deposit"].path]
    assert answer_of(CensusRecord.objects.get(), "deposit") == "3000"


def test_a_record_against_which_rules_stand_is_a_draft_with_their_number() -> None:
    phone = Phone(make_census())
    [told] = phone.told(phone.record(answers={"result": ""}))
    assert told["state"] == "taken"
    assert (told["outcome"]["state"], told["outcome"]["problems"] > 0) == ("draft", True)
    assert CensusRecord.objects.get().version == 0


def test_fields_that_only_one_place_changed_go_together() -> None:
    census = make_census()
    record = keep(census)
    phone = Phone(census)
    keep(census, memo="사무실에서 적음")
    item = phone.record(revision=record.revision, answers={"deposit": "4000"}, fields=["deposit"])
    assert phone.told(item)[0]["state"] == "taken"
    record.refresh_from_db()
    assert (answer_of(record, "deposit"), answer_of(record, "memo")) == ("4000", "사무실에서 적음")
    assert record.state == "submitted"


def test_a_field_that_two_places_changed_waits_and_nothing_is_overwritten() -> None:
    census = make_census()
    record = keep(census)
    phone = Phone(census)
    keep(census, deposit="3500")
    item = phone.record(
        revision=record.revision, answers={"deposit": "4000", "memo": "현장"}, fields=["deposit", "memo"]
    )
    [told] = phone.told(item)
    deposit = the_form(census.wave).named["deposit"].path
    assert (told["state"], told["why"]) == ("conflict", "both_changed")
    kept = FieldItem.objects.get()
    record.refresh_from_db()
    assert kept.fields == [deposit]
    assert (record.state, answer_of(record, "deposit"), answer_of(record, "memo")) == ("draft", "3500", "현장")
    with pytest.raises(NotToBeDecided):
        settle_item(person(census.intern), kept.pk, {})
    settle_item(person(census.intern), kept.pk, {deposit: "mine"})
    record.refresh_from_db()
    assert (record.state, answer_of(record, "deposit"), answer_of(record, "memo")) == ("submitted", "4000", "현장")


def test_a_later_item_of_the_device_does_not_decide_what_waits_for_a_person() -> None:
    census = make_census()
    record = keep(census)
    phone = Phone(census)
    keep(census, deposit="3500")
    touched = {"fields": ["deposit"], "revision": record.revision}
    phone.send(phone.record("a", answers={"deposit": "4000"}, **touched))
    [told] = phone.told(phone.record("b", answers={"deposit": "4500"}, follows="a", **touched))
    assert told["state"] == "conflict"
    record.refresh_from_db()
    assert (record.state, answer_of(record, "deposit")) == ("draft", "3500")


def test_two_devices_that_hand_in_the_same_answers_make_one_version() -> None:
    census = make_census()
    one, other = Phone(census), Phone(census)
    assert one.told(one.record())[0]["outcome"] == other.told(other.record())[0]["outcome"]
    assert RecordVersion.objects.count() == 1


def test_two_devices_with_other_answers_leave_the_choice_to_a_person_and_keep_every_version() -> None:
    census = make_census()
    one, other = Phone(census), Phone(census)
    one.send(one.record())
    [told] = other.told(other.record(answers={"deposit": "4000", "memo": "둘째 전화기"}))
    assert told["state"] == "conflict"
    item = FieldItem.objects.latest("pk")
    record = CensusRecord.objects.get()
    assert answer_of(record, "deposit") == "3000" and record.version == 1
    form = the_form(census.wave)
    choices = dict.fromkeys(item.fields, "theirs") | {form.named["memo"].path: "mine"}
    settle_item(person(census.manager), item.pk, choices)
    record.refresh_from_db()
    assert (answer_of(record, "deposit"), answer_of(record, "memo")) == ("3000", "둘째 전화기")
    assert (record.state, record.version, item.device.owner) == ("submitted", 2, census.intern)
    assert RecordVersion.objects.latest("number").author == census.intern


def test_an_approved_record_moves_only_after_it_was_sent_back() -> None:
    census = make_census()
    record = hand_in(census)
    approve_record(person(census.manager), record.pk)
    phone = Phone(census)
    assert phone.told(phone.record(revision=record.revision))[0]["state"] == "taken"  # nothing of it is different
    [told] = phone.told(phone.record(revision=record.revision, answers={"deposit": "4000"}, fields=["deposit"]))
    assert told["state"] == "conflict"
    item = FieldItem.objects.latest("pk")
    choices = dict.fromkeys(item.fields, "mine")
    with pytest.raises(RecordHandedIn):
        settle_item(person(census.manager), item.pk, choices)
    return_record(person(census.manager), record.pk, "매출을 확인해 주세요.")
    settle_item(person(census.manager), item.pk, choices)
    record.refresh_from_db()
    assert (record.state, answer_of(record, "deposit")) == ("submitted", "4000")


def test_what_was_made_before_a_record_came_back_does_not_hand_it_in_again() -> None:
    census = make_census()
    phone = Phone(census)
    begun = keep(census).revision
    record = submit_record(person(census.intern), census.wave.pk, census.business(SHOP).pk)
    return_record(person(census.manager), record.pk, "메모를 적어 주세요.")
    [told] = phone.told(phone.record(revision=begun, answers={"memo": "현장"}, fields=["memo"]))
    record.refresh_from_db()
    assert (told["state"], record.state, answer_of(record, "memo")) == ("taken", "returned", "현장")


def test_an_item_that_comes_before_the_one_it_follows_waits_in_the_backlog() -> None:
    census = make_census()
    phone = Phone(census)
    first = phone.record("a", hand_in=False, answers={"memo": "첫째"})
    second = phone.record("b", follows="a", answers={"memo": "둘째"}, fields=["memo"])
    third = phone.record("c", follows="b", answers={"memo": "셋째"}, fields=["memo"])
    assert [one["state"] for one in phone.told(third, second)] == ["waiting", "waiting"]
    assert not CensusRecord.objects.exists()
    assert phone.told(first)[0]["state"] == "taken"
    assert set(FieldItem.objects.values_list("state", flat=True)) == {"taken"}
    assert answer_of(CensusRecord.objects.get(), "memo") == "셋째"
    assert phone.told(third)[0]["state"] == "waiting"  # the receipt is the same for ever
    assert phone.send(third)[0]["state"] == "taken"


def test_a_wrong_clock_is_put_right_and_never_refused() -> None:
    census = make_census()
    phone = Phone(census)
    now = clock.now()
    ahead = timedelta(days=400)
    made = (now + ahead - timedelta(hours=2)).isoformat()
    phone.told(phone.visit(made_at=made), sent_at=now + ahead)
    phone.told(phone.visit(shop="가람식당", made_at=(now + ahead).isoformat()))  # and the clock was mended meanwhile
    earlier, later = Visit.objects.order_by("pk")
    assert abs(earlier.at - (now - timedelta(hours=2))) < timedelta(minutes=1)
    assert abs(later.at - now) < timedelta(minutes=1)


def test_what_comes_late_or_for_a_business_of_somebody_else_waits_for_a_manager() -> None:
    census = make_census()
    phone = Phone(census)
    visit, record = phone.visit(shop="가람식당"), phone.record()
    Wave.objects.update(closes_at=clock.now())
    assert [one["why"] for one in phone.told(visit, record)] == ["wave_closed", "wave_closed"]
    assert not Visit.objects.exists() and CensusRecord.objects.get().state == "draft"
    Wave.objects.update(closes_at=clock.now() + timedelta(days=1))
    hand_over(person(census.manager), census.area.pk, make_user(Role.INTERN).pk)
    assert phone.told(phone.visit(shop="두꺼비짬뽕"))[0]["why"] == "not_assigned"
    for item in FieldItem.objects.all():
        with pytest.raises(NotVisible):
            settle_item(person(census.intern), item.pk, {})
        settle_item(person(census.manager), item.pk, {})
    assert Visit.objects.filter(by=census.intern).count() == 3
    assert CensusRecord.objects.get().state == "submitted"


def test_another_version_of_the_form_is_held_and_never_squeezed_in() -> None:
    census = make_census()
    phone = Phone(census)
    record = phone.record()
    text = record["text"].replace(f'version=\\"{the_form(census.wave).version}\\"', 'version=\\"0\\"')
    item = {"id": "old", "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    assert phone.told(item)[0]["why"] == "other_form"
    kept = FieldItem.objects.get()
    dismiss_item(person(census.manager), kept.pk, "시험")
    assert FieldItem.objects.get().state == "dismissed"


def jpeg(width: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, 30), "grey").save(made, "JPEG")
    return made.getvalue()


def test_a_photo_is_kept_with_its_place_for_those_who_manage_the_wave() -> None:
    census = make_census()
    phone = Phone(census)
    place = {"latitude": "36.328600", "longitude": "127.427300", "accuracy": 12}
    photo = phone.item("photo", name="간판.jpg", jpeg=base64.b64encode(jpeg()).decode(), position=place)
    assert phone.told(photo) == phone.told(photo)
    item = FieldItem.objects.get()
    assert (item.state, item.text, item.latitude, item.accuracy) == ("taken", "", 36.3286, 12)
    assert item.file is not None
    manager = Client()
    manager.force_login(census.manager)
    assert manager.get(f"/files/{item.file.public_id}/").status_code in (200, 302)
    broken = phone.item("photo", name="간판.jpg", jpeg=base64.b64encode(b"none").decode())
    assert phone.send(broken)[0]["code"] == "ItemDamaged"  # and it stays on the device, not here
    assert FieldItem.objects.get() == item


def test_an_export_is_loaded_by_a_manager_as_if_the_device_had_sent_it() -> None:
    census = make_census()
    phone = Phone(census)
    items = [phone.visit(shop="가람식당"), phone.record(), phone.record() | {"sha256": "0" * 64}]
    phone.send(items[0])
    text = json.dumps({"format": "hanbat-field-export/1", "device": phone.id, "items": items}, ensure_ascii=False)
    seal = hmac.digest(base64.b64decode(phone.keys["seal"]), text.encode(), "sha256").hex()
    manager = person(census.manager)
    for _again in range(2):
        loaded = load_export(manager, census.wave, json.dumps({"text": text, "seal": seal}).encode())
        assert loaded.states == {items[0]["id"]: "taken", items[1]["id"]: "taken"}
        assert [*loaded.refused] == [items[2]["id"]]
    assert (Visit.objects.count(), RecordVersion.objects.get().author) == (2, census.intern)
    for wrong in (b"", b"[]", json.dumps({"text": text + " ", "seal": seal}).encode()):
        with pytest.raises(ExportUnreadable):
            load_export(manager, census.wave, wrong)
    with pytest.raises(NotVisible):
        load_export(person(census.intern), census.wave, b"")


def test_a_device_is_filled_with_ones_own_work_in_few_statements(django_assert_num_queries: Any) -> None:
    census = make_census()
    keep(census)
    phone = Phone(census)
    phone.stock()  # when doors open most is counted every ten minutes
    with django_assert_num_queries(17):
        stock = phone.stock()
    [wave] = stock["waves"]
    assert len(wave["businesses"]) == 6
    shop = wave["businesses"][0]
    assert (shop["name"], shop["state"], shop["revision"]) == (SHOP, "draft", 1)
    assert "<deposit>3000</deposit>" in shop["content"] and wave["forms"][str(shop["form"])].endswith(".json")
    stranger = Client()
    stranger.force_login(make_user(Role.INTERN))
    assert stranger.get("/survey/field/stock", {"device": phone.id}).status_code == 404


def test_a_device_can_offer_what_the_latest_record_answered_but_nothing_personal() -> None:
    census = make_census()
    hand_in(census, "가람식당", sales="19000", profit="3500")
    [wave] = Phone(census).stock()["waves"]
    last = {path.rpartition("/")[2]: answer for path, answer in wave["last"].items()}
    assert (last["sales"], last["tenure"]) == ("19000", "deposit_monthly")
    assert not last.keys() & {"owner_sex", "owner_birth_year"}


def test_a_device_knows_at_which_part_of_the_day_doors_open(monkeypatch: pytest.MonkeyPatch) -> None:
    census = make_census()
    known = BestParts({}, {census.business(SHOP).industry_id: PartOfDay.EVENING})
    monkeypatch.setattr(devices, "best_parts", lambda wave: known)
    [wave] = Phone(census).stock()["waves"]
    assert {shop["best"] for shop in wave["businesses"]} == {"evening"}


def test_a_device_is_wiped_on_order_and_has_no_key_then() -> None:
    census = make_census()
    phone = Phone(census)
    device = FieldDevice.objects.get()
    with pytest.raises(NotVisible):
        order_wipe(person(census.intern), census.wave.pk, device.pk)
    order_wipe(person(census.manager), census.wave.pk, device.pk)
    again = phone.post("device", {"device": phone.id}).json()
    assert again["wipe"] and "keys" not in again
    assert "stock" not in phone.client.get("/survey/field/stock", {"device": phone.id}).json()
    phone.post("device", {"device": phone.id, "wiped": True})
    device.refresh_from_db()
    assert device.wiped_at is not None


def test_a_device_is_its_owners_alone() -> None:
    census = make_census(given=3)
    other = make_user(Role.INTERN)
    phone = Phone(census)
    hand_over(person(census.manager), census.area.pk, other.pk)
    thief = Client()
    thief.force_login(other)
    for device in (phone.id, "", "nonsense"):
        assert thief.get("/survey/field/stock", {"device": device}).status_code == 410
    add_device(person(other), "x")
    save_draft(person(other), census.wave.pk, census.business(SHOP).pk, Typed(content_of(census.wave)))
    assert FieldDevice.objects.count() == 2
