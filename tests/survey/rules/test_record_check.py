"""Edit rules, each with a case worked by hand."""

from datetime import date

import pytest

from survey.rules.record_check import check_typed
from tests.survey.factories import good_record

TODAY = date(2026, 11, 23)


def broken(**changes: object) -> list[tuple[str, str]]:
    typed = good_record() | {"visited_on": "2026-11-20"} | changes
    return [(finding.rule, finding.severity) for finding in check_typed(typed, "56111", TODAY).blocking]


def test_a_good_record_breaks_nothing() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"founded_month": "2026-12"}, [("founded_in_future", "hard")]),
        ({"owner_birth_year": "2001"}, [("founder_too_young", "hard")]),  # 14 in 2015
        ({"owner_birth_year": "2000"}, []),  # 15 in 2015
        ({"tenure": "owned", "deposit": "0"}, [("rent_without_lease", "hard")]),
        ({"tenure": "owned", "monthly_rent": "0"}, [("deposit_on_own", "hard")]),
        ({"monthly_rent": "0"}, [("lease_without_rent", "soft")]),
        ({"opening_hours": "24"}, []),
        ({"opening_hours": "24.5"}, [("hours_of_day", "hard")]),
        ({"staff_total": "5"}, [("staff_sum", "hard")]),
        ({"staff_regular": "5", "staff_total": "7"}, [("no_small_business", "soft")]),
        ({"profit": "2501"}, [("profit_sum", "hard")]),
        ({"sales": "1990000", "costs": "0", "profit": "1990000"}, [("unit_slip", "soft")]),  # 100 × 19,900
        ({"sales": "1989999", "costs": "0", "profit": "1989999"}, []),
        ({"sales": "199", "costs": "0", "profit": "199"}, [("unit_slip", "soft")]),
        ({"digital_tools": ["none", "kiosk"]}, [("none_beside_others", "hard")]),
        ({"owner_sex": ""}, [("key_missing", "hard")]),
        ({"owner_sex": "", "result": "partly"}, []),
        ({"owner_sex": "x"}, [("unknown_code", "hard")]),
        ({"sales": "많음"}, [("not_whole", "hard")]),
        ({"founded_month": "2015-13"}, [("not_month", "hard")]),
        ({"visited_on": "2026-11-24"}, [("visit_in_future", "hard")]),
        ({"result": ""}, [("no_result", "hard")]),
        ({"result": "closed", "memo": ""}, [("memo_needed", "hard")]),
        ({"result": "absent"}, []),
    ],
)
def test_each_rule_by_hand(changes: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert broken(**changes) == found


def test_a_soft_finding_no_longer_stands_in_the_way_once_it_has_a_reason() -> None:
    assert broken(monthly_rent="0", reason_lease_without_rent="첫 달 무료") == []
    assert broken(staff_total="5", reason_staff_sum="그냥") == [("staff_sum", "hard")]


def test_transport_firms_are_small_below_ten_regular_workers() -> None:
    typed = good_record(staff_regular="9", staff_total="11") | {"visited_on": "2026-11-20"}
    assert check_typed(typed, "49301", TODAY).blocking == ()
    assert [f.rule for f in check_typed(typed, "56111", TODAY).blocking] == ["no_small_business"]


@pytest.mark.parametrize("month", ["2015-03", "2015.3", "201503", "2015년 3월", "２０１５-０３"])
def test_months_are_understood_as_people_write_them(month: str) -> None:
    assert check_typed(good_record(founded_month=month), "", TODAY).answers["founded_month"] == "2015-03"
