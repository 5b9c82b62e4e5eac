"""How the census shows figures."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from survey.models.field import STEPS
from survey.rules.field.revisits import PartOfDay, Step

register = template.Library()


@register.filter
def rate(value: Fraction | None) -> str:
    """A rate in per cent with one decimal, half up; a dash where there is nobody to divide by."""
    return "–" if value is None else f"{number_format(tenths(value), 1)}%"


PARTS = {
    PartOfDay.MORNING: _("in the morning (9–12)"),
    PartOfDay.AFTERNOON: _("in the afternoon (12–17)"),
    PartOfDay.EVENING: _("in the evening (17–20)"),
}


@register.filter
def part_name(part: PartOfDay) -> str:
    """A part of the day, in words with its hours."""
    return str(PARTS[part])


@register.filter
def step_name(code: str) -> str:
    """What comes next at a business, in words. Raises ValueError for another code."""
    return str(dict(STEPS)[Step(code)])


def tenths(value: Fraction) -> float:
    """Per cent to one decimal, half up."""
    return (2000 * value.numerator + value.denominator) // (2 * value.denominator) / 10
