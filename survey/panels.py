"""What the census shows on the home page and to whom it shows its menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Role
from kernel.registry import Offer, Output, Panel, Todo
from survey.actions.frame import FRAME_ROLES
from survey.lifecycles import ADDITION
from survey.models import Wave
from survey.queries import work
from survey.queries.additions import additions_of
from survey.queries.records import Wanted, records_of
from survey.queries.safety import waves_in_alarm
from survey.queries.supervising import waiting_in


def takes_part(user: Any) -> bool:
    """Managers of the frame and enumerators; asks the roles that are known already."""
    return bool(user.is_authenticated and user.has_role(*FRAME_ROLES, Role.ENUMERATOR))


def todos(user: Any) -> Iterator[Todo]:
    """Returned records and open visits for an enumerator; records to review and what was found in the field for a
    manager."""
    if not takes_part(user):
        return
    if user.has_role(Role.ENUMERATOR):
        for wave in work.my_waves(user):
            yield from _visits(user, wave)
    for wave in waves_in_alarm(user):
        url = reverse("survey:safety_watch", args=[wave.code])
        yield Todo(str(_("Somebody in the field needs you")), url, detail=wave.title, tone="danger")
    if user.has_role(*FRAME_ROLES):
        for wave in work.managed_waves(user):
            yield from _office(wave)
            yield from _left(wave)


def _office(wave: Any) -> Iterator[Todo]:
    waiting = records_of(wave, Wanted(state="submitted")).count()
    if waiting:
        title = ngettext("%(n)s census record to review", "%(n)s census records to review", waiting)
        url = reverse("survey:records", args=[wave.code]) + "?state=submitted"
        yield Todo(title % {"n": waiting}, url, detail=wave.title, count=waiting)
    found = additions_of(wave, ADDITION.initial).count()
    if found:
        title = ngettext(
            "%(n)s business found in the field to look at", "%(n)s businesses found in the field to look at", found
        )
        url = reverse("survey:additions", args=[wave.code])
        yield Todo(title % {"n": found}, url, detail=wave.title, count=found)


def _left(wave: Wave) -> Iterator[Todo]:
    left = waiting_in(wave)
    if left:
        title = ngettext("%(n)s refusal or open case to decide", "%(n)s refusals and open cases to decide", left)
        yield Todo(title % {"n": left}, reverse("survey:left", args=[wave.code]), detail=wave.title, count=left)


def _visits(user: Any, wave: Any) -> Iterator[Todo]:
    counts = work.my_counts(user, wave)
    url = reverse("survey:my_work", args=[wave.code])
    if counts.returned:
        title = ngettext("%(n)s record came back to you", "%(n)s records came back to you", counts.returned)
        yield Todo(title % {"n": counts.returned}, f"{url}?show=returned", detail=wave.title, tone="warning")
    if counts.todo:
        title = ngettext("%(n)s business to visit", "%(n)s businesses to visit", counts.todo)
        yield Todo(title % {"n": counts.todo}, url, detail=wave.title, count=counts.todo)


def outputs(user: Any) -> Iterator[Output]:
    """An enumerator's own records by where they are now, wave by wave."""
    for one in work.brought_in(user):
        url = f"{reverse('survey:my_work', args=[one.wave.code])}?show=returned" if one.returned else ""
        figures = (
            (_("Records handed in"), one.handed_in),
            (_("Waiting for review"), one.waiting),
            (_("Came back to mend"), one.returned),
            (_("Approved"), one.approved),
        )
        yield Output(one.wave.title, figures, url)


OFFER = Offer(
    code="survey",
    title=_("Small-business census"),
    audience=_("Small businesses in Daejeon"),
    text=_(
        "Young people of the internship visit the city's small businesses and ask how they fare, "
        "so that support can follow the facts."
    ),
    icon="store",
    closed_text=_("A census visit needs no application."),
    order=30,
)
PANEL = Panel("survey", _("Business census"), todos, order=40)
