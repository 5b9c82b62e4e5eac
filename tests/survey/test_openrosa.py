"""Another client (ODK Collect, Enketo) works against a wave: forms down, records up, nothing lost."""

from __future__ import annotations

import base64
import io
import json
import zlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree
from PIL import Image

from accounts.models import Role
from kernel import clock
from survey.actions.questionnaire import publish_questionnaire, upload_questionnaire
from survey.actions.record import wall_clock
from survey.actions.review import approve_record, return_record
from survey.actions.tokens import make_token, revoke_token
from survey.demo import filled
from survey.errors import ReasonsMissing, RecordHasIssues
from survey.models import AppToken, CensusRecord, HeldSubmission, RecordFile, RecordVersion
from survey.queries.questionnaire import form_of
from survey.rules.openrosa import collect_settings, md5_of
from survey.rules.record import named_text
from survey.rules.xform.check import problems, settle, surroundings
from survey.rules.xform.reading import read
from survey.wording_held import facts_of
from tests.factories import make_user, person
from tests.survey.factories import Census, good_answers, hand_in, keep, make_census, published, the_form
from tests.survey.xform.samples import CENSUS

pytestmark = pytest.mark.django_db
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<data id="daejeon_census"><memo>&b;</memo></data>'
)


class App:
    """An app that is set up with a token."""

    def __init__(self, census: Census, user: Any = None) -> None:
        self.census, self.user = census, user or census.intern
        self.token, self.text = make_token(person(self.user), "시험 전화기")
        self.client = Client()

    @property
    def headers(self) -> dict[str, str]:
        credentials = base64.b64encode(f"{self.user.email}:{self.text}".encode()).decode()
        return {"Authorization": f"Basic {credentials}", "X-OpenRosa-Version": "1.0"}

    def get(self, name: str, **more: Any) -> Any:
        return self.client.get(reverse(f"openrosa:{name}", kwargs={"code": "2026A", **more}), headers=self.headers)

    def send(self, xml: bytes, **files: bytes) -> Any:
        parts: dict[str, Any] = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml")}
        parts |= {name: SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()}
        return self.client.post(reverse("openrosa:submission", args=["2026A"]), parts, headers=self.headers)


def xml(census: Census, instance_id: str = "", deprecated: str = "", **changes: str) -> bytes:
    """The good record, changed, as a client sends it."""
    root = etree.fromstring(filled(the_form(census.wave), good_answers(**changes)))
    meta = root.find("meta")
    if meta is None:
        meta = etree.SubElement(root, "meta")
    for child in list(meta):
        meta.remove(child)
    etree.SubElement(meta, "instanceID").text = instance_id or f"uuid:{uuid4()}"
    if deprecated:
        etree.SubElement(meta, "deprecatedID").text = deprecated
    return etree.tostring(root)


