"""Reading calls."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may, scope_group, scopes
from kernel.queries.audit import history_of
from programs.errors import CallNotVisible
from programs.models import Application, Call, CallAttachment, CallTerms
from programs.registry import programmes

HIDDEN = frozenset({"draft", "proposed", "cancelled"})


def public_calls(programme: str = "") -> QuerySet[Call]:
    """Published calls, those that close next first, then past ones by how recent they are."""
    calls = Call.objects.filter(state__in=["published", "closed", "decided"]).order_by("-closes_at", "-pk")
    return calls.filter(programme=programme) if programme else calls


def open_calls(programme: str = "") -> list[Call]:
    """Calls that take applications now, the one that closes first at the top."""
    return list(_open(public_calls(programme)))


def open_calls_left(user: User) -> QuerySet[Call]:
    """Those of them in which the person can still begin an application; one statement.

    A call takes one application of each applicant (``start_application``): of the person, or of each business. A call
    for businesses is left to somebody while one of theirs has none in it, and while they belong to no business: they
    can register one on the way.
    """
    begun = Application.objects.exclude(state="withdrawn")
    own = begun.filter(call=OuterRef("pk"), organisation=None, user=user)
    businesses = Membership.objects.filter(user=user, left_at=None)
    theirs = begun.filter(call=OuterRef(OuterRef("pk")), organisation=OuterRef("organisation"))
    for_persons = Q(programme__in=[one.code for one in programmes() if one.applicant == "person"])
    left_to_business = ~Exists(businesses) | Exists(businesses.filter(~Exists(theirs)))
    left = (for_persons & ~Exists(own)) | (~for_persons & left_to_business)
    return _open(public_calls()).filter(left).defer("notice")


def _open(calls: QuerySet[Call]) -> QuerySet[Call]:
    moment = clock.now()
    return calls.filter(state="published", opens_at__lte=moment, closes_at__gt=moment).order_by("closes_at", "pk")


def with_terms(calls: QuerySet[Call]) -> list[Call]:
    """The calls with their present terms: two statements, however many there are."""
    found = list(calls)
    present = CallTerms.objects.filter(call__in=found, version=F("call__terms_version"))
    kept = {one.call_id: one for one in present}
    for call in found:
        call.terms = kept[call.pk]
    return found


def calls_over(moment: datetime) -> list[int]:
    """Keys of published calls whose window has passed, the earliest first."""
    over = Call.objects.filter(state="published", closes_at__lte=moment)
    return list(over.order_by("closes_at", "pk").values_list("pk", flat=True))


def visible_call(actor: Actor, call_id: int) -> Call:
    """A call that the actor may look at: published, or one that they work on. Raises CallNotVisible."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or (call.state in HIDDEN and not _works_on(actor, call)):
        raise CallNotVisible()
    return call


def call_to_approve(actor: Actor, call_id: int) -> Call:
    """A call in which the actor approves what others prepare, whatever its state. Raises CallNotVisible."""
    call = Call.objects.filter(pk=call_id).select_related("proposed_by", "published_by").first()
    if call is None or not may(actor, "approve_call", call):
        raise CallNotVisible()
    return call


def _works_on(actor: Actor, call: Call) -> bool:
    return may(actor, "manage_call", call) or may(actor, "approve_call", call)


def managed_call(actor: Actor, call_id: int) -> Call:
    """A call that the actor manages. Raises CallNotVisible for everybody else, so that drafts stay unknown."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or not may(actor, "manage_call", call):
        raise CallNotVisible()
    return call


def call_of_office(actor: Actor, call_id: int) -> Call:
    """A call that the actor manages or approves in. Raises CallNotVisible for everybody else."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or not (may(actor, "manage_call", call) or may(actor, "approve_call", call)):
        raise CallNotVisible()
    return call


def managed_calls(user: Any) -> QuerySet[Call]:
    """The calls of a manager, newest first, each with ``received``: applications that were handed in."""
    handed_in = (
        Application.objects.filter(call=OuterRef("pk"), receipt_serial__isnull=False)
        .exclude(state="withdrawn")
        .order_by()
        .values("call")
        .annotate(number=Count("pk"))
        .values("number")
    )
    calls: QuerySet[Call] = scopes(user, "manage_call", Call)
    return calls.annotate(
        received=Coalesce(Subquery(handed_in, output_field=IntegerField()), 0),
    ).order_by("-opens_at", "-pk")


def managers_of(call: Call) -> QuerySet[User]:
    """Who runs the call."""
    group = scope_group(call, "manager", ["manage_call"])
    return User.objects.filter(groups=group, is_active=True).order_by("name", "pk")


def reviewers_of(call: Call) -> QuerySet[User]:
    """The panel of a call, by name."""
    group = scope_group(call, "reviewer", ["review_call"])
    return User.objects.filter(groups=group, is_active=True).order_by("name", "pk")


def approvers_of(call: Call, *, but: int | None = None) -> QuerySet[User]:
    """Everybody who may approve in the call, its managers too, without the person ``but``; by name."""
    groups = [f"{call._meta.label_lower}:{call.pk}:{role}" for role in ("approver", "manager")]
    people = User.objects.filter(groups__name__in=groups, is_active=True)
    if but is not None:
        people = people.exclude(pk=but)
    return people.distinct().order_by("name", "pk")


def payers_of(call: Call) -> QuerySet[User]:
    """The finance officers who pay out the money of the call, by name."""
    group = f"{call._meta.label_lower}:{call.pk}:finance"
    return User.objects.filter(groups__name=group, is_active=True).order_by("name", "pk")


def notice_files(call: Call) -> list[CallAttachment]:
    """The files of the notice as they stand; one statement."""
    return list(call.notice_files.filter(removed_at=None).select_related("file").order_by("pk"))


def people_with(*roles: str, but: Iterable[User] = ()) -> QuerySet[User]:
    """People who hold one of the roles today, for a list to choose from, without those in ``but``; by name."""
    people = User.objects.filter(role_grants__role__in=roles, role_grants__revoked_at=None, is_active=True)
    return people.exclude(pk__in=[one.pk for one in but]).order_by("name", "pk").distinct()[:200]


def sent_back_because(call: Call) -> str:
    """The reason for which a draft came back from its approver; empty when it was not sent back last."""
    if call.state != "draft":
        return ""
    moves = history_of(call).filter(verb__in=["propose", "take_back", "send_back"])
    last = moves.order_by("-id").values_list("verb", "reason").first()
    return last[1] if last and last[0] == "send_back" else ""


def only_approve(call: Call) -> set[int]:
    """Keys of those who approve without managing the call."""
    group = f"{call._meta.label_lower}:{call.pk}:approver"
    return set(User.objects.filter(groups__name=group).values_list("pk", flat=True))
