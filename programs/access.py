"""Who besides its owner may read an application's file, and under what name."""

from django.db.models import Q

from files.models import StoredFile
from files.registry import register_reader
from kernel.actor import Actor
from kernel.permissions import may, scopes
from programs.facts import applications_of
from programs.models import AmendmentFile, AppealFile, Application, Attachment, Call, ReviewAssignment, TaxCheck
from programs.queries.appeals import materials, my_opinions
from programs.queries.reviews import files_for_reviewers


def register() -> None:
    register_reader("programs.attachment", may_read_attachment)
    register_reader("programs.reviewed_attachment", may_read_as_reviewer, name_for_reviewer)
    register_reader("programs.notice_file", may_read_notice_file)
    register_reader("programs.amendment_file", may_read_amendment_file)
    register_reader("programs.evidence", may_read_evidence)
    register_reader("programs.appeal_file", may_read_appeal_file)
    register_reader("programs.appeal_material", may_read_as_member, name_for_member)


def may_read_notice_file(actor: Actor, stored: StoredFile) -> bool:
    """Everybody, once the call is published; before that those who build or approve it."""
    calls = Call.objects.filter(notice_files__file=stored, notice_files__removed_at=None)
    return any(
        call.state not in {"draft", "proposed"} or may(actor, "manage_call", call) or may(actor, "approve_call", call)
        for call in calls
    )


def may_read_amendment_file(actor: Actor, stored: StoredFile) -> bool:
    """Those who manage or approve in the call, while the amendment that brings the file is not in force."""
    files = AmendmentFile.objects.filter(file=stored).select_related("amendment__call")
    calls = [one.amendment.call for one in files]
    return any(may(actor, "manage_call", call) or may(actor, "approve_call", call) for call in calls)


def may_read_evidence(actor: Actor, stored: StoredFile) -> bool:
    """A certificate that the office noted: managers of the calls in which that business has handed in."""
    if actor.user is None:
        return False
    businesses = TaxCheck.objects.filter(file=stored).values("organisation")
    calls = scopes(actor.user, "manage_call", Call)
    cases = Application.objects.filter(organisation__in=businesses, receipt_serial__isnull=False, call__in=calls)
    return cases.exists()


def may_read_attachment(actor: Actor, stored: StoredFile) -> bool:
    """Managers of the call once the application was handed in; members of the applying organisation at any time."""
    if actor.user is None:
        return False
    attachments = Attachment.objects.filter(file=stored).select_related("application__call")
    for attachment in attachments:
        application = attachment.application
        if application.receipt_serial is not None and may(actor, "manage_call", application.call):
            return True
    mine = applications_of(actor.user).filter(attachments__file=stored)
    return mine.exists()


def may_read_as_reviewer(actor: Actor, stored: StoredFile) -> bool:
    """Reviewers who were given an application that was handed in, of the files that its reviewers are shown."""
    return _name_shown(actor, stored) is not None


def name_for_reviewer(actor: Actor, stored: StoredFile) -> str:
    return _name_shown(actor, stored) or ""


def _name_shown(actor: Actor, stored: StoredFile) -> str | None:
    if actor.user is None:
        return None
    for application in _given(actor, stored):
        if may(actor, "review_call", application.call):
            for file in files_for_reviewers(application):
                if file.stored == stored:
                    return file.name
    return None


def _given(actor: Actor, stored: StoredFile) -> list[Application]:
    """Applications with the file that the actor was asked to judge."""
    given = ReviewAssignment.objects.filter(
        application__attachments__file=stored,
        application__receipt_serial__isnull=False,
        reviewer=actor.user,
        revoked_at=None,
    )
    return list(Application.objects.filter(pk__in=given.values("application")).select_related("call"))


def may_read_appeal_file(actor: Actor, stored: StoredFile) -> bool:
    """Whoever manages or approves in the call, once the appeal was filed; members of the organisation at any time."""
    if actor.user is None:
        return False
    put = AppealFile.objects.filter(file=stored, removed_at=None).select_related("appeal__application__call")
    for one in put:
        call = one.appeal.application.call
        if one.appeal.filed_at and (may(actor, "manage_call", call) or may(actor, "approve_call", call)):
            return True
    return applications_of(actor.user).filter(appeals__files__file=stored, appeals__files__removed_at=None).exists()


def may_read_as_member(actor: Actor, stored: StoredFile) -> bool:
    """Members of an appeal's panel, of its material and of what the application's reviewers are shown."""
    return _name_for_member(actor, stored) is not None


def name_for_member(actor: Actor, stored: StoredFile) -> str:
    return _name_for_member(actor, stored) or ""


def _name_for_member(actor: Actor, stored: StoredFile) -> str | None:
    if actor.user is None:
        return None
    put = Q(appeal__files__file=stored, appeal__files__removed_at=None)
    attached = Q(appeal__application__attachments__file=stored)
    for opinion in my_opinions(actor.user).filter(put | attached).distinct():
        for file in [*materials(opinion.appeal), *files_for_reviewers(opinion.appeal.application)]:
            if file.stored == stored:
                return file.name
    return None
