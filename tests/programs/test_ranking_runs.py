"""Rankings as they are proposed, confirmed by a second person, sent back and superseded."""

import time
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.utils import OperationalError
from django.urls import reverse

from accounts.models import User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from programs import actions
from programs.actions.call import TermsText
from programs.errors import SecondPersonNeeded, WindowStillOpen
from programs.errors_choosing import (
    BonusOpen,
    DeviationReasonNeeded,
    InputsChanged,
    NotConfirmed,
    NothingToConfirm,
    RankingNotConfirmed,
    ResultsOut,
    ReviewsOpen,
    ScreeningOpen,
    SheetsShort,
    TrackOverBudget,
    TrackOverPlaces,
    Undecided,
)
from programs.models import Application, BonusVerdict, Call, Decision, RankingRun, Review, Score
from programs.queries.decisions import digest, mark, proposed_decisions
from programs.rules.ranking import Marking, Quota, TieBreak, TieKind, from_json, rank, result_to_json
from programs.rules.terms import BonusRule, ChoosingTerms, TrackTerms
from tests.factories import person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

pytestmark = pytest.mark.django_db
POINTS = [make.FULL, make.FULL | {"need": "10"}, make.FULL | {"need": "5"}, make.WEAK]
BAKERY = {"track": "purchase", "cost": "5,000,000"}


class World:
    """A call with two managers whose applications were each reviewed twice, best first."""

    def __init__(self, number: int = 3, *, close: bool = True, **fields: Any) -> None:
        self.first, self.second = make.manager(), make.manager()
        self.call = make.open_call(self.first, **fields)
        actions.add_manager(make.SYSTEM, self.call.pk, self.second)
        self.reviewers = [make.reviewer_of(self.call), make.reviewer_of(self.call)]
        self.applications = [self.applied(POINTS[place % 4]) for place in range(number)]
        if close:
            make.past(self.call)

    def applied(self, points: dict[str, str], user: User | None = None, **answers: Any) -> Application:
        application = make.eligible(self.call, **({"user": user} if user else {}), **(BAKERY | answers))
        for reviewer in self.reviewers:
            make.review(application, reviewer, points)
        application.refresh_from_db()
        return application

    def propose(self, **options: Any) -> RankingRun:
        return actions.propose_ranking(person(self.first), self.call.pk, **options)

    def confirm(self, run: RankingRun, **options: Any) -> RankingRun:
        return actions.confirm_ranking(person(self.second), run.pk, **options)

    def decisions(self) -> list[tuple[str, str]]:
        found = Decision.objects.filter(application__call=self.call).order_by("rank")
        return list(found.values_list("outcome", "state"))


def tracks(*made: TrackTerms, **more: Any) -> TermsText:
    return TermsText(choosing=ChoosingTerms(Marking(cut_off=Decimal(60)), made, **more))


def test_a_ranking_freezes_what_it_was_made_from_and_proposes_its_decisions() -> None:
    world = World(4)
    run = world.propose()
    assert world.decisions() == [("selected", "proposed")] * 2 + [("reserve", "proposed"), ("rejected", "proposed")]
    assert result_to_json(rank(from_json(run.inputs))) == run.result
    best, *_others, last = world.applications
    assert best.decision.why["reason"] == "within_seats" and best.decision.amount == 4_500_000
    assert last.decision.why["values"]["cut_off"] == "60"
    assert "60" in last.decision.reason  # as a sentence, for the notice
    assert {one.state for one in Application.objects.filter(call=world.call)} == {"in_review"}  # nothing is seen yet


def test_inputs_and_list_of_a_ranking_cannot_be_changed_even_in_the_database() -> None:
    run = World(1).propose()
    with pytest.raises(OperationalError, match="not changed"), transaction.atomic():
        RankingRun.objects.filter(pk=run.pk).update(inputs="{}")


def test_a_second_person_confirms_ranking_and_decisions_and_never_the_first() -> None:
    world = World()
    run = world.propose()
    with pytest.raises(SecondPersonNeeded):
        actions.confirm_ranking(person(world.first), run.pk)
    with pytest.raises(NotPermitted):
        actions.confirm_ranking(person(make.manager()), run.pk)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        RankingRun.objects.filter(pk=run.pk).update(state="confirmed", confirmed_by=world.first)
    world.confirm(run)
    assert {state for _outcome, state in world.decisions()} == {"confirmed"}
    decision = world.applications[0].decision
    assert (decision.proposed_by, decision.decided_by) == (world.first, world.second)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(decided_by=world.first)


