"""Priority groups: named with evidence by applicants, looked at and judged by those who may see them.

The trail tells that a claim was named, looked at and judged, never the group, the file's own name or the reason: others
read the trail.
"""

from contextlib import suppress

from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from files.actions import remove, store
from files.errors import FileStillNeeded
from files.kinds import DOCUMENTS
from files.models import StoredFile
from files.rules.names import ending
from internships.errors_priority import (
    ClaimFixed,
    ClaimTooLate,
    GroupNamed,
    GroupUnknown,
    NotOfTheOffice,
    NotToYourself,
    OwnClaim,
    TooMuchEvidence,
)
from internships.messages_priority import tell_judged
from internships.models import PriorityClaim, PriorityFile
from internships.queries.access import require_manages
from internships.queries.priority import SEE, groups_on_offer, require_see, still_open
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.models import AccessEntry
from kernel.permissions import scope_group
from kernel.transition import advance, lock
from programs.actions.application import check_editable, own_locked
from programs.models import Application, Call

MOST_FILES = 5  # of one claim
STORED_AS = "증빙"  # in place of the file's own name, which would say what it proves
TASK = "internships.priority"  # in the access log
LOOKED = "우선선발 증빙 심사"  # why, in the access log


@action
def name_group(actor: Actor, application_id: int, group: str, upload: "File[bytes]") -> PriorityClaim:
    """The applicant says to belong to ``group`` and shows the evidence; while the application can be edited.

    Raises ApplicationNotVisible, NotEditable, CallClosed, GroupUnknown, GroupNamed, FileRefused.
    """
    application = own_locked(actor, application_id)
    check_editable(application)
    if group not in {one.code for one in groups_on_offer(application.call)}:
        raise GroupUnknown(field="group")
    try:
        with transaction.atomic():
            claim = PriorityClaim.objects.create(application=application, group=group, named_at=clock.now())
    except IntegrityError as error:
        raise GroupNamed(field="group") from error
    record(actor, "name_claim", claim, after={"application": application.pk})
    _keep(actor, claim, upload)
    return claim


@action
def add_evidence(actor: Actor, claim_id: int, upload: "File[bytes]") -> PriorityClaim:
    """Another file for a claim; one that was found not proven is looked at again. Until a ranking is made.

    Raises NotVisible, ClaimFixed, TooMuchEvidence, FileRefused.
    """
    claim = _own_claim(actor, claim_id)
    if claim.state == "proven":
        raise ClaimFixed()
    _keep(actor, claim, upload)
    if claim.state == "refused":
        advance(claim, "renew_claim", actor)
    return claim


@action
def drop_claim(actor: Actor, claim_id: int) -> PriorityClaim:
    """The applicant takes it back; files that prove nothing else go at once. Raises NotVisible, ClaimFixed."""
    claim = _own_claim(actor, claim_id)
    advance(claim, "drop_claim", actor)
    files = [one.file for one in claim.files.select_related("file")]
    claim.files.all().delete()
    for stored in files:
        with suppress(FileStillNeeded):
            remove(actor, stored)
    return claim


def _own_claim(actor: Actor, claim_id: int) -> PriorityClaim:
    """The claim under lock, its application locked before it, as long as it may be changed."""
    application_id = PriorityClaim.objects.filter(pk=claim_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotVisible()
    application = own_locked(actor, application_id)
    if application.state != "draft" and not still_open(application):
        raise ClaimFixed()
    claim: PriorityClaim = lock(PriorityClaim, claim_id)
    claim.application = application
    return claim


def _keep(actor: Actor, claim: PriorityClaim, upload: "File[bytes]") -> None:
    count = claim.files.count()
    if count >= MOST_FILES:
        raise TooMuchEvidence(field="upload", most=MOST_FILES)
    upload.name = f"{STORED_AS}.{ending(upload.name or '')}"
    stored = store(actor, upload, kinds=DOCUMENTS)
    PriorityFile.objects.get_or_create(claim=claim, file=stored, defaults={"added_at": clock.now()})


# -- whoever may see it -------------------------------------------------------------------------------------------


@action
def look_at_claim(actor: Actor, claim_id: int) -> PriorityClaim:
    """The claim with its group, for a holder of ``see_priority``; the look stands in the access log.

    Raises NotVisible, also for claims that were taken back or never handed in.
    """
    claim = _visible(actor, claim_id)
    _keep_look(actor, claim, "group")
    return claim


@action
def look_at_evidence(actor: Actor, file_id: int) -> StoredFile:
    """One file of a claim, as :func:`look_at_claim`. Raises NotVisible."""
    found = PriorityFile.objects.select_related("file__content").filter(pk=file_id).first()
    if found is None:
        raise NotVisible()
    _keep_look(actor, _visible(actor, found.claim_id), "evidence")
    return found.file


def _visible(actor: Actor, claim_id: int) -> PriorityClaim:
    rows = PriorityClaim.objects.select_related("application__call").exclude(state="dropped")
    claim = rows.filter(pk=claim_id, application__receipt_serial__isnull=False).first()
    if claim is None:
        raise NotVisible()
    require_see(actor, claim.application.call)
    return claim


def _keep_look(actor: Actor, claim: PriorityClaim, field: str) -> None:
    entry = AccessEntry.prepare(
        actor,
        claim,
        subject=claim.application.receipt_number,
        fields=[field],
        task=TASK,
        reason=LOOKED,
    )
    AccessEntry.objects.bulk_create([entry])


@action
def judge_claim(actor: Actor, claim_id: int, *, proven: bool, reason: str = "") -> PriorityClaim:
    """Whether the evidence proves it; may be judged anew until a ranking is made. ``reason`` is for the applicant.

    Raises NotVisible, OwnClaim, ReasonNeeded, ClaimTooLate, TransitionRefused.
    """
    seen = _visible(actor, claim_id)
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("call", "user").get(pk=seen.application_id)
    )
    if actor.user is not None and application.user_id == actor.user_id:
        raise OwnClaim()
    if not proven and not reason.strip():
        raise ReasonNeeded(field="reason")
    if not still_open(application):
        raise ClaimTooLate()
    claim: PriorityClaim = lock(PriorityClaim, claim_id)
    verb = "prove_claim" if proven else "refuse_claim"
    advance(claim, verb, actor, judged_by_id=actor.user_id, judged_at=clock.now())
    PriorityClaim.objects.filter(pk=claim.pk).update(reason="" if proven else reason.strip()[:300])
    claim.application = application
    tell_judged(claim)
    return claim


@action
def let_see_priority(actor: Actor, call_id: int, user: User) -> Call:
    """A manager of the call lets somebody else of the office see its priority groups; nobody themselves.

    Raises NotPermitted, NotToYourself, NotOfTheOffice.
    """
    call = _managed(actor, call_id)
    if actor.user == user:
        raise NotToYourself(field="person")
    if not user.has_role(Role.MANAGER, Role.APPROVER):
        raise NotOfTheOffice(field="person", name=user.name)
    user.groups.add(scope_group(call, "priority", [SEE]))
    record(actor, "let_see_priority", call, after={"person": user.pk})
    return call


@action
def stop_seeing_priority(actor: Actor, call_id: int, user: User) -> Call:
    """Raises NotPermitted."""
    call = _managed(actor, call_id)
    user.groups.remove(scope_group(call, "priority", [SEE]))
    record(actor, "stop_seeing_priority", call, before={"person": user.pk})
    return call


def _managed(actor: Actor, call_id: int) -> Call:
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    return call
