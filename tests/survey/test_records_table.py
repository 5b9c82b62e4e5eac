"""The table of census records: masked as a rule, in full only for a reason that is kept."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from kernel.clock import SEOUL
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.models import AccessEntry
from reports.actions import produce_now, request_document
from reports.models import Job
from reports.rendering.csv import write_csv
from reports.rendering.dump import write_dump
from reports.rendering.values import plain
from survey.actions.record import Typed, save_draft, submit_record
from survey.models import CensusRecord
from survey.queries import export
from survey.records_table import HIDDEN, Shown, records_table
from survey.rules.age_bands import age_band
from survey.rules.xform.form import Form, Item
from survey.wording import age_band_text, choice_words
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, content_of, hand_in, make_census, the_form

pytestmark = pytest.mark.django_db
IN_FULL = "survey.records_in_full"
AS_IT_IS = Shown(masked=False, words=False)


def census_of_one(**answers: str) -> Census:
    census = make_census()
    hand_in(census, **answers)
    return census


def row_of(job: Job) -> dict[str, str]:
    with storages["default"].open(job.stored_as) as file:
        rows = [row for row in csv.reader(io.StringIO(file.read().decode("utf-8-sig"))) if row]
    header = next(number for number, row in enumerate(rows) if "접수번호" in row)
    return dict(zip(rows[header], rows[header + 1], strict=True))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_table_of_records_has_ages_in_bands_and_no_sex_of_the_owner() -> None:
    census = census_of_one(owner_birth_year="1979", visited_on="2026-05-02")
    row = row_of(produce_now(person(census.manager), "survey.records", {"wave": census.wave.pk}, "csv", language="ko"))
    assert row["방문 연도 기준 대표자 나이"] == "40대"
    assert row["성별"] == "****"
    assert row["계산값: costs"] == "15500"  # which no question asks
    assert "1979" not in row.values()
    assert "여" not in row.values()
    assert not AccessEntry.objects.exists()


def test_the_table_in_full_leaves_a_line_in_the_access_log() -> None:
    census = census_of_one(owner_birth_year="1979")
    params = {"wave": census.wave.pk, "reason": "표본 설계를 위한 연령 분포 확인"}
    row = row_of(produce_now(person(census.manager), IN_FULL, params, "csv", language="ko"))
    assert (row["출생 연도"], row["성별"]) == ("1979", "여")
    entry = AccessEntry.objects.get()
    assert (entry.actor_id, entry.entity_id, entry.fields, entry.reason) == (
        census.manager.pk, str(census.wave.pk), "owner_sex,owner_birth_year", params["reason"],
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_there_is_neither_a_table_nor_a_job(reason: str) -> None:
    census = census_of_one()
    with pytest.raises(ReasonNeeded):
        request_document(person(census.manager), IN_FULL, {"wave": census.wave.pk, "reason": reason}, "xlsx")
    page = signed_in(census.manager).post(
        reverse("reports:request", args=[IN_FULL]), {"wave": census.wave.pk, "reason": reason, "format": "xlsx"}
    )
    assert page.status_code == 422
    assert not Job.objects.exists()
    assert not AccessEntry.objects.exists()


def test_the_form_leads_a_manager_to_the_table_and_nobody_else() -> None:
    census = census_of_one()
    manager, address = signed_in(census.manager), reverse("reports:request", args=[IN_FULL])
    records = manager.get(reverse("survey:records", args=[census.wave.code])).content.decode()
    assert f"{address}?wave={census.wave.pk}" in records
    form = manager.get(address, {"wave": census.wave.pk}).content.decode()
    assert f'value="{census.wave.pk}" selected' in form
    sent = manager.post(address, {"wave": census.wave.pk, "reason": "연령 분포 확인", "format": "xlsx"})
    assert sent.status_code == 302
    assert AccessEntry.objects.get().reason == "연령 분포 확인"
    for other in (census.intern, make_user("manager")):
        assert signed_in(other).get(address).status_code == 404
    with pytest.raises(NotPermitted):
        request_document(person(make_user("manager")), IN_FULL, {"wave": census.wave.pk, "reason": "궁금함"}, "csv")


def test_each_repeat_is_a_sheet_of_its_own_and_codes_stand_for_words_when_asked() -> None:
    census = make_census()
    business = census.business("성심빵집")
    rounds = "".join(
        f"<platform><kind>{kind}</kind><share>{share}</share></platform>"
        for kind, share in (("delivery", "30"), ("social", "12.5"))
    )
    content = content_of(census.wave, digital_tools="delivery_app").replace("</digital>", f"{rounds}</digital>")
    save_draft(person(census.intern), census.wave.pk, business.pk, Typed(content))
    submit_record(person(census.intern), census.wave.pk, business.pk)
    with translation.override("ko"):
        words, codes = (records_table(census.wave, "%(wave)s", Shown(words=words)) for words in (True, False))
        assert [str(sheet.title) for sheet in words.sheets] == ["조사표", "거래하는 플랫폼"]
        assert [str(sheet.title) for sheet in codes.sheets] == ["조사표", "platform"]
        assert list(words.sheets[1].rows) == [
            ("2026A-000001", business.source_id, "1", "배달", Decimal("30")),
            ("2026A-000001", business.source_id, "2", "SNS", Decimal("12.5")),
        ]
        (row,) = codes.sheets[0].rows
    titles = [str(column.title) for column in codes.sheets[0].columns]
    assert dict(zip(titles, row, strict=True))["digital_tools"] == "delivery_app"
    assert dict(zip(titles, row, strict=True))["sales"] == 18000
    assert len(set(titles)) == len(titles)


def test_a_loss_is_a_figure_and_what_is_no_figure_stays_the_text_that_was_sent() -> None:
    """Records of other clients are kept with their faults; ``1e999999999`` written out would fill the memory."""
    census = census_of_one()
    record = CensusRecord.objects.get()
    record.answers |= {"/data/premises/opening_hours": "1e999999999", "/data/finances/profit": "-300"}
    record.save(update_fields=["answers"])
    row = row_of(produce_now(person(census.manager), "survey.records", {"wave": census.wave.pk}, "csv", language="ko"))
    assert row["영업이익 (만원)"] == "-300"
    assert row["하루 영업시간 (시간/일)"] == "1e999999999"


TRICKY = (
    {"identity/shop_name": "=1+1", "identity/address": '가, "나"\r\n다', "finances/profit": "-300"},
    {"identity/shop_name": " @SUM(A1)", "finances/sales": "007", "premises/opening_hours": "1e999999999"},
    {"identity/shop_name": "가" * 40_000, "finances/sales": "1234567890123456", "premises/opening_hours": "10.50"},
    {"identity/shop_name": "\x07종\u200b", "finances/sales": "٣٤", "finances/profit": "", "owner/owner_sex": "other"},
    {"digital/digital_tools": "kiosk delivery_app none_of_ours", "owner/owner_birth_year": "unknown"},
)


def census_of_tricky_answers() -> Census:
    """Answers as other clients may have sent them, one record beside the other; the moments fall on both sides of
    midnight and into Seoul's summer time of 1988."""
    census = make_census()
    for number, (name, answers) in enumerate(zip(NAMES, TRICKY, strict=False)):
        hand_in(census, name)
        record = CensusRecord.objects.latest("receipt")
        record.answers |= {f"/data/{path}": text for path, text in answers.items()}
        record.reasons = {"/data/finances/sales": "=이유", "/data/finances/profit": "둘째"} if number == 1 else {}
        record.submitted_at = datetime(1988 + number, 7, 1, 14, 59, 58, 999_999, UTC) + timedelta(seconds=number)
        record.save(update_fields=["answers", "reasons", "submitted_at"])
    return census


