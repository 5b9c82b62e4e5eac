"""What is asked after a voucher case where its call says nothing else: satisfaction when it ends, results a year on."""

from collections.abc import Mapping

from programs.rules.survey import Ask, Plan, Question
from programs.rules.wording import gettext_noop

SATISFACTION = Plan(
    ("demand", "supplier"), 0, 30, 7,
    (
        Question("process", gettext_noop("The procedure from the application to the settlement was easy to follow."),
                 Ask.SCALE),
        Question("time", gettext_noop("Decisions and payments came in good time."), Ask.SCALE),
        Question("help", gettext_noop("The office in charge helped when it was needed."), Ask.SCALE),
        Question("partner", gettext_noop("Working with the other company went well."), Ask.SCALE),
        Question("again", gettext_noop("Would you take part again?"), Ask.YES_NO),
        Question("wish", gettext_noop("What should be better next time?"), Ask.TEXT),
    ),
)  # fmt: skip
RESULTS = Plan(
    ("demand",), 365, 30, 7,
    (
        Question("in_use", gettext_noop("Is the data still in use?"), Ask.YES_NO),
        Question("sales", gettext_noop("Change of yearly sales because of it (won; below zero when they fell)"),
                 Ask.NUMBER),
        Question("cost", gettext_noop("Cost saved in a year because of it (won)"), Ask.NUMBER),
        Question("jobs", gettext_noop("People employed more because of it"), Ask.NUMBER),
        Question("bought", gettext_noop("Has the business bought data with its own money since?"), Ask.YES_NO),
        Question("effect", gettext_noop("What became different? An example is enough."), Ask.TEXT),
    ),
)  # fmt: skip
STANDARD: Mapping[str, Plan] = {"satisfaction": SATISFACTION, "results": RESULTS}