def said(answer: Any) -> str:
    root = etree.fromstring(answer.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    assert answer["X-OpenRosa-Version"] == "1.0"
    return root.findtext("{http://openrosa.org/http/response}message") or ""


def test_a_client_lists_and_fetches_the_form_and_sends_a_record() -> None:
    app = App(make_census())
    listed = etree.fromstring(app.get("form_list").content)
    space = "{http://openrosa.org/xforms/xformsList}"
    (form,) = listed.findall(f"{space}xform")
    assert (form.findtext(f"{space}formID"), form.findtext(f"{space}version")) == ("daejeon_census", "2026.1")
    version_id = int((form.findtext(f"{space}downloadUrl") or "").split("/")[-2])
    assert b"<h:title>" in app.get("form", version_id=version_id).content
    assert b"xformsManifest" in app.get("manifest", version_id=version_id).content
    where = app.client.head(reverse("openrosa:submission", args=["2026A"]), headers=app.headers)
    assert (where.status_code, where["Location"]) == (204, "http://testserver/openrosa/2026A/submission")
    assert int(where["X-OpenRosa-Accept-Content-Length"]) > 10_000_000
    answer = app.send(xml(app.census))
    assert (answer.status_code, "2026A-000001" in said(answer)) == (201, True)
    record = CensusRecord.objects.get()
    assert (record.state, record.result, record.issues, record.business.name) == (
        "submitted", "completed", 0, "성심빵집",
    )  # fmt: skip
    assert RecordVersion.objects.get().origin == "client"


def test_only_a_token_signs_in_not_a_session_and_no_longer_once_withdrawn() -> None:
    census = make_census()
    app = App(census)
    address = reverse("openrosa:form_list", args=["2026A"])
    session = Client()
    session.force_login(census.intern)
    refused = session.get(address)
    assert (refused.status_code, refused["WWW-Authenticate"].startswith("Basic")) == (401, True)
    bearer = {"Authorization": f"Bearer {app.text}"}
    assert Client().get(address, headers=bearer).status_code == 200
    assert AppToken.objects.get().last_used_on == clock.today()
    others = base64.b64encode(f"somebody@example.org:{app.text}".encode()).decode()
    for wrong in ("Basic", "Basic ?", f"Basic {others}", "Bearer x", "Digest a"):
        assert Client().get(address, headers={"Authorization": wrong}).status_code == 401, wrong
    assert app.text not in str(AppToken.objects.values())
    revoke_token(person(census.intern), app.token.pk)
    assert app.get("form_list").status_code == 401


def test_whoever_has_no_work_in_the_wave_neither_sees_its_forms_nor_sends() -> None:
    census = make_census()
    stranger = App(census, make_user(Role.ENUMERATOR))
    assert stranger.get("form_list").status_code == 403
    assert stranger.send(xml(census)).status_code == 403
    assert stranger.send(b"nothing").status_code == 403
    assert not HeldSubmission.objects.exists()


def test_the_same_again_is_answered_as_success_and_other_content_under_its_id_as_conflict() -> None:
    app = App(make_census())
    first = xml(app.census, "uuid:1")
    assert [app.send(first).status_code for _time in range(3)] == [201, 201, 201]
    assert RecordVersion.objects.count() == 1
    other = app.send(xml(app.census, "uuid:1", sales="18100", profit="2600"))
    assert other.status_code == 409
    held = HeldSubmission.objects.get()
    assert (held.why, held.instance_id) == ("conflict", "uuid:1")
    assert RecordVersion.objects.count() == 1


def test_a_faulty_record_is_taken_with_its_issues_and_is_not_approved_before_they_are_mended() -> None:
    app = App(make_census())
    answer = app.send(xml(app.census, staff_total="9", visited_on="2099-01-01"))
    assert answer.status_code == 201
    record = CensusRecord.objects.get()
    assert record.issues == 2
    assert {one["fault"] for one in record.problems} == {"constraint"}
    with pytest.raises(RecordHasIssues):
        approve_record(person(app.census.manager), record.pk)
    return_record(person(app.census.manager), record.pk, "합계를 다시 확인")
    mended = hand_in(app.census)
    assert (mended.state, mended.issues, mended.version) == ("submitted", 0, 2)
    approve_record(person(app.census.manager), record.pk)


def test_something_unlikely_from_a_client_is_approved_once_a_reason_is_written_at_it() -> None:
    app = App(make_census())
    app.send(xml(app.census, sales="3000000", profit="2984500"))
    record = CensusRecord.objects.get()
    assert (record.issues, {one["fault"] for one in record.problems}) == (0, {"unlikely"})
    asked = {one["address"] for one in record.problems}
    manager = Client()
    manager.force_login(app.census.manager)
    page = reverse("survey:record", args=["2026A", record.pk])
    assert all(f'name="reason:{address}"' in manager.get(page).content.decode() for address in asked)
    with pytest.raises(ReasonsMissing):
        approve_record(person(app.census.manager), record.pk, {"/data/elsewhere": "여기는 아님"})
    approve = reverse("survey:record_approve", args=["2026A", record.pk])
    assert manager.post(approve, {f"reason:{address}": " " for address in asked}).status_code == 422
    assert manager.post(approve, {f"reason:{address}": "본사 매출(가상)" for address in asked}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.reasons) == ("approved", dict.fromkeys(asked, "본사 매출(가상)"))
    assert RecordVersion.objects.get().reasons == {}
    assert "본사 매출(가상)" in manager.get(page).content.decode()


def test_an_edited_form_takes_the_place_of_the_one_that_it_names() -> None:
    app = App(make_census())
    app.send(xml(app.census, "uuid:1"))
    assert app.send(xml(app.census, "uuid:2", "uuid:1", sales="18100", profit="2600")).status_code == 201
    record = CensusRecord.objects.get()
    assert (record.version, record.instance_id, record.receipt) == (2, "uuid:2", "2026A-000001")
    assert RecordVersion.objects.get(number=2).replaces == "uuid:1"
    late = app.send(xml(app.census, "uuid:3", "uuid:1"))  # another edit of the same first form
    assert late.status_code == 409
    without = app.send(xml(app.census, "uuid:4"))
    assert without.status_code == 201
    assert list(HeldSubmission.objects.order_by("pk").values_list("why", flat=True)) == ["conflict", "handed_in"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (lambda census: b"\xff\xfe no xml", "not_xml"),
        (lambda census: BOMB, "not_xml"),
        (lambda census: b"<a>" * 3000, "not_xml"),
        (lambda census: b'<data id="other" version="1"/>', "other_form"),
        (lambda census: xml(census).replace(b'version="2026.1"', b'version="1999"'), "other_form"),
        (lambda census: xml(census, shop_id="MA9999"), "no_business"),
        (lambda census: xml(census, shop_id=census.business("141").source_id), "not_assigned"),
    ],
)
def test_what_cannot_be_a_record_is_held_byte_for_byte_with_its_reason(sent: Any, why: str) -> None:
    app = App(make_census())
    content = sent(app.census)
    assert [app.send(content).status_code for _time in range(2)] == [201, 201]
    held = HeldSubmission.objects.get()
    assert (held.why, bytes(held.content)) == (why, content)
    assert not CensusRecord.objects.exists()


