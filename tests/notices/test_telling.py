"""Telling people: once, in their language, in the same transaction as the change."""

import threading
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from accounts.models import User
from files.actions import store
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import OutsideAction
from notices.actions import mark_all_read, mark_read, notify, prefer
from notices.delivery import deliver
from notices.errors import UnknownNotice
from notices.models import MailAttachment, Notice, OutgoingMail
from tests.factories import make_user, person
from tests.files import samples
from tests.stand_ins.smtp import SmtpServer

FACTS = {"file_name": "계획.pdf", "finding": "Eicar"}


@action
def tell(actor: Actor, code: str, people: Any, **more: Any) -> list[Notice]:
    return notify(code, people, context=FACTS, **more)


OFFICE = Actor.system("test")


@pytest.mark.django_db
class TestTelling:
    def test_each_person_is_told_in_their_own_language(self, decided: str) -> None:
        korean, english = make_user(name="홍길동"), make_user(name="John Doe", language="en")
        told = tell(OFFICE, decided, [korean, english], url="/files/")
        assert [notice.subject for notice in told] == [
            "올리신 파일이 잠겼습니다: 계획.pdf",
            "A file of yours was locked: 계획.pdf",
        ]
        assert "홍길동님" in told[0].body and "Dear John Doe" in told[1].body
        mails = {mail.to[0]: mail for mail in OutgoingMail.objects.all()}
        assert mails[korean.email].subject == "[한밭] 올리신 파일이 잠겼습니다: 계획.pdf"
        assert "http://localhost:8000/files/" in mails[english.email].body
        assert "http://localhost:8000/files/" in mails[english.email].html

    def test_a_repeated_call_with_the_same_key_reaches_nobody_twice(self, decided: str) -> None:
        first, late = make_user(), make_user()
        assert len(tell(OFFICE, decided, [first], key="call-1")) == 1
        assert [notice.recipient for notice in tell(OFFICE, decided, [first, late], key="call-1")] == [late]
        assert len(tell(OFFICE, decided, [first], key="call-2")) == 1
        assert Notice.objects.count() == OutgoingMail.objects.count() == 3

    def test_one_person_named_twice_and_people_who_left_are_no_trouble(self, decided: str) -> None:
        here, gone = make_user(), make_user(is_active=False)
        assert len(tell(OFFICE, decided, [here, here, gone])) == 1
        assert tell(OFFICE, decided, []) == []

    def test_who_does_not_want_mail_finds_it_in_the_inbox_only(self, decided: str) -> None:
        quiet, keen = make_user(), make_user()
        prefer(person(quiet), {"cases": False, "account": True})
        tell(OFFICE, decided, [quiet, keen])
        assert Notice.objects.count() == 2
        assert [mail.to for mail in OutgoingMail.objects.all()] == [[keen.email]]
        prefer(person(quiet), {"cases": True})
        tell(OFFICE, decided, quiet)
        assert OutgoingMail.objects.count() == 2

    def test_what_the_law_or_haste_asks_for_is_mailed_in_any_case(self) -> None:
        quiet = make_user()
        prefer(person(quiet), {"account": False})
        tell(OFFICE, "file_quarantined", quiet)
        assert OutgoingMail.objects.count() == 1

    def test_telling_a_hundred_people_costs_no_more_statements_than_telling_two(self, decided: str) -> None:
        costs = []
        for number in (2, 100):
            people = [make_user() for _ in range(number)]
            with CaptureQueriesContext(connection) as statements:
                tell(OFFICE, decided, people, key=f"to {number}")
            costs.append(len(statements))
        assert costs[1] <= costs[0] <= 9

    def test_many_notices_in_one_action_wake_the_worker_once(self, decided: str) -> None:
        @action
        def announce(actor: Actor) -> None:
            for number in range(5):
                notify(decided, make_user(), context=FACTS, key=str(number))

        before = OrmQ.objects.count()
        announce(OFFICE)
        assert OrmQ.objects.count() == before + 1

    def test_a_notice_outside_an_action_is_a_programmers_mistake(self, decided: str) -> None:
        connection.in_atomic_block, kept = False, connection.in_atomic_block
        try:
            with pytest.raises(OutsideAction):
                notify(decided, [], context=FACTS)
        finally:
            connection.in_atomic_block = kept

    def test_an_unknown_kind_is_a_programmers_mistake(self) -> None:
        with pytest.raises(UnknownNotice):
            tell(OFFICE, "no_such_kind", make_user())

    def test_opening_a_notice_marks_it_once_and_only_for_its_reader(self, decided: str) -> None:
        reader, other = make_user(), make_user()
        notice, _theirs = tell(OFFICE, decided, [reader, other])
        mark_read(person(other), notice)
        assert Notice.objects.get(pk=notice.pk).read_at is None
        mark_read(person(reader), notice)
        opened = Notice.objects.get(pk=notice.pk).read_at
        mark_read(person(reader), notice)
        assert Notice.objects.get(pk=notice.pk).read_at == opened
        assert (mark_all_read(person(reader)), mark_all_read(person(other))) == (0, 1)


