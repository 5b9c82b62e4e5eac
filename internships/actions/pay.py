"""What pay needs to know beside attendance: bank accounts, declarations, exemptions, tax tables."""

import hashlib
import hmac
from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import Role, User
from internships.errors_pay import (
    PayAccountDiffers,
    PayAccountKnown,
    PayAccountWrong,
    ProfileWrong,
    TaxFileUnreadable,
    TaxTableKnown,
)
from internships.models import PayAccount, PayProfile, Placement, TaxBracket, TaxTableVersion
from internships.queries.pay import has_account, pays_person
from internships.rules.labour import Insurance
from internships.rules.pay.inputs import SHARES
from internships.rules.pay.tax_file import UnreadableTable, read_table
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.rules.transfer import LENGTHS, account_digits, is_formula

READERS = (Role.MANAGER, Role.FINANCE, Role.ADMINISTRATOR)
CONFIRMERS = (Role.APPROVER, Role.FINANCE, Role.ADMINISTRATOR)


@action
def enter_pay_account(actor: Actor, bank: str, number: str, holder: str) -> PayAccount:
    """An intern's own account; it counts once a finance officer has confirmed it.

    Raises NotVisible, PayAccountWrong.
    """
    if actor.user is None or not Placement.objects.filter(person=actor.user).exists():
        raise NotVisible()
    return _entered(actor, actor.user, bank, number, holder)


@action
def enter_pay_account_for(actor: Actor, placement_id: int, bank: str, number: str, holder: str) -> PayAccount:
    """The account of somebody who has left and enters none, from the copy of the bankbook that they sent, so that their
    wages and everybody's can be paid; a finance officer compares it as any other. An account that was once confirmed is
    the person's alone to change.

    Raises NotPermitted, PayAccountKnown, PayAccountWrong.
    """
    placement = Placement.objects.select_related("person", "position__call").get(pk=placement_id)
    require(actor, "manage_call", placement.position.call)
    lock(User, placement.person_id)
    if has_account(placement.person_id):
        raise PayAccountKnown()
    return _entered(actor, placement.person, bank, number, holder)


def _entered(actor: Actor, person: User, bank: str, number: str, holder: str) -> PayAccount:
    """Raises PayAccountWrong."""
    digits = account_digits(number)
    for field, text in (("bank", bank), ("holder", holder)):
        if not text.strip() or is_formula(text):
            raise PayAccountWrong(field=field)
    if len(digits) not in LENGTHS:
        raise PayAccountWrong(field="number")
    account = PayAccount.objects.create(
        person=person,
        bank=bank.strip(),
        number=digits,
        holder=holder.strip(),
        last_digits=digits[-4:],
        entered_by=actor.user,
        entered_at=clock.now(),
    )
    record(actor, "enter_pay_account", account, after={"bank": account.bank, "account": f"****{account.last_digits}"})
    return account


@action
def confirm_pay_account(actor: Actor, account_id: int, number: str) -> PayAccount:
    """A finance officer of a call in which the person works typed ``number`` from the copy of the bankbook.

    Raises NotVisible, SecondPersonNeeded, PayAccountDiffers.
    """
    account: PayAccount = lock(PayAccount, account_id)
    if not pays_person(actor, account.person_id):
        raise NotVisible()
    if actor.user_id == account.entered_by_id:
        raise SecondPersonNeeded()
    if not hmac.compare_digest(account_digits(number), str(account.number)):
        raise PayAccountDiffers(field="number")
    if account.confirmed_at is None:
        account.confirmed_by, account.confirmed_at = actor.user, clock.now()
        account.save(update_fields=["confirmed_by", "confirmed_at"])
        record(actor, "confirm_pay_account", account, after={"account": f"****{account.last_digits}"})
    return account


