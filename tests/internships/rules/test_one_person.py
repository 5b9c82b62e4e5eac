"""Who may be one person under two accounts."""

from __future__ import annotations

import pytest

from internships.rules.one_person import Identity, check_one_person
from programs.rules.eligibility import Verdict

OWN = Identity("홍 길동", "2001-05-05", "010-0000-1234")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (Identity("홍길동", "2001-05-05", "010-0000-9999"), True),
        (Identity("임꺽정", "1999-01-01", "+82 10 0000 1234"), True),
        (Identity("홍길동", "2001-05-06", "010-0000-9999"), False),
        (Identity("임꺽정", "2001-05-05", "010-0000-9999"), False),
        (Identity("홍길동", "", ""), False),
    ],
)
def test_name_and_birthday_or_the_telephone_make_two_applications_one_persons(other: Identity, alike: bool) -> None:
    found = check_one_person(OWN, {"DI-2": (other,)})
    assert found.verdict is (Verdict.UNCONFIRMED if alike else Verdict.MET)
    assert ("DI-2" in str(found.values)) is alike


def test_what_is_not_known_coincides_with_nothing() -> None:
    nobody = Identity("홍길동", "", "")
    assert check_one_person(nobody, {"DI-2": (nobody,)}).verdict is Verdict.MET


def test_an_earlier_version_counts_and_every_number_is_named() -> None:
    mended = (Identity("임꺽정", "1999-01-01", "010-0000-1234"), Identity("임꺽정", "1999-01-01", "010-0000-5678"))
    found = check_one_person(OWN, {"DI-3": mended, "DI-2": (OWN,)})
    assert found.values == {"numbers": "DI-2, DI-3"}
