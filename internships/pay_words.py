"""Pay in words: what its lines are called, how each amount came about, what a person should look at."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from internships.rules.pay import Line, earnings, insurance, tax
from internships.rules.pay.at_exit import LATE_AT_EXIT
from internships.rules.pay.compute import CORRECTED, LIFTED, NOT_COMPARED, NOTHING, UNSIGNED
from internships.rules.pay.shortfall import BELOW_ZERO, COVERED_LATER, NOT_COVERED, OWED_BACK, SHORTFALL

LABELS = {
    "base": _("Base pay"),
    "absence": _("Absence"),
    "rest_lost": _("Weekly holidays lost"),
    "holiday_paid": _("Paid public holidays"),
    "leave": _("Paid leave"),
    "weekly": _("Weekly holiday allowance"),
    "minimum": _("Up to the minimum wage"),
    "extra": _("Work beyond the contract"),
    "overtime": _("Overtime premium"),
    "night": _("Night premium"),
    "holiday_work": _("Work on holidays"),
    "holiday_premium": _("Holiday premium, up to 8 hours"),
    "holiday_beyond": _("Holiday premium, beyond 8 hours"),
    "leave_out": _("Annual leave not taken"),
    "pension": _("National pension"),
    "health": _("Health insurance"),
    "care": _("Long-term care insurance"),
    "employment": _("Employment insurance"),
    "stability": _("Employment stability and training"),
    "accident": _("Industrial accident insurance"),
    "income_tax": _("Income tax"),
    "local_tax": _("Local income tax"),
    SHORTFALL: _("Not deducted, asked for separately"),
}
FORMULAS = {
    earnings.BY_HOURS: ngettext_lazy("%(hours)s hour × %(rate)s won", "%(hours)s hours × %(rate)s won", "n_hours"),
    earnings.BY_PREMIUM: ngettext_lazy(
        "%(hours)s hour × %(rate)s won × %(share)s", "%(hours)s hours × %(rate)s won × %(share)s", "n_hours"
    ),
    earnings.WEEKLY: ngettext_lazy(
        "%(weeks)s full week × %(hours)s hours × %(rate)s won",
        "%(weeks)s full weeks × %(hours)s hours × %(rate)s won",
        "n_weeks",
    ),
    earnings.FULL_MONTH: _("monthly wage %(wage)s won"),
    earnings.PART_MONTH: _("monthly wage %(wage)s won × %(days)s of %(all)s days"),
    earnings.NO_WORK: ngettext_lazy(
        "%(hours)s hour neither worked nor paid × (%(wage)s won ÷ %(month)s hours)",
        "%(hours)s hours neither worked nor paid × (%(wage)s won ÷ %(month)s hours)",
        "n_hours",
    ),
    earnings.NO_REST: ngettext_lazy(
        "%(weeks)s weekly holiday of a week with absence, %(hours)s hours × (%(wage)s won ÷ %(month)s hours)",
        "%(weeks)s weekly holidays of weeks with absence, %(hours)s hours × (%(wage)s won ÷ %(month)s hours)",
        "n_weeks",
    ),
    earnings.LIFTED: ngettext_lazy(
        "%(hours)s hour × minimum wage %(minimum)s won − %(paid)s won paid for it",
        "%(hours)s hours × minimum wage %(minimum)s won − %(paid)s won paid for them",
        "n_hours",
    ),
    earnings.PAID_ON: _("%(amount)s won, due on %(day)s"),
    earnings.NOT_DUE: _("not due: employed from %(first)s to %(last)s, due on %(day)s"),
    insurance.OF_INCOME: _("monthly income %(income)s won × %(rate)s"),
    insurance.OF_LIMITED: _("monthly income %(income)s won, within the limits %(base)s won × %(rate)s"),
    insurance.OF_PREMIUM: _("health premium %(premium)s won × %(rate)s"),
    insurance.OF_PAY: _("pay subject to insurance %(pay)s won × %(rate)s"),
    insurance.LIMITED: _("%(income)s won × %(rate)s = %(reckoned)s won, within the limits of a month"),
    insurance.NOT_INSURED: _("not insured: %(reason)s"),
    tax.LESS_EARLIER: ngettext_lazy(
        "table of %(since)s for %(all)s won of both places, %(people)s person: %(due)s won, less %(before)s won"
        " withheld with the earlier place",
        "table of %(since)s for %(all)s won of both places, %(people)s people: %(due)s won, less %(before)s won"
        " withheld with the earlier place",
        "n_people",
    ),
    tax.BY_TABLE: ngettext_lazy(
        "table of %(since)s for %(pay)s won, %(people)s person: %(tax)s won × %(percent)s%%",
        "table of %(since)s for %(pay)s won, %(people)s people: %(tax)s won × %(percent)s%%",
        "n_people",
    ),
    tax.TOO_SMALL: ngettext_lazy(
        "table of %(since)s for %(pay)s won, %(people)s person: %(tax)s won, not withheld below 1,000 won",
        "table of %(since)s for %(pay)s won, %(people)s people: %(tax)s won, not withheld below 1,000 won",
        "n_people",
    ),
    tax.OF_TAX: _("income tax %(tax)s won × %(rate)s"),
    NOT_COVERED: _("deductions are %(owed)s won above the wages; they are asked for separately"),
    COVERED_LATER: _("%(taken)s won of %(owed)s won that could not be deducted before"),
    CORRECTED: _("%(after)s won by what is known now − %(before)s won paid"),
}
REASONS = {
    insurance.BY_OFFICE: _("as noted by the office"),
    insurance.AGE: _("age %(age)s"),
    insurance.TOO_SHORT: _("a contract of less than a month"),
    insurance.FEW_HOURS: _("fewer than 60 hours a month"),
    insurance.JOINED_LATER: _("joined after the first of the month"),
    insurance.HIRED_AGED: _("65 or older when hired"),
}
WARNINGS = {
    LIFTED: _("The contract lies below the minimum wage; the difference is paid."),
    BELOW_ZERO: _("Deductions are above the wages."),
    OWED_BACK: _(
        "Wages do not cover the deductions. The city pays the whole premiums and asks the person for what is missing."
    ),
    NOTHING: _("Nothing was earned."),
    LATE_AT_EXIT: _(
        "The employment ended more than 14 days before the day of payment: wages are due within 14 days of its end "
        "unless both agreed on a later day (근로기준법 §36)."
    ),
    UNSIGNED: _("The contract applies without the intern's signature: paid by the published terms of the call."),
    NOT_COMPARED: _("A reference figure was used that is not yet compared with its notice: compare it before you pay."),
}
LACKS = {
    "contract": _("no labour contract is in force"),
    "attendance": _("the month of attendance is not closed"),
    "days": _("days are not confirmed by the mentor, or a request waits for an answer"),
    "birth": _("the date of birth is not known"),
    "changed": _("the contract changes within the month"),
}
FUNDS = {"national": _("state money"), "city": _("city money"), "host": _("money of the host")}


def line_label(line: Line) -> str:
    """What a line is called: an allowance in the words of its call."""
    return line.label or str(LABELS.get(line.code, line.code))


def formula(line: Line) -> str:
    """How the amount came about, in words with its numbers.

    A value is a text (7.5 hours), so ``n_hours`` and its like say which form of the word it takes: 1 or more.
    """
    forms = {f"n_{name}": 1 if text == "1" else 2 for name, text in line.values.items()}
    values: dict[str, Any] = {**forms, **line.values}
    if "reason" in values:
        values["reason"] = str(REASONS.get(values["reason"], values["reason"])) % values
    return str(FORMULAS.get(line.formula, line.formula) % values)


def warning_text(code: str) -> str:
    return str(WARNINGS.get(code, code))


def lack_text(code: str) -> str:
    return str(LACKS.get(code, code))


def fund_name(code: str) -> str:
    return str(FUNDS.get(code, code))


def month_name(month: date) -> str:
    """September 2026, as the reader writes months."""
    return formats.date_format(month, "YEAR_MONTH_FORMAT")