@action
def declare_pay_profile(actor: Actor, dependants: int, tax_percent: int, *, pension_at_once: bool) -> PayProfile:
    """What an intern declares for tax and pension; counts from the next run that is computed. Raises NotVisible,
    ProfileWrong."""
    if actor.user is None or not Placement.objects.filter(person=actor.user).exists():
        raise NotVisible()
    if not 1 <= dependants <= 20:
        raise ProfileWrong(field="dependants")
    if tax_percent not in SHARES:
        raise ProfileWrong(field="tax_percent")
    values = {"dependants": dependants, "tax_percent": tax_percent, "pension_at_once": pension_at_once}
    profile = _profile(actor.user)
    before = {name: getattr(profile, name) for name in values}
    PayProfile.objects.filter(pk=profile.pk).update(**values, declared_at=clock.now())
    record(actor, "declare_pay_profile", profile, before=before, after=values)
    profile.refresh_from_db()
    return profile


def _profile(person: User) -> PayProfile:
    """The person's profile, locked; a first one says what holds for everybody."""
    PayProfile.objects.get_or_create(person=person)
    return PayProfile.objects.select_for_update().get(person=person)


@action
def note_exemption(actor: Actor, placement_id: int, insurance: Insurance, reason: str, source: str) -> PayProfile:
    """An insurance that the person does not have for a reason that only the office knows; without a reason it is taken
    back. Raises NotPermitted, ReasonNeeded without a source."""
    placement = Placement.objects.select_related("person", "position__call").get(pk=placement_id)
    require(actor, "manage_call", placement.position.call)
    if reason.strip() and not source.strip():
        raise ReasonNeeded(field="source")
    profile = _profile(placement.person)
    kept = [one for one in profile.exemptions if one["insurance"] != insurance]
    if reason.strip():
        kept.append({"insurance": insurance.value, "reason": reason.strip(), "source": source.strip()})
    before = {"exemptions": profile.exemptions}
    profile.exemptions = kept
    profile.save(update_fields=["exemptions"])
    record(actor, "note_exemption", profile, before=before, after={"exemptions": kept}, reason=reason.strip())
    return profile


@action
def read_tax_table(actor: Actor, name: str, content: bytes, since: date, source: str) -> TaxTableVersion:
    """Reads the tax office's file of the simplified table; it counts once a second person has confirmed it.

    Raises NotPermitted, ReasonNeeded without a source, TaxFileUnreadable.
    """
    if not actor.is_system and (actor.user is None or not actor.user.has_role(*READERS)):
        raise NotPermitted()
    if not source.strip():
        raise ReasonNeeded(field="source")
    try:
        brackets = read_table(name, content)
    except UnreadableTable as fault:
        what = ", ".join(str(row) for row in fault.rows[:5]) or name
        raise TaxFileUnreadable(field="file", what=what) from None
    version = TaxTableVersion.objects.create(
        since=since,
        source=source.strip(),
        file_hash=hashlib.sha256(content).hexdigest(),
        read_by=actor.user,
        read_at=clock.now(),
    )
    TaxBracket.objects.bulk_create(
        TaxBracket(version=version, least=one.least, below=one.below, taxes=list(one.taxes)) for one in brackets
    )
    after = {"since": since, "source": version.source, "brackets": len(brackets), "hash": version.file_hash}
    record(actor, "read_tax_table", version, after=after)
    return version


@action
def decide_tax_table(actor: Actor, version_id: int, *, confirmed: bool) -> TaxTableVersion:
    """A second person compared it with the published table. Raises NotPermitted, SecondPersonNeeded, TaxTableKnown."""
    if not actor.is_system and (actor.user is None or not actor.user.has_role(*CONFIRMERS)):
        raise NotPermitted()
    version: TaxTableVersion = lock(TaxTableVersion, version_id)
    if not confirmed:
        return advance(version, "drop_tax_table", actor)
    if actor.user is not None and actor.user_id == version.read_by_id:
        raise SecondPersonNeeded()
    try:
        with transaction.atomic():
            return advance(version, "confirm_tax_table", actor, confirmed_by=actor.user, confirmed_at=clock.now())
    except IntegrityError:
        raise TaxTableKnown() from None