def test_what_comes_after_the_end_or_meets_a_draft_is_held() -> None:
    census = make_census()
    app = App(census)
    keep(census, "가람식당")
    app.send(xml(census, shop_id=census.business("가람식당").source_id))
    with clock.at(census.wave.closes_at + timedelta(days=1)):
        app.send(xml(census))
    assert list(HeldSubmission.objects.order_by("pk").values_list("why", flat=True)) == ["drafted", "wave_closed"]
    assert CensusRecord.objects.get().state == "draft"


def test_a_manager_places_what_is_held_or_puts_it_away_with_a_reason() -> None:
    census = make_census()
    app = App(census)
    app.send(xml(census, "uuid:1", shop_id="MA9999"))
    app.send(b"no xml")
    wrong, broken = HeldSubmission.objects.order_by("pk")
    manager = Client()
    manager.force_login(census.manager)
    listed = manager.get(reverse("survey:held", args=["2026A"]))
    assert listed.content.decode().count("/held/") >= 2
    assert manager.get(reverse("survey:held_one", args=["2026A", wrong.pk])).context["facts"] == [
        ("상가업소번호", "MA9999")
    ]
    place = reverse("survey:held_place", args=["2026A", wrong.pk])
    assert manager.post(place, {"shop_id": "MA0"}).status_code == 422
    shop = census.business("성심빵집").source_id
    assert manager.post(place, {"shop_id": shop}).status_code == 302
    record = CensusRecord.objects.get()
    assert (record.business.name, record.entered_by, record.issues) == ("성심빵집", census.intern, 1)
    assert manager.post(reverse("survey:held_place", args=["2026A", broken.pk]), {"shop_id": shop}).status_code == 422
    dismiss = reverse("survey:held_dismiss", args=["2026A", broken.pk])
    assert manager.post(dismiss, {"reason": " "}).status_code == 422
    assert manager.post(dismiss, {"reason": "시험 전송"}).status_code == 302
    content = manager.get(reverse("survey:held_content", args=["2026A", broken.pk]))
    assert (content.content, content["Content-Type"]) == (b"no xml", "application/octet-stream")
    assert set(HeldSubmission.objects.values_list("state", flat=True)) == {"placed", "dismissed"}


def photo() -> bytes:
    bytes_of = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(bytes_of, "JPEG")
    return bytes_of.getvalue()


PHOTO_ROW = "| | image | front | 정면 사진 | Front |" + " |" * 16
WITH_PHOTO = CENSUS.replace("| | end group | visit |", f"{PHOTO_ROW}\n| | end group | visit |")


def test_files_come_in_several_requests_and_are_expected_until_all_are_there() -> None:
    census = make_census()
    census.wave.questionnaire = published(census.manager, WITH_PHOTO.replace("| 2026.1 |", "| 2026.3 |"))
    census.wave.save()
    app = App(census)
    content = xml(census, "uuid:1", front="front.jpg")
    assert app.send(content).status_code == 202
    assert app.send(content, front_jpg=photo()).status_code == 201
    assert app.send(content, front_jpg=photo()).status_code == 201
    kept = RecordFile.objects.get()
    assert (kept.name, kept.version and kept.version.number) == ("front.jpg", 1)


