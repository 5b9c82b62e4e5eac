"""What interns are asked when the internship ends and 3, 6 and 12 months after, and when."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from internships.rules.leave import month_end
from programs.rules.survey import Ask, Question
from programs.rules.wording import gettext_noop

SATISFACTION = "satisfaction"
MONTHS: Mapping[str, int] = {"after_3": 3, "after_6": 6, "after_12": 12}  # after the last day of work
WITHIN, REMIND = 30, 7  # days for answering; days before the last one on which who has not answered is reminded
LATEST = timedelta(days=60)  # later than this after its day nobody is asked any more

EXPERIENCE = (
    Question("work", gettext_noop("The work was as it had been announced."), Ask.SCALE),
    Question("mentor", gettext_noop("My mentor helped me when I needed it."), Ask.SCALE),
    Question("learned", gettext_noop("I learned what helps me in my next work."), Ask.SCALE),
    Question("conditions", gettext_noop("Hours, leave and pay were as agreed."), Ask.SCALE),
    Question("office", gettext_noop("The city's office answered quickly and clearly."), Ask.SCALE),
    Question("again", gettext_noop("Would you recommend the internship to a friend?"), Ask.YES_NO),
    Question("wish", gettext_noop("What should be better next time?"), Ask.TEXT),
)
WHEREABOUTS = (
    Question("employed", gettext_noop("Are you employed or self-employed now?"), Ask.YES_NO),
    Question("data", gettext_noop("Is it work with data or computers? (no, if you have none)"), Ask.YES_NO),
    Question("here", gettext_noop("Is it in Daejeon? (no, if you have none)"), Ask.YES_NO),
    Question("helped", gettext_noop("The internship helped me to find it. (1, if you have none)"), Ask.SCALE),
    Question("what", gettext_noop("What do you do now? A few words are enough."), Ask.TEXT),
)


def questions_of(kind: str) -> tuple[Question, ...]:
    return EXPERIENCE if kind == SATISFACTION else WHEREABOUTS


def facts_of(questions: Iterable[Question]) -> tuple[Question, ...]:
    """What the office can know of somebody who did not answer: facts, never how anything was felt."""
    return tuple(one for one in questions if one.ask is not Ask.SCALE)


def due_kinds(last_day: date, today: date) -> list[str]:
    """The questionnaires about what became of somebody whose day has come: so many months after the last day, counted
    as the law counts months (민법 §160), and not long ago."""
    days = {kind: month_end(last_day + timedelta(days=1), months) for kind, months in MONTHS.items()}
    return [kind for kind, day in days.items() if day <= today <= day + LATEST]
