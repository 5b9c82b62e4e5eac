"""Small words of the internship's pages."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from internships import pay_words, wording
from internships.models import AttendanceDay, Placement
from internships.programme import FORM
from internships.queries.attendance_sheet import months_of

register = template.Library()
WEEKDAYS = (
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)


@register.filter
def hours(minutes: int) -> str:
    """455 → 7 h 35 min."""
    whole, rest = divmod(int(minutes), 60)
    if not rest:
        return _("%(hours)s h") % {"hours": whole}
    if not whole:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}


@register.filter
def weekday_date(day: date) -> str:
    """2026-11-25 → 2026. 11. 25.(수)."""
    shown = formats.date_format(day, "SHORT_DATE_FORMAT")
    return _("%(day)s (%(weekday)s)") % {"day": shown, "weekday": WEEKDAYS[day.weekday()]}


@register.filter
def month_day(day: date) -> str:
    """2026-11-25 → 11월 25일(수), where the year is plain."""
    shown = formats.date_format(day, "MONTH_DAY_FORMAT")
    return _("%(day)s (%(weekday)s)") % {"day": shown, "weekday": WEEKDAYS[day.weekday()]}


@register.filter
def day_weekday(day: date) -> str:
    """2026-11-25 → 25(수), where the month is plain."""
    return _("%(day)s (%(weekday)s)") % {"day": day.day, "weekday": WEEKDAYS[day.weekday()]}


@register.filter
def clock_hours(minutes: int) -> str:
    """455 → 7:35, nothing for none: for the narrow columns of a sheet."""
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else ""


@register.filter
def months(placement: Placement) -> list[date]:
    """The months of which somebody has an attendance sheet, the latest first."""
    return months_of(placement)


@register.filter
def remarks(day: AttendanceDay) -> list[str]:
    """What stands beside a day of attendance, in words."""
    return wording.remarks(day)


@register.filter
def lack_text(code: str) -> str:
    """What stands in the way of paying somebody."""
    return pay_words.lack_text(code)


@register.filter
def tone_text(tone: str) -> str:
    """What a field of the heat map says."""
    return wording.tone_text(tone)


@register.filter
def answer_label(code: str, key: str) -> str:
    """The answer to the question ``key`` of the application, in words."""
    question = FORM.question(key)
    return _(question.choice_label(code)) if question and code else "–"