def test_between_equals_the_earlier_arrival_decides_and_not_the_number_that_was_given_when_their_turn_came() -> None:
    marking = Marking(cut_off=Decimal(60), tie_break=(TieBreak(TieKind.RECEIPT),))
    world = World(0, close=False, terms=TermsText(choosing=ChoosingTerms(marking, (TrackTerms(places=1),))))
    quick = world.applied(POINTS[0])
    with clock.reached_us(time.monotonic() - 30):  # came before, and had to wait for its turn
        slow = world.applied(POINTS[0])
    make.past(world.call)
    assert quick.receipt_serial < slow.receipt_serial and quick.submitted_at > slow.submitted_at
    world.propose()
    ranks = dict(Decision.objects.values_list("application", "rank"))
    assert (ranks[slow.pk], ranks[quick.pk]) == (1, 2)
    assert dict(Decision.objects.values_list("application", "outcome"))[slow.pk] == "selected"


def test_what_changed_since_the_proposal_refuses_the_confirmation_and_is_named() -> None:
    world = World()
    run = world.propose()
    sheet = Review.objects.filter(assignment__application=world.applications[1]).order_by("pk")[0]
    actions.return_review(person(world.first), sheet.pk, "산식 착오")
    with pytest.raises(InputsChanged) as refused:
        world.confirm(run)
    assert world.applications[1].receipt_number in str(refused.value)
    withdrawn = world.applications[2]
    actions.withdraw_application(person(withdrawn.user), withdrawn.pk, "폐업")
    with pytest.raises(InputsChanged) as refused:
        world.confirm(run)
    assert withdrawn.receipt_number in str(refused.value)
    assert RankingRun.objects.get().state == "proposed"


def test_a_ranking_waits_for_window_screening_and_sheets() -> None:
    world = World(1, close=False)
    with pytest.raises(WindowStillOpen):
        world.propose()
    unread = make.submitted(world.call)
    make.past(world.call)
    with pytest.raises(ScreeningOpen):
        world.propose()
    ticked = dict.fromkeys(make.CHECKLIST, True)
    actions.screen_application(make.SYSTEM, unread.pk, eligible=True, checklist=ticked)
    make.review(unread, world.reviewers[0], make.FULL)
    make.review(unread, world.reviewers[1], make.FULL, hand_in=False)
    with pytest.raises(ReviewsOpen):
        world.propose()
    run = world.propose(without_outstanding=True)  # one sheet is enough by these terms
    assert [place["score"] for place in run.result["places"]] == ["87.50", "87.50"]


def test_outstanding_sheets_are_not_left_out_where_the_terms_need_them() -> None:
    terms = TermsText(choosing=ChoosingTerms(Marking(needed=2), (TrackTerms(places=2),)))
    world = World(1, close=False, terms=terms)
    late = make.eligible(world.call)
    make.review(late, world.reviewers[0], make.FULL)
    make.review(late, world.reviewers[1], make.FULL, hand_in=False)
    make.past(world.call)
    with pytest.raises(SheetsShort):
        world.propose(without_outstanding=True)


def test_a_new_ranking_supersedes_the_old_and_keeps_what_a_person_decided_otherwise() -> None:
    world = World()
    world.propose()
    best, second, third = world.applications
    with pytest.raises(DeviationReasonNeeded):
        actions.decide(person(world.first), third.pk, "selected")
    actions.decide(person(world.first), third.pk, "selected", reason="지역 안배를 위원회가 의결함")
    again = world.propose()
    assert list(RankingRun.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "proposed"]
    kept = Decision.objects.get(application=third)
    assert (kept.outcome, kept.reason, kept.run) == ("selected", "지역 안배를 위원회가 의결함", again)
    assert kept.deviates and not best.decision.deviates and not second.decision.deviates
    world.confirm(again)
    assert {state for _outcome, state in world.decisions()} == {"confirmed"}


