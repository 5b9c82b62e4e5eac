"""Two people, or two clicks, at the same instant: real parallel transactions."""

import pytest

from accounts.models import Role
from survey.actions.collection import assign_businesses
from survey.actions.record import Typed, save_draft, submit_record
from survey.demo import filled
from survey.models import Assignment, CensusRecord, RecordVersion
from survey.rules.record import named_text
from survey.rules.xform.reading import read
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import keep, make_census, the_form

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
