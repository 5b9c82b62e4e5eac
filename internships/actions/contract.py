"""Labour contracts: drawn up from the placement, signed by both sides over one hash, handed over, received."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions.identity import Proof
from internships.actions.attendance_day import recount
from internships.actions.placement import locked
from internships.contract_words import gap_words
from internships.errors_work import (
    ContractChanged,
    ContractFlawed,
    ContractSigned,
    ContractWaits,
    NotHandedOver,
    NothingToContract,
    NotToApply,
    NoWageSet,
    SideNotYours,
)
from internships.lifecycles_work import BINDING, OPEN_CONTRACT, PAID_BY
from internships.models import AttendanceMonth, Contract, ContractSignature, Placement
from internships.queries.access import require_manages, require_own
from internships.queries.contract import can_contract, contract_for, contract_rows, side_of
from internships.queries.hours import hours_of
from internships.queries.pay_figures import minimum_wage_on
from internships.rules.attendance import Schedule
from internships.rules.contract import OFFICE_WEEK, Gap, Side, Terms, content_hash, gaps
from internships.rules.contract_articles import articles
from internships.rules.labour import Insurance
from internships.rules.work_terms import work_terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.numbering import next_number
from kernel.permissions import require
from kernel.transition import advance, lock
from notices.actions import notify
from programs.actions.office import require_second_person
from programs.models import Call
from reports.actions import request_document

SIGNATURES = Actor.system("internships.signatures")
PAPER = "internships.contract"
SUNDAY = 6
PAY_WAY = "근로자 본인 명의 예금계좌 입금"
NEVER = (Gap.PERIOD, Gap.CHANGE, Gap.HOURS, Gap.WAGE, Gap.PAY_DAY)  # not even in a contract that is only being drawn up


# -- drawn up --------------------------------------------------------------------------------------------------------


def terms_of(placement: Placement) -> Terms:
    """What a contract of the placement starts from: its position and the call's settings. Raises NoWageSet."""
    position = placement.position
    work = work_terms_from(position.call.terms.settings)
    if work.wage is None:
        raise NoWageSet()
    place = " ".join(part for part in (str(position.host), position.place, f"({position.address})") if part != "()")
    born = str(placement.application.answers.get("birth_date") or "")
    return Terms(
        employer=Side(settings.OFFICE_NAME, work.employer_head, work.employer_address),
        worker=Side(placement.person.name, born),
        first_day=placement.first_day,
        last_day=placement.last_day,
        place=place,
        duties=f"{position.title}: {position.duties}" if position.duties else position.title,
        starts_at=position.starts_at,
        ends_at=position.ends_at,
        break_minutes=position.break_minutes,
        work_days=OFFICE_WEEK,
        weekly_holiday=SUNDAY,
        wage_kind=work.wage_kind,
        wage=work.wage,
        pay_day=work.pay_day,
        pay_way=PAY_WAY,
        insurances=tuple(Insurance),
    )


@action
def draw_up_contract(actor: Actor, placement_id: int, terms: Terms | None = None) -> Contract:
    """A contract for an accepted place (also after its end, with whoever worked there), or a corrected one while it is
    a draft; without ``terms`` those of position and call. Raises NotPermitted, NothingToContract, NoWageSet,
    ContractWaits, ContractFlawed for what no contract may be."""
    placement = locked(placement_id)
    require_manages(actor, placement.position.call)
    if not can_contract(placement):
        raise NothingToContract(state=placement.stage.label)
    agreed = terms or terms_of(placement)
    wrong = [gap for gap in gaps(agreed, _period(placement), since=_since(placement)) if gap in NEVER]
    if wrong:
        raise ContractFlawed(what=gap_words(wrong))
    there = placement.contracts.filter(state__in=OPEN_CONTRACT).first()
    if there is not None and there.state != "drafted":
        raise ContractWaits(number=there.number)
    contract = there or Contract(placement=placement, number=_number(), made_by=actor.user, made_at=clock.now())
    _write(contract, agreed)
    contract.save()
    record(actor, "draw_up_contract", contract, after={"hash": contract.content_hash})
    return contract


def _period(placement: Placement) -> tuple[date, date]:
    return placement.first_day, placement.last_day


def _since(placement: Placement) -> date | None:
    """The first day of the first contract that was concluded."""
    concluded = placement.contracts.filter(state__in=BINDING).order_by("first_day", "pk")
    return concluded.values_list("first_day", flat=True).first()