def test_whoever_decided_one_of_them_leaves_that_one_to_somebody_else() -> None:
    world = World()
    run = world.propose()
    actions.decide(person(world.second), world.applications[2].pk, "rejected", reason="중복 지원을 확인함")
    world.confirm(run)
    assert [state for _outcome, state in world.decisions()] == ["confirmed", "confirmed", "proposed"]
    make.past(world.call)
    with pytest.raises(NotConfirmed):
        actions.publish_results(person(world.first), world.call.pk)
    with pytest.raises(SecondPersonNeeded):
        actions.confirm_decisions(person(world.second), world.call.pk, [world.applications[2].pk])
    with pytest.raises(NothingToConfirm):
        actions.confirm_decisions(person(world.second), world.call.pk)
    actions.confirm_decisions(person(world.first), world.call.pk)
    assert {state for _outcome, state in world.decisions()} == {"confirmed"}


def test_a_ranking_is_sent_back_with_a_reason_and_its_decisions_cannot_be_confirmed_then() -> None:
    world = World()
    run = world.propose()
    with pytest.raises(ReasonNeeded):
        actions.send_back_ranking(person(world.second), run.pk, " ")
    actions.send_back_ranking(person(world.second), run.pk, "가점 확인이 빠졌습니다.")
    assert AuditEntry.objects.filter(verb="send_back", reason="가점 확인이 빠졌습니다.").exists()
    with pytest.raises(RankingNotConfirmed):
        actions.confirm_decisions(person(world.second), world.call.pk)
    with pytest.raises(TransitionRefused):
        world.confirm(run)
    world.confirm(world.propose())


def test_what_is_confirmed_is_what_was_looked_at() -> None:
    world = World()
    run = world.propose()
    seen = digest(proposed_decisions(world.call))
    actions.decide(person(world.first), world.applications[0].pk, "selected", amount=1_000_000, reason="감액 합의")
    with pytest.raises(ChangedMeanwhile):
        world.confirm(run, seen=seen)
    world.confirm(run, seen=digest(proposed_decisions(world.call)))
    decision = Decision.objects.get(application=world.applications[0])
    with pytest.raises(ChangedMeanwhile):
        actions.decide(person(world.first), world.applications[0].pk, "selected", reason="x", seen="proposed:")
    actions.decide(person(world.first), world.applications[0].pk, "selected", reason="감액 합의", seen=mark(decision))
    assert Decision.objects.get(pk=decision.pk).state == "proposed"  # and waits for a second person again


def test_quotas_and_budget_of_each_track_are_kept_and_said() -> None:
    terms = tracks(
        TrackTerms("purchase", "구매", 10_000_000, places=2, quotas=(Quota("region", Decimal("0.5")),), reserves=1),
        TrackTerms("ai", "AI 가공", 60_000_000, budget=8_000_000),
    )
    world = World(2, close=False, terms=terms)
    for one in world.applications:
        Application.objects.filter(pk=one.pk).update(groups=[])  # from elsewhere
    local = world.applied(make.FULL | {"need": "1"})
    model = "지난해의 매출을 배운 모형입니다."
    first, second = (world.applied(points, track="ai", model=model, cost="7,000,000") for points in POINTS[:2])
    make.past(world.call)
    world.confirm(world.propose())
    got = {one.pk: Decision.objects.get(application=one) for one in (*world.applications, local, first, second)}
    assert [got[one.pk].outcome for one in world.applications] == ["selected", "reserve"]
    assert got[local.pk].why["reason"] == "within_quota"
    assert got[second.pk].why["reason"] == "over_budget" and got[second.pk].why["values"]["left"] == 1_700_000
    actions.decide(person(world.first), second.pk, "selected", reason="추가 재원")
    actions.confirm_decisions(person(world.second), world.call.pk)
    with pytest.raises(TrackOverBudget):
        actions.publish_results(person(world.first), world.call.pk)
    actions.decide(person(world.first), second.pk, "rejected", reason="예산 초과")
    actions.decide(person(world.first), world.applications[1].pk, "selected", reason="추가 선정")
    actions.confirm_decisions(person(world.second), world.call.pk)
    with pytest.raises(TrackOverPlaces):
        actions.publish_results(person(world.first), world.call.pk)


