"""Who judges what: pledge, conflicts of interest, assignment by load and field, recusal."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Role, User
from kernel import clock
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from notices.models import Notice
from programs import actions
from programs.errors_choosing import (
    ConflictFound,
    EmployerIncomplete,
    NothingToAssign,
    PlanChanged,
    PledgeNeeded,
    ResultsOut,
    ReviewConflict,
    ReviewsClosed,
)
from programs.errors_screening import NotABusinessNumber
from programs.models import Application, Call, RankingRun, Recusal, Review, ReviewAssignment
from programs.queries.panel import plan_of
from programs.rules.terms import Panel
from tests.at_once import at_once
from tests.factories import make_organisation, make_user, person
from tests.programs import choosing
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def call_of(panel: Panel | None = None, manager: User | None = None) -> Call:
    return choosing.open_call(manager, choosing.terms(panel=panel or Panel(reviewers=2)))


def reviewer(call: Call, *, fields: tuple[str, ...] = (), limit: int | None = None, **more: Any) -> User:
    user = make_user(Role.REVIEWER, **more.pop("user", {}))
    actions.add_reviewer(make.SYSTEM, call.pk, user)
    actions.update_profile(person(user), fields=fields, limit=limit, **more)
    return user


def assign(call: Call) -> Any:
    return actions.assign_panel(make.SYSTEM, call.pk, plan_of(call).fingerprint)


def panel_of(application: Application) -> set[int]:
    rows = ReviewAssignment.objects.filter(application=application, revoked_at=None)
    return set(rows.values_list("reviewer_id", flat=True))


def sheet(application: Application, user: User) -> Review:
    return Review.objects.get(
        assignment__application=application, assignment__reviewer=user, assignment__revoked_at=None
    )


# -- profile and pledge ------------------------------------------------------


def test_a_profile_is_a_reviewers_own_and_checked() -> None:
    user = make_user(Role.REVIEWER)
    with pytest.raises(NotPermitted):
        actions.update_profile(person(make_user()))
    with pytest.raises(NotABusinessNumber):
        actions.update_profile(person(user), business_number="123-45-67890")
    with pytest.raises(EmployerIncomplete):
        actions.update_profile(person(user), employers=[{"until": "2025-01-01"}])
    profile = actions.update_profile(person(user), fields=["ai"], limit=3, employers=[{"name": "한빛연구소"}])
    assert (profile.fields, profile.employers[0]["until"]) == (["ai"], None)


def test_no_sheet_is_written_before_the_pledge_is_signed(client: Any) -> None:
    call = call_of()
    user, application = reviewer(call), make.eligible(call)
    actions.assign_reviewers(make.SYSTEM, application.pk, [user])
    review = sheet(application, user)
    with pytest.raises(PledgeNeeded):
        actions.save_review(person(user), review.pk, {"opinion": "좋습니다."}, {})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/reviews/{review.pk}/").headers["Location"] == f"/reviews/{review.pk}/pledge/"
    assert client.get(f"/reviews/{review.pk}/pledge/").status_code == 200
    client.post(f"/reviews/{review.pk}/pledge/", {"agree": "1"})
    client.post(f"/reviews/{review.pk}/pledge/", {"agree": "1"})
    pledge = call.pledges.get()
    assert "이해관계" in pledge.text
    assert client.get(f"/reviews/{review.pk}/").status_code == 200


def test_a_pledge_is_signed_by_the_calls_reviewers_only() -> None:
    with pytest.raises(NotVisible):
        actions.sign_pledge(person(make_user(Role.REVIEWER)), call_of().pk)


# -- the assignment ------------------------------------------------------


def test_applications_go_to_reviewers_evenly_and_within_their_limits() -> None:
    call = call_of()
    users = [reviewer(call), reviewer(call), reviewer(call, limit=1)]
    applications = [make.eligible(call) for _number in range(4)]
    plan = assign(call)
    assert all(len(panel_of(one)) == 2 for one in applications)
    loads = [ReviewAssignment.objects.filter(reviewer=user).count() for user in users]
    assert loads[2] == 1
    assert sorted(loads) == [1, 3, 4]
    assert not plan.shortages
    assert all(Application.objects.get(pk=one.pk).state == "in_review" for one in applications)
    assert Notice.objects.filter(code="review_assigned").count() == 3
    with pytest.raises(NothingToAssign):
        assign(call)


def test_somebody_of_the_field_is_asked_and_a_shortage_is_named() -> None:
    call = call_of(Panel(reviewers=2, experts=1))
    expert, plain = reviewer(call, fields=("ai",)), reviewer(call)
    ai, purchase = make.eligible(call, track="ai", model="예측 모형"), make.eligible(call)
    plan = assign(call)
    assert panel_of(ai) == panel_of(purchase) == {expert.pk, plain.pk}
    assert [(one.application, one.missing, one.missing_experts) for one in plan.shortages] == [(purchase.pk, 0, 1)]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"user": {"phone": "010-0000-9999"}}, "phone"),
        ({"user": {"email": "park@sample-bakery.kr"}}, "mail_domain"),
        ({"address": "대전광역시 가상구 없는로 77, 3층"}, "address"),
        ({"employers": [{"name": "(주)가상빵집", "until": "2025-12-31"}]}, "former_employer"),
    ],
)
def test_conflicts_of_interest_are_found_noted_and_only_overridden_for_a_reason(facts: Any, kind: str) -> None:
    call = call_of()
    owner = make_user(phone="010 0000 9999", email="owner@sample-bakery.kr")
    business = make_organisation(owner, name="가상빵집 주식회사", address="대전 가상구 없는로 77")
    application = make.eligible(call, user=owner, organisation=business)
    barred, free, other = reviewer(call, **facts), reviewer(call), reviewer(call)
    assign(call)
    assert panel_of(application) == {free.pk, other.pk}
    found = Recusal.objects.get(reviewer=barred)
    assert (found.source, found.kinds, found.reason) == ("found", [kind], "")
    with pytest.raises(ConflictFound):
        actions.assign_reviewers(make.SYSTEM, application.pk, [barred])
    actions.assign_reviewers(make.SYSTEM, application.pk, [barred], despite="다른 전문가가 없습니다.")
    assert barred.pk in panel_of(application)


def test_the_same_business_is_never_overridden() -> None:
    call = call_of()
    application = make.eligible(call)
    same = reviewer(call, business_number=application.organisation.registration_number)
    with pytest.raises(ReviewConflict):
        actions.assign_reviewers(make.SYSTEM, application.pk, [same], despite="급합니다.")


def test_an_employer_of_long_ago_is_no_conflict() -> None:
    call = call_of()
    application = make.eligible(call)
    long_ago = date(clock.today().year - 4, 1, 1).isoformat()
    name = application.organisation.name
    users = [reviewer(call, employers=[{"name": name, "until": long_ago}]), reviewer(call)]
    assign(call)
    assert panel_of(application) == {one.pk for one in users}


def test_a_plan_that_changed_meanwhile_is_not_applied() -> None:
    call = call_of()
    reviewer(call), reviewer(call)
    make.eligible(call)
    seen = plan_of(call).fingerprint
    make.eligible(call)
    with pytest.raises(PlanChanged):
        actions.assign_panel(make.SYSTEM, call.pk, seen)


# -- stepping back ------------------------------------------------------


def test_a_reviewer_who_steps_back_is_replaced_and_the_office_is_told() -> None:
    manager = make.manager()
    call = call_of(manager=manager)
    first, second, third = reviewer(call), reviewer(call), reviewer(call)
    application = make.eligible(call)
    actions.assign_reviewers(make.SYSTEM, application.pk, [first, second])
    with pytest.raises(ReasonNeeded):
        actions.declare_recusal(person(first), sheet(application, first).pk, " ")
    with pytest.raises(NotVisible):
        actions.declare_recusal(person(third), sheet(application, first).pk, "남의 것")
    actions.declare_recusal(person(first), sheet(application, first).pk, "대표와 친척입니다.")
    assert panel_of(application) == {second.pk}
    assert Notice.objects.get(code="reviewer_recused").recipient == manager
    assert plan_of(call).added == {application.pk: (third.pk,)}
    assign(call)
    assert panel_of(application) == {second.pk, third.pk}
    with pytest.raises(ConflictFound):
        actions.assign_reviewers(make.SYSTEM, application.pk, [first])


def test_the_office_excludes_a_reviewer_even_after_the_sheet_was_handed_in() -> None:
    call = call_of()
    first, second = reviewer(call), reviewer(call)
    application = make.eligible(call)
    make.review(application, first, make.FULL)
    make.review(application, second, make.WEAK)
    actions.set_recusal(make.SYSTEM, application.pk, first, "신청자가 기피를 신청했습니다.")
    application.refresh_from_db()
    assert application.score == Decimal("38.00")
    actions.decide(make.SYSTEM, application.pk, "rejected", reason="점수 미달")
    with pytest.raises(ResultsOut):
        actions.set_recusal(make.SYSTEM, application.pk, second, "늦은 기피")


def test_open_sheets_are_reminded_once_a_day() -> None:
    call = call_of()
    first, second = reviewer(call), reviewer(call)
    application = make.eligible(call)
    make.review(application, first, make.FULL)
    make.review(application, second, make.FULL, hand_in=False)
    for _number in range(2):
        assert actions.remind_reviewers(make.SYSTEM, call.pk, [first.pk, second.pk]) == 1
    assert Notice.objects.get(code="review_reminder").recipient == second


# -- at once ------------------------------------------------------


def propose_ranking(call: Call) -> RankingRun:
    """As it stands when somebody proposes the ranking: the call's row is held until the run is kept."""
    from django.db import transaction

    with transaction.atomic():
        Call.objects.select_for_update().get(pk=call.pk)
        return RankingRun.objects.create(
            call=call, terms=call.terms, rule="test", inputs="{}", inputs_hash="0" * 64, result={}
        )


