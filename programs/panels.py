"""Menu and home page: what each kind of person does next."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from kernel import clock
from kernel.permissions import scopes
from kernel.registry import NavItem, Opening, Panel, Todo, register_account_nav, register_nav, register_panel
from programs.models import Call
from programs.presentation import case_title
from programs.queries.appeals import my_opinions, work_after_results
from programs.queries.applications import my_applications, work_of_manager
from programs.queries.approvals import Waiting, calls_with_free_places, publishable_calls, waiting_for
from programs.queries.archive import READERS as ARCHIVE_READERS
from programs.queries.archive import to_decide
from programs.queries.calls import open_calls, open_calls_left
from programs.queries.exclusions import waiting_listings
from programs.queries.figures import READERS, waiting_figures
from programs.queries.reserves import due_call_ups
from programs.queries.reviews import my_reviews
from programs.rules.windows import closing_soon
from programs.wording import moment_text

# What a line of the home page does not need of an opinion's case.
HEAVY = ("appeal__application__answers", "appeal__application__revisions", "appeal__application__call__notice")

OPEN_SHOWN = 5  # open calls on the home page


def register() -> None:
    register_nav(
        NavItem(gettext_lazy("Calls"), "programs:calls", lambda user: True, 10),
        NavItem(gettext_lazy("My applications"), "programs:applications", _may_apply, 20),
        NavItem(gettext_lazy("Reviews"), "programs:reviews", _is_reviewer, 30),
        NavItem(gettext_lazy("Reference figures"), "programs:figures", _reads_figures, 62),
        NavItem(gettext_lazy("Run calls"), "programs:manage_calls", _is_manager, 35),
        NavItem(gettext_lazy("Archive"), "programs:archive", _reads_archive, 38),
    )
    register_account_nav(NavItem(gettext_lazy("Calendar"), "programs:calendar", lambda user: True, 25))
    register_panel(
        Panel("programs.applicant", gettext_lazy("My applications"), applicant_todos, 10),
        Panel("programs.open", gettext_lazy("Open calls"), open_call_todos, 11),
        Panel("programs.reviewer", gettext_lazy("Reviews to write"), reviewer_todos, 20),
        Panel("programs.approver", gettext_lazy("To approve"), approver_todos, 25),
        Panel("programs.manager", gettext_lazy("Calls that I run"), manager_todos, 30),
        Panel("programs.appeals", gettext_lazy("Appeals to look at"), appeal_todos, 25),
    )


def _is_manager(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.MANAGER))


def _is_approver(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.APPROVER, Role.MANAGER))


def _reads_archive(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(*ARCHIVE_READERS))


def _is_reviewer(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.REVIEWER))


def _is_public(user: Any) -> bool:
    return bool(user.is_authenticated and not user.is_staff and not user.has_role(Role.REVIEWER))


def _may_apply(user: Any) -> bool:
    """A mentor signs in to look after interns; what they applied for themselves still stands among their tasks."""
    return _is_public(user) and not user.has_role(Role.MENTOR)


def openings(programme: str) -> list[Opening]:
    """The open calls of a programme for the front page."""
    moment = clock.now()
    return [
        Opening(
            call.title,
            reverse("programs:call", args=[call.pk]),
            _("until %(moment)s") % {"moment": moment_text(call.closes_at)},
            closing_soon(call.closes_at, moment),
        )
        for call in open_calls(programme)
    ]


def applicant_todos(user: Any) -> Iterable[Todo]:
    """Drafts to finish, cases under way, results."""
    if not _is_public(user):
        return
    moment = clock.now()
    mine = my_applications(user)
    called = due_call_ups([one.pk for one in mine if one.state == "reserve"])
    for one in mine[:8]:
        name = case_title(one) or one.call.title
        if one.state == "draft":
            if one.editable_at(moment):
                due = _("until %(moment)s") % {"moment": moment_text(one.call.closes_at)}
                yield Todo(
                    _("Finish the draft: %(name)s") % {"name": name},
                    reverse("programs:edit", args=[one.public_id]),
                    one.call.title,
                    due,
                    tone="warning",
                )
        elif one.pk in called:
            due = _("until %(moment)s") % {"moment": moment_text(called[one.pk])}
            url = reverse("programs:call_up", args=[one.public_id])
            yield Todo(
                _("A place is free for you: %(name)s") % {"name": name}, url, one.call.title, due, tone="warning"
            )
        elif one.state == "correcting":
            url = reverse("programs:correction", args=[one.public_id])
            yield Todo(_("Correct and hand in: %(name)s") % {"name": name}, url, one.call.title, tone="warning")
        elif one.state != "withdrawn":
            yield _case_todo(one, name)


def open_call_todos(user: Any) -> Iterable[Todo]:
    """Calls in which the person can still apply, whatever they applied for before; past the first few the list of all
    calls leads on. One statement."""
    if not _is_public(user):
        return
    moment = clock.now()
    left = list(open_calls_left(user)[: OPEN_SHOWN + 1])
    for call in left[:OPEN_SHOWN]:
        due = _("until %(moment)s") % {"moment": moment_text(call.closes_at)}
        tone = "warning" if closing_soon(call.closes_at, moment) else "info"
        yield Todo(call.title, reverse("programs:call", args=[call.pk]), due=due, tone=tone)
    if len(left) > OPEN_SHOWN:
        yield Todo(_("More open calls"), reverse("programs:calls"))


def _case_todo(application: Any, name: str) -> Todo:
    texts = {
        "selected": (_("Selected: %(name)s"), "success"),
        "reserve": (_("On the reserve list: %(name)s"), "warning"),
        "rejected": (_("Not selected: %(name)s"), "neutral"),
        "ineligible": (_("Not eligible: %(name)s"), "danger"),
    }
    text, tone = texts.get(application.state, (_("Received: %(name)s"), "info"))
    url = reverse("programs:application", args=[application.public_id])
    return Todo(text % {"name": name}, url, application.call.title, tone=tone)


def reviewer_todos(user: Any) -> Iterable[Todo]:
    """One line for each call with sheets still to hand in."""
    if not _is_reviewer(user):
        return
    left: dict[str, int] = {}
    waiting = my_reviews(user).exclude(state="submitted").filter(assignment__application__state="in_review")
    for one in waiting:
        title = one.assignment.application.call.title
        left[title] = left.get(title, 0) + 1
    for title, count in left.items():
        yield Todo(title, reverse("programs:reviews"), count=count, tone="warning")


# kind of what waits → its line on the home page, the page that leads on
TO_APPROVE: dict[str, tuple[Any, str]] = {
    "call": (gettext_lazy("Publish the call: %(title)s"), "programs:call_approval"),
    "amendment": (gettext_lazy("Approve the amendment: %(title)s"), "programs:amendment"),
    "ranking": (gettext_lazy("Confirm the ranking: %(title)s"), "programs:confirm_ranking"),
    "decisions": (gettext_lazy("Confirm decisions: %(title)s"), "programs:confirm_ranking"),
    "appealed": (gettext_lazy("Confirm decisions after an appeal: %(title)s"), "programs:manage_appeals"),
}


def approver_todos(user: Any) -> Iterable[Todo]:
    """What others have prepared and this person may put in force, longest first."""
    figures = waiting_figures(user)
    if figures:
        yield Todo(_("Reference figures to decide on"), reverse("programs:figures"), count=figures, tone="warning")
    listings = waiting_listings(user).count()
    if listings:
        yield Todo(
            _("Entries in the list of the excluded"), reverse("programs:exclusions"), count=listings, tone="warning"
        )
    if _is_approver(user):
        yield from (_to_approve(one) for one in waiting_for(user)[:20])
        for order in to_decide(user)[:5]:
            url = reverse("programs:destruction", args=[order.public_id])
            yield Todo(_("Destruction to decide on"), url, order.number, tone="warning")


def _to_approve(one: Waiting) -> Todo:
    text, page = TO_APPROVE[one.kind]
    due = _("since %(moment)s") % {"moment": moment_text(one.since)} if one.since else ""
    url = reverse(page, args=[one.call_id])
    return Todo(str(text) % {"title": one.title}, url, due=due, count=one.count, tone="warning")


def manager_todos(user: Any) -> Iterable[Todo]:
    """Each running call with what waits for its manager."""
    if not _is_manager(user):
        return
    moment = clock.now()
    for row in work_of_manager(scopes(user, "manage_call", Call)):
        cases = reverse("programs:manage_cases", args=[row["pk"]])
        if row["to_screen"]:
            yield Todo(_("To screen"), f"{cases}?state=submitted", row["title"], count=row["to_screen"], tone="warning")
        if row["to_assign"]:
            yield Todo(_("To give to reviewers"), f"{cases}?state=eligible", row["title"], count=row["to_assign"])
        if row["in_review"] and row["closes_at"] <= moment:
            url = reverse("programs:ranking", args=[row["pk"]])
            yield Todo(_("To decide"), url, row["title"], count=row["in_review"])
    for row in work_after_results(scopes(user, "manage_call", Call)):
        if row["filed"]:
            url = reverse("programs:manage_appeals", args=[row["pk"]])
            yield Todo(_("Appeals to give to a panel"), url, row["title"], count=row["filed"], tone="warning")
    for call in publishable_calls(scopes(user, "manage_call", Call))[:20]:
        yield Todo(_("Results to publish"), reverse("programs:results", args=[call.pk]), call.title, tone="warning")
    for call in calls_with_free_places(scopes(user, "manage_call", Call))[:20]:
        yield Todo(_("A place is free for a reserve"), reverse("programs:reserves", args=[call.pk]), call.title)


def appeal_todos(user: Any) -> Iterable[Todo]:
    """Opinions that are asked of the person, and appeals that wait for the answer of somebody who approves."""
    for opinion in my_opinions(user).filter(given_at=None, appeal__state="in_panel").defer(*HEAVY)[:20]:
        url = reverse("programs:appeal_opinion", args=[opinion.pk])
        title = _("Give your opinion on appeal %(number)s") % {"number": opinion.appeal.number}
        yield Todo(title, url, opinion.appeal.application.call.title, tone="warning")
    if user.has_role(Role.APPROVER, Role.MANAGER):
        for row in work_after_results(scopes(user, "approve_call", Call)):
            if row["to_answer"]:
                url = reverse("programs:manage_appeals", args=[row["pk"]])
                yield Todo(_("Appeals to answer"), url, row["title"], count=row["to_answer"], tone="warning")


def _reads_figures(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(*READERS))
