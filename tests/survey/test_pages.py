"""The census by its pages: every person's path, and who may open what."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel import clock
from kernel.models import AccessEntry
from notices.models import Notice
from survey.actions.questionnaire import publish_questionnaire, upload_questionnaire
from survey.actions.review import return_record
from survey.demo import filled
from survey.models import Assignment, CensusRecord, RecordVersion
from survey.queries.given_out import given_out_of
from tests.factories import make_user, person
from tests.survey.factories import content_of, frame_bytes, hand_in, keep, load, make_census, published, the_form
from tests.survey.xform.samples import CENSUS, HOUSEHOLD

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def entry(census, name):
    return reverse("survey:entry", args=[census.wave.code, census.business(name).pk])


def api(census, user, name, verb, content, revision, *changed, **more):
    address = reverse(f"survey:entry_{verb}", args=[census.wave.code, census.business(name).pk])
    sent = {"content": content, "revision": revision, "changed": dict.fromkeys(changed, ""), **more}
    return signed_in(user).post(address, json.dumps(sent), content_type="application/json")


def at(census, name):
    return the_form(census.wave).named[name].path


def test_an_intern_enters_a_record_is_told_of_a_wrong_entry_mends_it_and_gets_a_receipt():
    census = make_census()
    wrong = api(census, census.intern, "성심빵집", "submit", content_of(census.wave, staff_total="9"), 0)
    assert wrong.status_code == 422
    (problem,) = wrong.json()["problems"]
    assert (problem["fault"], problem["address"]) == ("constraint", at(census, "staff_total"))
    assert problem["text"] == "위에 적은 사람의 합과 다릅니다."
    draft = CensusRecord.objects.get()
    assert draft.state == "draft"
    assert "<staff_total>9</staff_total>" in draft.content
    right = api(census, census.intern, "성심빵집", "submit", content_of(census.wave), 1, at(census, "staff_total"))
    assert right.json() == {"receipt": "2026A-000001", "next": "/survey/my/2026A/"}
    record = CensusRecord.objects.get()
    assert (record.state, record.receipt, record.version) == ("submitted", "2026A-000001", 1)
    assert (record.result, record.channel, record.issues) == ("completed", "field", 0)
    assert record.answers[at(census, "sales")] == "18000"
    assert record.answers[at(census, "costs")] == "15500"  # worked out by the form


def test_a_second_click_on_hand_in_gives_the_same_receipt_and_one_version():
    census = make_census()
    for revision in (0, 0, 1):
        answer = api(census, census.intern, "성심빵집", "submit", content_of(census.wave), revision)
        assert answer.json()["receipt"] == "2026A-000001"
    assert RecordVersion.objects.count() == 1
    assert "2026A-000001" in signed_in(census.intern).get(entry(census, "성심빵집")).content.decode()


@pytest.mark.parametrize(
    ("changes", "fault", "name"),
    [
        ({"visited_on": "2099-01-01"}, "constraint", "visited_on"),
        ({"result": "closed"}, "required", "memo"),
        ({"result": "gone"}, "unknown_choice", "result"),
        ({"sales": "1990000"}, "unlikely", "sales"),  # a hundred times the usual 19,900
        ({"sales": "199"}, "unlikely", "sales"),
        ({"staff_regular_women": "5", "staff_total": "7"}, "unlikely", "staff_total"),
        ({"shop_id": "MA0000000000000000"}, "constraint", "shop_id"),
        ({"founded_month": "2099-01-01"}, "constraint", "founded_month"),
        ({"digital_tools": "none kiosk"}, "constraint", "digital_tools"),
        ({"monthly_rent": "0"}, "unlikely", "monthly_rent"),
        ({"owner_sex": ""}, "required", "owner_sex"),
        ({"sales": "많음"}, "wrong_type", "sales"),
    ],
)
def test_what_the_form_and_the_frame_have_against_a_record_stands_in_its_way(changes, fault, name):
    census = make_census()
    answer = api(census, census.intern, "성심빵집", "submit", content_of(census.wave, **changes), 0)
    assert answer.status_code == 422
    assert (fault, at(census, name)) in [(one["fault"], one["address"]) for one in answer.json()["problems"]]


def test_firms_of_transport_and_manufacturing_are_small_below_ten_regular_workers():
    census = make_census()
    many = {"staff_regular_women": "9", "staff_total": "11"}
    content = content_of(census.wave, industry="H49301", **many)
    assert api(census, census.intern, "성심빵집", "submit", content, 0).status_code == 200


def test_an_unusual_answer_is_kept_only_with_a_reason():
    census = make_census()
    huge = content_of(
        census.wave, sales="3000000", cost_materials="2900000", cost_wages="", cost_rent="", profit="100000"
    )
    asked = api(census, census.intern, "성심빵집", "submit", huge, 0)
    assert [one["address"] for one in asked.json()["problems"]] == [at(census, "sales")]
    reasons = {at(census, "sales"): "대형 도매를 겸함"}
    assert api(census, census.intern, "성심빵집", "submit", huge, 1, reasons=reasons).status_code == 200
    record = CensusRecord.objects.get()
    assert record.reasons == reasons
    assert RecordVersion.objects.get().reasons == reasons
    assert [one["fault"] for one in record.problems] == ["unlikely"]


def test_what_is_typed_saves_itself_and_two_windows_do_not_overwrite_each_other():
    census = make_census()
    form = the_form(census.wave)

    def save(revision, *changed, **answers):
        content = filled(form, answers)
        return api(census, census.intern, "성심빵집", "save", content, revision, *(at(census, one) for one in changed))

    first = save(0, "memo", memo="첫 방문")
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert save(1, "sales", memo="첫 방문", sales="12000").json()["revision"] == 2
    late = save(1, "sales", memo="첫 방문", sales="99")
    assert late.status_code == 409
    assert late.json()["fields"] == [at(census, "sales")]
    assert "<sales>12000</sales>" in late.json()["content"]
    other = save(1, "cost_rent", memo="첫 방문", cost_rent="800")  # another field: both windows' work stays
    assert other.json()["revision"] == 3
    assert "<sales>12000</sales>" in other.json()["content"]
    again = save(1, "cost_rent", memo="첫 방문", cost_rent="800")  # the same again, because the answer was lost
    assert again.json()["revision"] == 3
    kept = CensusRecord.objects.get().content
    assert "<sales>12000</sales>" in kept
    assert "<cost_rent>800</cost_rent>" in kept


def test_rounds_of_a_repeat_are_merged_as_one_field():
    census = make_census()
    path = the_form(census.wave).items["/data/digital/platform"].path

    def with_rounds(*kinds):
        rounds = "".join(f"<platform><kind>{kind}</kind></platform>" for kind in kinds)
        return f'<data id="daejeon_census" version="2026.1"><digital>{rounds}</digital></data>'

    api(census, census.intern, "성심빵집", "save", with_rounds("delivery"), 0, f"{path}[1]/kind")
    api(census, census.intern, "성심빵집", "save", with_rounds("delivery", "social"), 1, f"{path}[2]/kind")
    late = api(census, census.intern, "성심빵집", "save", with_rounds("booking"), 1, f"{path}[1]/kind")
    assert (late.status_code, late.json()["fields"]) == (409, [path])
    gone = api(census, census.intern, "성심빵집", "save", with_rounds("social"), 2, f"{path}[1]")
    assert gone.json()["revision"] == 3
    assert CensusRecord.objects.get().content.count("<platform>") == 1


@pytest.mark.parametrize(
    "body", ["no json", "[]", '{"revision": 1}', '{"revision": 0, "content": "<a", "changed": {}}']
)
def test_what_is_no_form_is_refused_with_a_sentence_and_nothing_is_begun(body):
    census = make_census()
    address = reverse("survey:entry_save", args=["2026A", census.business("성심빵집").pk])
    answer = signed_in(census.intern).post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "ContentUnreadable"
    assert not CensusRecord.objects.exists()


def test_the_page_of_entry_begins_with_what_the_frame_knows_and_the_last_record_offers():
    census = make_census()
    hand_in(census, "가람식당", local_currency="not_accepted")
    page = signed_in(census.intern).get(entry(census, "성심빵집"), {"mode": "phone"})
    state = page.context["state"]
    assert (state["revision"], state["content"], state["mode"]) == (0, "", "phone")
    assert state["prefill"][at(census, "shop_id")] == census.business("성심빵집").source_id
    assert state["prefill"][at(census, "industry")] == "I56111"
    assert state["prefill"][at(census, "channel")] == "telephone"
    assert state["last"][at(census, "local_currency")] == "not_accepted"
    assert at(census, "owner_birth_year") not in state["last"]
    form = signed_in(census.intern).get(page.context["form_url"])
    assert form.json()["id"] == "daejeon_census"
    assert "immutable" in form["Cache-Control"]
    stale = page.context["form_url"].rpartition("/")[0] + "/0123456789abcdef.json"
    assert signed_in(census.intern).get(stale).status_code == 404
    codes = signed_in(census.intern).get(reverse("survey:industry_codes")).json()["codes"]
    assert ["I56111", "한식 일반 음식점업"] in codes


def test_a_record_goes_on_with_the_version_with_which_it_was_begun():
    census = make_census()
    keep(census)
    publish_questionnaire(
        person(census.manager),
        upload_questionnaire(person(census.manager), CENSUS.replace("| 2026.1 |", "| 2026.2 |").encode(), "c.md").pk,
    )
    assert hand_in(census).form.version == "2026.1"
    assert hand_in(census, "가람식당").form.version == "2026.2"


def test_a_wave_is_refused_a_questionnaire_that_does_not_ask_the_outcome_and_the_day():
    manager = make_user(Role.MANAGER)
    other = published(manager, HOUSEHOLD, "household.md")
    typed = {
        "code": "2026B", "title": "둘째", "questionnaire": other.pk, "opens_at": "2026-11-01T09:00",
        "closes_at": "2026-12-01T09:00",
    }  # fmt: skip
    answer = signed_in(manager).post(reverse("survey:wave_new"), typed)
    assert answer.status_code == 422
    assert "result, visited_on" in answer.content.decode()


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
    manager = signed_in(census.manager)
    record = hand_in(census)
    board = manager.get(reverse("survey:wave", args=["2026A"])).content.decode()
    assert "은행선화동" in board
    listed = manager.get(reverse("survey:records", args=["2026A"]), {"state": "submitted"}).content.decode()
    assert "2026A-000001" in listed
    page = reverse("survey:record", args=["2026A", record.pk])
    assert "18,000" in manager.get(page).content.decode()
    without = manager.post(reverse("survey:record_return", args=["2026A", record.pk]), {"note": " "})
    assert without.status_code == 422
    at_sales = {f"note:{at(census, 'sales')}": "부가세를 뺀 값입니까?"}
    manager.post(reverse("survey:record_return", args=["2026A", record.pk]), {"note": "매출을 다시 확인", **at_sales})
    opened = signed_in(census.intern).get(entry(census, "성심빵집"))
    assert "매출을 다시 확인" in opened.content.decode()
    assert opened.context["state"]["notes"] == {at(census, "sales"): "부가세를 뺀 값입니까?"}
    hand_in(census, sales="18100", profit="2600")
    versions = RecordVersion.objects.order_by("number")
    assert [version.answers[at(census, "sales")] for version in versions] == ["18000", "18100"]
    assert versions[1].replaces == versions[0].instance_id
    shown = manager.get(page)
    changed = [row.name for block in shown.context["blocks"] for row in block.rows if row.changed]
    assert changed == ["sales", "profit"]
    assert "매출을 다시 확인" in shown.content.decode(), "why it came back is told when it is mended, too"
    mended, first = shown.context["versions"]
    assert (mended.version.number, mended.sent_back) == (2, [])
    [(_at, by, words)] = first.sent_back
    assert (by, words) == (str(census.manager), [("", "매출을 다시 확인"), ("지난해 매출", "부가세를 뺀 값입니까?")])
    manager.post(reverse("survey:record_approve", args=["2026A", record.pk]))
    assert CensusRecord.objects.get().state == "approved"


def test_a_manager_sees_what_is_personal_of_the_owner_only_for_a_logged_reason():
    census = make_census()
    record = hand_in(census)
    manager = signed_in(census.manager)
    page = manager.get(reverse("survey:record", args=["2026A", record.pk])).content.decode()
    assert "1979" not in page
    assert ">여<" not in page
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
    hand_in(census, Assignment.objects.first().business.name)
    manager.post(reverse("survey:area_end", args=["2026A", census.area.pk, census.intern.pk]))
    assert Assignment.objects.filter(enumerator=census.intern, ended_at=None).count() == 1
    listed = [(one.name, one.until, one.businesses) for one in given_out_of(census.area.pk)]
    assert listed == [("성춘향", clock.today(), 4), ("성춘향", None, 1)]
    page = manager.get(address).content.decode()
    assert "담당 이력" in page and "지금까지" in page
    nobody = manager.post(address, {"enumerator": make_user().pk, "count": 5})
    assert nobody.status_code == 422


def test_a_wave_that_closes_before_it_opens_is_refused_and_nothing_typed_is_lost():
    manager = make_user(Role.MANAGER)
    typed = {
        "code": "2026B", "title": "둘째", "questionnaire": published(manager).pk, "opens_at": "2026-12-01T09:00",
        "closes_at": "2026-11-01T09:00",
    }  # fmt: skip
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
        ("post", "survey:entry_save", [wave.code, business.pk]),
        ("post", "survey:entry_submit", [wave.code, business.pk]),
    ]
    return {"manager": manager_only, "frame": frame_only, "intern": intern_only}


def test_every_address_is_closed_to_everybody_whom_it_does_not_concern():
    census = make_census()
    hand_in(census)
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
        hand_in(census, f"가게{number:03}")
    manager, intern = signed_in(census.manager), signed_in(census.intern)
    for client, name, arguments, narrowed, most in (
        (manager, "survey:wave", ["2026A"], {}, 16),
        (manager, "survey:area", ["2026A", census.area.pk], {}, 20),
        (manager, "survey:records", ["2026A"], {}, 18),
        (manager, "survey:businesses", [], {"show": "repeats"}, 16),
        (manager, "survey:businesses", [], {"dong": census.area.dong_id}, 16),
        (intern, "survey:my_work", ["2026A"], {"show": "done"}, 16),
        (intern, "survey:my_find", ["2026A"], {}, 10),
    ):
        client.get(reverse(name, args=arguments))
        with django_assert_max_num_queries(most):
            assert client.get(reverse(name, args=arguments), narrowed).status_code == 200


def test_the_frame_is_narrowed_to_a_gu():
    census = make_census()
    far = {"dong_code": "3020053000", "gu_name": "유성구", "dong_name": "온천1동"}
    load(frame_bytes({"name": "가상식당"}, {"name": "가상헤어"} | far))
    page = signed_in(census.manager).get(reverse("survey:businesses"), {"gu": "30200"})
    assert [business.name for business in page.context["page"]] == ["가상헤어"]


def test_the_enumerator_is_told_what_to_mend_in_a_returned_record():
    census = make_census()
    record = hand_in(census)
    notes = {at(census, "sales"): "부가세를 뺀 값입니까?"}
    return_record(person(census.manager), record.pk, "매출 단위를 확인해 주십시오.", notes)
    told = Notice.objects.get(recipient=census.intern)
    assert "매출 단위를 확인해 주십시오." in told.body
    assert "지난해 매출: 부가세를 뺀 값입니까?" in told.body
    assert told.url == entry(census, "성심빵집")