def test_sheets_are_closed_once_a_ranking_is_proposed_and_what_was_typed_stays_on_the_page(client: Any) -> None:
    call = call_of()
    user = reviewer(call)
    review = make.review(make.eligible(call), user, make.FULL, hand_in=False)
    propose_ranking(call)
    with pytest.raises(ReviewsClosed):
        actions.save_review(person(user), review.pk, {"opinion": "늦은 의견"}, {})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(
        f"/reviews/{review.pk}/save/",
        {"fields": {"opinion": "늦은 의견"}, "revisions": {}},
        content_type="application/json",
    )
    assert answer.status_code == 409
    page = client.post(f"/reviews/{review.pk}/", {"opinion": "늦은 의견", "revisions": "{}", "hand_in": "1"})
    assert page.status_code == 409
    assert "늦은 의견" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_assign_at_once_ask_nobody_twice() -> None:
    first, second = make.manager(), make.manager()
    call = call_of(manager=first)
    actions.add_manager(person(first), call.pk, second)
    for _number in range(3):
        reviewer(call)
    applications = [make.eligible(call) for _number in range(4)]
    plan = plan_of(call).fingerprint

    def give(user: User) -> Any:
        return lambda: actions.assign_panel(person(user), call.pk, plan)

    answers = at_once([give(first), give(second)])
    assert sum(isinstance(one, NothingToAssign) for one in answers) == 1
    assert all(len(panel_of(one)) == 2 for one in applications)
    assert Review.objects.count() == 8


