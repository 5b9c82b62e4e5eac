"""What people say of their safety in the field app: with the moment of the device and of the server, late or not, once;
a call for help is always told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel import clock
from notices.models import Notice
from survey import tasks
from survey.actions.areas import hand_over
from survey.actions.field_items import Came
from survey.actions.field_words import receive_word
from survey.actions.safety import attend, call_help, come_back, give_word
from survey.models import Area, FieldWord, Outing
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import Census, make_census
from tests.survey.test_offline import Phone
from tests.survey.test_safety import BACKEND, out, told

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PLACE = {"latitude": 36.328, "longitude": 127.427, "accuracy": 20}


class Mouth(Phone):
    """A phone that says words of safety, in the way of items."""

    def word(self, said: str, at: datetime, **more: Any) -> dict[str, str]:
        more = {"place": "", "position": None, "until": None, "every": None} | more
        return self.item("safety", said=said, made_at=at.isoformat(), **more)

    def send(self, *items: dict[str, str], sent_at: datetime | None = None) -> list[dict[str, Any]]:
        sent = (sent_at or clock.now()).isoformat()
        answer = self.post("words", {"device": self.id, "sent_at": sent, "waiting": 0, "items": list(items)})
        assert answer.status_code == 200, answer.content
        return list(answer.json()["answers"])


def now_out(census: Census) -> Outing:
    return Outing.objects.get(person=census.intern)


def test_a_call_that_was_made_without_a_network_is_told_when_it_comes_with_both_moments() -> None:
    phone = Mouth(make_census())
    census, pressed = phone.census, clock.now()
    word = phone.word("help", pressed, place="가상시장 2층", position=PLACE)
    came = pressed + 40 * MINUTE
    with clock.at(came):
        [receipt] = phone.told(word)
        again = phone.told(word)
    assert again == [receipt]
    assert (receipt["state"], receipt["outcome"]["state"]) == ("taken", "help")
    kept, outing = FieldWord.objects.get(), now_out(census)
    assert (kept.said_at, kept.made_at, kept.received_at, kept.outing) == (pressed, pressed, came, outing)
    assert (outing.state, outing.help_at, outing.told_at) == ("help", pressed, came)
    assert (outing.place, outing.latitude, outing.placed_at) == ("가상시장 2층", 36.328, pressed)
    assert told(census.manager, "field_help") == 1
    assert f"{pressed.astimezone(clock.SEOUL):%H:%M}" in Notice.objects.get(code="field_help").body


def test_a_wrong_clock_is_kept_beside_the_right_one() -> None:
    phone = Mouth(make_census())
    wrong = clock.now() + timedelta(days=9)
    pressed = clock.now() - 5 * MINUTE
    phone.told(phone.word("help", wrong - 5 * MINUTE), sent_at=wrong)
    kept = FieldWord.objects.get()
    assert kept.said_at == wrong - 5 * MINUTE and kept.is_clock_wrong
    assert abs(kept.made_at - pressed) < timedelta(seconds=10) and kept.is_late


def test_a_whole_round_said_without_a_network_stands_as_it_was_said() -> None:
    phone = Mouth(make_census())
    began = clock.now()
    words = [
        phone.word("out", began, until=(began + 240 * MINUTE).isoformat(), every=60),
        phone.word("well", began + 50 * MINUTE, place="가상상가"),
        phone.word("well", began + 100 * MINUTE),
    ]
    with clock.at(began + 110 * MINUTE):
        assert [one["state"] for one in phone.told(*words)] == ["taken"] * 3
        outing = now_out(phone.census)
        assert (outing.started_at, outing.last_word_at) == (began, began + 100 * MINUTE)
        assert (outing.due_at, outing.place) == (began + 160 * MINUTE, "가상상가")
        assert phone.stock()["round"]["due"] == outing.due_at.isoformat()
        assert tasks.look_after() == 0
    with clock.at(began + 120 * MINUTE):
        [receipt] = phone.told(phone.word("back", began + 115 * MINUTE))
        assert (receipt["outcome"], phone.stock()["round"]) == ({}, {})
    outing.refresh_from_db()
    assert (outing.state, outing.ended_at, outing.place) == ("back", began + 115 * MINUTE, "")
    with clock.at(began + 130 * MINUTE):  # out again before the end of the first was heard of
        again = phone.word("out", began + 118 * MINUTE, until=(began + 300 * MINUTE).isoformat(), every=30)
        assert phone.told(again)[0]["outcome"]["state"] == "out"


def test_an_old_word_does_not_end_the_search_for_somebody_who_is_silent_since() -> None:
    phone = Mouth(make_census())
    outing = out(phone.census)
    said = outing.started_at + 20 * MINUTE
    with clock.at(outing.due_at + 40 * MINUTE):  # due again 80 minutes after the beginning, and 110 ago by now
        tasks.look_after()
        phone.told(phone.word("well", said))
    outing.refresh_from_db()
    assert (outing.state, outing.last_word_at, outing.due_at) == ("overdue", said, said + 60 * MINUTE)
    assert told(phone.census.manager, "field_well") == 0
    with clock.at(outing.due_at + 45 * MINUTE):
        phone.told(phone.word("well", outing.due_at + 44 * MINUTE))
    outing.refresh_from_db()
    assert outing.state == "out" and told(phone.census.manager, "field_well") == 1


def test_a_word_from_before_a_call_does_not_answer_it() -> None:
    phone = Mouth(make_census())
    outing = out(phone.census)
    called = outing.started_at + 10 * MINUTE
    with clock.at(called):
        call_help(person(phone.census.intern), phone.census.wave.pk)
    with clock.at(called + 5 * MINUTE):
        late = [phone.word(said, called - MINUTE) for said in ("well", "back")]
        assert [one["state"] for one in phone.told(*late)] == ["overtaken"] * 2
        outing.refresh_from_db()
        assert outing.state == "help"
        assert phone.told(phone.word("well", called + MINUTE))[0]["outcome"]["state"] == "out"
        call_help(person(phone.census.intern), phone.census.wave.pk)
    with clock.at(called + 20 * MINUTE):
        assert phone.told(phone.word("back", called + 15 * MINUTE))[0]["state"] == "taken"
    outing.refresh_from_db()
    assert outing.state == "back"


def test_a_call_that_overtakes_the_beginning_of_its_round_is_in_that_round() -> None:
    phone = Mouth(make_census())
    began = clock.now()
    until = began + 240 * MINUTE
    words = [
        phone.word("help", began + 30 * MINUTE, place="가상상가"),
        phone.word("out", began, until=until.isoformat(), every=30, place="가상시장"),
        phone.word("well", began + 20 * MINUTE, place="가상시장"),
    ]
    with clock.at(began + 40 * MINUTE):
        assert [one["state"] for one in phone.told(*words)] == ["taken", "taken", "overtaken"]
    outing = now_out(phone.census)
    assert (outing.state, outing.started_at, outing.until, outing.every) == ("help", began, until, 30)
    assert (outing.place, outing.help_at) == ("가상상가", began + 30 * MINUTE)


def test_a_call_is_told_however_late_and_whatever_was_said_meanwhile() -> None:
    phone = Mouth(make_census())
    outing = out(phone.census)
    pressed = outing.started_at + 10 * MINUTE
    with clock.at(pressed + 30 * MINUTE):
        give_word(person(phone.census.intern))
        phone.told(phone.word("help", pressed))
        attend(person(phone.census.manager), outing.pk, "전화로 확인")
        come_back(person(phone.census.intern))
    assert told(phone.census.manager, "field_help") == 1
    with clock.at(pressed + 60 * MINUTE):
        phone.told(phone.word("help", pressed + MINUTE))
    assert told(phone.census.manager, "field_help") == 2
    assert Outing.objects.filter(state="help").count() == 1


def test_a_call_counts_though_the_work_went_to_somebody_else_or_its_wave_is_unknown() -> None:
    phone = Mouth(make_census())
    manager, other = person(phone.census.manager), make_user(Role.INTERN)
    for area in Area.objects.filter(wave=phone.census.wave):
        hand_over(manager, area.pk, other.pk)
    assert phone.told(phone.word("help", clock.now(), wave="없는조사"))[0]["outcome"]["state"] == "help"


def test_what_is_over_or_overtaken_changes_nothing_and_is_kept() -> None:
    phone = Mouth(make_census())
    early = clock.now() - 600 * MINUTE
    stale = phone.word("out", early, until=(early + 60 * MINUTE).isoformat(), every=60)
    answers = phone.told(stale, phone.word("well", clock.now()), phone.word("back", clock.now()))
    assert {(one["state"], one["outcome"].get("state")) for one in answers} == {("overtaken", None)}
    assert not Outing.objects.exists() and FieldWord.objects.count() == 3
    with pytest.raises(DatabaseError):
        FieldWord.objects.update(said="help")


@pytest.mark.parametrize("said", ["", "fine", "out"])
def test_what_cannot_be_read_is_refused_and_stays_on_the_device(said: str) -> None:
    phone = Mouth(make_census())
    [answer] = phone.send(phone.word(said, clock.now()))
    assert answer["code"] == "ItemDamaged" and not FieldWord.objects.exists()
    [unreadable] = phone.send(phone.word("help", clock.now()) | {"sha256": "0" * 64})
    assert unreadable["code"] == "ItemDamaged"


def test_a_call_is_not_refused_for_its_place() -> None:
    phone = Mouth(make_census())
    [receipt] = phone.told(phone.word("help", clock.now(), position={"latitude": 900, "longitude": "x"}))
    assert receipt["outcome"]["state"] == "help"


@pytest.mark.django_db(transaction=True)
def test_the_same_call_that_comes_several_times_at_once_counts_once() -> None:
    phone = Mouth(make_census())
    word = phone.word("help", clock.now())
    came = Came(word["id"], word["sha256"], word["text"], clock.now())
    answers = at_once([lambda: receive_word(person(phone.census.intern), phone.id, came)] * 4)
    assert len({one.receipt for one in answers}) == 1
    assert FieldWord.objects.count() == Outing.objects.count() == told(phone.census.manager, "field_help") == 1


def test_whoever_watches_sees_when_it_was_said_and_when_it_came(client: Client) -> None:
    phone = Mouth(make_census())
    pressed = clock.now() - 40 * MINUTE
    phone.told(phone.word("help", pressed))
    client.force_login(phone.census.manager, backend=BACKEND)
    page = client.get(reverse("survey:safety_watch", args=[phone.census.wave.code])).content.decode()
    assert f"{pressed.astimezone(clock.SEOUL):%H:%M}" in page and "네트워크가 없어" in page
    assert json.loads(FieldWord.objects.get().receipt)["outcome"]["wave"] == phone.census.wave.code
