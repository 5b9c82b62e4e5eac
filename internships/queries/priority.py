"""Reading priority claims: what an applicant named, what waits to be judged, what counts."""

import uuid

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import User
from internships.models import PriorityClaim, PriorityFile
from internships.queries.access import PROGRAMME
from internships.rules.priority import GROUPS, NEUTRAL, Group
from internships.rules.terms import terms_from
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scope_group, scopes
from programs.facts import own_application
from programs.models import Application, Call
from programs.queries.reviews import reviews_are_closed
from programs.registry import Advantages
from programs.rules.ranking import Bonus

SEE = "see_priority"
JUDGED_IN = ("submitted", "correcting", "eligible", "in_review")  # states of a case whose claims are judged


# -- what counts --------------------------------------------------------------------------------------------------


def proven_groups(call: Call) -> dict[int, frozenset[str]]:
    """Application → its groups that were found proven; one statement, none where the call has no groups."""
    codes = terms_from(call.terms.settings).groups
    if not codes:
        return {}
    found: dict[int, frozenset[str]] = {}
    rows = PriorityClaim.objects.filter(application__call=call, state="proven", group__in=codes)
    for pk, code in rows.order_by("pk").values_list("application_id", "group"):
        found[pk] = found.get(pk, frozenset()) | {code}
    return found


def advantages(call: Call) -> Advantages:
    """For the list: points once a person and membership in the quota of priority, under a name that does not tell the
    group; two statements."""
    terms = terms_from(call.terms.settings)
    if not terms.groups:
        return Advantages()
    members = proven_groups(call)
    bonus = (Bonus(NEUTRAL, terms.priority_points, True),) if terms.priority_points else ()
    waiting = PriorityClaim.objects.filter(
        application__call=call, state="named", application__state__in=("eligible", "in_review")
    )
    return Advantages(
        bonuses=dict.fromkeys(members, bonus) if bonus else {},
        groups=dict.fromkeys(members, frozenset({NEUTRAL})),
        open=waiting.count(),
    )


# -- the applicant ------------------------------------------------------------------------------------------------


def groups_on_offer(call: Call) -> list[Group]:
    """The call's groups, in the order of the list."""
    codes = terms_from(call.terms.settings).groups
    return [one for one in GROUPS if one.code in codes]


def own_case(actor: Actor, public_id: uuid.UUID) -> Application:
    """The person's own application for an internship. Raises NotVisible."""
    found = Application.objects.select_related("call").filter(public_id=public_id, call__programme=PROGRAMME).first()
    if found is None or not own_application(actor.user, found):
        raise NotVisible()
    return found


def claims_of(application: Application) -> QuerySet[PriorityClaim]:
    """What the applicant named and did not take back, with its files; two statements."""
    rows = PriorityClaim.objects.filter(application=application).exclude(state="dropped").order_by("pk")
    return rows.prefetch_related(Prefetch("files", PriorityFile.objects.select_related("file").order_by("pk")))


def still_open(application: Application) -> bool:
    """Whether evidence may still be added and judged: the case is not decided and no ranking is made."""
    return application.state in JUDGED_IN and not reviews_are_closed(application.call)


# -- whoever may see it -------------------------------------------------------------------------------------------


def require_see(actor: Actor, call: Call) -> None:
    """Raises NotVisible: whoever may not see priority groups does not learn that somebody named one."""
    if call.programme != PROGRAMME or not may(actor, SEE, call):
        raise NotVisible()


def claims_to_judge(actor: Actor, call: Call) -> QuerySet[PriorityClaim]:
    """Claims of applications that were handed in, without group or evidence, which only their own page shows. One
    statement. Raises NotVisible."""
    require_see(actor, call)
    rows = PriorityClaim.objects.filter(application__call=call, application__receipt_serial__isnull=False)
    rows = rows.exclude(state="dropped").exclude(application__state="withdrawn").select_related("application")
    rows = rows.only("state", "judged_at", "named_at", "application__receipt_number", "application__receipt_serial")
    return rows.order_by("application__receipt_serial", "pk")


def waiting_claims(user: User) -> list[tuple[int, str, int]]:
    """The calls whose priority groups the person may see: key, title and how many claims wait there to be judged; one
    statement."""
    found: QuerySet[Call] = scopes(user, SEE, Call).filter(
        programme=PROGRAMME,
        applications__state__in=JUDGED_IN,
        applications__priority_claims__state="named",
    )
    waiting = found.annotate(waiting=Count("applications__priority_claims")).order_by("pk")
    return list(waiting.values_list("pk", "title", "waiting"))


def holders(call: Call) -> QuerySet[User]:
    """Who may see the call's priority groups, by name."""
    return User.objects.filter(groups=scope_group(call, "priority", [SEE]), is_active=True).order_by("name", "pk")
