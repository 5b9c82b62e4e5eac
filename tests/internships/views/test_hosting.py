"""A host's pages, the office's list of positions, what everybody sees: what they show and how many statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from internships.documents_position import POSITIONS
from internships.models import Host, Position
from internships.queries.position import kind_seats
from reports.progress import unseen
from tests.factories import make_organisation
from tests.internships import factories as make
from tests.internships.views.test_pages import address, client_of, statements

pytestmark = pytest.mark.django_db
PLACE = {"place": "본관 3층", "address": "대전광역시 유성구 가상로 12", "dong": "3020054600", "ease": ["lift"]}
TIME = {
    "first_day": "2026-09-01", "last_day": "2026-09-30", "starts_at": "09:00", "ends_at": "18:00", "break_minutes": 60,
}  # fmt: skip


def plan(*rows: tuple[int, int, str], **more: Any) -> dict[str, Any]:
    """A posted work plan."""
    posted: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0, **more}
    for number, (first, last, work) in enumerate(rows):
        posted |= {f"form-{number}-first": first, f"form-{number}-last": last, f"form-{number}-work": work}
    return posted


def test_a_host_walks_from_registration_to_a_granted_position() -> None:
    manager, person = make.manager(), make.person("허준")
    organisation = make_organisation(person)
    call = make.call_of(manager, positions_until="2099-12-31")
    host_page, office = client_of(person), client_of(manager)
    assert host_page.get(address("hosting")).status_code == 200
    posted = {"kind": "company", "contact": "데이터팀 042-000-0000"}
    host_page.post(address("register_host", organisation.pk), posted)
    host = Host.objects.get()
    assert (
        address("begin_position", host.pk, call.pk) not in host_page.get(address("my_host", host.pk)).content.decode()
    )
    office.post(address("approve_host", host.pk))
    assert address("begin_position", host.pk, call.pk) in host_page.get(address("my_host", host.pk)).content.decode()
    work = {"title": "데이터 정비", "work": "quality", "seats": 2, "duties": make.DUTIES}
    assert host_page.post(address("begin_position", host.pk, call.pk), {**work, "title": ""}).status_code == 422
    assert host_page.post(address("begin_position", host.pk, call.pk), work).status_code == 302
    position = Position.objects.get()
    assert host_page.post(address("ask_position", position.pk)).status_code == 422
    steps = f"/internships/positions/{position.pk}/write"
    assert host_page.post(f"{steps}/place/", PLACE).status_code == 302
    assert host_page.post(f"{steps}/time/", {**TIME, "last_day": "2027-01-31"}).status_code == 422
    assert host_page.post(f"{steps}/time/", TIME).status_code == 302
    assert host_page.post(f"{steps}/mentor/", {"mentor": person.pk}).status_code == 302
    assert host_page.post(address("position_plan", position.pk), plan((1, 2, "교육"))).status_code == 302
    assert "3–5" in host_page.get(address("position_plan", position.pk)).content.decode()
    host_page.post(address("position_plan", position.pk), plan((1, 2, "교육"), (3, 5, "진단")))
    assert host_page.post(address("ask_position", position.pk)).status_code == 302
    position.refresh_from_db()
    assert (position.state, position.longitude is not None, position.ease) == ("asked", True, ["lift"])
    office.post(address("return_position", position.pk), {"reason": "장비를 적어 주십시오"})
    assert "장비를 적어 주십시오" in host_page.get(address("my_position", position.pk)).content.decode()
    host_page.post(f"{steps}/work/", {**work, "equipment": "노트북"})
    host_page.post(address("ask_position", position.pk))
    assert Client().get(address("offer", position.pk)).status_code == 404
    office.post(address("grant_position", position.pk))
    page = Client().get(address("offer", position.pk)).content.decode()
    assert "데이터 정비" in page and "허준" not in page


def test_adding_and_removing_rows_of_the_plan_loses_nothing_and_saves_nothing() -> None:
    position = make.draft(make.call_of(), plan=[])
    client = client_of(make.member_of(position.host))
    url = address("position_plan", position.pk)
    page = client.post(url, plan((1, 2, "교육"), add="1")).content.decode()
    assert "교육" in page and 'name="form-1-first" value="3"' in page
    page = client.post(url, plan((1, 2, "교육"), (3, 5, "진단"), remove="0")).content.decode()
    assert "교육" not in page and "진단" in page
    position.refresh_from_db()
    assert position.plan == []
    assert client.post(url, plan((1, 2, ""))).status_code == 422


def test_a_change_of_a_granted_position_is_written_asked_for_and_granted_on_its_page() -> None:
    manager = make.manager()
    position = make.position(make.call_of(manager))
    client, office = client_of(make.member_of(position.host)), client_of(manager)
    client.post(f"/internships/positions/{position.pk}/write/place/", {**PLACE, "place": "별관 1층"})
    page = client.get(address("my_position", position.pk)).content.decode()
    assert "본관 3층" in page and "별관 1층" in page
    assert client.post(address("ask_change", position.pk), {"reason": " "}).status_code == 422
    client.post(address("ask_change", position.pk), {"reason": "사무실 이전"})
    assert "사무실 이전" in office.get(address("my_position", position.pk)).content.decode()
    office.post(address("grant_change", position.pk))
    position.refresh_from_db()
    assert position.place == "별관 1층"


def test_a_grant_beyond_the_quota_is_refused_with_its_figures_on_the_page() -> None:
    manager = make.manager()
    position = make.asked(make.call_of(manager, quotas={"public_body": 1}), seats=2)
    answer = client_of(manager).post(address("grant_position", position.pk))
    assert answer.status_code == 422 and "2" in answer.content.decode()
    position.refresh_from_db()
    assert position.state == "asked"


def test_everybody_finds_granted_positions_by_district_and_work() -> None:
    call = make.call_of()
    here = make.position(call, work="census", dong="3017051000", title="전수조사")
    there = make.position(call, title="품질 점검")
    make.asked(call, title="아직 아님")
    page = Client().get(address("offered", call.pk)).content.decode()
    assert "전수조사" in page and "품질 점검" in page and "아직 아님" not in page
    for query, found, missing in (("work=census", here, there), ("district=30200", there, here)):
        page = Client().get(f"{address('offered', call.pk)}?{query}").content.decode()
        assert address("offer", found.pk) in page and address("offer", missing.pk) not in page


@pytest.mark.parametrize("name", ["positions", "offered", "my_host", "hosts"])
def test_lists_take_as_many_statements_for_three_positions_as_for_nine(name: str) -> None:
    manager, host = make.manager(), make.host()
    call = make.call_of(manager)
    manager_page, member = client_of(manager), client_of(make.member_of(host))
    client = member if name == "my_host" else manager_page
    url = address(name, *({"my_host": (host.pk,), "hosts": ()}.get(name, (call.pk,))))

    def more() -> None:
        for _number in range(3):
            make.position(call, host if name == "my_host" else None)
            make.draft(call, host if name == "my_host" else None)

    more()
    client.get(url)
    few = statements(client, url)
    more()
    more()
    assert statements(client, url) == few


def test_the_list_of_positions_is_had_as_excel_with_the_figures_by_kind() -> None:
    manager = make.manager()
    call = make.call_of(manager, quotas={"public_body": 7})
    make.position(call, seats=2, title="전수조사", work="census")
    make.asked(call, seats=3)
    book = POSITIONS.build({"call": call.pk, "state": ""}, unseen)
    listed, kinds = book.sheets
    assert listed.expected == 2 and len(list(listed.rows)) == 2
    assert next(iter(kinds.rows))[1:] == [7, 2, 3]
    assert [one.asked for one in kind_seats(call) if one.kind == "public_body"] == [3]
    assert client_of(manager).post(address("position_list", call.pk)).status_code == 302
