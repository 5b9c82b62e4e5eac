"""The census by its pages: every person's path, and who may open what."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel.models import AccessEntry
from notices.models import Notice
from survey.actions.record import return_record, save_draft, submit_record
from survey.models import Assignment, CensusRecord, RecordVersion
from tests.factories import make_user, person
from tests.survey.factories import good_record, make_census

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def entry(census, name):
    return reverse("survey:entry", args=[census.wave.code, census.business(name).pk])


def test_an_intern_enters_a_record_is_told_of_a_wrong_entry_mends_it_and_gets_a_receipt():
    census = make_census()
    client, address = signed_in(census.intern), entry(census, "성심빵집")
    wrong = client.post(address, good_record(staff_total="9", revision="0"))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert page.count("4") and 'id="id_staff_total_error"' in page
    assert CensusRecord.objects.get().state == "draft"
    assert CensusRecord.objects.get().typed["staff_total"] == "9"
    right = client.post(address, good_record(revision="1"))
    assert right.status_code == 302
    record = CensusRecord.objects.get()
    assert (record.state, record.receipt, record.version) == ("submitted", "2026A-000001", 1)
    assert record.answers["sales"] == 18000
    assert record.answers["opening_hours"] == "10.5"


def test_a_second_click_on_hand_in_gives_the_same_receipt_and_one_version():
    census = make_census()
    client, address = signed_in(census.intern), entry(census, "성심빵집")
    client.post(address, good_record(revision="0"))
    second = client.post(address, good_record(revision="0"), follow=True)
    assert "2026A-000001" in second.content.decode()
    assert RecordVersion.objects.count() == 1
    assert (
        submit_record(person(census.intern), census.wave.pk, census.business("성심빵집").pk).receipt == "2026A-000001"
    )
    assert RecordVersion.objects.count() == 1


def test_an_unusual_answer_is_kept_only_with_a_reason():
    census = make_census()
    client, address = signed_in(census.intern), entry(census, "성심빵집")
    huge = good_record(sales="3,000,000", costs="2,900,000", profit="100,000", revision="0")
    asked = client.post(address, huge)
    assert asked.status_code == 422
    assert 'name="reason_unit_slip"' in asked.content.decode()
    kept = client.post(address, huge | {"reason_unit_slip": "대형 도매를 겸함", "revision": "1"})
    assert kept.status_code == 302
    assert CensusRecord.objects.get().reasons == {"unit_slip": "대형 도매를 겸함"}


def test_what_is_typed_saves_itself_and_two_windows_do_not_overwrite_each_other():
    census = make_census()
    client = signed_in(census.intern)
    address = reverse("survey:entry_save", args=[census.wave.code, census.business("성심빵집").pk])

    def save(revision, **fields):
        return client.post(
            address, json.dumps({"revision": revision, "fields": fields}), content_type="application/json"
        )

    assert save(0, memo="첫 방문").json()["revision"] == 1
    assert save(1, sales="12000").json()["revision"] == 2
    late = save(1, sales="99")
    assert late.status_code == 409
    assert late.json()["fields"] == {"memo": "첫 방문", "sales": "12000"}
    assert CensusRecord.objects.get().typed["sales"] == "12000"
    assert save(1, costs="8000").json()["revision"] == 3  # another field: both windows' work stays
    assert save(1, costs="8000").json()["revision"] == 3  # the same again, because the answer was lost
    assert client.post(address, "no json", content_type="application/json").status_code == 400


def test_the_combobox_finds_only_ones_own_businesses_also_by_initial_consonants():
    census = make_census(given=3)
    client = signed_in(census.intern)
    address = reverse("survey:my_find", args=[census.wave.code])
    found = client.get(address, {"q": "ㅅㅅㅃㅈ"}).json()["results"]
    assert [result["label"] for result in found] == ["성심빵집"]
    assert found[0]["url"] == entry(census, "성심빵집")
    assert client.get(address, {"q": "하늘"}).json()["results"] == []  # stands in the frame, given to nobody


def test_a_manager_sees_progress_reviews_and_returns_a_record_to_the_same_intern():
    census = make_census()
    manager, business = signed_in(census.manager), census.business("성심빵집")
    save_draft(person(census.intern), census.wave.pk, business.pk, good_record())
    record = submit_record(person(census.intern), census.wave.pk, business.pk)
    board = manager.get(reverse("survey:wave", args=["2026A"])).content.decode()
    assert "은행선화동" in board
    listed = manager.get(reverse("survey:records", args=["2026A"]), {"state": "submitted"}).content.decode()
    assert "2026A-000001" in listed
    page = reverse("survey:record", args=["2026A", record.pk])
    assert "18,000" in manager.get(page).content.decode()
    without = manager.post(reverse("survey:record_return", args=["2026A", record.pk]), {"note": " "})
    assert without.status_code == 422
    manager.post(reverse("survey:record_return", args=["2026A", record.pk]), {"note": "매출을 다시 확인"})
    intern = signed_in(census.intern)
    assert "매출을 다시 확인" in intern.get(entry(census, "성심빵집")).content.decode()
    again = intern.post(entry(census, "성심빵집"), good_record(sales="18,100", profit="2,600", revision="2"))
    assert again.status_code == 302
    assert [v.answers["sales"] for v in RecordVersion.objects.order_by("number")] == [18000, 18100]
    manager.post(reverse("survey:record_approve", args=["2026A", record.pk]))
    assert CensusRecord.objects.get().state == "approved"


def test_a_manager_sees_what_is_personal_of_the_owner_only_for_a_logged_reason():
    census = make_census()
    business = census.business("성심빵집")
    save_draft(person(census.intern), census.wave.pk, business.pk, good_record())
    record = submit_record(person(census.intern), census.wave.pk, business.pk)
    manager = signed_in(census.manager)
    page = manager.get(reverse("survey:record", args=["2026A", record.pk])).content.decode()
    assert "1979" not in page
    assert "여성" not in page
    assert "****" in page
    address = reverse("survey:record_reveal", args=["2026A", record.pk, "owner_birth_year"])
    assert manager.post(address, {"reason": " "}, headers={"HX-Request": "true"}).status_code == 422
    assert not AccessEntry.objects.exists()
    shown = manager.post(address, {"reason": "오류 확인"}, headers={"HX-Request": "true"})
    assert shown.content.decode() == "1979"
    entry = AccessEntry.objects.get()
    assert (entry.fields, entry.reason, entry.entity_id) == ("owner_birth_year", "오류 확인", str(record.pk))
    not_personal = reverse("survey:record_reveal", args=["2026A", record.pk, "sales"])
    assert manager.post(not_personal, {"reason": "오류 확인"}).status_code == 404


def test_a_manager_gives_out_businesses_and_takes_back_what_is_not_handed_in():
    census = make_census(given=0)
    manager = signed_in(census.manager)
    address = reverse("survey:area", args=["2026A", census.area.pk])
    assert manager.get(address).status_code == 200
    assert manager.post(address, {"enumerator": census.intern.pk, "count": 5}).status_code == 302
    assert Assignment.objects.filter(enumerator=census.intern, ended_at=None).count() == 5
    business = Assignment.objects.first().business
    save_draft(person(census.intern), census.wave.pk, business.pk, good_record())
    submit_record(person(census.intern), census.wave.pk, business.pk)
    manager.post(reverse("survey:area_end", args=["2026A", census.area.pk, census.intern.pk]))
    assert Assignment.objects.filter(enumerator=census.intern, ended_at=None).count() == 1
    nobody = manager.post(address, {"enumerator": make_user().pk, "count": 5})
    assert nobody.status_code == 422


def test_a_wave_that_closes_before_it_opens_is_refused_and_nothing_typed_is_lost():
    manager = make_user(Role.MANAGER)
    typed = {"code": "2026B", "title": "둘째", "opens_at": "2026-12-01T09:00", "closes_at": "2026-11-01T09:00"}
    answer = signed_in(manager).post(reverse("survey:wave_new"), typed)
    assert answer.status_code == 422
    assert "2026B" in answer.content.decode()
    ok = signed_in(manager).post(reverse("survey:wave_new"), typed | {"closes_at": "2027-01-01T09:00"})
    assert ok.status_code == 302


def addresses(census):
    business, wave, area = census.business("성심빵집"), census.wave, census.area
    record = CensusRecord.objects.get(business=business)
    manager_only = [
        ("get", "survey:wave", [wave.code]),
        ("get", "survey:area", [wave.code, area.pk]),
        ("post", "survey:area", [wave.code, area.pk]),
        ("post", "survey:area_end", [wave.code, area.pk, census.intern.pk]),
        ("get", "survey:records", [wave.code]),
        ("get", "survey:record", [wave.code, record.pk]),
        ("post", "survey:record_approve", [wave.code, record.pk]),
        ("post", "survey:record_reveal", [wave.code, record.pk, "owner_sex"]),
        ("post", "survey:record_return", [wave.code, record.pk]),
        ("post", "survey:records_export", [wave.code]),
    ]
    frame_only = [
        ("get", "survey:frame", []),
        ("post", "survey:frame", []),
        ("get", "survey:businesses", []),
        ("get", "survey:import", [1]),
        ("post", "survey:import_accept", [1]),
        ("post", "survey:import_discard", [1]),
        ("post", "survey:import_faults", [1]),
        ("get", "survey:wave_new", []),
        ("post", "survey:wave_new", []),
    ]
    intern_only = [
        ("get", "survey:my_work", [wave.code]),
        ("get", "survey:my_find", [wave.code]),
        ("get", "survey:entry", [wave.code, business.pk]),
        ("post", "survey:entry", [wave.code, business.pk]),
        ("post", "survey:entry_save", [wave.code, business.pk]),
    ]
    return {"manager": manager_only, "frame": frame_only, "intern": intern_only}


def test_every_address_is_closed_to_everybody_whom_it_does_not_concern():
    census = make_census()
    save_draft(person(census.intern), census.wave.pk, census.business("성심빵집").pk, good_record())
    submit_record(person(census.intern), census.wave.pk, census.business("성심빵집").pk)
    people = {
        "visitor": (None, {}),
        "public": (make_user(), {}),
        "reviewer": (make_user(Role.REVIEWER), {}),
        "other_intern": (make_user(Role.INTERN, Role.ENUMERATOR), {}),
        "other_manager": (make_user(Role.MANAGER), {"frame"}),
        "intern": (census.intern, {"intern"}),
    }
    opened = []
    for who, (user, allowed) in people.items():
        client = signed_in(user) if user else Client()
        for group, found in addresses(census).items():
            for method, name, arguments in found:
                if group in allowed:
                    continue
                answer = getattr(client, method)(reverse(name, args=arguments))
                refused = answer.status_code in (403, 404) or "/accounts/login/" in answer.headers.get("Location", "")
                if not refused:
                    opened.append((who, method, name, answer.status_code))
    assert opened == []


def test_pages_ask_the_database_a_bounded_number_of_times(django_assert_max_num_queries):
    census = make_census(given=8, shops=tuple(f"가게{n:03}" for n in range(120)))
    for number in range(8):
        business = census.business(f"가게{number:03}")
        save_draft(person(census.intern), census.wave.pk, business.pk, good_record())
        submit_record(person(census.intern), census.wave.pk, business.pk)
    manager, intern = signed_in(census.manager), signed_in(census.intern)
    for client, name, arguments, most in (
        (manager, "survey:wave", ["2026A"], 16),
        (manager, "survey:area", ["2026A", census.area.pk], 20),
        (manager, "survey:records", ["2026A"], 18),
        (manager, "survey:businesses", [], 16),
        (intern, "survey:my_work", ["2026A"], 16),
        (intern, "survey:my_find", ["2026A"], 10),
    ):
        client.get(reverse(name, args=arguments))
        with django_assert_max_num_queries(most):
            assert client.get(reverse(name, args=arguments), {"show": "done"}).status_code == 200


def test_the_frame_is_narrowed_to_a_gu():
    census = make_census()
    page = signed_in(census.manager).get(reverse("survey:businesses"), {"gu": "30170"})
    assert page.status_code == 200


def test_the_enumerator_is_told_what_to_mend_in_a_returned_record():
    census = make_census()
    client = signed_in(census.intern)
    client.post(entry(census, "성심빵집"), good_record(revision="0"))
    record = CensusRecord.objects.get()
    return_record(person(census.manager), record.pk, "매출 단위를 확인해 주십시오.")
    told = Notice.objects.get(recipient=census.intern)
    assert "매출 단위를 확인해 주십시오." in told.body
    assert told.url == entry(census, "성심빵집")