def _counted(contract: Contract) -> Schedule | None:
    """The hours of the earlier contract, where its first closed month lies in the time of this one."""
    placement = contract.placement
    closed = AttendanceMonth.objects.filter(
        call=placement.position.call_id, month__gte=contract.first_day.replace(day=1)
    )
    earlier = placement.contracts.filter(state__in=PAID_BY).exists() and closed.exists()
    return hours_of(placement).on(contract.first_day) if earlier else None


def _number() -> str:
    year = clock.today().year
    return f"DC-{year}-{next_number(f'labour-contract:{year}'):05d}"


def _write(contract: Contract, terms: Terms) -> None:
    """The text and its hash; the articles are written out as they are to stay."""
    text = articles(terms)
    for field in fields(terms):
        setattr(contract, field.name, getattr(terms, field.name))
    contract.employer, contract.worker = asdict(terms.employer), asdict(terms.worker)
    contract.work_days, contract.insurances = list(terms.work_days), [one.value for one in terms.insurances]
    contract.wage_kind = terms.wage_kind.value
    contract.weekly_minutes = terms.weekly_minutes
    contract.articles = [asdict(one) for one in text]
    contract.content_hash = content_hash(contract.number, terms, text)


@action
def draw_up_contracts(actor: Actor, call_id: int) -> list[Contract]:
    """A contract for everybody of the call who holds a place, or worked at one, and has none. Raises what
    :func:`draw_up_contract` raises: all of them or none."""
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    without = [row.placement for row in contract_rows(call) if row.contract is None and row.can_contract]
    return [draw_up_contract(actor, one.pk) for one in without]


@action
def send_contract(actor: Actor, contract_id: int) -> Contract:
    """Lets both sides sign; the intern is told. Raises ContractFlawed with everything that stands in the way."""
    contract = _locked(contract_id)
    require_manages(actor, contract.placement.position.call)
    placement = contract.placement
    found = gaps(
        contract.terms, _period(placement), minimum_wage_on(contract.first_day), _since(placement), _counted(contract)
    )
    if found:
        raise ContractFlawed(what=gap_words(found))
    advance(contract, "send_contract", actor, sent_at=clock.now())
    _tell(contract, "contract_to_sign")
    return contract


@action
def send_contracts(actor: Actor, call_id: int) -> list[Contract]:
    """Sends every drafted contract of the call. Raises what :func:`send_contract` raises: all of them or none."""
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    drafted = Contract.objects.filter(placement__position__call=call, state="drafted").order_by("placement_id")
    return [send_contract(actor, pk) for pk in list(drafted.values_list("pk", flat=True))]


