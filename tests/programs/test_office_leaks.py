"""A leak test with data that could leak: what the office notes of a case stays in the office, before the results and
after them, on pages, in files, in the calendar, in messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.actions.calendar import renew_feed
from programs.models import Application, Call, ResultsMoment, Review
from programs.rules.form import Question
from programs.rules.form_build import put_question
from programs.rules.terms import Panel
from tests.factories import person
from tests.programs import choosing
from tests.programs import factories as make
from tests.programs.test_blind import walked
from tests.programs.test_pages import signed_in
from tests.programs.test_results_moment import said

OFFICE = {
    "the note on the taxes": "세무과에만 있는 메모",
    "the note on another support": "다른 부서가 알려 준 사정",
    "why a reviewer was excluded": "친척으로 의심되는 관계",
    "the minutes": "위원들이 나눈 거친 토론",
    "a reviewer's note for the office": "사무국만 볼 평가 쪽지",
    "why a person decided otherwise": "책상 위에서만 도는 판단 근거",
    "the name of a reviewer": "평가자갑돌",
    "the name of the other reviewer": "평가자을순",
    "a rival": "경쟁업체무지개",
    "the file of an amendment": "시행 전 초안",
    "a question that is only prepared": "아직 준비만 한 질문",
}


class Case:
    """A call with two businesses, everything that the office can note of one of them noted."""

    def __init__(self) -> None:
        self.manager = make.manager()
        self.call = choosing.open_call(self.manager, choosing.terms(panel=Panel(reviewers=2)))
        office = person(self.manager)
        self.mine, rival = make.eligible(self.call), make.eligible(self.call)
        Application.objects.filter(pk=rival.pk).update(name=OFFICE["a rival"])
        day = clock.today() + timedelta(days=20)
        actions.check_taxes(
            office, self.mine.pk, "national", clear=True, valid_until=day, note=OFFICE["the note on the taxes"]
        )
        actions.note_support(
            office,
            self.mine.pk,
            programme="다른 사업",
            number="가상-1",
            same_task=False,
            note=OFFICE["the note on another support"],
        )
        self.reviewers = [
            self._named("the name of a reviewer"),
            self._named("the name of the other reviewer"),
            self._named("the name of a reviewer"),
        ]
        actions.set_recusal(office, self.mine.pk, self.reviewers[2], OFFICE["why a reviewer was excluded"])
        for reviewer in self.reviewers[:2]:
            for application in (self.mine, rival):
                make.review(application, reviewer, make.FULL, hand_in=False)
        for sheet in self.sheets():
            note = {"comment-need": OFFICE["a reviewer's note for the office"], "opinion": "신청자에게 주는 의견"}
            actions.save_review(person(sheet.assignment.reviewer), sheet.pk, note, {})
            actions.submit_review(person(sheet.assignment.reviewer), sheet.pk)
        self._meet()

    def _named(self, what: str) -> User:
        reviewer = make.reviewer_of(self.call)
        User.objects.filter(pk=reviewer.pk).update(name=OFFICE[what])
        reviewer.refresh_from_db()
        return reviewer

    def sheets(self) -> list[Review]:
        return list(Review.objects.select_related("assignment__reviewer").order_by("pk"))

    def _meet(self) -> None:
        office = person(self.manager)
        meeting = actions.plan_meeting(office, self.call.pk, title="종합평가", held_at=clock.now())
        actions.open_meeting(office, meeting.pk, [one.pk for one in self.reviewers])
        actions.write_minutes(office, meeting.pk, OFFICE["the minutes"])
        actions.close_meeting(office, meeting.pk)

    def publish(self) -> None:
        office = person(self.manager)
        make.past(self.call)
        run = actions.propose_ranking(office, self.call.pk)
        why = OFFICE["why a person decided otherwise"]
        actions.decide(office, self.mine.pk, "selected", reason=why)
        actions.confirm_ranking(make.SYSTEM, run.pk)
        actions.publish_results(make.SYSTEM, self.call.pk)


def everything(user: User, *starts: str) -> Iterator[tuple[str, str]]:
    """Pages that the person reaches, their feed, and all that was written to them."""
    yield from walked(signed_in(user), "/", "/notices/", "/calendar/", *starts)
    feed = renew_feed(person(user))
    yield "feed", Client().get(f"/calendar/{feed.token}.ics").content.decode()
    for notice in Notice.objects.filter(recipient=user):
        yield f"notice {notice.code}", f"{notice.subject} {notice.body}"
    for mail in OutgoingMail.objects.filter(notice__recipient=user):
        yield f"mail {mail.pk}", f"{mail.subject} {mail.body} {mail.html}"


def leaks(user: User, *starts: str, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    said = dict(everything(user, *starts))
    assert len(said) > 5, "there was something to read"
    kept = {what: secret for what, secret in OFFICE.items() if what not in but}
    return [(what, url) for url, text in said.items() for what, secret in kept.items() if secret in text]


@pytest.mark.django_db
def test_what_the_office_notes_is_never_read_by_the_applicant_neither_before_the_results_nor_after() -> None:
    case = Case()
    starts = ("/applications/", f"/applications/{case.mine.public_id}/", f"/calls/{case.call.pk}/")
    moment = clock.seoul(2031, 3, 3, 7, 7)
    ResultsMoment.objects.create(call=case.call, at=moment, set_by=case.manager)
    assert not leaks(case.mine.user, *starts)
    assert not [url for url, text in everything(case.mine.user, *starts) if said(moment, text)]
    ResultsMoment.objects.all().delete()
    case.publish()
    assert Call.objects.get(pk=case.call.pk).state == "decided"
    told = dict(everything(case.mine.user, *starts))
    assert any("신청자에게 주는 의견" in text for text in told.values()), "what is meant for the applicant does arrive"
    assert not leaks(case.mine.user, *starts)


@pytest.mark.django_db
def test_a_reviewer_reads_no_note_of_the_office_and_no_colleagues_sheet() -> None:
    case = Case()
    reviewer = case.reviewers[0]
    mine = [one for one in case.sheets() if one.assignment.reviewer_id == reviewer.pk]
    own = ("the name of a reviewer", "a rival", "a reviewer's note for the office")  # their own, and what they judge
    assert not leaks(reviewer, "/reviews/", *(f"/reviews/{one.pk}/" for one in mine), but=own)


@pytest.mark.django_db
def test_an_amendment_that_is_prepared_or_waits_is_read_by_the_office_alone() -> None:
    case = Case()
    office, form = person(case.manager), case.call.terms.own_form
    asked = Question("q-secret", OFFICE["a question that is only prepared"], required=False)
    other = choosing.open_call(make.manager())
    outsider = make.submitted(other).user
    actions.compose_amendment(office, case.call.pk)
    actions.change_form(office, case.call.pk, put_question(form, form.sections[0].key, asked))
    assert not leaks(outsider, f"/calls/{case.call.pk}/")
    empty = choosing.open_call(case.manager)
    actions.compose_amendment(office, empty.pk)
    actions.change_form(office, empty.pk, put_question(empty.terms.own_form, form.sections[0].key, asked))
    upload = make.png(f"{OFFICE['the file of an amendment']}.png")
    actions.propose_amendment(office, empty.pk, {}, "질문을 더합니다.", uploads=[(upload, upload.name)])
    draft = make.draft(empty)
    assert not leaks(draft.user, f"/calls/{empty.pk}/", f"/applications/{draft.public_id}/edit/")
    for name in ("amendment", "preview_call", "amend_call"):
        for reader in (draft.user, case.reviewers[0], make.manager()):
            assert signed_in(reader).get(reverse(f"programs:{name}", args=[empty.pk])).status_code in {403, 404}
    public = Client().get(f"/calls/{empty.pk}/").content.decode()
    assert not [what for what, secret in OFFICE.items() if secret in public]
