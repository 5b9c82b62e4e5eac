"""What is kept of the whereabouts of interns, and what they agree to for it."""

from django.utils.translation import gettext_lazy as _

from accounts.consents import ConsentItem, declare_consent

POSITION = ConsentItem(
    code="internships.position",
    version=1,
    title=_("Position of the phone when clocking in and out"),
    purpose=_("to show that you are at your place of work when you clock in or out"),
    items=_("your distance from the place of work in metres and how exact it is; not the position itself"),
    retention=_("three years after the end of the work, with the attendance"),
    refusal=_("You may refuse or withdraw at any time. Your clicks count all the same; your mentor looks at them."),
)


def declare() -> None:
    declare_consent(POSITION)