@action
def withdraw_contract(actor: Actor, contract_id: int, reason: str) -> Contract:
    """Takes a contract back that not both have signed; another can be drawn up. Raises ReasonNeeded."""
    contract = _locked(contract_id)
    require_manages(actor, contract.placement.position.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(contract, "withdraw_contract", actor, reason=reason.strip(), end_reason=reason.strip())


@action
def apply_contract(actor: Actor, contract_id: int, reason: str) -> Contract:
    """Who has worked and does not sign is paid all the same (근로기준법 §17, §36, §43): their contract, with the
    published wage and signed for the city, applies to their pay without their signature. A second person decides it,
    with the reason; the copy is handed over (§17 ②) and the intern is told.

    Raises NotPermitted, SecondPersonNeeded (who drew it up), ReasonNeeded, TransitionRefused, NotToApply.
    """
    contract = _locked(contract_id)
    placement = contract.placement
    require_second_person(actor, placement.position.call, contract.made_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    published = work_terms_from(placement.position.call.terms.settings)
    as_published = (contract.wage_kind, contract.wage) == (published.wage_kind.value, published.wage)
    signed = contract.signatures.filter(side=ContractSignature.Side.EMPLOYER).exists()
    worked = placement.days.filter(worked_minutes__gt=0).exists()
    if contract.state == "signing" and not (as_published and signed and worked):
        raise NotToApply()
    counted = hours_of(placement).on(contract.first_day)
    advance(
        contract, "apply_contract", actor,
        reason=reason.strip(), end_reason=reason.strip(), delivered_at=clock.now(),
    )  # fmt: skip
    _count_anew(contract, counted)
    _hand_over(contract, "contract_applied")
    return contract


def _locked(contract_id: int) -> Contract:
    """The contract, its placement locked before it. Raises NotVisible."""
    pk = Contract.objects.filter(pk=contract_id).values_list("placement_id", flat=True).first()
    placement = locked(pk or 0)
    contract: Contract = lock(Contract, contract_id)
    contract.placement = placement
    return contract


def _tell(contract: Contract, code: str) -> None:
    notify(
        code,
        [contract.placement.person],
        about=contract,
        url=reverse("internships:contract", args=[contract.pk]),
        context={"number": contract.number, "host": str(contract.placement.position.host)},
        key=f"{code}-{contract.pk}",
    )


# -- signed ----------------------------------------------------------------------------------------------------------


@action
def sign_contract(actor: Actor, contract_id: int, hash_shown: str, proof: Proof) -> ContractSignature:
    """A side's signature over the text whose hash the person was shown, under their ``proof`` of that moment.

    The second one concludes the contract, hands the copy over and replaces an earlier contract. Raises NotVisible,
    SideNotYours, ContractChanged, ContractSigned, NothingToContract.
    """
    contract = _locked(contract_id)
    contract_for(actor, contract_id)
    side = side_of(actor, contract)
    if not side or not proof.of(actor):
        raise SideNotYours()
    if contract.state not in {"signing", "in_force"} or not can_contract(contract.placement):
        raise NothingToContract(state=contract.placement.stage.label)
    if hash_shown != contract.content_hash or _hash(contract) != contract.content_hash:
        raise ContractChanged()
    signature = _signed(actor, contract, side, proof)
    record(actor, "sign_contract", contract, after={"side": side, "hash": contract.content_hash})
    if contract.signatures.count() == len(ContractSignature.Side):
        _conclude(contract)
    return signature


def _hash(contract: Contract) -> str:
    return content_hash(contract.number, contract.terms, contract.text)


def _signed(actor: Actor, contract: Contract, side: str, proof: Proof) -> ContractSignature:
    try:
        with transaction.atomic():
            return ContractSignature.objects.create(
                contract=contract,
                side=side,
                signer=actor.user,
                name=str(actor.user),
                content_hash=contract.content_hash,
                confirmed_by=proof.how,
                address=actor.address or None,
                signed_at=clock.now(),
            )
    except IntegrityError:
        raise ContractSigned() from None


def _conclude(contract: Contract) -> None:
    """In force, the copy made for the intern and handed over (§17 ②). Raises ContractFlawed where a month has been
    closed since by other hours."""
    if Gap.CLOSED in gaps(contract.terms, _period(contract.placement), counted=_counted(contract)):
        raise ContractFlawed(what=gap_words([Gap.CLOSED]))
    counted = hours_of(contract.placement).on(contract.first_day)
    for earlier in contract.placement.contracts.filter(state="in_force"):
        advance(earlier, "replace_contract", SIGNATURES)
    advance(contract, "conclude_contract", SIGNATURES, delivered_at=clock.now())
    _count_anew(contract, counted)
    _hand_over(contract, "contract_delivered")


def _count_anew(contract: Contract, counted: Schedule) -> None:
    """The days that were ``counted`` by other hours until the contract was concluded."""
    if contract.schedule != counted:
        recount(SIGNATURES, contract.placement, contract.first_day)


def _hand_over(contract: Contract, notice: str) -> None:
    request_document(Actor.person(contract.placement.person), PAPER, {"contract": contract.pk}, "pdf", language="ko")
    _tell(contract, notice)


@action
def sign_contracts(actor: Actor, call_id: int, shown: Sequence[tuple[int, str]], proof: Proof) -> int:
    """The city signs several contracts of a call under one proof; ``shown`` are their keys and the hashes that the
    person was shown. All of them or none; returns how many. Raises what :func:`sign_contract` raises."""
    call = Call.objects.get(pk=call_id)
    require(actor, "approve_call", call)
    mine = Contract.objects.filter(placement__position__call=call, pk__in=[pk for pk, _hash_shown in shown])
    if mine.count() != len(shown):
        raise ContractChanged()
    order = dict(mine.values_list("pk", "placement_id"))
    for pk, hash_shown in sorted(shown, key=lambda one: order[one[0]]):
        sign_contract(actor, pk, hash_shown, proof)
    return len(shown)


@action
def confirm_receipt(actor: Actor, contract_id: int) -> Contract:
    """The intern confirms that they hold the copy; a second click changes nothing. Raises NotVisible, NotHandedOver."""
    contract = _locked(contract_id)
    require_own(actor, contract.placement)
    if contract.delivered_at is None:
        raise NotHandedOver()
    if contract.received_at is None:
        contract.received_at = clock.now()
        contract.save(update_fields=["received_at"])
        record(actor, "confirm_receipt", contract, after={"received_at": contract.received_at})
    return contract
