"""The transfer file and the bank's answer to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.transfer import TransferLine
from vouchers.rules.bank import Answered, Expected, Fault, Wrong, compare_answers, transfer_text

RUN = [Expected(1, 1_000), Expected(2, 2_000), Expected(3, 3_000)]
RELEASED = date(2026, 11, 24)
TODAY = date(2026, 11, 26)


def compared(answer: list[tuple[Any, ...]], known: dict[int, bool]) -> list[Fault]:
    """Lines of today unless they name another day."""
    lines = [Answered(*line, *([] if len(line) > 4 else [TODAY])) for line in answer]
    return compare_answers(RUN, lines, known, released=RELEASED, today=TODAY)


def test_each_thing_that_cannot_be_is_named_with_its_line() -> None:
    answer: list[tuple[Any, ...]] = [
        (2, 1, 1_000, True),
        (3, 2, 2_001, True),
        (4, 9, 500, True),
        (5, 3, 3_000, True),
        (6, 3, 3_000, False),
    ]
    assert compared(answer, {1: False}) == [
        Fault(2, Wrong.OTHERWISE),
        Fault(3, Wrong.AMOUNT),
        Fault(4, Wrong.NOT_IN_RUN),
        Fault(5, Wrong.TWICE),
        Fault(6, Wrong.TWICE),
    ]


def test_the_same_answer_again_is_no_fault() -> None:
    assert compared([(2, 1, 1_000, True), (3, 2, 2_000, False)], {1: True, 2: False}) == []


def test_the_bank_paid_on_a_day_from_the_release_to_today() -> None:
    for day, fault in (
        (RELEASED - timedelta(days=1), True),
        (RELEASED, False),
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (date(2062, 11, 25), True),  # mistyped
    ):
        assert compared([(2, 1, 1_000, True, day)], {}) == ([Fault(2, Wrong.DAY)] if fault else [])


LINES = [TransferLine(n, "가상은행", f"000-{n}", "한빛(가상)", n * 100, f"주문, {n}") for n in range(1, 6)]


@given(st.permutations(LINES))
def test_the_file_is_the_same_in_whatever_order_its_payments_are_read(lines: list[TransferLine]) -> None:
    text = transfer_text(lines)
    assert text.splitlines()[0] == "지급번호,은행,계좌번호,예금주,이체금액,적요"
    assert text.splitlines()[1] == '1,가상은행,000-1,한빛(가상),100,"주문, 1"'
    assert len(text.splitlines()) == 6