@pytest.mark.django_db
class TestOtherMails:
    def test_a_mail_of_another_library_goes_through_the_outbox_and_loses_its_text_once_sent(
        self, settings: Any, smtp: SmtpServer
    ) -> None:
        settings.EMAIL_BACKEND = "notices.outbox.OutboxEmailBackend"
        assert send_mail("비밀번호 재설정", "https://hanbat.example/reset/abc", None, ["hong@example.org"]) == 1
        mail = OutgoingMail.objects.get()
        assert mail.secret and mail.state == "queued" and smtp.received == []
        assert deliver().sent == 1
        assert "reset/abc" in smtp.received[0].message.get_content()
        mail.refresh_from_db()
        assert (mail.state, mail.body, mail.html) == ("sent", "", "")

    def test_html_attachments_copies_and_headers_survive_the_way(self, settings: Any, smtp: SmtpServer) -> None:
        settings.EMAIL_BACKEND = "notices.outbox.OutboxEmailBackend"
        mail = EmailMultiAlternatives(
            "제목", "본문", "한밭 <a@hanbat.example>", ["b@example.org"], ["d@example.org"],
            cc=["c@example.org"], reply_to=["r@example.org"], headers={"X-Case": "7"},
        )  # fmt: skip
        mail.attach_alternative("<p>본문</p>", "text/html")
        mail.attach("표.csv", "가,나\n", "text/csv")
        mail.attach("그림.png", samples.picture(), "image/png")
        mail.send()
        deliver()
        (received,) = smtp.received
        assert received.recipients == ["b@example.org", "c@example.org", "d@example.org"]
        message = received.message
        assert (message["Subject"], message["Reply-To"], message["X-Case"]) == ("제목", "r@example.org", "7")
        assert "hanbat" in message["From"] and message["Bcc"] is None
        assert message.get_body(("html",)).get_content().strip() == "<p>본문</p>"  # type: ignore[union-attr]
        enclosed = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
        assert enclosed == {"표.csv": "가,나\r\n".encode(), "그림.png": samples.picture()}

    def test_a_stored_file_goes_with_the_mail_under_its_korean_name(self, decided: str, smtp: SmtpServer) -> None:
        reader = make_user()
        stored = store(person(reader), samples.upload("결정 통지서.pdf", samples.pdf()))
        tell(OFFICE, decided, reader, attachments=[stored])
        assert deliver().sent == 1
        (part,) = smtp.received[0].message.iter_attachments()
        assert part.get_filename() == "결정 통지서.pdf"
        assert part.get_payload(decode=True)[:4] == b"%PDF"  # type: ignore[index]
        assert MailAttachment.objects.get().stored_file == stored


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_what_is_rolled_back_told_nobody(self, decided: str) -> None:
        reader = make_user()

        @action
        def change(actor: Actor) -> None:
            notify(decided, reader, context=FACTS)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            change(OFFICE)
        assert not Notice.objects.exists() and not OutgoingMail.objects.exists() and not OrmQ.objects.exists()

    def test_the_same_notice_sent_by_eight_at_once_arrives_once(self, decided: str) -> None:
        reader: User = make_user()

        def run() -> None:
            try:
                tell(OFFICE, decided, [reader], key="decision")
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Notice.objects.count() == OutgoingMail.objects.count() == 1
