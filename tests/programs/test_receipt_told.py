"""Whoever handed in is told so by notice and mail: each version once, whatever happens to the worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel import clock
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.models import Application, Call, ReceiptToTell
from programs.tasks import tell_received
from tests.at_once import at_once
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.killing import killed_before_the_commit
from tests.programs.test_pages import signed_in

MANY = 12


def told_of(application: Application) -> list[Notice]:
    return list(Notice.objects.filter(code="application_received", about_id=str(application.pk)).order_by("pk"))


@pytest.mark.django_db
def test_every_member_is_told_number_and_moment_in_their_language_by_inbox_and_mail() -> None:
    owner, colleague = make_user(), make_user(language="en")
    submitted = make.submitted(make.open_call(), user=owner, organisation=make_organisation(owner, colleague))
    assert not told_of(submitted)  # the page has said it at once
    assert tell_received() == 1
    korean, english = sorted(told_of(submitted), key=lambda notice: notice.recipient == colleague)
    assert (korean.recipient, english.recipient) == (owner, colleague)
    assert "접수되었습니다" in korean.subject
    assert "was received" in english.subject
    assert all(
        submitted.receipt_number in one.subject and str(submitted.public_id) in one.url for one in (korean, english)
    )
    assert {mail.to[0] for mail in OutgoingMail.objects.filter(notice__in=[korean, english])} == {
        owner.email,
        colleague.email,
    }


@pytest.mark.django_db
def test_each_version_is_told_with_its_own_moment_and_what_was_refused_is_not_told() -> None:
    call = make.open_call()
    submitted = make.submitted(call)
    again = {"need": "다시 고쳐 쓴 필요성입니다. " * 5}
    actions.save_answers(person(submitted.user), submitted.pk, again, submitted.revisions)
    for _click in range(2):  # the second hands in nothing new
        with clock.at(call.opens_at + timedelta(days=1)):
            actions.submit_application(person(submitted.user), submitted.pk)
    make.draft(call)
    assert tell_received() == 2
    assert tell_received() == 0
    assert len({one.body for one in told_of(submitted)}) == len(told_of(submitted)) == 2
    assert not ReceiptToTell.objects.exists()


@pytest.mark.django_db
def test_telling_takes_as_many_statements_for_twelve_as_for_six() -> None:
    counts = []
    for size in (MANY // 2, MANY):
        call = make.open_call()
        for _number in range(size):
            make.submitted(call)
        with CaptureQueriesContext(connection) as seen:
            assert tell_received() == size
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 20, counts


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_commit_has_told_nobody_and_the_next_ones_tell_each_once() -> None:
    call: Call = make.open_call()
    for _number in range(MANY):
        make.submitted(call)
    killed_before_the_commit("tests.programs.publishing_worker")
    assert not Notice.objects.filter(code="application_received").exists()
    assert not OutgoingMail.objects.filter(notice__code="application_received").exists()
    assert ReceiptToTell.objects.count() == MANY
    assert sum(at_once([tell_received] * 3)) == MANY
    for told in (
        Notice.objects.filter(code="application_received").values_list("recipient", flat=True),
        OutgoingMail.objects.filter(notice__code="application_received").values_list("notice__recipient", flat=True),
    ):
        assert len(told) == len(set(told)) == MANY


@pytest.mark.django_db
def test_handing_in_takes_few_statements_since_hundreds_wait_for_each_other() -> None:
    call = make.open_call()
    for draft in (make.draft(call), make.draft(call)):  # the first reads the terms, which never change
        client = signed_in(draft.user)
        client.get(
            reverse("programs:submit", args=[draft.public_id])
        )  # the page before, which marks the session as used
        with CaptureQueriesContext(connection) as seen:
            assert client.post(reverse("programs:submit", args=[draft.public_id])).status_code == 302
    assert len(seen) <= 15, [one["sql"][:90] for one in seen]
