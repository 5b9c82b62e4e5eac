"""Who may judge what: the facts of reviewers and applicants, conflicts between them, and the assignment they allow."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from kernel import clock
from kernel.models.audit import canonical
from programs.models import Application, Call, Recusal, Review, ReviewAssignment, ReviewerProfile, Submission
from programs.queries.calls import reviewers_of, with_terms
from programs.rules.assignment import Case, Reviewer, Shortage, assign
from programs.rules.conflicts import Employment, Kind, Party, find_conflicts
from programs.rules.form import Kind as Answer

Conflicts = dict[int, dict[int, tuple[Kind, ...]]]
WAITING = ("eligible", "in_review")


def conflicts_of(call: Call, reviewers: Iterable[User], applications: Iterable[Application]) -> Conflicts:
    """Application → reviewer → kinds of conflict, found by comparing and as declared or set; six statements, however
    many there are."""
    people, cases = list(reviewers), list(applications)
    declared = Recusal.objects.filter(
        application__in=[one.pk for one in cases], source__in=[Recusal.Source.DECLARED, Recusal.Source.OFFICE]
    )
    return find_conflicts(
        _reviewer_parties(people),
        applicant_parties(cases),
        declared=declared.values_list("application_id", "reviewer_id"),
        employed_since=_years_before(clock.today(), call.terms.choosing_terms.panel.conflict_years),
    )


def _years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _memberships(**filters: Any) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(**filters).select_related("organisation", "user")
    for one in rows:
        found[one.user_id].append(one)
    return found


def _reviewer_parties(reviewers: list[User]) -> dict[int, Party]:
    """What is registered of each: their own account, what they say in their profile, where they belong or belonged."""
    profiles = {one.user_id: one for one in ReviewerProfile.objects.filter(user__in=reviewers)}
    memberships = _memberships(user__in=reviewers)
    return {one.pk: _reviewer_party(one, profiles.get(one.pk), memberships.get(one.pk, [])) for one in reviewers}


def _reviewer_party(user: User, profile: ReviewerProfile | None, memberships: list[Membership]) -> Party:
    present = [one.organisation for one in memberships if one.left_at is None]
    jobs = [
        Employment(
            one.organisation.registration_number,
            one.organisation.name,
            one.left_at.astimezone(clock.SEOUL).date() if one.left_at else None,
        )
        for one in memberships
    ]
    jobs += [
        Employment(one.get("number", ""), one.get("name", ""), _day(one.get("until")))
        for one in (profile.employers if profile else [])
    ]
    return Party(
        business_numbers=(*(one.registration_number for one in present), profile.business_number if profile else ""),
        addresses=(profile.address if profile else "",),
        phones=(user.phone,),
        mails=(user.email,),
        employments=tuple(jobs),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def applicant_parties(applications: list[Application]) -> dict[int, Party]:
    """What is registered of each applicant, of everybody who acts for it, and the contacts that the form names."""
    organisations = [one.organisation_id for one in applications if one.organisation_id]
    members: dict[int, list[User]] = defaultdict(list)
    for own in _memberships(organisation__in=organisations, left_at=None).values():
        for one in own:
            members[one.organisation_id].append(one.user)
    contacts = _contacts(applications)
    return {
        one.pk: _applicant_party(one, members.get(one.organisation_id or 0, []), contacts.get(one.pk, ([], [])))
        for one in applications
    }


def _applicant_party(application: Application, members: list[User], contact: tuple[list[str], list[str]]) -> Party:
    organisation, people = application.organisation, members or [application.user]
    phones, mails = contact
    return Party(
        names=(organisation.name,) if organisation else (),
        business_numbers=(organisation.registration_number,) if organisation else (),
        addresses=(organisation.address,) if organisation else (),
        phones=(*(one.phone for one in people), organisation.phone if organisation else "", *phones),
        mails=(*(one.email for one in people), *mails),
    )


def _contacts(applications: list[Application]) -> dict[int, tuple[list[str], list[str]]]:
    """Telephone numbers and mail addresses of the latest version handed in; two statements."""
    rows = Submission.objects.filter(application__in=[one.pk for one in applications]).select_related("terms")
    found = {}
    for one in rows.order_by("application", "-version").distinct("application"):
        given: dict[Answer, list[str]] = {Answer.PHONE: [], Answer.EMAIL: []}
        for _section, question in one.terms.form_spec.questions():
            if question.kind in given:
                given[question.kind].append(str(one.answers.get(question.key) or ""))
        found[one.application_id] = given[Answer.PHONE], given[Answer.EMAIL]
    return found


# -- the assignment --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What an assignment would give: application → the reviewers to be added; why others cannot be asked; how many each
    reviewer would have; what stays unfilled. ``fingerprint`` names exactly this plan."""

    added: Mapping[int, tuple[int, ...]]
    excluded: Conflicts
    loads: Mapping[int, int]
    shortages: tuple[Shortage, ...]
    reviewers: Mapping[int, User]
    applications: Mapping[int, Application]
    fingerprint: str

    @property
    def places(self) -> int:
        return sum(len(found) for found in self.added.values())


def waiting_applications(call: Call) -> list[Application]:
    """Those found eligible, by number, with who applies; one statement."""
    rows = call.applications.filter(state__in=WAITING).select_related("organisation", "user")
    found = list(rows.defer("revisions", "answers").order_by("receipt_serial"))
    for one in found:
        one.call = call
    return found


def present_panels(call: Call) -> dict[int, set[int]]:
    """Application → the reviewers who are asked for it now; one statement."""
    asked: dict[int, set[int]] = defaultdict(set)
    rows = ReviewAssignment.objects.filter(application__call=call, revoked_at=None)
    for application, reviewer in rows.values_list("application_id", "reviewer_id"):
        asked[application].add(reviewer)
    return asked


