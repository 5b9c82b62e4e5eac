"""What interns, mentors and managers find in the menu and on the home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role
from internships.models import Placement
from internships.pay_panel import pay_todos
from internships.queries import concern as concerns
from internships.queries import contract as contracts
from internships.queries import interview, requests
from internships.queries import placement as queries
from internships.queries import worklog as logs
from internships.queries.access import PROGRAMME, is_manager, is_mentor, managed_calls, mentored_hosts
from internships.queries.aftercare import open_surveys
from internships.queries.attendance import to_confirm
from internships.queries.ending import waiting_evaluations
from internships.queries.host import hosts as hosts_in
from internships.queries.host import hosts_of
from internships.queries.pay import works_on_pay
from internships.queries.placement import keeps_attendance
from internships.queries.position import SHOWN_CALLS, waiting_in
from internships.queries.priority import waiting_claims
from kernel import clock
from kernel.registry import NavItem, Offer, Panel, Todo, register_nav, register_offer, register_panel
from programs.panels import openings


def register() -> None:
    register_nav(
        NavItem(gettext_lazy("Today's work"), "internships:today", lambda user: _has(user, Role.INTERN), 20),
        NavItem(gettext_lazy("My placement"), "internships:my_place", lambda user: _has(user, Role.INTERN), 21),
        NavItem(gettext_lazy("Interns here"), "internships:here", is_mentor, 22),
        NavItem(gettext_lazy("My pay"), "internships:my_pay", lambda user: _has(user, Role.INTERN), 22),
        NavItem(gettext_lazy("Internship"), "internships:manage", is_manager, 45),
        NavItem(gettext_lazy("Pay of interns"), "internships:pay", works_on_pay, 46),
    )
    register_panel(Panel("internships", gettext_lazy("Youth data internship"), todos, 20))
    register_offer(
        Offer(
            code="internships",
            title=gettext_lazy("Youth data internship"),
            audience=gettext_lazy("Young people from 19 to 34"),
            text=gettext_lazy(
                "Work with data at a public body or company of Daejeon for four months, paid and with a mentor."
            ),
            icon="people",
            url_name="programs:calls",
            openings=lambda: openings(PROGRAMME),
            order=20,
        ),
        Offer(
            code="internship-hosts",
            title=gettext_lazy("Taking interns"),
            audience=gettext_lazy("Public bodies, departments and companies"),
            text=gettext_lazy(
                "Register as a host institution and ask for the positions that young people choose from."
            ),
            icon="building",
            url_name="internships:hosting",
            order=21,
        ),
    )


def _has(user: Any, role: str) -> bool:
    return bool(user.is_authenticated and user.has_role(role))


def todos(user: Any) -> Iterator[Todo]:
    """What waits for this person in the internship programme."""
    yield from _of_the_person(user)
    yield from _interviews(user)
    if is_mentor(user):
        yield from _of_the_mentor(user)
    yield from _of_the_city(user)
    yield from _of_the_listener(user)
    if user.has_role(Role.MANAGER, Role.APPROVER):
        yield from _of_the_checker(user)
    yield from _of_the_host(user)
    if is_manager(user):
        yield from _of_the_manager(user)
    if works_on_pay(user) and not user.has_role(Role.AUDITOR):
        yield from pay_todos(user)


def _interviews(user: Any) -> Iterator[Todo]:
    """The interview that a person can book, and those in which a person asks."""
    for application in interview.invited_cases(user):
        present = interview.present_booking(application)
        page = reverse("internships:interview", args=[application.public_id])
        if present is None or present.state == "waiting":
            yield Todo(_("Book your interview"), page, application.call.title, tone="warning")
        elif present.state == "booked":
            when = present.slot.starts_at.astimezone(clock.SEOUL)
            yield Todo(_("Your interview"), page, f"{when:%Y-%m-%d %H:%M}", tone="info")
    for one in interview.interviewer_days(user):
        url = reverse("internships:interviewer_day", args=[one.day.pk])
        yield Todo(_("Interviews that you hold"), url, str(one.day.held_on), count=one.people)


def _of_the_person(user: Any) -> Iterator[Todo]:
    place = reverse("internships:my_place")
    for asked in open_surveys(user):
        url = reverse("internships:survey", args=[asked.public_id])
        yield Todo(_("Answer the questions about your internship"), url, asked.get_kind_display())
    for contract in contracts.to_sign(user):
        yield Todo(_("Sign your labour contract"), reverse("internships:contract", args=[contract.pk]),
                   contract.number, tone="warning")  # fmt: skip
    for contract in contracts.to_receive(user):
        yield Todo(_("Confirm that you have received your contract"),
                   reverse("internships:contract", args=[contract.pk]), contract.number)  # fmt: skip
    for placement in Placement.objects.filter(person=user).select_related("position__host__organisation"):
        if placement.state == "proposed":
            yield Todo(_("Accept or decline your place"), place, str(placement.position), tone="warning")
        elif placement.state in {"accepted", "working"}:
            yield Todo(_("Clock in and out"), reverse("internships:today"), str(placement.position))
        elif placement.state == "completed":
            yield Todo(_("Download your certificate of completion"), place, str(placement.position), tone="success")
        elif placement.state in {"incomplete", "left"} and keeps_attendance(placement):
            yield Todo(_("Your internship is over: pay and papers"), place, str(placement.position))


def _of_the_mentor(user: Any) -> Iterator[Todo]:
    waiting = to_confirm(mentored_hosts(user), clock.today()).count()
    if waiting:
        yield Todo(_("Days of attendance to confirm"), reverse("internships:here"), count=waiting)
    asked = requests.waiting_at(mentored_hosts(user)).count()
    if asked:
        yield Todo(_("Requests about attendance to answer"), reverse("internships:here"), count=asked, tone="warning")
    owed = waiting_evaluations(user)
    if owed:
        yield Todo(_("Final evaluations to write"), reverse("internships:evaluations"), count=owed, tone="warning")
    unanswered = logs.logs_to_answer(mentored_hosts(user)).count()
    unanswered += logs.summaries_to_answer(mentored_hosts(user)).count()
    if unanswered:
        yield Todo(_("Work logs to answer"), reverse("internships:logs"), count=unanswered)


def _of_the_listener(user: Any) -> Iterator[Todo]:
    waiting = concerns.heard_by(user).filter(state="raised").count()
    if waiting:
        yield Todo(_("Concerns to hear"), reverse("internships:hearing"), count=waiting, tone="warning")


def _of_the_checker(user: Any) -> Iterator[Todo]:
    """Evidence of priority groups, for those who may see it."""
    for call, title, count in waiting_claims(user):
        page = reverse("internships:priority_claims", args=[call])
        yield Todo(_("Evidence of priority groups to judge"), page, title, count=count, tone="warning")


def _of_the_city(user: Any) -> Iterator[Todo]:
    """Contracts that an approver of their call signs for the city."""
    for call in contracts.office_calls(user).filter(state__in=SHOWN_CALLS)[:5]:
        count = contracts.waiting_for_city(call, user)
        if count:
            place = reverse("internships:contracts", args=[call.pk])
            yield Todo(_("Contracts to sign for the city"), place, call.title, count=count, tone="warning")


def _of_the_host(user: Any) -> Iterator[Todo]:
    for host in hosts_of(user):
        returned = host.positions.filter(state="returned").count()
        if returned:
            place = reverse("internships:my_host", args=[host.pk])
            yield Todo(_("Positions that the office returned"), place, str(host), count=returned, tone="warning")


def _of_the_manager(user: Any) -> Iterator[Todo]:
    waiting = hosts_in(state="registered").count()
    if waiting:
        yield Todo(_("Host institutions to approve"), reverse("internships:hosts") + "?state=registered", count=waiting)
    for call in managed_calls(user).filter(state__in=SHOWN_CALLS)[:5]:
        asked = waiting_in([call])
        if asked:
            yield Todo(call.title, reverse("internships:positions", args=[call.pk]) + "?state=asked",
                       _("positions to decide on"), count=asked)  # fmt: skip
    for call in managed_calls(user).filter(state="decided")[:3]:
        silent = len(logs.silent(call))
        if silent:
            yield Todo(_("Work logs to look into"), reverse("internships:silent", args=[call.pk]), call.title,
                       count=silent, tone="warning")  # fmt: skip
        count = queries.to_place(call).count()
        if count:
            detail = ngettext("%(count)s selected applicant without a place", "%(count)s selected applicants without a "
                              "place", count) % {"count": count}  # fmt: skip
            yield Todo(call.title, reverse("internships:placing", args=[call.pk]), detail, count=count, tone="warning")
