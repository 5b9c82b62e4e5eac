"""The queue, the order of the day and the text of an item on the device, run in Node (static/js/field)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from survey.rules.offline import canonical
from tests.survey.entry.scripts import asked

NOW = 1_800_000_000_000  # milliseconds
DAY = timedelta(days=1) // timedelta(milliseconds=1)
QUEUE, LIST = "../field/queue", "../field/day"


def entry(number: int, **more: Any) -> dict[str, Any]:
    begun = {"number": number, "id": str(number), "kind": "record", "wave": "A", "business": number, "size": 1_000}
    return begun | {"state": "waiting", "tries": 0, "next": 0} | more


def one(call: str, *arguments: Any, module: str = QUEUE) -> Any:
    return asked(module, call, [list(arguments)])[0]


def test_pauses_double_up_to_ten_minutes_and_chance_spreads_them() -> None:
    waits = asked(QUEUE, "pause", [[tries, 0] for tries in (1, 2, 3, 9, 10, 50)])
    assert waits == [2_000, 4_000, 8_000, 512_000, 600_000, 600_000]
    assert one("pause", 50, 1) == 900_000


def test_what_failed_goes_alone_and_after_what_was_never_tried() -> None:
    entries = [
        entry(1, tries=3, next=NOW - 1),
        entry(2),
        entry(3),
        entry(4, tries=1, next=NOW + 5_000),
        entry(5, tries=1),
    ]
    found = one("requests", [*entries, entry(6, state="stuck"), entry(7, state="sent")], NOW)
    assert [[each["number"] for each in request] for request in found] == [[2, 3], [1], [5]]


def test_a_request_is_neither_too_many_items_nor_too_large() -> None:
    many = one("requests", [entry(number) for number in range(45)], NOW)
    assert [len(request) for request in many] == [20, 20, 5]
    photos = one("requests", [entry(number, size=400_000) for number in range(5)], NOW)
    assert [len(request) for request in photos] == [2, 2, 1]
    assert [len(request) for request in one("requests", [entry(1, size=3_000_000)], NOW)] == [1]


def test_a_clock_that_was_wrong_delays_nothing_for_long() -> None:
    """The pause was set while the clock showed next year; now it is right again."""
    assert one("isDue", entry(1, tries=1, next=NOW + 365 * DAY), NOW)
    assert not one("isDue", entry(1, tries=1, next=NOW + 500_000), NOW)


def test_only_what_was_signed_for_a_week_ago_by_the_servers_clock_leaves() -> None:
    entries = [
        entry(1, state="sent", signedAt=NOW - 7 * DAY - 1),
        entry(2, state="sent", signedAt=NOW - 7 * DAY),
        entry(3),
    ]
    entries += [entry(4, state="stuck", signedAt=0)]
    assert [each["number"] for each in one("removable", entries, NOW)] == [1]


def test_an_answer_without_a_receipt_keeps_the_item_on_the_device() -> None:
    refused = one("answered", entry(1), {"code": "ItemDamaged", "message": "손상"})
    assert (refused["state"], refused["why"], refused["message"]) == ("stuck", "ItemDamaged", "손상")
    receipt = '{"at":"2027-01-15T08:00:00+00:00"}'
    taken = one("answered", entry(1), {"receipt": receipt, "signature": "ab", "state": "taken"})
    assert (taken["state"], taken["receipt"], taken["signedAt"]) == ("sent", receipt, NOW)
    assert one("failed", entry(1, tries=1), NOW, 0, "offline") == entry(1, tries=2, next=NOW + 4_000, why="offline")


def test_a_new_record_follows_the_latest_of_the_same_business() -> None:
    entries = [entry(1, business=9), entry(3, business=9), entry(2, business=9), entry(4, business=9, kind="visit")]
    assert asked(QUEUE, "latestOf", [[entries, "A", 9], [entries, "A", 8], [entries, "B", 9]]) == ["3", "", ""]


def test_what_was_done_on_the_device_counts_until_the_server_was_asked_again() -> None:
    business = {"id": 1, "state": "", "step": "visit", "known": NOW}
    record = entry(1, hand_in=True)
    cases = [
        ([], False, ""), ([], True, "draft"), ([record], False, "queued"),
        ([record | {"hand_in": False}], False, "draft"),
        ([record | {"state": "sent", "signedAt": NOW + 1}], False, "sent"),
        ([record | {"state": "sent", "signedAt": NOW - 1}], False, ""),
        ([entry(1, kind="visit")], False, "visited"), ([entry(1, kind="photo")], False, ""),
    ]  # fmt: skip
    found = asked(LIST, "standing", [[business, draft, queue] for queue, draft, _here in cases])
    assert [each["here"] for each in found] == [here for _queue, _draft, here in cases]


def test_the_day_has_the_order_of_the_servers_list() -> None:
    tonight = NOW + DAY // 2
    moment = "2027-01-15T0{}:00:00+00:00"  # NOW is eight o'clock
    shops = [
        {"step": "visit"}, {"step": "supervisor"}, {"step": "again", "not_before": moment.format(7)},
        {"step": "again", "not_before": moment.format(9)}, {"step": "appointment", "not_before": moment.format(9)},
        {"step": "visit", "state": "draft"}, {"step": "visit", "state": "returned"}, {"step": "visit"},
        {"step": "visit", "here": "draft"},
    ]  # fmt: skip
    given_ = [{"id": number, "state": "", "here": "", "not_before": None} | shop for number, shop in enumerate(shops)]
    assert [shop["id"] for shop in one("ordered", given_, NOW, tonight, module=LIST)] == [6, 5, 8, 4, 2, 0, 7, 3, 1]


def test_a_business_is_found_by_name_number_and_address() -> None:
    shop = {"name": "성심 빵집", "shop_id": "MA010120220800000002", "address": "대전광역시 중구 없는로 12 가상빌딩"}
    found = {
        "": True, "ㅅㅅㅃㅈ": True, "성심": True, "빵": False, "MA010120": True, "ma010120": True, "MA0201": False,
        "010120": False, "없는로 12": True, "12 없는로": True, "없는로 13": False, "가상빌딩 중구": True, "--": False,
    }  # fmt: skip
    assert dict(zip(found, asked(LIST, "fits", [[shop, typed] for typed in found]), strict=True)) == found


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=6), plain, max_size=4), min_size=10, max_size=20))
def test_device_and_server_write_the_same_text(many: list[dict[str, Any]]) -> None:
    assert asked("../field/items", "canonical", [[value] for value in many]) == [canonical(value) for value in many]


def word(number: int, said: str, **more: Any) -> dict[str, Any]:
    told = {"kind": "safety", "business": None, "said": said, "made": "2026-10-01T01:00:00.000Z"}
    return entry(number, **(told | {"until": None, "every": None} | more))


def test_words_of_safety_go_by_themselves_each_alone_and_a_call_for_help_first() -> None:
    entries = [entry(1), word(2, "well", tries=3, next=NOW - 1), word(3, "well"), entry(4, tries=2), word(5, "help")]
    found = one("requests", entries, NOW)
    assert [[each["number"] for each in request] for request in found] == [[1], [4]]
    assert [[each["number"] for each in request] for request in one("words", entries, NOW)] == [[5], [2], [3]]


def test_a_call_for_help_is_tried_again_every_quarter_of_a_minute() -> None:
    tired = one("failed", word(1, "help", tries=50), NOW, 0, "offline")
    assert tired["next"] - NOW == 15_000
    assert one("failed", entry(1, tries=50), NOW, 0, "offline")["next"] - NOW == 600_000


OUT = {"wave": "A", "state": "out", "since": "2026-10-01T00:00:00.000Z", "until": "2026-10-01T05:00:00.000Z"} | {
    "due": "2026-10-01T01:00:00.000Z", "last": "2026-10-01T00:00:00.000Z", "every": 60, "attended_by": "",
}  # fmt: skip


def round_of(known: dict[str, Any], *words: dict[str, Any]) -> Any:
    return one("roundOf", known, NOW, list(words), module="../field/round")


def test_the_round_on_the_device_is_the_servers_with_what_was_said_since() -> None:
    assert round_of({}) == {} and round_of(OUT) == OUT
    well = round_of(OUT, word(1, "well", made="2026-10-01T00:50:00.000Z"))
    assert (well["state"], well["due"]) == ("out", "2026-10-01T01:50:00.000Z")
    assert round_of(OUT, word(1, "well", made="2026-10-01T04:30:00.000Z"))["due"] == OUT["until"]
    assert round_of(OUT, word(1, "help"))["state"] == "help"
    assert round_of(OUT, word(1, "help"), word(2, "well"))["state"] == "out"
    assert round_of(OUT, word(1, "back")) == {} == round_of({}, word(1, "well"))
    begun = round_of({}, word(1, "out", until=OUT["until"], every=30))
    assert (begun["state"], begun["due"]) == ("out", "2026-10-01T01:30:00.000Z")
    assert round_of({}, word(1, "help"))["state"] == "help"


def test_a_receipt_that_came_after_the_work_was_fetched_knows_better() -> None:
    receipt = canonical({"outcome": OUT | {"state": "help"}})
    later = word(1, "help", state="sent", signedAt=NOW + 1, receipt=receipt)
    assert round_of(OUT, later)["state"] == "help"
    assert round_of(OUT, later | {"signedAt": NOW - 1}) == OUT
    assert round_of(OUT, later, word(2, "well"))["state"] == "out"
