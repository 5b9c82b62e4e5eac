"""What an applicant reads of its result, and when: nothing before the publication, never another's."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from notices.models import Notice
from programs import actions
from programs.actions.call import TermsText
from programs.models import Application, Call, Score
from programs.rules.position import position, score_band
from programs.rules.ranking import Marking
from programs.rules.terms import ChoosingTerms, Told, TrackTerms
from tests.factories import person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

OPINION, NOTE = "활용계획이 뚜렷합니다.", "심사단만 볼 메모입니다."
SECRETS = ("87.50", "70.50", OPINION, NOTE, "위입니다", "80점", "예비 1번")


def world(told: Told = Told.BAND) -> tuple[User, Call, list[Application]]:
    manager = make.manager()
    choosing = ChoosingTerms(Marking(cut_off=Decimal(60)), (TrackTerms(places=1, reserves=1),), told=told)
    call = make.open_call(manager, terms=TermsText(choosing=choosing))
    reviewers = [make.reviewer_of(call), make.reviewer_of(call)]
    made = []
    for points in (make.FULL, make.FULL | {"need": "1"}, make.WEAK):
        application = make.eligible(call)
        for reviewer in reviewers:
            sheet = make.review(application, reviewer, points, hand_in=False)
            fields = {"opinion": OPINION, "comment-need": NOTE}
            actions.save_review(person(reviewer), sheet.pk, fields, {})
            actions.submit_review(person(reviewer), sheet.pk)
        made.append(application)
    make.past(call)
    return manager, call, made


def page_of(application: Application) -> str:
    client: Client = signed_in(application.user)
    return client.get(reverse("programs:application", args=[application.public_id])).content.decode()


@pytest.mark.django_db
def test_scores_comments_and_reasons_stay_inside_until_the_results_are_published() -> None:
    manager, call, applications = world()
    make.ranked(call)
    for application in applications:
        client = signed_in(application.user)
        seen = page_of(application) + client.get("/").content.decode()
        seen += client.get(reverse("programs:applications")).content.decode()
        assert not [secret for secret in SECRETS if secret in seen]
    assert not Notice.objects.filter(code="decision_published").exists()
    actions.publish_results(person(manager), call.pk)
    assert OPINION in page_of(applications[0])


@pytest.mark.django_db
def test_after_the_publication_each_reads_its_points_band_comments_and_reason_but_no_note_for_the_panel() -> None:
    manager, call, (best, second, weak) = world()
    make.ranked(call)
    actions.publish_results(person(manager), call.pk)
    assert Score.objects.filter(comment=NOTE).count() == 6
    pages = [page_of(one) for one in (best, second, weak)]
    assert all(NOTE not in page and OPINION in page for page in pages)
    assert all("평가 2건의 결과입니다." in page for page in pages)
    assert (
        "87.50" in pages[0] and "80점 이상 90점 미만" in pages[0] and "상대 위치" not in pages[0]
    )  # three make no quarters
    assert "예비 1번입니다." in pages[1] and "위입니다" not in pages[1]
    assert "기준점수 미달입니다(38.00점, 기준 60점)." in pages[2]
    assert best.receipt_number not in pages[2] and "87.50" not in pages[2]
    mail = Notice.objects.get(code="decision_published", recipient=weak.user)
    assert "기준점수 미달" in mail.body and "위입니다" not in mail.body


@pytest.mark.django_db
def test_a_call_that_tells_ranks_tells_them() -> None:
    manager, call, (_best, second, _weak) = world(Told.RANK)
    make.ranked(call)
    actions.publish_results(person(manager), call.pk)
    assert "3건 중 2위" in page_of(second)


@pytest.mark.django_db
def test_why_somebody_was_selected_against_the_ranking_is_not_told_outside() -> None:
    manager, call, (_best, second, weak) = world()
    run = make.ranked(call)
    assert run.state == "confirmed"
    actions.decide(person(manager), weak.pk, "reserve", reason="재검토 결과 예비로 둡니다.")
    actions.confirm_decisions(make.SYSTEM, call.pk)
    actions.publish_results(person(manager), call.pk)
    assert "재검토 결과 예비로 둡니다." in page_of(weak)  # its own reason, as it was given
    assert "재검토" not in page_of(second)


@given(st.integers(1, 500), st.integers(0, 499))
def test_quarters_divide_a_list_in_order(listed: int, place: int) -> None:
    rank = place % listed + 1
    quarter = position(rank, listed, Told.BAND)
    if listed < 4:
        assert quarter is None
    else:
        assert quarter and 1 <= quarter <= 4 and (quarter - 1) * listed < 4 * rank <= quarter * listed
    assert position(rank, listed, Told.RANK) == rank


@pytest.mark.parametrize(("score", "band"), [("79.99", (70, 80)), ("80.00", (80, 90)), ("0", (0, 10))])
def test_a_band_begins_with_its_full_ten(score: str, band: tuple[int, int]) -> None:
    assert score_band(Decimal(score)) == band