def test_funding_in_part_gives_what_is_left_to_whom_it_is_enough() -> None:
    marking = Marking(tie_break=(TieBreak(TieKind.LOTTERY),), seed="2026-03-31 코스피 종가")
    track = TrackTerms("purchase", "구매", 10_000_000, budget=7_000_000, partial=True)
    world = World(0, terms=TermsText(choosing=ChoosingTerms(marking, (track,))), close=False)
    best = world.applied(POINTS[0])
    second = world.applied(POINTS[1], least_support="2,000,000")
    assert (second.asked, second.least) == (4_500_000, 2_000_000)
    make.past(world.call)
    world.confirm(world.propose())
    assert (best.decision.amount, second.decision.amount) == (4_500_000, 2_500_000)
    assert second.decision.why["reason"] == "partly_funded" and not second.decision.deviates


def test_bonus_points_count_once_their_proof_was_found_good() -> None:
    terms = tracks(TrackTerms(places=1, reserves=1), bonuses=(BonusRule("youth", "청년", Decimal(1)),))
    world = World(0, terms=terms, close=False)
    plain, young = (
        world.applied(points, youth_representative="no") for points in (make.FULL | {"effect": "22.5"}, make.FULL)
    )
    Application.objects.filter(pk=young.pk).update(answers=young.answers | {"bonus-youth": True})
    make.past(world.call)
    with pytest.raises(BonusOpen):
        world.propose()
    for proven in (False, True):
        BonusVerdict.objects.create(application=young, code="youth", proven=proven, reason="" if proven else "흐림")
    make.past(world.call)
    world.propose()
    assert (young.decision.score, young.decision.bonus) == (Decimal("88.50"), Decimal("1.00"))
    assert (young.decision.outcome, plain.decision.outcome) == ("selected", "reserve")


def test_results_come_out_at_one_moment_once_all_is_confirmed() -> None:
    world = World()
    with pytest.raises(Undecided):
        actions.publish_results(person(world.first), world.call.pk)
    run = world.propose()
    with pytest.raises(RankingNotConfirmed):
        actions.publish_results(person(world.first), world.call.pk)
    world.confirm(run)
    actions.publish_results(person(world.first), world.call.pk)
    call = Call.objects.get(pk=world.call.pk)
    assert {one.published_at for one in Decision.objects.all()} == {call.results_published_at}
    assert world.decisions() == [("selected", "published")] * 2 + [("reserve", "published")]
    with pytest.raises(ResultsOut):
        world.propose()
    with pytest.raises(ResultsOut):
        actions.decide(person(world.first), world.applications[0].pk, "rejected", reason="x")


def test_a_withdrawal_after_the_confirmation_wants_a_new_ranking() -> None:
    world = World()
    world.confirm(world.propose())
    gone = world.applications[0]
    actions.withdraw_application(person(gone.user), gone.pk, "폐업")
    with pytest.raises(InputsChanged):
        actions.publish_results(person(world.first), world.call.pk)
    world.confirm(world.propose())
    actions.publish_results(person(world.first), world.call.pk)
    assert [outcome for outcome, state in world.decisions() if state == "published"] == ["selected", "selected"]


def test_an_approver_who_manages_nothing_confirms_too() -> None:
    world = World()
    actions.confirm_ranking(person(make.approver_of(world.call)), world.propose().pk)


def test_a_ranking_is_made_again_from_its_frozen_inputs_whatever_happened_since(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = World()
    run = world.propose()
    Score.objects.update(points=1)
    call_command("rerank", run.pk)
    assert f"3 places, the same again; {run.inputs_hash}" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("rerank", run.pk + 1)


def test_pages_and_confirmation_cost_the_same_statements_whatever_the_length_of_the_list(
    django_assert_max_num_queries: Any,
) -> None:
    world = World(6)
    client, second = signed_in(world.first), signed_in(world.second)
    run = world.propose()
    world.propose()
    for name, most in (("ranking", 18), ("sensitivity", 14), ("compare_rankings", 14), ("results", 18)):
        url = reverse(f"programs:{name}", args=[world.call.pk])
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
    url = reverse("programs:confirm_ranking", args=[world.call.pk])
    second.get(url)
    with django_assert_max_num_queries(
        16
    ):  # one is ours; the places of the list and the worker's job are looked up apart
        assert digest(proposed_decisions(world.call)) in second.get(url).content.decode()
    run = world.propose()
    with django_assert_max_num_queries(24):
        world.confirm(run)
    entries = AuditEntry.objects.filter(verb="confirm", entity="programs.decision")
    assert entries.count() == 6
