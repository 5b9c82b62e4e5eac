"""Loading business files into the frame."""

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import Role
from kernel.errors import NotPermitted
from survey.actions.frame import receive_frame_file
from survey.demo import made_up_frame
from survey.errors import SameFileLoaded
from survey.models import Business, FrameChange, FrameFault, FrameImport, IndustryCode
from survey.queries.find import find_businesses
from survey.queries.frame import former_of
from survey.rules.korean import name_key, name_tokens
from tests.factories import make_user, person
from tests.server import connected
from tests.survey.factories import FRAME, check, frame_bytes, load

pytestmark = pytest.mark.django_db


def figures(frame_import):
    return {name: frame_import.counts[name] for name in ("added", "changed", "same", "gone", "bad_rows", "repeats")}


def test_a_dry_run_counts_and_changes_nothing():
    done = check(frame_bytes({"name": "가"}, {"name": "나"}))
    assert (done.state, figures(done)["added"]) == ("checked", 2)
    assert Business.objects.count() == 0


def test_the_same_file_again_adds_and_changes_nothing():
    data = frame_bytes({"name": "가"}, {"name": "나"})
    load(data)
    before = list(Business.objects.order_by("pk").values())
    same = {"added": 0, "changed": 0, "same": 2, "gone": 0, "bad_rows": 0, "repeats": 0}
    assert figures(load(data, again=True)) == same
    assert list(Business.objects.order_by("pk").values()) == before


def test_the_file_that_the_frame_shows_is_not_taken_again_unless_a_person_insists():
    data, other = frame_bytes({"name": "가"}), frame_bytes({"name": "나"})
    first = load(data)
    with pytest.raises(SameFileLoaded, match=rf"{first.pk}.*frame\.csv"):
        load(data)
    with pytest.raises(SameFileLoaded):
        load(data, taxonomy="new")
    assert FrameImport.objects.count() == 1
    assert load(data, again=True).state == "loaded"
    load(other)
    assert load(data).state == "loaded"  # back to the earlier file
    assert load(other).state == "loaded"


def test_a_file_that_was_refused_or_read_otherwise_is_taken_again():
    bad = frame_bytes({"name": ""})
    assert load(bad).state == load(bad).state == "refused"
    data = frame_bytes({"name": "가"})
    load(data)
    assert load(data, ksic_revision=11).state == "loaded"


def test_the_page_says_which_import_it_was_and_lets_a_person_insist(client):
    client.force_login(make_user(Role.MANAGER))
    data = frame_bytes({"name": "가"})
    first = load(data)
    address, fields = reverse("survey:frame"), {"taxonomy": "", "ksic_revision": "10"}
    assert 'type="checkbox" name="again"' not in client.get(address).content.decode()
    refused = client.post(address, fields | {"upload": SimpleUploadedFile("frame.csv", data)})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f"{first.pk}번" in page
    assert re.search(r'<input[^>]*type="checkbox"[^>]*name="again"', page)
    insisted = client.post(address, fields | {"upload": SimpleUploadedFile("frame.csv", data), "again": "on"})
    assert insisted.status_code == 302
    assert FrameImport.objects.count() == 2


def test_a_later_file_changes_adds_and_marks_the_missing_without_closing_them():
    load(frame_bytes({"source_id": "A1", "name": "가"}, {"source_id": "A2", "name": "나"}))
    later = load(frame_bytes({"source_id": "A1", "name": "가나"}, {"source_id": "A3", "name": "다"}))
    assert figures(later) | {"repeats": 0} == {
        "added": 1, "changed": 1, "same": 0, "gone": 1, "bad_rows": 0, "repeats": 0,
    }  # fmt: skip
    assert Business.objects.get(source_id="A2").missing_since == later
    back = load(frame_bytes({"source_id": "A2", "name": "나"}))
    assert back.counts["returned"] == 1
    assert Business.objects.get(source_id="A2").missing_since is None


def test_what_an_entry_was_before_a_file_changed_it_is_kept_and_shown(client, django_assert_num_queries):
    load(frame_bytes({"source_id": "A1", "name": "가", "road_address": "없는로 1"}, {"source_id": "A2", "name": "나"}))
    changed = {"source_id": "A1", "name": "가상", "road_address": "없는로 2", "dong_code": "3011051500"}
    second = load(frame_bytes(changed, {"source_id": "A2", "name": "나"}))
    third = load(frame_bytes(changed | {"name": "가상점", "small_code": "I20102", "small_name": "국수"}))
    business = Business.objects.get(source_id="A1")
    assert [(one.business_id, one.frame_import, one.before) for one in FrameChange.objects.order_by("pk")] == [
        (business.pk, second, {"name": "가", "road_address": "없는로 1", "dong": "3014053500"}),
        (business.pk, third, {"name": "가상", "industry": IndustryCode.objects.get(name="백반/한정식").pk}),
    ]
    load(frame_bytes(changed | {"name": "가상점", "small_code": "I20102", "small_name": "국수"}), again=True)
    assert FrameChange.objects.count() == 2  # nothing changed
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FrameChange.objects.all().delete()
    with django_assert_num_queries(3):
        former_of([business])
    client.force_login(make_user(Role.MANAGER))
    page = client.get(reverse("survey:repeats", args=[business.pk])).content.decode()
    for told in ("이전 내용", "상호: 가<br>", "행정동: 중구 은행선화동", "업종: 백반/한정식", "주소: 없는로 1"):
        assert told in page
    assert "변경됨: 이전 내용 보기" in client.get(reverse("survey:businesses")).content.decode()


