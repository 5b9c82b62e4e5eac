"""What many people do at the same moment, over real connections of their own."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from kernel import clock
from notices.models import Notice
from programs import actions
from programs.errors import CallClosed
from programs.models import Application, Call, Decision, RankingRun, Review, Submission
from programs.queries.publication import check_unchanged
from programs.tasks import tell_received
from tests.at_once import PATIENCE, at_once
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_forty_businesses_hand_in_during_the_last_second() -> None:
    call = make.open_call()
    drafts = [make.draft(call) for _number in range(40)]
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() + timedelta(seconds=60))

    def hand_in(draft: Application) -> Callable[[], Any]:
        return lambda: actions.submit_application(person(draft.user), draft.pk)

    results = at_once([hand_in(draft) for draft in drafts])
    assert all(isinstance(result, Application) for result in results), results
    serials = sorted(call.applications.values_list("receipt_serial", flat=True))
    assert serials == list(range(1, 41))
    assert Submission.objects.count() == tell_received() == 40
    assert Notice.objects.filter(code="application_received").count() == 40


def test_some_are_in_time_and_some_are_not_but_none_is_half_in() -> None:
    call = make.open_call()
    drafts = [make.draft(call) for _number in range(20)]
    moment = clock.now()
    Call.objects.filter(pk=call.pk).update(closes_at=moment)

    def hand_in(number: int, draft: Application) -> Callable[[], Any]:
        def run() -> Any:
            with clock.at(moment - timedelta(microseconds=1) if number % 2 else moment):
                return actions.submit_application(person(draft.user), draft.pk)

        return run

    results = at_once([hand_in(number, draft) for number, draft in enumerate(drafts)])
    assert [type(result).__name__ for result in results] == ["CallClosed", "Application"] * 10
    assert sorted(s for s in call.applications.values_list("receipt_serial", flat=True) if s) == list(range(1, 11))
    assert call.applications.filter(state="draft").count() == 10
    assert all(one.answers["project_title"] for one in call.applications.filter(state="draft"))


def test_two_hundred_businesses_hand_in_and_send_again_while_the_window_closes_and_none_is_lost_or_late() -> None:
    """The real clock closes the call under them; each line is an impatient browser that sends everything twice."""
    call = make.open_call()
    drafts = [make.draft(call) for _number in range(200)]
    closing = clock.now() + timedelta(seconds=1)
    Call.objects.filter(pk=call.pk).update(closes_at=closing)

    def line_of(mine: list[Application]) -> Callable[[], list[tuple[Any, Any]]]:
        return lambda: [(answer_to(draft), answer_to(draft)) for draft in mine]

    def answer_to(draft: Application) -> Any:
        try:
            return actions.submit_application(person(draft.user), draft.pk).receipt_serial
        except CallClosed as refusal:
            return refusal

    lines = [drafts[start::25] for start in range(25)]
    answers = {
        draft.pk: answer
        for mine, told in zip(lines, at_once([line_of(mine) for mine in lines]), strict=True)
        for draft, answer in zip(mine, told, strict=True)
    }
    received = {pk: first for pk, (first, _again) in answers.items() if isinstance(first, int)}
    refused = answers.keys() - received.keys()
    # once in, the second sending gets the same receipt, also after the closing; once refused, it stays refused
    assert all(again == received[pk] for pk, (_first, again) in answers.items() if pk in received)
    assert all(isinstance(one, CallClosed) for pk in refused for one in answers[pk])
    stored = {one.pk: one for one in call.applications.all()}
    assert {pk: one.receipt_serial for pk, one in stored.items() if one.state == "submitted"} == received
    assert sorted(received.values()) == list(range(1, len(received) + 1))
    assert all(stored[pk].submitted_at < closing for pk in received)  # type: ignore[operator]
    assert all(stored[pk].state == "draft" and stored[pk].answers == drafts[0].answers for pk in refused)
    assert set(Submission.objects.values_list("application", flat=True)) == received.keys()
    assert Submission.objects.count() == tell_received() == len(received)


def test_a_second_click_on_submit_changes_nothing() -> None:
    draft = make.draft(make.open_call())
    results = at_once([lambda: actions.submit_application(person(draft.user), draft.pk)] * 6)
    assert {result.receipt_number for result in results} == {results[0].receipt_number}
    assert draft.submissions.count() == tell_received() == 1


def test_two_members_filling_in_one_draft_do_not_overwrite_each_other() -> None:
    owner, colleague = make_user(), make_user()
    call = make.open_call()
    draft = make.draft(call, owner, make_organisation(owner, colleague))
    base = dict(draft.revisions)

    def save(user: Any, fields: dict[str, str]) -> Callable[[], Any]:
        return lambda: actions.save_answers(person(user), draft.pk, fields, base)

    mine, theirs = "대표가 고친 필요성입니다. " * 5, "직원이 고친 활용계획입니다. " * 5
    results = at_once([save(owner, {"need": mine}), save(colleague, {"use": theirs})])
    draft.refresh_from_db()
    assert (draft.answers["need"], draft.answers["use"]) == (mine, theirs)
    assert not any(result.conflicts for result in results)

    results = at_once([save(owner, {"effect": "가" * 40}), save(colleague, {"effect": "나" * 40})])
    draft.refresh_from_db()
    conflicts = [conflict for result in results for conflict in result.conflicts]
    assert [(c.field, c.kept) for c in conflicts] == [("effect", draft.answers["effect"])]


def test_two_colleagues_who_begin_at_once_share_one_draft() -> None:
    owner, colleague = make_user(), make_user()
    organisation, call = make_organisation(owner, colleague), make.open_call()

    def begin(user: Any) -> Callable[[], Any]:
        return lambda: actions.start_application(person(user), call.pk, organisation)

    results = at_once([begin(user) for user in (owner, colleague) * 3])
    assert len({result.pk for result in results}) == 1


def test_two_managers_who_looked_at_the_same_page_do_not_decide_over_each_other() -> None:
    first, second = make.manager(), make.manager()
    call = make.open_call(first)
    actions.add_manager(person(first), call.pk, second)
    application = make.eligible(call)

    def decide(user: Any, outcome: str) -> Callable[[], Any]:
        return lambda: actions.decide(person(user), application.pk, outcome, reason="평가 결과에 따름", seen="")

    results = at_once([decide(first, "selected"), decide(second, "rejected")] * 3)
    decision = Decision.objects.get(application=application)
    won = [result for result in results if isinstance(result, Decision)]
    assert [one.outcome for one in won] == [decision.outcome]
    assert {type(result).__name__ for result in results} == {"Decision", "ChangedMeanwhile"}


def test_rankings_proposed_and_confirmed_at_once_leave_one_in_force() -> None:
    first, second = make.manager(), make.manager()
    call = make.open_call(first)
    actions.add_manager(person(first), call.pk, second)
    reviewers = [make.reviewer_of(call), make.reviewer_of(call)]
    for points in (make.FULL, make.WEAK):
        application = make.eligible(call)
        for reviewer in reviewers:
            make.review(application, reviewer, points)
    make.past(call)
    results = at_once([lambda user=user: actions.propose_ranking(person(user), call.pk) for user in (first, second)])
    run = RankingRun.objects.get(state="proposed")
    assert run.pk == max(result.pk for result in results)
    other = second if run.made_by == first else first

    def confirm() -> Any:
        return actions.confirm_ranking(person(other), run.pk)

    results = at_once([confirm, lambda: actions.propose_ranking(person(run.made_by), call.pk), confirm])
    in_force = RankingRun.objects.get(state__in=["proposed", "confirmed"])
    decided = set(Decision.objects.values_list("state", "run"))
    assert decided == {(in_force.state, in_force.pk)}  # a confirmed list has confirmed decisions, a new one proposed
    assert sum(isinstance(result, RankingRun) for result in results) in {1, 2}


def reviewed_call() -> tuple[User, Call, User, Review]:
    """A call that is over, with an application that two reviewers judged and a third has typed a whole sheet for."""
    manager = make.manager()
    call = make.open_call(manager)
    application = make.eligible(call)
    for _number in range(2):
        make.review(application, make.reviewer_of(call), make.FULL)
    third = make.reviewer_of(call)
    sheet = make.review(application, third, make.WEAK, hand_in=False)
    make.past(call)
    return manager, call, third, sheet


def held(action: Callable[[], Any], begun: Event) -> Any:
    """The action, its commit held back for long enough that somebody else runs into it."""
    with transaction.atomic():
        answer = action()
        begun.set()
        time.sleep(0.5)
    return answer


def test_a_sheet_that_is_handed_in_while_the_ranking_is_proposed_is_in_the_ranking() -> None:
    manager, call, third, sheet = reviewed_call()
    begun = Event()

    def propose() -> Any:
        assert begun.wait(PATIENCE)
        return actions.propose_ranking(person(manager), call.pk, without_outstanding=True)

    results = at_once([lambda: held(lambda: actions.submit_review(person(third), sheet.pk), begun), propose])
    assert [type(result).__name__ for result in results] == ["Review", "RankingRun"]
    check_unchanged(RankingRun.objects.get(state="proposed"))  # what it follows from is what stands there now


def test_a_sheet_that_comes_while_the_reviews_close_is_refused_and_keeps_what_it_was() -> None:
    manager, call, third, sheet = reviewed_call()
    begun = Event()

    def propose() -> Any:
        return actions.propose_ranking(person(manager), call.pk, without_outstanding=True)

    def too_late(job: Callable[..., Any], *more: Any) -> Callable[[], Any]:
        def run() -> Any:
            assert begun.wait(PATIENCE)
            return job(person(third), sheet.pk, *more)

        return run

    late = [too_late(actions.save_review, {"opinion": "늦은 의견"}, {}), too_late(actions.submit_review)]
    results = at_once([lambda: held(propose, begun), *late])
    assert [type(result).__name__ for result in results] == ["RankingRun", "ReviewsClosed", "ReviewsClosed"]
    after = Review.objects.get(pk=sheet.pk)
    assert (after.state, after.sheet) == ("draft", sheet.sheet)
    check_unchanged(RankingRun.objects.get(state="proposed"))


def test_a_sheet_that_is_handed_in_while_its_last_words_are_saved_holds_them() -> None:
    _manager, _call, third, sheet = reviewed_call()
    begun, last_words = Event(), "마지막에 적은 의견입니다."

    def save() -> Any:
        return held(lambda: actions.save_review(person(third), sheet.pk, {"opinion": last_words}, {}), begun)

    def hand_in() -> Any:
        assert begun.wait(PATIENCE)
        return actions.submit_review(person(third), sheet.pk)

    at_once([save, hand_in])
    sheet.refresh_from_db()
    assert (sheet.state, sheet.opinion, sheet.scores.count()) == ("submitted", last_words, 4)


def test_two_members_whose_saves_overlap_both_keep_what_they_typed() -> None:
    owner, colleague = make_user(), make_user()
    draft = make.draft(make.open_call(), owner, make_organisation(owner, colleague))
    begun, base = Event(), dict(draft.revisions)
    mine, theirs = "대표가 고친 필요성입니다. " * 5, "직원이 고친 활용계획입니다. " * 5

    def second() -> Any:
        assert begun.wait(PATIENCE)
        return actions.save_answers(person(colleague), draft.pk, {"use": theirs, "need": theirs}, base)

    def first() -> Any:
        """Not committed yet when the colleague's comes."""
        return held(lambda: actions.save_answers(person(owner), draft.pk, {"need": mine}, base), begun)

    results = at_once([first, second])
    draft.refresh_from_db()
    assert (draft.answers["need"], draft.answers["use"]) == (mine, theirs)
    assert [[one.field for one in result.conflicts] for result in results] == [[], ["need"]]


def test_results_published_twice_at_once_come_out_once() -> None:
    manager = make.manager()
    call = make.open_call(manager)
    application = make.eligible(call)
    for _number in range(2):
        make.review(application, make.reviewer_of(call), make.FULL)
    make.past(call)
    make.ranked(call)
    results = at_once([lambda: actions.publish_results(person(manager), call.pk)] * 4)
    assert sum(isinstance(result, Call) for result in results) == 1
    assert Notice.objects.filter(code="decision_published").count() == 1
