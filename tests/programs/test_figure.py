"""A reference figure holds from a day on, with its source, once two people have seen it; what was computed before keeps
the earlier one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel import clock
from kernel.errors import NotPermitted, ReasonNeeded
from programs.actions.figure import decide_figure, propose_figure
from programs.errors import DayHasCome, FigureLiesBefore, FigureProposed, FigureUnknown, SecondPersonNeeded
from programs.models import FigureProposal, ReferenceFigure
from programs.queries.deadlines import DAY_OFF, NamedDays, calendar_of, is_holiday
from tests.at_once import at_once
from tests.factories import make_user, person

pytestmark = pytest.mark.django_db
NAME = "vouchers.clawback_interest"
DAY = date(2026, 1, 1)


def approved(value: str, since: date, name: str = NAME) -> None:
    proposal = propose_figure(person(make_user(Role.MANAGER)), name, Decimal(value), since, "고시")
    decide_figure(person(make_user(Role.APPROVER)), proposal.pk, approved=True)


def test_a_new_figure_ends_the_one_before_it() -> None:
    approved("0.05", date(2024, 1, 1))
    approved("0.04", date(2026, 7, 1))
    first, second = ReferenceFigure.objects.filter(name=NAME).order_by("since")
    assert (first.value, first.until) == (Decimal("0.05"), date(2026, 7, 1))
    assert (second.value, second.until, second.source) == (Decimal("0.04"), None, "고시")
    with pytest.raises(FigureLiesBefore):
        approved("0.03", date(2025, 1, 1))


def test_the_command_line_proposes_and_puts_nothing_in_force() -> None:
    call_command("reference_figure", NAME, "0.05", since=DAY, source="고시", stdout=StringIO())
    assert not ReferenceFigure.objects.filter(name=NAME).exists()
    for name, value in ((NAME, "오"), (NAME, "5"), ("nothing", "0.05")):
        with pytest.raises(CommandError):
            call_command("reference_figure", name, value, since=date(2027, 1, 1), source="고시", stdout=StringIO())
    decide_figure(person(make_user(Role.APPROVER)), FigureProposal.objects.get().pk, approved=True)
    assert ReferenceFigure.objects.get(name=NAME).value == Decimal("0.05")


def test_one_proposes_with_a_source_and_another_decides() -> None:
    with pytest.raises(NotPermitted):
        propose_figure(person(make_user()), NAME, Decimal("0.05"), DAY, "고시")
    both = person(make_user(Role.MANAGER, Role.APPROVER))
    with pytest.raises(ReasonNeeded):
        propose_figure(both, NAME, Decimal("0.05"), DAY, " ")
    with pytest.raises(FigureUnknown):
        propose_figure(both, NAME, Decimal("0.51"), DAY, "고시")
    proposal = propose_figure(both, NAME, Decimal("0.05"), DAY, "고시")
    assert propose_figure(both, NAME, Decimal("0.05"), DAY, "고시") == proposal
    with pytest.raises(FigureProposed):
        propose_figure(both, NAME, Decimal("0.06"), DAY, "다른 고시")
    with pytest.raises(SecondPersonNeeded):
        decide_figure(both, proposal.pk, approved=True)
    with pytest.raises(NotPermitted):
        decide_figure(person(make_user(Role.MANAGER)), proposal.pk, approved=True)
    with pytest.raises(ReasonNeeded):
        decide_figure(person(make_user(Role.APPROVER)), proposal.pk, approved=False)
    decide_figure(person(make_user(Role.APPROVER)), proposal.pk, approved=False, answer="고시 번호가 다릅니다")
    assert not ReferenceFigure.objects.filter(name=NAME).exists()


def test_the_page_says_what_is_missing_and_takes_a_rate_in_per_cent() -> None:
    manager, approver, url = Client(), Client(), reverse("programs:figures")
    manager.force_login(make_user(Role.MANAGER))
    approver.force_login(make_user(Role.APPROVER))
    assert "오늘 적용되는 값이 없습니다" in manager.get(url).content.decode()
    typed = {"name": NAME, "value": "5", "since": DAY, "source": "시험용 가상 고시"}
    assert manager.post(url, typed).status_code == 302
    proposal = FigureProposal.objects.get()
    decide = reverse("programs:decide_figure", args=[proposal.pk])
    assert decide not in manager.get(url).content.decode()
    assert decide in approver.get(url).content.decode()
    assert url in approver.get("/").content.decode()
    assert approver.post(decide, {"verb": "approve"}).status_code == 302
    assert ReferenceFigure.objects.get(name=NAME).value == Decimal("0.05")
    assert "오늘: 5%" in manager.get(url).content.decode()


def test_what_is_set_each_year_or_july_ends_with_it_until_it_is_entered_again() -> None:
    for name, since, until in (
        ("internships.pay.minimum_wage", date(2027, 1, 1), date(2028, 1, 1)),
        ("internships.pay.pension_most", date(2027, 7, 1), date(2028, 7, 1)),
        (NAME, date(2027, 1, 1), None),
    ):
        approved("0.05" if name == NAME else "10700", since, name)
        assert ReferenceFigure.objects.get(name=name, since=since).until == until


def test_a_value_that_changes_within_its_year_ends_the_one_before_it() -> None:
    approved("10700", date(2027, 1, 1), "internships.pay.minimum_wage")
    approved("10800", date(2027, 7, 1), "internships.pay.minimum_wage")
    assert ReferenceFigure.objects.get(value=10700).until == date(2027, 7, 1)


def test_a_day_off_is_named_by_two_people_before_it_comes_in_any_order_and_holds_for_that_day_alone() -> None:
    late, early = clock.today() + timedelta(days=40), clock.today() + timedelta(days=30)
    for day in (late, early):
        assert day not in {one.day for one in calendar_of(day.year) if one.source}
        approved("1", day, DAY_OFF.name)
        assert is_holiday(day), "at once, in the process that entered it"
        assert {one.day: one.source for one in calendar_of(day.year)}[day] == "고시"
    approved("0", early + timedelta(days=1), DAY_OFF.name)
    assert not is_holiday(early + timedelta(days=1))
    for value, day, refusal in (("1", early, FigureLiesBefore), ("1", clock.today(), DayHasCome),
                                ("0.5", late + timedelta(days=1), FigureUnknown)):  # fmt: skip
        with pytest.raises(refusal):
            approved(value, day, DAY_OFF.name)


def test_the_holidays_of_a_year_are_shown_with_their_names_and_where_they_are_from() -> None:
    approver, url = Client(), reverse("programs:holidays")
    approver.force_login(make_user(Role.APPROVER))
    page = approver.get(url, {"year": clock.today().year}).content.decode()
    assert "어린이날" in page
    for year in ("", "abc", "999999999"):
        assert approver.get(url, {"year": year}).status_code == 200


def test_another_process_learns_of_a_named_day_within_a_minute() -> None:
    day = clock.today() + timedelta(days=30)
    remembered = NamedDays()
    assert (day, True) not in remembered.read()
    approved("1", day, DAY_OFF.name)
    assert (day, True) not in remembered.read()
    remembered.forget()  # the minute is over
    assert (day, True) in remembered.read()


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_put_it_in_force_once() -> None:
    proposal = propose_figure(person(make_user(Role.MANAGER)), NAME, Decimal("0.05"), DAY, "고시")
    approvers = [person(make_user(Role.APPROVER)) for _number in range(3)]
    at_once([lambda who=who: decide_figure(who, proposal.pk, approved=True) for who in approvers])
    assert ReferenceFigure.objects.filter(name=NAME).count() == 1
