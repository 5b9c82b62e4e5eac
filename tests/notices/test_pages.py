"""The inbox, the preferences and the staff's pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel.action import action
from kernel.actor import Actor
from notices.actions import notify
from notices.models import Notice, OutgoingMail
from notices.outbox import new_mail, post
from notices.queries import preferences
from tests.factories import make_user, person

pytestmark = pytest.mark.django_db


@action
def tell(actor: Actor, reader: User, name: str = "계획.pdf") -> Notice:
    context = {"file_name": name, "finding": "Eicar"}
    return notify("file_quarantined", reader, context=context, url="/files/")[0]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    return client


OFFICE = Actor.system("test")


def test_the_inbox_shows_ones_own_notices_and_nobody_elses() -> None:
    reader, other = make_user(), make_user()
    tell(OFFICE, reader, "제 계획.pdf")
    tell(OFFICE, other, "남의 계획.pdf")
    page = signed_in(reader).get(reverse("notices:inbox")).content.decode()
    assert "제 계획.pdf" in page
    assert "남의 계획.pdf" not in page


def test_somebody_elses_notice_cannot_be_opened() -> None:
    notice = tell(OFFICE, make_user())
    assert signed_in(make_user()).get(reverse("notices:notice", args=[notice.public_id])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_opening_a_notice_marks_it_as_read_and_leads_on() -> None:
    reader = make_user()
    notice = tell(OFFICE, reader)
    page = signed_in(reader).get(reverse("notices:notice", args=[notice.public_id])).content.decode()
    assert 'href="/files/"' in page
    assert Notice.objects.get().read_at is not None


def test_the_inbox_can_be_narrowed_to_what_is_unread() -> None:
    reader = make_user()
    client = signed_in(reader)
    client.get(reverse("notices:notice", args=[tell(OFFICE, reader, "읽음.pdf").public_id]))
    tell(OFFICE, reader, "안읽음.pdf")
    page = client.get(reverse("notices:inbox"), {"show": "unread"}).content.decode()
    assert "안읽음.pdf" in page and "계: 읽음.pdf" not in page and "잠겼습니다: 읽음.pdf" not in page
    assert "잠겼습니다" not in client.get(reverse("notices:inbox"), {"category": "work"}).content.decode()


def test_a_long_inbox_costs_as_many_statements_as_a_short_one(django_assert_max_num_queries: Any) -> None:
    reader = make_user()
    client = signed_in(reader)
    for _ in range(25):
        tell(OFFICE, reader)
    client.get(reverse("notices:inbox"))
    with django_assert_max_num_queries(11):  # session and account 7, count, rows, unread
        assert client.get(reverse("notices:inbox")).content.decode().count("notice-meta") == 20
    assert client.get(reverse("notices:inbox"), {"page": 2}).content.decode().count("notice-meta") == 5


def test_all_can_be_marked_as_read_at_once() -> None:
    reader = make_user()
    tell(OFFICE, reader)
    tell(OFFICE, reader)
    answer = signed_in(reader).post(reverse("notices:mark_all_read"), follow=True)
    assert "알림 2건을 읽음으로 표시했습니다." in answer.content.decode()
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_choice_of_mails_is_kept() -> None:
    reader = make_user()
    client = signed_in(reader)
    assert all(preferences(person(reader)).values())
    client.post(reverse("notices:preferences"), {"by_mail": ["cases"]})
    assert {code for code, on in preferences(person(reader)).items() if on} == {"cases"}
    assert client.get(reverse("notices:preferences")).content.decode().count(" checked") == 1


def test_visitors_are_sent_to_sign_in() -> None:
    for name in ("inbox", "preferences", "previews", "outbox"):
        assert Client().get(reverse(f"notices:{name}")).status_code == 302


def test_staff_preview_every_text_in_both_languages_and_others_do_not() -> None:
    client = signed_in(make_user("manager"))
    assert (
        reverse("notices:preview", args=["file_quarantined"])
        in client.get(reverse("notices:previews")).content.decode()
    )
    page = client.get(reverse("notices:preview", args=["file_quarantined"])).content.decode()
    assert "올리신 파일이 잠겼습니다" in page and "A file of yours was locked" in page
    assert client.get(reverse("notices:preview", args=["nothing"])).status_code == 404
    assert signed_in(make_user()).get(reverse("notices:previews")).status_code == 403


def test_the_outbox_is_the_administrators_and_hides_addresses_and_texts() -> None:
    post([new_mail(sender="a@hanbat.example", to=["gildong@example.org"], subject="결과 안내", body="비밀 내용")])
    page = signed_in(make_user("administrator")).get(reverse("notices:outbox")).content.decode()
    assert "결과 안내" in page and "gi*****@example.org" in page
    assert "gildong@" not in page and "비밀 내용" not in page
    for role in ("manager", "auditor", "reviewer"):
        assert signed_in(make_user(role)).get(reverse("notices:outbox")).status_code == 403


def test_an_administrator_sends_a_failed_mail_again_by_button() -> None:
    post([new_mail(sender="a@hanbat.example", to=["p@example.org"], subject="s", body="b")])
    mail = OutgoingMail.objects.get()
    OutgoingMail.objects.update(state="sending", claim=mail.public_id, lease_until=mail.created_at)
    OutgoingMail.objects.update(state="failed", claim=None, lease_until=None)
    client = signed_in(make_user("administrator"))
    assert "다시 보내기" in client.get(reverse("notices:outbox"), {"state": "failed"}).content.decode()
    assert client.post(reverse("notices:resend", args=[mail.public_id])).status_code == 302
    assert OutgoingMail.objects.get().state == "queued"


def test_the_outbox_of_a_thousand_costs_few_statements(django_assert_max_num_queries: Any) -> None:
    post([new_mail(sender="a@b.example", to=[f"p{n}@example.org"], subject="s", body="b") for n in range(1000)])
    client = signed_in(make_user("administrator"))
    client.get(reverse("notices:outbox"))
    with django_assert_max_num_queries(15):
        client.get(reverse("notices:outbox"))
