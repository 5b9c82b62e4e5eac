"""Contracts in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from internships.rules.contract import Gap
from internships.rules.labour import Insurance

GAPS = {
    Gap.PARTIES: _("both sides are named"),
    Gap.PERIOD: _("the period lies within the placement"),
    Gap.CHANGE: _("changed terms hold from the first day of a month, or from the beginning"),
    Gap.PLACE: _("the place of work is named"),
    Gap.DUTIES: _("the work is named"),
    Gap.HOURS: _("not more than 8 hours a day and 40 a week"),
    Gap.DAYS: _("the days of work are Monday to Friday: attendance is counted on them"),
    Gap.CLOSED: _("other hours hold from a month whose attendance is not closed: what was counted stays"),
    Gap.BREAK: _("half an hour of break for four hours of work, an hour for eight"),
    Gap.HOLIDAY: _("days of work, and a weekly holiday that is none of them"),
    Gap.WAGE: _("the wage is named"),
    Gap.MINIMUM_WAGE: _("the wage is not below the minimum wage"),
    Gap.PAY_DAY: _("a pay day from 1 to 31"),
    Gap.PAY_WAY: _("the way of payment is named"),
    Gap.INSURANCE: _("accident insurance is named"),
}
INSURANCES = {
    Insurance.EMPLOYMENT: _("employment insurance"),
    Insurance.ACCIDENT: _("accident insurance"),
    Insurance.PENSION: _("national pension"),
    Insurance.HEALTH: _("health insurance"),
}


def gap_words(found: Iterable[Gap]) -> str:
    """What is asked for, one after the other."""
    return "; ".join(str(GAPS[gap]) for gap in found)
