"""Results come out at one moment: set by a second person, kept by the worker, unseen by anybody outside until then."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted
from kernel.models import AuditEntry
from notices.models import Notice
from programs import actions
from programs.errors import MomentPassed, MomentTooFar, NoMoment, SecondPersonNeeded
from programs.errors_choosing import NotConfirmed, RankingNotConfirmed, ResultsOut
from programs.models import Call, Decision, RankingRun, ResultsMoment
from programs.queries.approvals import waiting_for
from programs.queries.decisions import digest, proposed_decisions
from programs.tasks import publish_results
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in


class World:
    """A call over and reviewed, its ranking proposed by ``first`` unless it is still to come; ``second`` manages too,
    ``approver`` approves."""

    def __init__(self, *, ranked: bool = True) -> None:
        self.first, self.second = make.manager(), make.manager()
        self.call = make.open_call(self.first)
        actions.add_manager(make.SYSTEM, self.call.pk, self.second)
        self.approver = make.approver_of(self.call)
        reviewers = [make.reviewer_of(self.call), make.reviewer_of(self.call)]
        self.best, self.weak = make.eligible(self.call), make.eligible(self.call)
        for application, points in ((self.best, make.FULL), (self.weak, make.WEAK)):
            for reviewer in reviewers:
                make.review(application, reviewer, points)
        make.past(self.call)
        actions.close_call(make.SYSTEM, self.call.pk)
        if ranked:
            self.ranked()

    def ranked(self) -> World:
        self.run = actions.propose_ranking(person(self.first), self.call.pk)
        return self

    def confirmed(self) -> World:
        actions.confirm_ranking(person(self.approver), self.run.pk)
        return self

    def planned(self, at: datetime) -> ResultsMoment:
        return actions.plan_results(person(self.approver), self.call.pk, at)

    def state(self) -> str:
        return Call.objects.values_list("state", flat=True).get(pk=self.call.pk)

    def seen_by(self, user: User) -> str:
        return signed_in(user).get(reverse("programs:application", args=[self.best.public_id])).content.decode()


def shown(world: World) -> str:
    """What the applicant who is to be selected reads, without the tokens that are new on every page."""
    page = world.seen_by(world.best.user).split("<main", 1)[1].split("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def said(at: datetime, text: str) -> bool:
    """Whether the day of the moment stands in the text, as pages, addresses or calendars write it."""
    return any(f"{at:{how}}" in text for how in ("%Y. %-m. %-d.", "%Y-%m-%d", "%Y%m%d"))


def soon() -> datetime:
    return clock.now() + timedelta(hours=3)


def told(user: User, code: str) -> int:
    return Notice.objects.filter(recipient=user, code=code).count()


@pytest.mark.django_db
def test_the_results_come_out_at_their_moment_and_not_a_microsecond_before() -> None:
    world, at = World(ranked=False), soon()
    with clock.at(at - timedelta(microseconds=1)):
        undecided = shown(world)
    world.ranked().confirmed().planned(at)
    with clock.at(at - timedelta(microseconds=1)):
        assert publish_results() == 0
        assert world.state() == "closed"
        assert shown(world) == undecided, "to the letter what stood there before anything was decided"
        assert told(world.best.user, "decision_published") == 0
    with clock.at(at):
        assert publish_results() == 1
        assert publish_results() == 0
    assert world.state() == "decided"
    assert Call.objects.get(pk=world.call.pk).results_published_at == at
    assert set(Decision.objects.values_list("state", "published_at")) == {("published", at)}
    assert told(world.best.user, "decision_published") == told(world.weak.user, "decision_published") == 1
    assert ResultsMoment.objects.get().state == "kept"
    entry = AuditEntry.objects.get(verb="publish_results")
    assert (entry.actor_label, entry.channel) == ("system:programs.publish_results", "task")


@pytest.mark.django_db
def test_nothing_of_a_planned_result_reaches_anybody_outside() -> None:
    world = World().confirmed()
    at = clock.seoul(2031, 7, 17, 14, 47)  # a day that stands nowhere else
    with clock.at(at - timedelta(days=1)):
        world.planned(at)
    outside = [Client(), signed_in(world.best.user), signed_in(make_user())]
    pages = [reverse("programs:call", args=[world.call.pk]), reverse("programs:calls"), "/", "/calendar/"]
    for client in outside:
        for page in pages:
            text = client.get(page).content.decode()
            assert not said(at, text) and "결과 공개 시각" not in text
    for page in ("application", "receipt"):
        text = outside[1].get(reverse(f"programs:{page}", args=[world.best.public_id])).content.decode()
        assert not said(at, text)
    assert outside[1].post(reverse("programs:notice_pdf", args=[world.best.public_id])).status_code in {403, 404}
    assert not Notice.objects.filter(recipient=world.best.user, code="decision_published").exists()


@pytest.mark.django_db
def test_who_proposed_the_ranking_sets_no_moment_and_who_approves_nothing_neither() -> None:
    world = World().confirmed()
    with pytest.raises(SecondPersonNeeded):
        actions.plan_results(person(world.first), world.call.pk, soon())
    with pytest.raises(NotPermitted):
        actions.plan_results(person(make.manager()), world.call.pk, soon())
    with pytest.raises(NotPermitted):
        actions.take_back_moment(person(make.manager()), world.call.pk)
    world.planned(soon())
    assert told(world.first, "results_planned") == told(world.second, "results_planned") == 1


@pytest.mark.django_db
def test_what_could_not_be_published_now_is_not_set_for_later() -> None:
    world = World()
    with pytest.raises(RankingNotConfirmed):
        world.planned(soon())
    world.confirmed()
    with pytest.raises(MomentPassed):
        world.planned(clock.now())
    with pytest.raises(MomentTooFar):
        world.planned(clock.now() + timedelta(days=91))
    actions.decide(person(world.first), world.weak.pk, "reserve", reason="예비로 둠")
    with pytest.raises(NotConfirmed):
        world.planned(soon())


@pytest.mark.django_db
def test_a_moment_is_moved_and_taken_back_until_it_comes() -> None:
    world, at = World().confirmed(), soon()
    world.planned(at)
    later = at + timedelta(days=1)
    assert world.planned(later) == ResultsMoment.objects.get()
    with clock.at(at):
        assert publish_results() == 0
    actions.take_back_moment(
        person(world.first), world.call.pk
    )  # even who proposed the ranking: nothing comes out by it
    with pytest.raises(NoMoment):
        actions.take_back_moment(person(world.first), world.call.pk)
    with clock.at(later):
        assert publish_results() == 0
        world.planned(later + timedelta(hours=1))
        actions.publish_results(person(world.second), world.call.pk)  # by hand, before its moment
        with pytest.raises(ResultsOut):
            world.planned(later + timedelta(hours=2))
    assert list(ResultsMoment.objects.order_by("pk").values_list("state", flat=True)) == ["taken_back", "kept"]
    verbs = AuditEntry.objects.filter(entity="programs.resultsmoment").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["plan_results", "move", "take_back", "plan_results", "keep"]


@pytest.mark.django_db
def test_a_moment_under_which_something_changed_publishes_nothing_and_says_why() -> None:
    world, at = World().confirmed(), soon()
    world.planned(at)
    actions.decide(person(world.first), world.weak.pk, "reserve", reason="예비로 둠")
    with clock.at(at):
        assert publish_results() == 0
        assert publish_results() == 0
    missed = ResultsMoment.objects.get()
    assert (world.state(), missed.state) == ("closed", "missed")
    assert missed.obstacle
    assert told(world.first, "results_missed") == told(world.approver, "results_missed") == 1
    assert told(world.best.user, "decision_published") == 0
    page = signed_in(world.second).get(reverse("programs:results", args=[world.call.pk])).content.decode()
    assert missed.obstacle in page
    actions.confirm_decisions(person(world.second), world.call.pk)
    with clock.at(at):
        world.planned(at + timedelta(minutes=5))
    with clock.at(at + timedelta(minutes=5)):
        assert publish_results() == 1


@pytest.mark.django_db
def test_approval_and_moment_are_one_step_or_none() -> None:
    world = World()
    seen, at = digest(proposed_decisions(world.call)), soon()
    client, url = signed_in(world.approver), reverse("programs:confirm_ranking", args=[world.call.pk])
    too_late = client.post(url, {"confirm": "1", "seen": seen, "at": "2020-01-01T10:00"})
    assert too_late.status_code == 422
    assert RankingRun.objects.get().state == "proposed"
    typed = at.astimezone(clock.SEOUL).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, {"confirm": "1", "seen": seen, "at": typed}).status_code == 302
    assert RankingRun.objects.get().state == "confirmed"
    assert ResultsMoment.objects.get().at == at.replace(second=0, microsecond=0)
    page = client.get(reverse("programs:results", args=[world.call.pk])).content.decode()
    assert reverse("programs:take_back_moment", args=[world.call.pk]) in page
    assert reverse("programs:publish_results", args=[world.call.pk]) not in page  # a manager's
    client.post(reverse("programs:take_back_moment", args=[world.call.pk]))
    assert ResultsMoment.objects.get().state == "taken_back"
    answer = client.post(reverse("programs:plan_results", args=[world.call.pk]), {"at": typed})
    assert answer.status_code == 302
    assert ResultsMoment.objects.filter(state="planned").count() == 1


@pytest.mark.django_db
def test_decisions_by_hand_alone_have_a_page_to_be_confirmed_on() -> None:
    manager = make.manager()
    call = make.open_call(manager)
    application = make.eligible(call)
    make.past(call)
    approver = make.approver_of(call)
    actions.decide(person(manager), application.pk, "selected", reason="심의 결과")
    assert told(approver, "decisions_proposed") == 1
    assert [(one.kind, one.count) for one in waiting_for(approver)] == [("decisions", 1)]
    client, url = signed_in(approver), reverse("programs:confirm_ranking", args=[call.pk])
    assert url in client.get("/").content.decode()
    page = client.get(url).content.decode()
    assert application.receipt_number in page
    client.post(url, {"confirm": "1", "seen": digest(proposed_decisions(call))})
    assert Decision.objects.get().state == "confirmed"
    assert client.get(url).status_code == 404
    assert waiting_for(approver) == []


@pytest.mark.django_db
def test_a_second_person_is_told_of_a_ranking_and_finds_it_at_home_until_it_is_confirmed() -> None:
    world = World()
    assert told(world.approver, "ranking_proposed") == told(world.second, "ranking_proposed") == 1
    assert told(world.first, "ranking_proposed") == 0
    assert [(one.kind, one.count) for one in waiting_for(world.approver)] == [("ranking", 2)]
    assert waiting_for(world.first) == []
    url = reverse("programs:confirm_ranking", args=[world.call.pk])
    assert url in signed_in(world.approver).get("/").content.decode()
    assert url not in signed_in(world.first).get("/").content.decode()
    actions.send_back_ranking(person(world.approver), world.run.pk, "동점 처리를 확인해 주세요.")
    assert told(world.first, "ranking_sent_back") == 1
    run = actions.propose_ranking(person(world.first), world.call.pk)
    actions.confirm_ranking(person(world.approver), run.pk)
    assert waiting_for(world.approver) == []
    results = reverse("programs:results", args=[world.call.pk])
    assert results in signed_in(world.first).get("/").content.decode()  # ready to be published
    world.planned(soon())
    assert results not in signed_in(world.first).get("/").content.decode()


@pytest.mark.django_db
def test_what_waits_costs_two_statements_whatever_the_number_of_calls(django_assert_max_num_queries: Any) -> None:
    approver = make.approver_of(make.proposed_call(make.manager()))
    for _number in range(3):
        actions.add_approver(make.SYSTEM, make.proposed_call(make.manager()).pk, approver)
    approver = User.objects.get(pk=approver.pk)
    with django_assert_max_num_queries(2):
        assert len(waiting_for(approver)) == 4


@pytest.mark.django_db
def test_the_database_keeps_one_moment_at_a_time() -> None:
    world = World().confirmed()
    planned = world.planned(soon())
    with pytest.raises(IntegrityError, match="one_moment_for_the_results"), transaction.atomic():
        ResultsMoment.objects.create(call=world.call, at=planned.at)


@pytest.mark.django_db(transaction=True)
def test_workers_and_a_manager_at_once_publish_once_and_two_who_plan_leave_one_moment() -> None:
    world, at = World().confirmed(), soon()
    plans = [lambda later=later: actions.plan_results(person(world.approver), world.call.pk, at + later) for later in
             (timedelta(0), timedelta(hours=1), timedelta(hours=2))]  # fmt: skip
    assert len({one.pk for one in at_once(plans)}) == 1
    ResultsMoment.objects.update(at=clock.now() - timedelta(seconds=1))
    jobs = [publish_results] * 3 + [lambda: actions.publish_results(person(world.second), world.call.pk)]
    answers = at_once(jobs)
    assert sum(answer == 1 for answer in answers[:3]) + isinstance(answers[3], Call) == 1
    assert ResultsMoment.objects.get().state == "kept"
    assert Notice.objects.filter(code="decision_published").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_moment_taken_back_while_the_worker_comes_is_kept_or_taken_back_but_never_both() -> None:
    world = World().confirmed()
    world.planned(soon())
    ResultsMoment.objects.update(at=clock.now() - timedelta(seconds=1))
    back, published = at_once(
        [lambda: actions.take_back_moment(person(world.approver), world.call.pk), publish_results]
    )
    assert (isinstance(back, ResultsMoment), published) in {(True, 0), (False, 1)}
    assert (world.state() == "decided") == bool(published)
    assert isinstance(back, ResultsMoment | NoMoment | ChangedMeanwhile)