def slow_row(form: Form, items: list[Item], record: CensusRecord, shown: Shown) -> list[Any]:
    """The row of one record, cell by cell."""
    shop, moment = record.business, record.submitted_at
    assert moment is not None and record.entered_by is not None
    fixed = [
        record.receipt, record.get_state_display(), shop.source_id, f"{shop.name} {shop.branch}".strip(), shop.dong.gu,
        shop.dong.name, shop.industry.code, shop.industry.name, shop.road_address or shop.lot_address, record.issues,
        record.entered_by.name, moment.astimezone(SEOUL).replace(tzinfo=None), record.version,
    ]  # fmt: skip
    answers = [slow_cell(form, item, record, shown) for item in items]
    return [*fixed, *answers, "; ".join(record.reasons.values()) or None]


def slow_cell(form: Form, item: Item, record: CensusRecord, shown: Shown) -> Any:
    text = record.answers.get(item.path)
    if text is None:
        return None
    if item.personal and shown.masked:
        if item.unit != "year":
            return HIDDEN
        assert record.visited_on is not None
        return age_band_text(age_band(int(text), record.visited_on.year)) if text.isdecimal() else ""
    if item.choices is not None and shown.words:
        words = choice_words(form, item)
        return ", ".join(words.get(code, code) for code in text.split())
    if item.kind == "int" and item.unit != "year":
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text
    if item.kind == "decimal":
        return Decimal(text) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text) else text
    return text


@pytest.mark.parametrize("shown", [Shown(), AS_IT_IS], ids=["as a rule", "in full, as codes"])
def test_whole_columns_of_answers_give_byte_for_byte_what_one_cell_after_the_other_gives(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)  # so that records fall into several
    census = census_of_tricky_answers()
    form = the_form(census.wave)
    with translation.override("ko"):
        names = [str(column.title) for column in records_table(census.wave, "", AS_IT_IS).sheets[0].columns]
        by_name = {item.name: item for item in form.items.values() if "/platform/" not in item.path}
        items = [by_name[name] for name in names[13:-1]]
        records = CensusRecord.objects.select_related("business__dong", "business__industry", "entered_by")
        rows = [slow_row(form, items, record, shown) for record in records.order_by("receipt")]
        sheet = records_table(census.wave, "", shown).sheets[0]
        path, _ending = write_csv(records_table(census.wave, "", shown), tmp_path, lambda *_told: None)
        write_dump(records_table(census.wave, "", shown), tmp_path / "table.xlsx", lambda *_told: None)
    wanted = io.StringIO()
    writer = csv.writer(wanted)
    writer.writerow([str(column.title) for column in sheet.columns])
    for row in rows:
        writer.writerow([plain(value) for value in row])
    assert len(rows) == len(TRICKY) == sheet.expected
    assert path.read_bytes() == wanted.getvalue().encode("utf-8-sig")
    written = openpyxl.load_workbook(tmp_path / "table.xlsx").worksheets[0]
    for line, row in zip(written.iter_rows(min_row=2, values_only=True), rows, strict=True):
        assert line[11] == row[11].replace(microsecond=0)


def test_however_many_answers_the_table_is_begun_with_two_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The forms that were used; how many records there are, and how many of them have rounds of each repeat."""
    census = census_of_one()
    the_form(census.wave)  # in memory already
    with django_assert_num_queries(2):
        records_table(census.wave, "", Shown())
