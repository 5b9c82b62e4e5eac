"""What the office looks up of an applicant: taxes, support from elsewhere, proofs of bonus points."""

from datetime import date

from django.core.files.base import File

from files.actions import store
from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.errors_screening import (
    BonusNotAsked,
    BonusReasonNeeded,
    EvidenceExpired,
    NothingToScreen,
    SupportIncomplete,
    UnknownTax,
)
from programs.models import Application, BonusVerdict, OtherSupport, TaxCheck
from programs.rules.bonus import asked_for


def _case(actor: Actor, application_id: int) -> Application:
    """The handed-in application, locked, for a manager of its call."""
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if application.receipt_serial is None:
        raise NothingToScreen()
    return application


@action
def check_taxes(
    actor: Actor,
    application_id: int,
    kind: str,
    *,
    clear: bool,
    valid_until: date,
    certificate: "File[bytes] | None" = None,
    note: str = "",
) -> TaxCheck:
    """Notes a certificate of taxes (납세증명서) or the tax office's answer for the applying business; it counts for all
    of its cases until ``valid_until``, that day included. The latest of a kind counts.

    Raises NotPermitted, NothingToScreen, UnknownTax, EvidenceExpired, FileRefused.
    """
    application = _case(actor, application_id)
    if kind not in TaxCheck.Tax.values:
        raise UnknownTax(field="kind")
    if application.organisation is None:
        raise NothingToScreen()
    if valid_until < clock.today():
        raise EvidenceExpired(field="valid_until")
    stored: StoredFile | None = store(actor, certificate, field="certificate") if certificate else None
    check = TaxCheck.objects.create(
        organisation=application.organisation,
        kind=kind,
        clear=clear,
        valid_until=valid_until,
        file=stored,
        note=note.strip(),
        checked_by=actor.user,
        checked_at=clock.now(),
    )
    after = {"kind": kind, "clear": clear, "valid_until": valid_until, "file": stored.sha256 if stored else ""}
    record(actor, "check_taxes", application, after=after, reason=note.strip())
    return check


@action
def note_support(
    actor: Actor,
    application_id: int,
    *,
    programme: str = "",
    number: str = "",
    active: bool = True,
    same_task: bool | None = None,
    note: str = "",
) -> OtherSupport:
    """Notes another case of the business, here or elsewhere, and whether it pays for the same task (None: not yet
    compared). Without programme and number it says that somebody looked elsewhere and found nothing.

    Raises NotPermitted, NothingToScreen, SupportIncomplete.
    """
    application = _case(actor, application_id)
    programme, number = programme.strip(), number.strip()
    if bool(programme) != bool(number):
        raise SupportIncomplete(field="number" if programme else "programme")
    if not number:
        active, same_task = False, False
    noted = OtherSupport.objects.create(
        application=application,
        programme=programme,
        number=number,
        active=active,
        same_task=same_task,
        note=note.strip(),
        noted_by=actor.user,
        noted_at=clock.now(),
    )
    after = {"programme": programme, "number": number, "active": active, "same_task": same_task}
    record(actor, "note_support", application, after=after, reason=note.strip())
    return noted


@action
def judge_bonus(actor: Actor, application_id: int, code: str, *, proven: bool, reason: str = "") -> BonusVerdict:
    """Whether the proof of a bonus that the application asked for holds; may be judged anew until decisions stand.

    Raises NotPermitted, NothingToScreen, BonusNotAsked, BonusReasonNeeded for a refusal without a reason.
    """
    application = _case(actor, application_id)
    submission = application.submissions.order_by("-version").first()
    answers = submission.answers if submission else {}
    asked = asked_for(application.call.terms.choosing_terms.bonuses, answers)
    if code not in {bonus.code for bonus in asked}:
        raise BonusNotAsked()
    if not proven and not reason.strip():
        raise BonusReasonNeeded(field="reason")
    verdict = BonusVerdict.objects.create(
        application=application,
        code=code,
        proven=proven,
        reason=reason.strip(),
        decided_by=actor.user,
        decided_at=clock.now(),
    )
    record(actor, "judge_bonus", application, after={"bonus": code, "proven": proven}, reason=reason.strip())
    return verdict
