"""Agreements: drawn up from the decision, signed by every party over one hash, given up, ended early."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.actions.identity import Proof
from accounts.models import Organisation
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.numbering import next_number
from kernel.permissions import may, require
from kernel.transition import advance, lock
from programs.actions import give_up
from programs.models import Application, Call, Decision
from programs.presentation import case_title
from vouchers.actions.ledger import Posting, post
from vouchers.errors import (
    BudgetShort,
    CaseNotVisible,
    ClausesFlawed,
    NotEnoughMoney,
    NothingToAgreeOn,
    PartyNotYours,
    SignedAlready,
    SignedBySome,
    SupplierUnknown,
    TextChanged,
    TextFlawed,
    VoucherIssued,
)
from vouchers.messages import tell_case
from vouchers.models import Agreement, AgreementVersion, AmendmentRequest, Signature, Supplier
from vouchers.queries.access import belongs_to
from vouchers.queries.agreement import signatures_of
from vouchers.queries.allotment import available
from vouchers.queries.case import demands, in_own_case, require_office, require_stranger, text_of
from vouchers.queries.clauses import present as clauses_in_force
from vouchers.queries.supplier import by_number
from vouchers.rules.agreement import Clause, Flaw, Party, Text, content_hash, flaws
from vouchers.rules.clauses import faults, filled, values_of
from vouchers.rules.ledger import Place, Verb
from vouchers.rules.prior_agreement import Wanted
from vouchers.wording import clause_words, flaw_words

NEVER = (Flaw.BACKWARDS, Flaw.NO_SUPPORT, Flaw.NO_CLAUSES)  # not even in a text that is only being drawn up


@dataclass(frozen=True)
class Drawn:
    """What a manager sets when drawing up. Sums in won; without ``clauses`` those of the call's track are taken, their
    places filled; ``people`` are those responsible, by party; ``reason`` says what is corrected."""

    first_day: date
    last_day: date
    deposit_due: date | None
    support: int
    cash: int
    in_kind: int = 0
    clauses: tuple[Clause, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@action
def draw_up_agreement(actor: Actor, application_id: int, drawn: Drawn) -> Agreement:
    """An agreement for a selected application, with its first text; until somebody has signed, a corrected one.

    A text that says the same stays the text it is, with the signatures it has; one that says anything else is the next
    version under a hash of its own. One that is being signed goes back to be sent anew. The support is promised in the
    ledger from here on. Raises NothingToAgreeOn, SupplierUnknown, OwnCase, BudgetShort, SignedBySome, TextFlawed for
    what no text may be.
    """
    lock(Call, Application.objects.values_list("call_id", flat=True).get(pk=application_id))
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call, hide=True)
    decision = Decision.objects.filter(application=application).first()
    if application.state != "selected" or decision is None or not decision.amount:
        raise NothingToAgreeOn(state=application.stage.label)
    supplier = _supplier(application)
    require_stranger(actor, application.organisation_id, supplier.organisation_id)
    agreement = _opened(actor, application, drawn.reason)
    agreement.supplier, agreement.deposit_due = supplier, drawn.deposit_due
    before = agreement.version if agreement.state == "drafted" and agreement.versions.exists() else None
    version = write_version(
        actor, agreement, drawn, parties_of(agreement), drawn.reason, unless_same=before is not None
    )
    if agreement.state == "withdrawn":
        advance(agreement, "draw_again", actor, reason=drawn.reason.strip())
    agreement.version = version.version
    agreement.save(update_fields=["supplier", "deposit_due", "version"])
    if version.version != before:
        _promise(actor, agreement, drawn.support)
    return agreement


def _opened(actor: Actor, application: Application, reason: str) -> Agreement:
    """The agreement of an application, locked: a new one, or one whose text may still be corrected."""
    there = Agreement.objects.filter(application=application).first()
    if there is None:
        year = clock.today().year
        made = Agreement.objects.create(
            application=application,
            call=application.call,
            track=application.track,
            number=f"DA-{year}-{next_number(f'agreement:{year}'):05d}",
            drawn_up_at=clock.now(),
        )
        record(actor, "draw_up", made, after={"application": application.receipt_number})
        return made
    agreement: Agreement = lock(Agreement, there.pk)
    if agreement.state == "signing":
        if agreement.present.signatures.exists():
            raise SignedBySome()
        advance(agreement, "redraw", actor, reason=reason.strip() or gettext("Corrected before the first signature."))
    if agreement.state not in {"drafted", "withdrawn"}:
        raise NothingToAgreeOn(state=agreement.stage.label)
    return agreement


def _supplier(application: Application) -> Supplier:
    found = by_number(Wanted.of(application.answers).supplier)
    if found is None:
        raise SupplierUnknown()
    return found


def _promise(actor: Actor, agreement: Agreement, support: int) -> None:
    """What the agreement promises stands as committed in the ledger: an earlier promise is taken back first. Raises
    BudgetShort."""
    place = Place(agreement.call_id, agreement.track)
    earlier = agreement.versions.filter(version=agreement.version - 1).first()
    if earlier is not None:
        key = f"release:{agreement.pk}:{earlier.version}"
        post(actor, Posting(Verb.RELEASE, place, key, agreement, support=earlier.support))
    try:
        post(
            actor, Posting(Verb.COMMIT, place, f"commit:{agreement.pk}:{agreement.version}", agreement, support=support)
        )
    except NotEnoughMoney:
        raise BudgetShort(won=f"{available(agreement.call, agreement.track):,}") from None


def write_version(
    actor: Actor,
    agreement: Agreement,
    drawn: Drawn,
    parties: dict[str, Any],
    reason: str = "",
    *,
    unless_same: bool = False,
) -> AgreementVersion:
    """The next text of an agreement with its hash, not yet in force; ``unless_same`` gives the latest one back when the
    new one would say the same."""
    latest = agreement.versions.order_by("-version").first()
    source = drawn.clauses or clauses_in_force(agreement.call, agreement.track)
    text = _text(agreement, drawn, parties, latest.version + 1 if latest else 1, source)
    if unless_same and latest and content_hash(replace(text, version=latest.version)) == latest.content_hash:
        return latest
    _check_possible(text, source)
    return AgreementVersion.objects.create(
        agreement=agreement,
        version=text.version,
        parties=parties,
        support=drawn.support,
        cash=drawn.cash,
        in_kind=drawn.in_kind,
        first_day=drawn.first_day,
        last_day=drawn.last_day,
        clauses=[asdict(clause) for clause in text.clauses],
        source=[asdict(clause) for clause in source],
        people=dict(drawn.people),
        content_hash=content_hash(text),
        reason=reason,
        made_by=actor.user,
        made_at=clock.now(),
    )


def _text(agreement: Agreement, drawn: Drawn, parties: dict[str, Any], number: int, source: tuple[Clause, ...]) -> Text:
    text = Text(
        number=agreement.number,
        version=number,
        title=parties["title"],
        demand=Party(**parties["demand"]),
        supplier=Party(**parties["supplier"]),
        city=Party(**parties["city"]),
        support=drawn.support,
        cash=drawn.cash,
        in_kind=drawn.in_kind,
        first_day=drawn.first_day,
        last_day=drawn.last_day,
        clauses=(),
        people=dict(drawn.people),
    )
    return replace(text, clauses=filled(source, values_of(text, agreement.deposit_due)))


def _check_possible(text: Text, source: tuple[Clause, ...]) -> None:
    """Raises TextFlawed, ClausesFlawed."""
    found = faults(source)
    if found:
        raise ClausesFlawed(what=clause_words(found, len(source)))
    wrong = [flaw for flaw in flaws(text, cost=text.cost, decided=text.support) if flaw in NEVER]
    if wrong:
        raise TextFlawed(field="last_day" if Flaw.BACKWARDS in wrong else None, what=flaw_words(wrong))


def parties_of(agreement: Agreement) -> dict[str, Any]:
    """The parties as the registers know them today."""
    supplier = agreement.supplier.organisation if agreement.supplier else None
    return {
        "title": case_title(agreement.application),
        "demand": asdict(party_of(agreement.application.organisation)),
        "supplier": asdict(party_of(supplier)),
        "city": asdict(Party(settings.OFFICE_NAME)),
    }


def party_of(organisation: Organisation | None) -> Party:
    if organisation is None:
        return Party("")
    return Party(organisation.name, organisation.registration_number, organisation.representative, organisation.address)


@action
def send_to_sign(actor: Actor, agreement_id: int) -> Agreement:
    """Lets the parties sign. Raises TextFlawed with everything that stands in the way."""
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    decision = Decision.objects.get(application=agreement.application)
    version = agreement.present
    cost = int(agreement.application.answers.get("cost") or version.total + version.in_kind)
    found = flaws(text_of(version), cost=cost, decided=decision.amount or 0)
    if found:
        raise TextFlawed(what=flaw_words(found))
    advance(agreement, "send_to_sign", actor)
    told = {"demand": "demand", "supplier": "supplier", "city": "approver"}
    waited_for = [told[party] for party, one in signatures_of(version).items() if one is None]
    key = f"agreement_to_sign:{agreement.pk}:{version.version}:{clock.now().isoformat()}"
    tell_case(agreement, "agreement_to_sign", *waited_for, key=key)
    return agreement


@action
def redraw_agreement(actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """Takes a text back that is being signed.

    A signature belongs to the hash it was given over: sent again unchanged it is the same text and the signatures
    stand; corrected it is another text, which everybody signs anew. Raises ReasonNeeded.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(agreement, "redraw", actor, reason=reason.strip())
    key = f"text_taken_back:{agreement.pk}:{agreement.version}:{clock.now().isoformat()}"
    tell_case(agreement, "text_taken_back", "demand", "supplier", reason=reason.strip(), key=key)
    return agreement


