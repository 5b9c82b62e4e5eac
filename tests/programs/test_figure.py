"""A reference figure holds from a day on, with its source; what was computed before keeps the earlier one."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from kernel.errors import NotPermitted, ReasonNeeded
from programs.actions.figure import enter_figure
from programs.errors import FigureLiesBefore
from programs.models import ReferenceFigure
from tests.factories import make_user, person

pytestmark = pytest.mark.django_db
NAME = "vouchers.clawback_interest"


def test_a_new_figure_ends_the_one_before_it() -> None:
    for value, since in (("0.05", "2024-01-01"), ("0.04", "2026-07-01"), ("0.04", "2026-07-01")):
        call_command("reference_figure", NAME, value, since=date.fromisoformat(since), source="고시", stdout=StringIO())
    first, second = ReferenceFigure.objects.order_by("since")
    assert (first.value, first.until) == (Decimal("0.05"), date(2026, 7, 1))
    assert (second.value, second.until, second.source) == (Decimal("0.04"), None, "고시")
    with pytest.raises(CommandError, match="2025-01-01"):
        call_command("reference_figure", NAME, "0.03", since=date(2025, 1, 1), source="고시", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("reference_figure", NAME, "오", since=date(2027, 1, 1), source="고시", stdout=StringIO())


def test_only_an_administrator_enters_one_and_only_with_a_source() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(NotPermitted):
        enter_figure(person(make_user(Role.MANAGER)), NAME, Decimal("0.05"), day, "고시")
    administrator = person(make_user(Role.ADMINISTRATOR))
    with pytest.raises(ReasonNeeded):
        enter_figure(administrator, NAME, Decimal("0.05"), day, " ")
    assert enter_figure(administrator, NAME, Decimal("0.05"), day, "고시").entered_by == administrator.user
    with pytest.raises(FigureLiesBefore):
        enter_figure(administrator, NAME, Decimal("0.06"), day, "다른 고시")
