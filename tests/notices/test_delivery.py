"""Mails go out, wait, come back or are given up, as the mail server answers."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.errors import NotPermitted, TransitionRefused
from notices.actions import resend
from notices.delivery import LEASE, claim, deliver
from notices.errors import SecretMail
from notices.models import OutgoingMail
from notices.outbox import new_mail, post
from notices.rules.retry import MOST_ATTEMPTS, is_permanent, wait_after
from notices.tasks import clear_old_mails
from tests.factories import make_user, person
from tests.stand_ins.smtp import SmtpServer


def promise(*addresses: str, **fields: Any) -> list[OutgoingMail]:
    mails = [
        new_mail(sender="a@hanbat.example", to=[address], subject="결과", body="선정", **fields)
        for address in addresses
    ]
    post(mails)
    return mails


def only() -> OutgoingMail:
    return OutgoingMail.objects.get()


@pytest.mark.django_db
class TestDelivery:
    def test_every_mail_is_sent_once_over_one_connection(self, smtp: SmtpServer) -> None:
        promise(*(f"p{n}@example.org" for n in range(45)))
        assert deliver().sent == 45
        assert deliver().sent == 0
        assert len(smtp.received) == 45
        assert smtp.connections == 1
        assert len({mail.message_id for mail in smtp.received}) == 45

    def test_a_temporary_refusal_waits_and_keeps_its_message_id(self, smtp: SmtpServer) -> None:
        promise("slow@example.org", "fine@example.org")
        smtp.refusals["slow@example.org"] = "451 try later"
        tally = deliver()
        assert (tally.sent, tally.postponed) == (1, 1)
        late = OutgoingMail.objects.get(state="queued")
        assert late.attempts == 1 and "451" in late.last_error
        assert timedelta(seconds=50) < late.due_at - clock.now() <= timedelta(minutes=1)
        assert deliver().sent == 0
        smtp.refusals.clear()
        with clock.at(clock.now() + timedelta(minutes=2)):
            assert deliver().sent == 1
        assert smtp.received[-1].message_id == late.message_id

    def test_an_address_that_does_not_exist_is_given_up_at_once(self, smtp: SmtpServer) -> None:
        promise("nobody@example.org")
        smtp.refusals["nobody@example.org"] = "550 no such user"
        assert deliver().failed == 1
        assert only().state == "failed" and "550" in only().last_error
        assert "nobody@" not in only().last_error
        assert "no****@example.org" in only().last_error

    def test_a_mail_is_given_up_after_the_last_attempt(self, smtp: SmtpServer) -> None:
        promise("slow@example.org")
        smtp.refusals["slow@example.org"] = "451 try later"
        now = clock.now()
        for attempt in range(1, MOST_ATTEMPTS + 1):
            with clock.at(now + timedelta(days=attempt)):
                deliver()
        assert (only().state, only().attempts) == ("failed", MOST_ATTEMPTS)

    def test_without_a_mail_server_nothing_is_claimed_and_no_attempt_counts(
        self, smtp: SmtpServer, settings: Any
    ) -> None:
        promise("p@example.org")
        settings.EMAIL_PORT = 1
        deliver()
        assert (only().state, only().attempts) == ("queued", 0)

    def test_a_lost_connection_costs_only_the_mail_in_flight_an_attempt(self, smtp: SmtpServer) -> None:
        promise("p1@example.org", "p2@example.org", "p3@example.org")
        smtp.drop_next = 1
        deliver()
        assert sorted(OutgoingMail.objects.values_list("state", "attempts")) == [
            ("queued", 0), ("queued", 0), ("queued", 1),
        ]  # fmt: skip
        assert deliver().sent == 2
        with clock.at(clock.now() + timedelta(minutes=2)):
            assert deliver().sent == 1
        assert len(smtp.received) == 3

    def test_a_claim_is_left_alone_until_its_lease_runs_out(self, smtp: SmtpServer) -> None:
        promise("p@example.org")
        assert len(claim(10, LEASE)) == 1
        assert deliver().sent == 0
        with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
            assert deliver().sent == 1
        assert only().attempts == 2

    def test_a_worker_whose_lease_ran_out_cannot_overwrite_what_another_did(self, smtp: SmtpServer) -> None:
        promise("p@example.org")
        (slow,) = claim(10, LEASE)
        with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
            deliver()
        sent_at = only().sent_at
        from notices.delivery import Tally, _refused

        _refused(slow, smtplib.SMTPDataError(451, b"late"), Tally())
        assert (only().state, only().sent_at) == ("sent", sent_at)

    def test_a_mail_that_cannot_be_written_does_not_stop_the_others(self, smtp: SmtpServer) -> None:
        promise("p1@example.org")
        OutgoingMail.objects.update(headers={"X-Bad": "two\nlines"})
        promise("p2@example.org")
        tally = deliver()
        assert (tally.sent, tally.failed) == (1, 1)

    def test_an_administrator_sends_a_failed_mail_again(self, smtp: SmtpServer) -> None:
        administrator, manager = person(make_user("administrator")), person(make_user("manager"))
        (mail,) = promise("typo@example.org")
        smtp.refusals["typo@example.org"] = "550 no such user"
        deliver()
        with pytest.raises(NotPermitted):
            resend(manager, mail.public_id)
        resend(administrator, mail.public_id)
        with pytest.raises(TransitionRefused):
            resend(administrator, mail.public_id)
        smtp.refusals.clear()
        assert deliver().sent == 1
        assert smtp.received[0].message_id == mail.message_id

    def test_a_link_that_has_expired_is_not_sent_again(self) -> None:
        (mail,) = promise("p@example.org", secret=True, created_at=clock.now() - timedelta(days=2))
        with pytest.raises(SecretMail):
            resend(person(make_user("administrator")), mail.public_id)

    def test_old_mails_are_forgotten_and_those_on_their_way_are_not(self, smtp: SmtpServer) -> None:
        promise("sent@example.org", created_at=clock.now() - timedelta(days=181))
        promise("young@example.org")
        deliver()
        promise("waiting@example.org", created_at=clock.now() - timedelta(days=181))
        assert clear_old_mails() == 1
        assert {mail.to[0] for mail in OutgoingMail.objects.all()} == {"young@example.org", "waiting@example.org"}
        assert clear_old_mails() == 0

    def test_claiming_and_sending_cost_few_statements_a_mail(
        self, smtp: SmtpServer, django_assert_max_num_queries: Any
    ) -> None:
        promise(*(f"p{n}@example.org" for n in range(20)))
        with django_assert_max_num_queries(20 + 12):
            deliver()


class TestRetry:
    def test_ten_attempts_over_about_a_day(self) -> None:
        waits = [wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
        assert waits[0] == timedelta(minutes=1)
        assert sum(filter(None, waits), timedelta()) == timedelta(minutes=1671)  # 1+5+15+30+60+120+240+480+720
        assert wait_after(MOST_ATTEMPTS) is None

    @given(st.integers(1, 8))
    def test_each_wait_is_longer_than_the_one_before(self, attempt: int) -> None:
        assert wait_after(attempt + 1) > wait_after(attempt)  # type: ignore[operator]

    @given(st.integers(400, 599))
    def test_only_a_5xx_is_for_good(self, code: int) -> None:
        refusal = smtplib.SMTPRecipientsRefused({"p@example.org": (code, b"")})
        assert is_permanent(refusal) == (code >= 500) == is_permanent(smtplib.SMTPDataError(code, b""))

    def test_one_recipient_who_may_be_reached_later_is_enough_to_try_again(self) -> None:
        refusal = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b""), "b@example.org": (451, b"")})
        assert not is_permanent(refusal)