def test_who_is_at_another_address_is_counted_among_what_changed(client):
    shops = [
        {"source_id": f"A{n}", "name": f"가상{n}", "road_address": f"대전광역시 중구 없는로 {n}"} for n in range(3)
    ]
    load(frame_bytes(*shops))
    renamed, moved = shops[1] | {"name": "나"}, shops[2] | {"road_address": "대전광역시 중구 없는로 77"}
    later = check(frame_bytes(shops[0], renamed, moved))
    assert [later.counts[name] for name in ("same", "changed", "moved", "added")] == [1, 2, 1, 0]
    client.force_login(make_user(Role.MANAGER))
    assert "그중 주소 변경 1곳" in client.get(reverse("survey:import", args=[later.pk])).content.decode()


def test_a_file_of_one_dong_says_nothing_of_the_others():
    load(frame_bytes({"source_id": "A1"}, {"source_id": "B1", "dong_code": "3011051500"}))
    assert figures(load(frame_bytes({"source_id": "A1"})))["gone"] == 0


def test_bad_rows_stop_the_whole_file_unless_they_are_to_be_left_out():
    data = frame_bytes({"name": "가"}, {"name": ""})
    stopped = load(data)
    assert (stopped.state, stopped.problem, Business.objects.count()) == ("refused", "bad_rows", 0)
    assert FrameFault.objects.filter(frame_import=stopped).values_list("row", "column").get() == (3, "상호명")
    assert (load(data, skip_bad=True).state, Business.objects.count()) == ("loaded", 1)


def test_repeats_of_a_name_within_a_dong_are_marked_and_kept():
    load(frame_bytes({"name": "가게"}, {"name": "가 게"}, {"name": "가게", "dong_code": "3011051500"}, {"name": "나"}))
    marked = Business.objects.filter(possible_repeat=True).values_list("name", "dong__name")
    assert sorted(marked) == [("가 게", "은행선화동"), ("가게", "은행선화동")]


def test_the_database_and_the_rules_make_the_same_tokens_of_a_name():
    dice = random.Random(7)
    letters = "가각힣ㄱa1樂&.두꺼비짬뽕"
    names = ["".join(dice.choices(letters, k=dice.randint(1, 12))) for _ in range(200)]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT survey_name_tokens(%s)", [name_key(name)])
            assert set(cursor.fetchone()[0]) == name_tokens(name_key(name)), name


def test_only_managers_bring_files_into_the_frame(tmp_path):
    file = tmp_path / "frame.csv"
    file.write_bytes(frame_bytes({}))
    with file.open("rb") as stream, pytest.raises(NotPermitted):
        receive_frame_file(person(make_user(Role.INTERN)), stream, "frame.csv")


def test_the_command_says_what_is_wrong_with_a_file(tmp_path, capsys):
    file = tmp_path / "frame.csv"
    file.write_bytes(frame_bytes({}, drop=("name",)))
    with pytest.raises(CommandError, match="상호명"):
        call_command("import_frame", str(file), "--dry-run")


def test_the_whole_real_file_or_the_sample_loads_with_counts_that_were_made_by_other_means():
    if not FRAME.exists():  # a machine without the real file: the sample of the project
        assert figures(load(made_up_frame()))["added"] == 500
        return
    # The planner's figures were taken while an earlier import was not committed: they say that there is no business.
    load(frame_bytes({"name": "미정"}))
    with connected(connection.settings_dict["NAME"]) as owner:
        owner.execute("ANALYZE survey_business")
    Business.objects.all().delete()
    done = load(FRAME.read_bytes())
    # Figures of the file's own description, and by `cut` and `uniq -c` over its columns.
    assert figures(done) == {"added": 78607, "changed": 0, "same": 0, "gone": 0, "bad_rows": 0, "repeats": 1976}
    by_gu = {row["gu"]: row["added"] for row in done.counts["by_gu"]}
    assert by_gu == {"동구": 11615, "중구": 13104, "서구": 26884, "유성구": 18720, "대덕구": 8284}
    found = [business.name for business in find_businesses(Business.objects.all(), "ㅅㅅㄷ", limit=200)]
    assert found.count("성심당") == 2