def open_loads(reviewers: Iterable[int]) -> dict[int, int]:
    """Reviewer → sheets that they still have to hand in, in all calls; one statement."""
    rows = Review.objects.filter(assignment__reviewer__in=list(reviewers), assignment__revoked_at=None)
    rows = rows.filter(assignment__application__state="in_review").exclude(state="submitted")
    counted = rows.order_by().values_list("assignment__reviewer").annotate(n=Count("pk"))
    return dict(counted)


def plan_of(call: Call) -> Plan:
    """Fills the places that are open now and leaves those who are asked already; a function of what stands in the
    database, so that two who look at once see the same. About a dozen statements, however long the list."""
    reviewers = {one.pk: one for one in reviewers_of(call)}
    applications = {one.pk: one for one in waiting_applications(call)}
    asked, rules = present_panels(call), call.terms.choosing_terms.panel
    found = conflicts_of(call, reviewers.values(), applications.values())
    profiles = {one.user_id: one for one in ReviewerProfile.objects.filter(user__in=reviewers)}
    loads: Counter[int] = Counter(dict.fromkeys(reviewers, 0))
    for panel in asked.values():
        loads.update(pk for pk in panel if pk in reviewers)
    elsewhere = open_loads(reviewers)
    missing: dict[int, list[Application]] = defaultdict(list)
    for one in applications.values():
        missing[max(0, rules.reviewers - len(asked[one.pk]))].append(one)
    added: dict[int, tuple[int, ...]] = {}
    shortages: list[Shortage] = []
    for each in sorted(missing, reverse=True):
        if not each:
            continue
        given = assign(
            [Case(one.pk, frozenset({one.track} if one.track else ())) for one in missing[each]],
            [_desk(pk, profiles.get(pk), rules.limit, loads[pk], elsewhere.get(pk, 0)) for pk in reviewers],
            each=each,
            experts=min(rules.experts, each),
            conflicts=_barred(missing[each], found, asked),
            seed=str(call.pk),
        )
        added |= {pk: panel for pk, panel in given.reviewers.items() if panel}
        shortages += given.shortages
        loads.update({pk: count for pk, count in given.loads.items() if count})
    return Plan(added, found, loads, tuple(shortages), reviewers, applications, _fingerprint(added))


def _desk(pk: int, profile: ReviewerProfile | None, limit: int | None, load: int, open_sheets: int) -> Reviewer:
    """A reviewer with what they can still take on: by the call's limit of applications, and by their own of open
    sheets at once."""
    rooms = [] if limit is None else [limit - load]
    if profile and profile.limit is not None:
        rooms.append(profile.limit - open_sheets)
    fields = frozenset(profile.fields) if profile else frozenset()
    return Reviewer(pk, fields, max(0, min(rooms)) if rooms else None)


def _barred(applications: list[Application], found: Conflicts, asked: Mapping[int, set[int]]) -> Conflicts:
    """Conflicts, and who sits on the panel already."""
    return {
        one.pk: {**dict.fromkeys(asked.get(one.pk, ()), ()), **found.get(one.pk, {})}
        for one in applications
        if one.pk in found or asked.get(one.pk)
    }


def _fingerprint(added: Mapping[int, tuple[int, ...]]) -> str:
    text = canonical({str(pk): list(panel) for pk, panel in sorted(added.items())})
    return hashlib.sha256(text.encode()).hexdigest()


def kinds_between(application: Application, reviewer: User) -> tuple[Kind, ...]:
    """The conflicts between one reviewer and one application."""
    found = conflicts_of(application.call, [reviewer], [application])
    return found.get(application.pk, {}).get(reviewer.pk, ())


# -- the panel's board -----------------------------------------------------------------------------------------


def panel_rows(call: Call) -> list[dict[str, Any]]:
    """Each reviewer with what was asked, handed in and is open, their profile with the call's tracks that they know,
    and whether they signed; four statements besides the terms."""
    people = list(reviewers_of(call))
    mine = Q(assignment__application__call=call, assignment__revoked_at=None)
    counted = (
        Review.objects.filter(mine, assignment__reviewer__in=people)
        .order_by()
        .values("assignment__reviewer")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state="submitted")))
    )
    figures = {row["assignment__reviewer"]: row for row in counted}
    profiles = {one.user_id: one for one in ReviewerProfile.objects.filter(user__in=people)}
    signed = set(call.pledges.values_list("reviewer_id", flat=True))
    labels = {track.code: _(track.label) for track in call.terms.choosing_terms.tracks if track.label}
    rows = []
    for one in people:
        row, profile = figures.get(one.pk, {"asked": 0, "done": 0}), profiles.get(one.pk)
        rows.append({
            "person": one,
            "profile": profile,
            "fields": [labels[code] for code in profile.fields if code in labels] if profile else [],
            "signed": one.pk in signed,
            "asked": row["asked"],
            "done": row["done"],
            "open": row["asked"] - row["done"],
        })  # fmt: skip
    return rows


def recusals_of(call: Call) -> list[Recusal]:
    """Everybody who does not judge something, with why; one statement."""
    rows = Recusal.objects.filter(application__call=call).select_related("application", "reviewer", "noted_by")
    return list(rows.order_by("application__receipt_serial", "reviewer__name", "pk"))


def known_fields() -> list[tuple[str, str]]:
    """Code and label of every track of the calls that are not over, for reviewers to say which they know."""
    found: dict[str, str] = {}
    for call in with_terms(Call.objects.exclude(state__in=["decided", "cancelled"]).order_by("-pk")[:50]):
        for track in call.terms.choosing_terms.tracks:
            if track.code:
                found.setdefault(track.code, _(track.label))
    return sorted(found.items(), key=lambda one: one[1])
