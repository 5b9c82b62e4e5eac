"""The person-months worked by hand (pay_cases.toml) come out to the won."""

import ast
import operator
import tomllib
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest

from internships.rules.labour import Insurance, WageKind
from internships.rules.pay import (
    Allowance,
    Contract,
    Day,
    Exemption,
    Leave,
    Part,
    Person,
    PersonMonth,
    compute,
)
from tests.internships.rules.pay_world import BOOK, TABLE

CASES = tomllib.loads(Path(__file__).with_name("pay_cases.toml").read_text())["case"]
LEAVES = {"annual": (True, True), "public": (True, True), "sick": (False, False), "unpaid": (False, True)}
PARTS = {"pay": Part.EARNING, "taken": Part.DEDUCTION, "employer": Part.EMPLOYER}
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
WORDS = {"up": ceil, "down": floor, "ten": lambda won: floor(won / 10) * 10}


def by_hand(text: str) -> int:
    """The won of "calculation = result": both sides must agree."""
    calculation, result = text.rsplit("=", 1)
    won = exactly(ast.parse(calculation.strip(), mode="eval").body, calculation.strip())
    assert won == int(result), f"{text}: {won}"
    return int(result)


def exactly(node: Any, text: str) -> Fraction:
    """What is written, in fractions: 0.03595 is 3595 hundred-thousandths."""
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.UnaryOp():
            return -exactly(node.operand, text)
        case ast.Call():
            return Fraction(WORDS[node.func.id](exactly(node.args[0], text)))
        case _:
            return SIGNS[type(node.op)](exactly(node.left, text), exactly(node.right, text))


def month_of(case: dict[str, Any]) -> PersonMonth:
    kind, wage = case["wage"].split()
    week = case.get("week", [8, 8, 8, 8, 8, 0, 0])
    contract = Contract(
        WageKind(kind),
        int(wage),
        sum(week) * 60,
        date.fromisoformat(case.get("from", "2020-01-01")),
        date.fromisoformat(case.get("to", "2026-12-31")),
        agreed_until=date.fromisoformat(case["agreed"]) if "agreed" in case else None,
    )
    person = Person(
        date.fromisoformat(case.get("birth", "2000-05-05")),
        case.get("people", 1),
        case.get("percent", 100),
        case.get("at_once", False),
        tuple(Exemption(Insurance(one), "", "made up") for one in case.get("exempt", [])),
    )
    year, month = map(int, case["month"].split("-"))
    pay_on = date(year + month // 12, month % 12 + 1, 10)
    about = case.get("allowance")
    allowances = (
        (Allowance("training", "교육수당", about["amount"], date.fromisoformat(about["due"]), about.get("untaxed", 0)),)
        if about
        else ()
    )
    empty = PersonMonth(
        year, month, contract, person, (), pay_on, allowances=allowances, unused_leave=case.get("unused", 0) * 60
    )
    days = tuple(day_of(case, day, week[day.weekday()] * 60) for day in empty.days_needed())
    return PersonMonth(
        year, month, contract, person, days, pay_on, allowances=allowances, unused_leave=empty.unused_leave,
        earlier_taxed=case.get("earlier", 0),
    )  # fmt: skip


def day_of(case: dict[str, Any], day: date, due: int) -> Day:
    name = day.isoformat()
    free = name in case.get("holidays", [])
    leave = tuple(Leave(kind, due, *LEAVES[kind]) for kind in LEAVES if name in case.get(kind, []))
    away = free or leave or name in case.get("absent", [])
    hours = {key: int(case.get(key, {}).get(name, 0) * 60) for key in ("worked", "extra", "night", "holiday_work")}
    worked = 0 if away else hours["worked"] or due
    return Day(day, due, worked, hours["extra"], hours["night"], hours["holiday_work"], free, leave)


def test_at_least_sixty_person_months_each_with_its_law():
    assert len(CASES) >= 60
    assert all(case["law"] and case["pay"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["month"][:4] for case in CASES} == {str(year) for year in range(2020, 2027)}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_person_month_worked_by_hand(case):
    result = compute(month_of(case), BOOK, [TABLE])
    for part, kind in PARTS.items():
        if part in case:
            paid = {one.code: one.amount for one in result.lines if one.part is kind and one.amount}
            assert paid == {code: by_hand(text) for code, text in case[part].items()}
    assert all(one.source for one in result.lines if not one.code.startswith("allowance"))
    assert result.net == result.gross - result.deductions


def test_a_month_says_when_a_figure_was_used_that_is_not_compared_with_its_notice():
    told = {}
    for month in ("2020-09", "2026-09"):
        full = next(case for case in CASES if case["month"] == month)
        told[month] = "not_compared" in compute(month_of(full), BOOK, [TABLE]).warnings
    assert told == {"2020-09": True, "2026-09": False}