def test_a_file_that_cannot_be_kept_does_not_cost_the_record() -> None:
    app = App(make_census())
    assert app.send(xml(app.census, "uuid:1"), notes_exe=b"MZ\x90\x00" * 20).status_code == 201
    assert CensusRecord.objects.get().state == "submitted"
    held = HeldSubmission.objects.get()
    assert (held.why, list(held.facts["files"])) == ("file_refused", ["notes.exe"])
    [(_label, told)] = facts_of(held)
    assert told == f"notes.exe: {held.facts['files']['notes.exe']}"


def test_a_body_without_a_form_or_too_large_a_one_is_told_so() -> None:
    app = App(make_census())
    address = reverse("openrosa:submission", args=["2026A"])
    assert app.client.post(address, {}, headers=app.headers).status_code == 400
    broken = app.client.post(address, b"--x", content_type="multipart/form-data; boundary=y", headers=app.headers)
    assert broken.status_code == 400
    assert app.send(b" " * (5 * 1024 * 1024 + 1)).status_code == 413
    announced = app.client.post(address, b"x", content_type="text/xml", CONTENT_LENGTH=str(10**9), headers=app.headers)
    assert announced.status_code == 413


TABLE = "name,label,dong\ns1,가람식당(가상),은행선화동\ns2,성심빵집(가상),대흥동\n"
FROM_FILE = """| survey |
| | type | name | label | calculation |
| | select_one_from_file shops.csv | shop | 점포 | |
| | calculate | dong | | pulldata('shops', 'dong', 'name', ${shop}) |
| settings |
| | form_id | form_title | version |
| | shops | Shops | 1 |"""


def test_a_table_attached_to_a_form_is_listed_and_fetched_and_read_by_the_rules() -> None:
    census = make_census()
    draft = upload_questionnaire(
        person(census.manager), FROM_FILE.encode(), "shops.md", {"shops.csv": TABLE.encode("utf-8-sig")}
    )
    census.wave.questionnaire = publish_questionnaire(person(census.manager), draft.pk).questionnaire
    census.wave.save()
    app = App(census)
    listed = etree.fromstring(app.get("manifest", version_id=draft.pk).content)
    space = "{http://openrosa.org/xforms/xformsManifest}"
    (file,) = listed.findall(f"{space}mediaFile")
    assert file.findtext(f"{space}filename") == "shops.csv"
    address = (file.findtext(f"{space}downloadUrl") or "").removeprefix("http://testserver")
    fetched = app.client.get(address, headers=app.headers)
    assert fetched.content.decode("utf-8-sig") == TABLE
    assert file.findtext(f"{space}hash") == f"md5:{md5_of(fetched.content)}"
    assert app.client.get(address).status_code == 401
    assert app.client.get(address.replace("shops.csv", "other.csv"), headers=app.headers).status_code == 404
    form = form_of(draft)
    root, _unfit = read(form, b'<data id="shops" version="1"><shop>s2</shop></data>')
    around = surroundings(form, wall_clock())
    settle(form, root, around)
    assert (named_text(form, root, "dong"), problems(form, root, around)) == ("대흥동", [])
    wrong, _unfit = read(form, b'<data id="shops" version="1"><shop>s9</shop></data>')
    assert [one.fault for one in problems(form, wrong, around)] == ["unknown_choice"]


def test_the_code_for_collect_holds_the_server_and_the_token() -> None:
    census = make_census()
    intern = Client()
    intern.force_login(census.intern)
    page = intern.post(reverse("survey:tokens", args=["2026A"]), {"name": "내 전화기"})
    made = page.context["made"]
    assert made["text"] in page.content.decode()
    assert made["server"] == "http://testserver/openrosa/2026A"
    assert made["text"] not in intern.get(reverse("survey:tokens", args=["2026A"])).content.decode()
    packed = collect_settings(made["server"], census.intern.email, made["text"], "회차")
    settings = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert settings["general"]["server_url"] == made["server"]
    assert settings["general"]["password"] == made["text"]
    gone = intern.post(reverse("survey:token_revoke", args=["2026A", AppToken.objects.get().pk]))
    assert gone.status_code == 302


def test_a_submission_asks_the_database_a_bounded_number_of_times(django_assert_max_num_queries: Any) -> None:
    census = make_census()
    app = App(census)
    app.send(xml(census, shop_id=census.business("가람식당").source_id))
    app.send(xml(census, "uuid:1"))
    with django_assert_max_num_queries(24):  # four of them for the visit; one that is edited goes the long way
        assert app.send(xml(census, "uuid:2", "uuid:1", result="absent")).status_code == 201
