"""What wages do not cover is owed back, on a line of its own; nobody is paid less than nothing."""

from hypothesis import given
from hypothesis import strategies as st

from internships.rules.pay import Line, Part, Result, correct
from internships.rules.pay.shortfall import BELOW_ZERO, OWED_BACK, covered_later, not_covered, owed

WON = st.integers(0, 3_000_000)


def line(code: str, part: Part, amount: int) -> Line:
    return Line(code, part, amount, "", {}, "")


def month(wages: int, *taken: int) -> Result:
    deductions = (line(f"insurance{number}", Part.DEDUCTION, won) for number, won in enumerate(taken))
    return Result((line("base", Part.EARNING, wages), *deductions, line("accident", Part.EMPLOYER, 640)))


def test_a_day_of_wages_pays_of_two_premiums_what_it_covers_and_the_rest_is_owed_back() -> None:
    """82,560 won of a day less 102,410 of pension and 77,530 of health: 97,380 won are missing."""
    result = not_covered(month(82_560, 102_410, 77_530), 97_380)
    assert (result.gross, result.deductions, result.net) == (82_560, 82_560, 0)
    assert owed(result.lines) == 97_380
    assert result.amount("insurance0") == 102_410, "the premium that is filed is the whole one"
    assert result.warnings == (OWED_BACK,)


def test_a_row_below_zero_beside_one_that_pays_keeps_its_own_warning() -> None:
    row = Result(month(0, 50_000).lines, (BELOW_ZERO,))
    assert not_covered(row, 20_000).warnings == (BELOW_ZERO, OWED_BACK)


def test_what_is_paid_later_for_the_month_covers_the_claim_first_and_never_more() -> None:
    paid = not_covered(month(82_560, 180_000), 97_440).lines
    for more, taken in ((50_000, 50_000), (97_440, 97_440), (165_120, 97_440)):
        correction = correct(paid, month(82_560 + more, 180_000))
        assert correction.amount("shortfall") == taken
        assert correction.net == more - taken
        assert owed([*paid, *correction.lines]) == 97_440 - taken


def test_wages_taken_back_add_to_what_is_owed() -> None:
    paid = not_covered(month(82_560, 180_000), 97_440).lines
    correction = correct(paid, month(0, 180_000))
    assert correction.net == -82_560, "nothing of it is covered"
    assert owed([*paid, *not_covered(correction, 82_560).lines]) == 180_000


@given(st.lists(st.tuples(WON, WON), min_size=1, max_size=5))
def test_however_often_a_month_is_corrected_what_was_paid_and_what_is_owed_come_to_what_is_known_last(
    known: list[tuple[int, int]],
) -> None:
    paid: list[Line] = []
    out = 0
    for wages, taken in known:
        now = month(wages, taken)
        result = correct(paid, now) if paid else now
        if result.net < 0:
            result = not_covered(result, -result.net)
        assert result.net >= 0
        paid += result.lines
        out += result.net
        assert out - owed(paid) == now.net
        assert owed(paid) >= 0


@given(WON, WON)
def test_nothing_is_taken_later_of_whoever_owes_nothing(wages: int, taken: int) -> None:
    assert covered_later(month(wages, taken), 0) == month(wages, taken)
