"""People in the field: out, giving word, silent, calling for help, looked after; told to whoever watches, and nobody
else sees where they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted, NotVisible, ReasonNeeded
from kernel.models import AccessEntry, AuditEntry
from notices.models import Notice, OutgoingMail
from survey import tasks
from survey.actions.safety import (
    Whereabouts,
    attend,
    call_help,
    close_round,
    come_back,
    give_word,
    go_out,
    name_watcher,
    phone_of,
    release_watcher,
)
from survey.errors import NotOut, NoWatcher, RoundTooLong
from survey.models import Outing
from survey.panels import todos
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import Census, make_census

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARKET = Whereabouts("가상시장 2층", 36.328, 127.427)


def out(census: Census, hours: int = 4, every: int = 60, where: Whereabouts = MARKET) -> Outing:
    until = clock.now() + timedelta(hours=hours)
    return go_out(person(census.intern), census.wave.pk, until=until, every=every, where=where)


def told(user: User, code: str) -> int:
    return Notice.objects.filter(recipient=user, code=code).count()


def after(outing: Outing, minutes: int) -> datetime:
    return outing.due_at + timedelta(minutes=minutes)


def test_silence_is_told_once_to_whoever_watches_and_again_while_nobody_looks_after_it() -> None:
    census = make_census()
    outing = out(census)
    with clock.at(after(outing, 9)):
        assert tasks.look_after() == 0
    for minutes in (10, 11, 39):
        with clock.at(after(outing, minutes)):
            tasks.look_after()
    assert told(census.manager, "field_silent") == 1
    mail = OutgoingMail.objects.latest("pk")
    assert "성춘향" in mail.subject and "가상시장 2층" in Notice.objects.get(code="field_silent").body
    with clock.at(after(outing, 40)):
        assert tasks.look_after() == 1
        attend(person(census.manager), outing.pk, "전화로 확인 중")
    with clock.at(after(outing, 120)):
        assert tasks.look_after() == 0
    assert (told(census.manager, "field_silent"), told(census.intern, "field_silent")) == (2, 0)


def test_who_gives_word_in_time_is_not_looked_for() -> None:
    census = make_census()
    outing = out(census)
    with clock.at(after(outing, 5)):
        again = give_word(person(census.intern))
        assert again.due_at == after(outing, 65)
    with clock.at(after(outing, 30)):
        assert tasks.look_after() == 0
    assert not Notice.objects.filter(code__startswith="field_").exists()


def test_who_was_looked_for_and_gives_word_is_told_to_be_well() -> None:
    census = make_census()
    outing = out(census)
    with clock.at(after(outing, 10)):
        tasks.look_after()
        assert give_word(person(census.intern)).state == "out"
    assert told(census.manager, "field_well") == 1


def test_a_call_for_help_reaches_whoever_watches_at_once_also_without_a_round() -> None:
    census = make_census()
    called = call_help(person(census.intern), census.wave.pk, MARKET)
    assert (called.state, called.place) == ("help", "가상시장 2층")
    assert told(census.manager, "field_help") == OutgoingMail.objects.count() == 1
    call_help(person(census.intern), census.wave.pk)  # a second press
    assert told(census.manager, "field_help") == 1
    with clock.at(clock.now() + timedelta(minutes=2)):
        call_help(person(census.intern), census.wave.pk)
    assert told(census.manager, "field_help") == 2


def test_where_somebody_was_goes_with_the_round_unless_help_was_called_for() -> None:
    census = make_census()
    out(census)
    assert come_back(person(census.intern)).place == ""
    call_help(person(census.intern), census.wave.pk, MARKET)
    give_word(person(census.intern))
    kept = come_back(person(census.intern))
    assert (kept.state, kept.place, kept.latitude) == ("back", "가상시장 2층", 36.328)
    lines = AuditEntry.objects.filter(entity="survey.outing")
    assert {"go_out", "call_help", "give_word", "come_back"} == set(lines.values_list("verb", flat=True))
    assert not any("가상시장" in str((line.before, line.after)) for line in lines), "places do not stay in the trail"


def test_whoever_watches_looks_after_it_sees_the_telephone_and_ends_the_round() -> None:
    census = make_census()
    census.intern.phone = "010-0000-1234"
    census.intern.save(update_fields=["phone"])
    manager, outing = person(census.manager), out(census)
    with pytest.raises(NotVisible):
        phone_of(manager, outing.pk)  # nobody looks for them
    call_help(person(census.intern), census.wave.pk)
    assert phone_of(manager, outing.pk) == "010-0000-1234"
    assert AccessEntry.objects.get(task="survey.safety").subject == "성춘향"
    with pytest.raises(ReasonNeeded):
        attend(manager, outing.pk, " ")
    with pytest.raises(ChangedMeanwhile):
        close_round(manager, outing.pk, "괜찮음")
    assert attend(manager, outing.pk, "동료가 가는 중").attended_by == census.manager
    assert close_round(manager, outing.pk, "동료가 만남").state == "back"
    with pytest.raises(NotOut):
        give_word(person(census.intern))


def test_only_who_watches_sees_who_is_out_and_managers_do_while_nobody_is_named() -> None:
    census = make_census()
    other, outing = make_user(Role.SUPERVISOR), out(census)
    call_help(person(census.intern), census.wave.pk)
    with pytest.raises(NotVisible):
        attend(person(other), outing.pk, "확인")
    with pytest.raises(NotPermitted):
        name_watcher(person(other), census.wave.pk, other.pk)
    with pytest.raises(NoWatcher):
        name_watcher(person(census.manager), census.wave.pk, census.intern.pk)
    name_watcher(person(census.manager), census.wave.pk, other.pk)
    with pytest.raises(NotVisible):
        attend(person(User.objects.get(pk=census.manager.pk)), outing.pk, "확인")
    named = User.objects.get(pk=other.pk)
    assert [todo.url for todo in todos(named)] == [reverse("survey:safety_watch", args=[census.wave.code])]
    assert attend(person(named), outing.pk, "확인").state == "attended"
    release_watcher(person(census.manager), census.wave.pk, other.pk)
    assert close_round(person(User.objects.get(pk=census.manager.pk)), outing.pk, "만남").state == "back"


def test_a_round_that_cannot_be_is_refused() -> None:
    census = make_census()
    for hours in (0, -1, 15):
        with pytest.raises(RoundTooLong):
            out(census, hours)
    with pytest.raises(RoundTooLong):
        out(census, every=7)
    with pytest.raises(NotVisible):
        call_help(person(make_user(Role.INTERN)), census.wave.pk)
    with pytest.raises(NotOut):
        come_back(person(census.intern))
    assert not Outing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_four_presses_at_once_one_round_begins_and_the_office_is_told_once() -> None:
    census = make_census()
    answers = at_once([lambda: call_help(person(census.intern), census.wave.pk)] * 4)
    assert len({one.pk for one in answers}) == 1
    assert told(census.manager, "field_help") == 1


@pytest.mark.django_db(transaction=True)
def test_word_and_the_workers_look_at_the_same_instant_end_with_the_person_well() -> None:
    census = make_census()
    outing = out(census)
    Outing.objects.filter(pk=outing.pk).update(due_at=clock.now() - timedelta(minutes=11))
    at_once([lambda: give_word(person(census.intern)), tasks.look_after])
    assert Outing.objects.get().state == "out"
    assert told(census.manager, "field_silent") == told(census.manager, "field_well") <= 1


def test_pages_of_the_round_and_of_whoever_watches(client: Client) -> None:
    census = make_census()
    client.force_login(census.intern, backend=BACKEND)
    mine = reverse("survey:safety", args=[census.wave.code])
    assert 'href="tel:112"' in client.get(mine).content.decode()
    with clock.at(clock.seoul(2026, 11, 26, 10, 0)):
        client.force_login(census.intern, backend=BACKEND)
        assert client.post(mine, {"until": "09:00", "every": "60"}).status_code == 422
        assert client.post(mine, {"until": "18:00", "every": "60", "place": "가상시장"}).status_code == 302
        page = client.get(mine)
        assert page.context["outing"].due_at == clock.seoul(2026, 11, 26, 11, 0)
        help_url = reverse("survey:safety_help", args=[census.wave.code])
        assert client.post(help_url, {"latitude": "nonsense"}).status_code == 302  # never refused for its place
        client.force_login(census.manager, backend=BACKEND)
        watch = reverse("survey:safety_watch", args=[census.wave.code])
        assert "가상시장" in client.get(watch).content.decode()
        outing = Outing.objects.get()
        look_after = reverse("survey:safety_look_after", args=[census.wave.code, outing.pk])
        assert client.post(look_after, {"note": ""}).status_code == 422
        assert client.post(look_after, {"note": "전화함"}).status_code == 302
        assert "전화함" in client.get(watch).content.decode()
        named = reverse("survey:safety_name", args=[census.wave.code])
        assert client.post(named, {"person": make_user(Role.SUPERVISOR).pk}).status_code == 302
        assert "가상시장" not in client.get(watch).content.decode()  # only the name of who watches


def test_the_page_of_who_is_out_asks_as_much_for_many_as_for_one(client: Client) -> None:
    census = make_census()
    client.force_login(census.manager, backend=BACKEND)
    watch = reverse("survey:safety_watch", args=[census.wave.code])
    counted = [_statements(lambda: client.get(watch))]
    out(census)
    for _n in range(5):
        Outing.objects.create(
            person=make_user(Role.INTERN), wave=census.wave, until=clock.now(), every=60, due_at=clock.now()
        )
    counted += [_statements(lambda: client.get(watch)) for _time in range(2)]
    assert counted[1] == counted[2] <= counted[0] + 1


def _statements(asked: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as statements:
        asked()
    return len(statements)