# -- pages ------------------------------------------------------


def test_the_panels_board_costs_the_same_whatever_its_length(django_assert_max_num_queries: Any, client: Any) -> None:
    manager = make.manager()
    call = call_of(manager=manager)
    for _number in range(4):
        reviewer(call)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/manage/calls/{call.pk}/reviewers/"
    make.eligible(call)
    client.get(url)
    for _number in range(4):
        make.eligible(call)
    with django_assert_max_num_queries(15):
        client.get(url)
    with django_assert_max_num_queries(22):
        page = client.get(f"{url}plan/").content.decode()
    assert "DV-" in page
    client.post(f"/manage/calls/{call.pk}/reviewers/assign/", {"plan": plan_of(call).fingerprint})
    assert Review.objects.count() == 10
    asked = Review.objects.first().assignment.reviewer
    client.force_login(asked, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_max_num_queries(15):
        client.get("/reviews/")
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(f"/manage/calls/{call.pk}/reviewers/remind/", {"reviewer": [user.pk for user in User.objects.all()]})
    assert Notice.objects.filter(code="review_reminder").exists()


def test_a_reviewer_fills_in_the_profile_on_its_page(client: Any) -> None:
    call = call_of()
    user = reviewer(call)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "AI 가공" in client.get("/reviews/profile/").content.decode()
    lines = {"employer-TOTAL_FORMS": "2", "employer-INITIAL_FORMS": "0"}
    lines |= {"employer-0-name": "한빛연구소", "employer-0-until": "2024-02-29", "employer-1-name": ""}
    typed = {"fields_": ["ai"], "limit": "7", "address": "대전 가상구 없는로 5", **lines}
    assert client.post("/reviews/profile/", {**typed, "business_number": "1"}).status_code == 422
    assert client.post("/reviews/profile/", typed).status_code == 302
    user.reviewer_profile.refresh_from_db()
    assert user.reviewer_profile.employers == [{"number": "", "name": "한빛연구소", "until": "2024-02-29"}]
    assert (user.reviewer_profile.fields, user.reviewer_profile.limit) == (["ai"], 7)
