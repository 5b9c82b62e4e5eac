"""The text of an agreement before it is signed by all: its clauses, corrected, taken back, withdrawn; whose signatures
count for which text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel import clock
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs.actions import give_up
from tests.at_once import at_once
from tests.vouchers import cases as make
from vouchers.actions.agreement import draw_up_agreement, redraw_agreement, send_to_sign, withdraw_text
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clauses import set_clauses
from vouchers.errors import ClausesFlawed, NothingChanged, SignedBySome, TrackUnknown
from vouchers.models import Account, Agreement, AgreementVersion, ClauseSet, Signature
from vouchers.queries.case import text_of
from vouchers.queries.clauses import present
from vouchers.queries.ledger import faults
from vouchers.rules.agreement import Clause

pytestmark = pytest.mark.django_db
OWN = (
    Clause("목적", "「{과제명}」을 {수요기업}이 수행한다."),
    Clause("지원", "시는 {지원금}을 {종료일}까지 지원한다."),
)


def promised() -> tuple[int, int]:
    rows = Account.objects.filter(voucher=None, money="support")
    return rows.get(kind="available").balance, rows.get(kind="committed").balance


def test_an_agreement_gets_the_clauses_of_its_track_with_their_places_filled() -> None:
    world = make.selected()
    track = world.application.track
    set_clauses(world.as_("manager"), world.call.pk, track, OWN, 0, "조항을 줄입니다.")
    agreement = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    last = agreement.present.last_day
    told = [clause.text for clause in text_of(agreement.present).clauses]
    assert told[0] == f"「{agreement.present.parties['title']}」을 가상상회이 수행한다."
    assert told[1] == f"시는 7,200,000원을 {last.year}년 {last.month}월 {last.day}일까지 지원한다."
    other = next(code for code in ("purchase", "general", "ai") if code != track)
    assert present(world.call, other) != OWN


def test_clauses_are_versions_that_earlier_texts_do_not_follow() -> None:
    world = make.selected()
    track = world.application.track
    agreement = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    before = agreement.present.content_hash
    set_clauses(world.as_("manager"), world.call.pk, track, OWN, 0)
    with pytest.raises(ChangedMeanwhile):
        set_clauses(world.as_("colleague"), world.call.pk, track, OWN[:1], 0)
    set_clauses(world.as_("colleague"), world.call.pk, track, OWN[:1], 1)
    with pytest.raises(NothingChanged):
        set_clauses(world.as_("colleague"), world.call.pk, track, OWN[:1], 2)
    assert [one.version for one in ClauseSet.objects.order_by("version")] == [1, 2]
    agreement.refresh_from_db()
    assert agreement.present.content_hash == before


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ((), "하나는"),
        ((Clause("목적", ""),), "제1조에 내용이"),
        ((Clause("", "내용"),), "제1조에 제목이"),
        ((Clause("목적", "가"), Clause("목적", "나")), "목적"),
        ((Clause("목적", "{수요기엽}이 한다."),), "수요기엽"),
        ((Clause("목적", "{수요기업이 한다."),), "중괄호"),
        ((Clause("{과제명", "가"),), "중괄호"),
        (tuple(Clause(f"제목 {n}", "가") for n in range(41)), "너무 많"),
    ],
)
def test_clauses_that_cannot_be_filled_are_refused_with_their_number(clauses: tuple[Clause, ...], said: str) -> None:
    world = make.selected()
    with pytest.raises(ClausesFlawed, match=said):
        set_clauses(world.as_("manager"), world.call.pk, world.application.track, clauses, 0)
    if clauses and len(clauses) < 3:
        with pytest.raises(ClausesFlawed, match=said):
            drawn = make.drawn(clauses=clauses)
            draw_up_agreement(world.as_("manager"), world.application.pk, drawn)


def test_clauses_are_the_managers_of_the_call_and_of_its_tracks() -> None:
    world = make.selected()
    for who in ("owner", "seller", "finance", "auditor"):
        with pytest.raises(NotVisible):
            set_clauses(world.as_(who), world.call.pk, world.application.track, OWN, 0)
    with pytest.raises(TrackUnknown):
        set_clauses(world.as_("manager"), world.call.pk, "nonsense", OWN, 0)


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_save_at_once_do_not_undo_each_other() -> None:
    world = make.selected()
    given = (OWN, OWN[:1])

    def save(number: int) -> ClauseSet:
        actor = world.as_(("manager", "colleague")[number])
        return set_clauses(actor, world.call.pk, world.application.track, given[number], 0)

    done = at_once([lambda: save(0), lambda: save(1)])
    assert sorted(type(one).__name__ for one in done) == ["ChangedMeanwhile", "ClauseSet"]
    assert ClauseSet.objects.count() == 1


def test_until_somebody_has_signed_a_text_is_corrected_even_while_it_is_being_signed() -> None:
    world, agreement = make.signing()
    drawn = make.drawn(clauses=OWN, reason="조항 오기")
    draw_up_agreement(world.as_("manager"), world.application.pk, drawn)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.version, agreement.present.reason) == ("drafted", 2, "조항 오기")
    send_to_sign(world.as_("manager"), agreement.pk)
    text = agreement.present
    make.sign(world.as_("owner"), agreement.pk, 2, "demand", text.content_hash)
    with pytest.raises(SignedBySome):
        draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    agreement.refresh_from_db()
    assert agreement.state == "signing", "nothing is left of the refused correction"
    assert agreement.versions.count() == 2


def test_taken_back_and_sent_unchanged_the_signature_stands_for_it_is_the_same_hash() -> None:
    world, agreement = make.signing()
    shown = agreement.present.content_hash
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", shown)
    redraw_agreement(world.as_("manager"), agreement.pk, "다시 살펴봅니다.")
    same = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    assert same.version == 1, "a text that says the same is the same text"
    send_to_sign(world.as_("manager"), agreement.pk)
    for party, who in (("supplier", "seller"), ("city", "approver")):
        make.sign(world.as_(who), agreement.pk, 1, party, shown)
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    assert set(Signature.objects.values_list("content_hash", flat=True)) == {shown}
    assert promised() == (make.BUDGET - 7_200_000, 7_200_000)


@pytest.mark.parametrize(
    "changed",
    [
        {"last_day": clock.today() + timedelta(days=90)},
        {"support": 7_000_000, "cash": 1_000_000},
        {"people": (("demand", "홍길동 팀장"),)},
        {"clauses": OWN},
    ],
)
def test_taken_back_and_sent_changed_every_signature_is_lost(changed: dict[str, object]) -> None:
    world, agreement = make.signing()
    first = agreement.present.content_hash
    for party, who in (("demand", "owner"), ("supplier", "seller")):
        make.sign(world.as_(who), agreement.pk, 1, party, first)
    redraw_agreement(world.as_("manager"), agreement.pk, "고칩니다.")
    draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn(**changed))
    send_to_sign(world.as_("manager"), agreement.pk)
    agreement.refresh_from_db()
    assert agreement.version == 2 and agreement.present.content_hash != first
    assert not agreement.present.signatures.exists()
    make.sign(world.as_("approver"), agreement.pk, 2, "city", agreement.present.content_hash)
    agreement.refresh_from_db()
    assert agreement.state == "signing", "the two who signed the first text have not signed this one"
    assert Signature.objects.filter(version__version=1).count() == 2, "they stay on record"
    told = Notice.objects.filter(key__startswith="text_taken_back")
    assert {one.recipient for one in told} == {world.owner, world.seller}


def test_a_withdrawn_agreement_promises_nothing_and_can_be_drawn_up_again() -> None:
    world, agreement = make.signing()
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", agreement.present.content_hash)
    with pytest.raises(NotVisible):
        withdraw_text(world.as_("owner"), agreement.pk, "그만둡니다.")
    with pytest.raises(ReasonNeeded):
        withdraw_text(world.as_("manager"), agreement.pk, " ")
    withdraw_text(world.as_("manager"), agreement.pk, "공급기업을 다시 확인합니다.")
    assert promised() == (make.BUDGET, 0)
    world.application.refresh_from_db()
    assert world.application.state == "selected", "the place stays"
    with pytest.raises(TransitionRefused):
        send_to_sign(world.as_("manager"), agreement.pk)
    again = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    assert (again.state, again.version, again.number) == ("drafted", 2, agreement.number)
    assert promised() == (make.BUDGET - 7_200_000, 7_200_000)
    withdraw_text(world.as_("manager"), agreement.pk, "다시 철회합니다.")
    assert promised() == (make.BUDGET, 0)
    give_up(world.as_("owner"), world.application.pk, "매장을 닫습니다.")
    agreement.refresh_from_db()
    assert agreement.state == "given_up"
    assert promised() == (make.BUDGET, 0)
    assert faults() == []


def test_what_all_have_signed_is_not_withdrawn() -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    with pytest.raises(TransitionRefused):
        withdraw_text(world.as_("manager"), agreement.pk, "늦었습니다.")


def test_an_amendment_fills_the_places_of_its_clauses_anew() -> None:
    world, voucher = make.issued(clauses=OWN)
    later = voucher.agreement.present.last_day + timedelta(days=30)
    asked = request_amendment(world.as_("owner"), voucher.agreement_id, Changes(last_day=later), "늦어집니다.")
    approve_amendment(world.as_("approver"), asked.pk)
    text = AgreementVersion.objects.get(version=2)
    assert f"{later.year}년 {later.month}월 {later.day}일까지" in text.clauses[1]["text"]
    assert Clause(**text.source[1]) == OWN[1]


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_a_correction_at_once_never_meet_on_one_text() -> None:
    world, agreement = make.signing()
    shown = agreement.present.content_hash
    done = at_once(
        [
            lambda: make.sign(world.as_("owner"), agreement.pk, 1, "demand", shown),
            lambda: draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn(clauses=OWN)),
        ]
    )
    assert sum(isinstance(one, Exception) for one in done) == 1
    agreement = Agreement.objects.get()
    signed = Signature.objects.exists()
    assert (agreement.state, agreement.version) == (("signing", 1) if signed else ("drafted", 2))
