"""Two people, or two clicks, at the same instant: real parallel transactions."""

import pytest

from accounts.models import Role
from survey.actions.collection import assign_businesses
from survey.actions.devices import add_device
from survey.actions.field_items import Came, receive_item
from survey.actions.participation import give_numbers, save_answers
from survey.actions.record import Saved, Typed, save_draft, submit_record
from survey.actions.submission import Received, receive_submission
from survey.demo import filled
from survey.errors import BegunByEnumerator, RecordHandedIn
from survey.models import Assignment, CensusRecord, FieldItem, HeldSubmission, Participation, RecordVersion
from survey.rules.offline import canonical, digest
from survey.rules.record import named_text
from survey.rules.xform.reading import read
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import Census, content_of, keep, make_census, the_form
from tests.survey.test_openrosa import xml
from tests.survey.test_respondents import RESPONDENT

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_managers_give_out_one_dong_and_no_business_goes_to_two_people():
    census = make_census(given=0)
    people = [make_user(Role.INTERN) for _ in range(4)]
    manager = person(census.manager)
    answers = at_once([lambda who=who: assign_businesses(manager, census.area.pk, who.pk, 3) for who in people])
    given = [answer for answer in answers if isinstance(answer, int)]
    assert sum(given) == 8  # every shop of the dong, once
    assert Assignment.objects.filter(ended_at=None).values("business").distinct().count() == 8


def test_a_record_handed_in_by_four_clicks_at_once_has_one_version_and_one_receipt():
    census = make_census()
    business, intern = census.business("성심빵집"), person(census.intern)
    keep(census)
    answers = at_once([lambda: submit_record(intern, census.wave.pk, business.pk)] * 4)
    assert {record.receipt for record in answers} == {"2026A-000001"}
    assert RecordVersion.objects.count() == 1


def test_a_draft_that_is_begun_in_four_windows_at_once_is_one_record_with_what_each_typed():
    census = make_census()
    business, intern = census.business("성심빵집"), person(census.intern)
    form = the_form(census.wave)
    fields = {"memo": "첫 방문", "result": "closed", "channel": "paper", "visited_on": "2026-11-02"}

    def save(name: str) -> None:
        typed = Typed(filled(form, {name: fields[name]}), (form.named[name].path,), 0)
        save_draft(intern, census.wave.pk, business.pk, typed)

    at_once([lambda name=name: save(name) for name in fields])
    root, _found = read(form, CensusRecord.objects.get().content.encode())
    assert {name: named_text(form, root, name) for name in fields} == fields


def test_a_respondent_and_an_enumerator_who_begin_in_the_same_instant_have_one_record_which_is_the_enumerators():
    census = make_census()
    business, form = census.business("성심빵집"), the_form(census.wave)
    give_numbers(person(census.manager), census.area.pk)
    given = Participation.objects.get(case__business=business)
    note = Typed(filled(form, {"memo": "현장"}), (form.named["memo"].path,), 0)
    name = Typed(filled(form, {"shop_name": "성심"}), (form.named["shop_name"].path,), 0)
    respondents, enumerators = at_once(
        [
            lambda: save_answers(RESPONDENT, given.pk, name),
            lambda: save_draft(person(census.intern), census.wave.pk, business.pk, note),
        ]
    )
    assert isinstance(respondents, Saved | BegunByEnumerator) and isinstance(enumerators, Saved)
    record = CensusRecord.objects.get()
    root, _found = read(form, record.content.encode())
    assert (record.entered_by, named_text(form, root, "memo")) == (census.intern, "현장")
    if isinstance(respondents, Saved):  # was first: nothing of it is lost
        assert named_text(form, root, "shop_name") == "성심"


def sent_at_once(census: Census, *contents: bytes) -> list[Received]:
    intern = person(census.intern)
    return at_once([lambda one=one: receive_submission(intern, census.wave, one, {}) for one in contents])


def test_a_form_that_an_app_sends_four_times_at_once_is_one_record_with_one_receipt():
    census = make_census()
    answers = sent_at_once(census, *[xml(census, "uuid:1")] * 4)
    assert {(one.outcome, one.receipt) for one in answers} == {("taken", "2026A-000001")}
    assert RecordVersion.objects.count() == 1


def test_of_forms_of_two_businesses_under_one_identifier_sent_at_once_one_is_held_as_conflict():
    census = make_census()
    other = xml(census, "uuid:1", shop_id=census.business("가람식당").source_id)
    answers = sent_at_once(census, xml(census, "uuid:1"), other)
    assert sorted(one.outcome for one in answers) == ["conflict", "taken"]
    assert (CensusRecord.objects.count(), HeldSubmission.objects.get().why) == (1, "conflict")


def test_a_draft_on_the_page_and_a_form_from_an_app_at_once_lose_nothing():
    census = make_census()
    business, intern = census.business("성심빵집"), person(census.intern)
    content, sent = content_of(census.wave), xml(census, "uuid:1")
    drafted, received = at_once(
        [
            lambda: save_draft(intern, census.wave.pk, business.pk, Typed(content)),
            lambda: receive_submission(intern, census.wave, sent, {}),
        ]
    )
    record = CensusRecord.objects.get()
    if received.outcome == "taken":
        assert isinstance(drafted, RecordHandedIn)
        assert record.state == "submitted"
    else:
        assert drafted.record.pk == record.pk
        assert HeldSubmission.objects.get().why == "drafted"


def test_an_item_that_a_device_sends_four_times_at_once_is_one_record_with_one_receipt():
    census = make_census()
    intern = person(census.intern)
    device = str(add_device(intern, "전화기").public_id)
    shop = census.business("성심빵집")
    told = {
        "kind": "record", "wave": census.wave.code, "business": shop.pk, "follows": "", "position": None,
        "made_at": "2026-11-26T09:00:00+09:00", "content": content_of(census.wave, shop_id=shop.source_id),
        "changed": [], "revision": 0, "hand_in": True, "reasons": {}, "paradata": {},
    }  # fmt: skip
    text = canonical(told)
    items = at_once([lambda: receive_item(intern, device, Came("one", digest(text), text))] * 4)
    assert len({item.receipt for item in items}) == 1
    assert RecordVersion.objects.count() == FieldItem.objects.count() == 1


def test_a_device_and_the_page_of_entry_begin_one_record_in_the_same_instant():
    census = make_census()
    intern, form = person(census.intern), the_form(census.wave)
    device = str(add_device(intern, "전화기").public_id)
    shop = census.business("성심빵집")
    told = {
        "kind": "record", "wave": census.wave.code, "business": shop.pk, "follows": "", "position": None,
        "made_at": "2026-11-26T09:00:00+09:00", "content": filled(form, {"memo": "현장"}),
        "changed": [form.named["memo"].path], "revision": 0, "hand_in": False, "reasons": {}, "paradata": {},
    }  # fmt: skip
    text = canonical(told)
    page = Typed(filled(form, {"channel": "paper"}), (form.named["channel"].path,), 0)
    at_once(
        [
            lambda: receive_item(intern, device, Came("one", digest(text), text)),
            lambda: save_draft(intern, census.wave.pk, shop.pk, page),
        ]
    )
    root, _found = read(form, CensusRecord.objects.get().content.encode())
    assert (named_text(form, root, "memo"), named_text(form, root, "channel")) == ("현장", "paper")