@action
def withdraw_text(actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """Takes the offer of an agreement back before all have signed: nothing is promised any more, the place stays the
    business's, and the agreement can be drawn up again. Raises ReasonNeeded."""
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    was = agreement.state
    advance(agreement, "withdraw_text", actor, reason=reason.strip())
    _release(actor, agreement)
    if was == "signing":
        key = f"text_withdrawn:{agreement.pk}:{agreement.version}"
        tell_case(agreement, "text_withdrawn", "demand", "supplier", reason=reason.strip(), key=key)
    return agreement


def _release(actor: Actor, agreement: Agreement) -> None:
    """What the agreement promised is the track's again."""
    version, place = agreement.present, Place(agreement.call_id, agreement.track)
    key = f"release:{agreement.pk}:{version.version}"
    post(actor, Posting(Verb.RELEASE, place, key, agreement, support=version.support))


def signs_for(actor: Actor, version: AgreementVersion, party: str) -> bool:
    """Whether the person may sign this text for this party: a member of the company, for the city an approver of
    the call who belongs to neither. The supplier is the one that the text names: in a change of supplier the new
    one signs, not the old."""
    agreement = version.agreement
    if party == Signature.Party.DEMAND:
        return demands(actor, agreement)
    if party == Signature.Party.SUPPLIER:
        named = by_number(version.parties["supplier"]["registration_number"])
        return named is not None and belongs_to(actor.user, named)
    of_office = may(actor, "approve_call", agreement.call)
    return of_office and not in_own_case(actor.user, Agreement.objects.filter(pk=agreement.pk))


@action
def sign(
    actor: Actor, agreement_id: int, version_number: int, party: str, content_hash_shown: str, proof: Proof
) -> Signature:
    """A party's signature over the text whose hash the person was shown, under their ``proof`` of that moment.

    The last signature puts the text in force (a first text: waits for the contribution; an amended one: at once).
    Raises PartyNotYours, TextChanged, SignedAlready, CaseNotVisible.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    version = agreement.versions.filter(version=version_number).first()
    if version is None:
        raise CaseNotVisible()
    if not (proof.of(actor) and signs_for(actor, version, party)):
        raise PartyNotYours()
    _check_open(agreement, version)
    if version.content_hash != content_hash_shown or content_hash(text_of(version)) != version.content_hash:
        raise TextChanged()
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                version=version,
                party=party,
                signer=actor.user,
                name=str(actor.user),
                content_hash=version.content_hash,
                confirmed_by=proof.how,
                address=actor.address or None,
                signed_at=clock.now(),
            )
    except IntegrityError:
        raise SignedAlready() from None
    record(actor, "sign", agreement, after={"party": party, "version": version.version, "hash": version.content_hash})
    if version.signatures.count() == len(Signature.Party):
        _all_signed(actor, agreement, version)
    return signature


def _check_open(agreement: Agreement, version: AgreementVersion) -> None:
    """Signing is open for a first text while the agreement waits for it, for an amended one while its request does."""
    if agreement.state == "signing" and version.version == agreement.version:
        return
    if AmendmentRequest.objects.filter(agreement=agreement, version=version, state="signing").exists():
        return
    raise NothingToAgreeOn(state=agreement.stage.label)


def _all_signed(actor: Actor, agreement: Agreement, version: AgreementVersion) -> None:
    system = Actor.system("vouchers.signatures")
    if agreement.state == "signing":
        advance(agreement, "all_signed", system, signed_at=clock.now())
        tell_case(agreement, "agreement_signed", "demand", "supplier", "office", "finance")
        return
    from vouchers.actions.amendment import take_effect

    take_effect(agreement, version)


@action
def give_up_agreement(actor: Actor, agreement_id: int, reason: str) -> Agreement:
    """Ends a case before its voucher was issued: the demand company, the office, or the system when the contribution
    is not there in time. The promise ends and the place is free for a reserve. Raises ReasonNeeded, PartyNotYours."""
    lock(Call, Agreement.objects.values_list("call_id", flat=True).get(pk=agreement_id))  # as giving up a place does
    agreement: Agreement = lock(Agreement, agreement_id)
    if not (actor.is_system or demands(actor, agreement) or may(actor, "manage_call", agreement.call)):
        raise PartyNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    promised = agreement.state != "withdrawn"
    advance(agreement, "give_up", actor, reason=reason, ended_at=clock.now())
    if promised:
        _release(actor, agreement)
    tell_case(agreement, "agreement_given_up", "demand", "supplier", "office", "approver", reason=reason)
    give_up(actor, agreement.application_id, reason)
    return agreement


def leave_agreement(actor: Actor, application: Application, reason: str) -> None:
    """A place that is given up takes its agreement along, as long as no voucher was issued. Raises VoucherIssued."""
    agreement = Agreement.objects.filter(application=application).first()
    if agreement is None or agreement.state in {"given_up", "archived", "destroyed"}:
        return
    if agreement.state not in {"drafted", "signing", "signed", "withdrawn"}:
        raise VoucherIssued(state=agreement.stage.label)
    give_up_agreement(actor, agreement.pk, reason)
