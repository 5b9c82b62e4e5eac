"""The mail with the result carries the decision itself: whoever reads nothing else knows what was decided and why."""

from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from notices.delivery import as_message, deliver
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.models import Application, Call
from tests.factories import make_user, person
from tests.programs import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def judged(call: Call, points: dict[str, str], **options: Any) -> Application:
    application = make.eligible(call, **options)
    for _number in range(2):
        make.review(application, make.reviewer_of(call), points)
    return application


def text_for(application: Application) -> str:
    letter = OutgoingMail.objects.get(notice__code="decision_published", notice__recipient=application.user)
    message = as_message(letter)
    return f"{message.subject}\n{message.body}"


def published() -> tuple[Application, Application, Application]:
    """One selected, one on the reserve list, one below the cut-off."""
    call = make.open_call(seats=1)
    chosen = judged(call, make.FULL)
    next_one = judged(call, {**make.FULL, "need": "10"})
    weak = judged(call, make.WEAK, user=make_user(language="en"))
    make.past(call)
    make.ranked(call)
    actions.publish_results(make.SYSTEM, call.pk)
    return chosen, next_one, weak


def test_each_mail_says_outcome_score_reason_and_what_comes_next() -> None:
    chosen, next_one, weak = published()
    text = text_for(chosen)
    for part in ("선정되었습니다", "7,200,000원", "87.50점 (만점 100점)", "다음 절차: ", "협약", chosen.receipt_number):
        assert part in text, (part, text)
    text = text_for(next_one)
    for part in ("예비로 선정되었습니다", "79.50점", "사유: ", "예비 1번입니다."):
        assert part in text, (part, text)
    assert "지원금액" not in text
    text = text_for(weak)
    for part in (
        "was not selected",
        "Score: 38.00 of 100",
        "Reason: Below the cut-off: 38.00 points",
        "What comes next: ",
    ):
        assert part in text, (part, text)
    for application in (chosen, next_one, weak):
        assert f"/applications/{application.public_id}/" in text_for(application)


def test_the_mail_goes_out_once_and_without_waiting_for_any_document() -> None:
    chosen, _next_one, _weak = published()
    assert deliver().sent >= 3
    sent = [one for one in mail.outbox if chosen.user.email in one.to and "결과를 알려" in one.subject]
    assert len(sent) == 1
    assert "87.50점" in sent[0].body
    assert deliver().sent == 0


def test_a_publication_that_breaks_off_tells_nobody_and_its_repetition_tells_everybody_once() -> None:
    call = make.open_call(seats=1)
    chosen = judged(call, make.FULL)
    make.past(call)
    make.ranked(call)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        actions.publish_results(make.SYSTEM, call.pk)
        raise KeyboardInterrupt  # the process ends before the commit
    assert not Notice.objects.filter(code="decision_published").exists()
    assert not OutgoingMail.objects.filter(notice__code="decision_published").exists()
    actions.publish_results(make.SYSTEM, call.pk)
    assert OutgoingMail.objects.filter(notice__code="decision_published", notice__recipient=chosen.user).count() == 1


def test_the_notice_as_pdf_can_be_had_from_the_page_that_the_mail_links() -> None:
    from reports.actions import produce_now

    chosen, _next_one, _weak = published()
    params = {"application": str(chosen.public_id)}
    job = produce_now(person(chosen.user), "vouchers.decision_notice", params, "pdf")
    assert job.state == "done"
