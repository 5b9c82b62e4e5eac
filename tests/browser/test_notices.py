"""A person's files and notices, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from accounts.models import User
from files.actions import store
from kernel.action import action
from kernel.actor import Actor
from notices.actions import notify
from notices.models import OutgoingMail
from notices.outbox import new_mail, post
from tests.browser.conftest import confirmed, looked_at, watched
from tests.factories import make_user, person
from tests.files import samples

NewContext = Callable[..., BrowserContext]


@action
def tell(actor: Actor, reader: User, name: str) -> None:
    notify("file_quarantined", reader, context={"file_name": name, "finding": "Eicar-Signature"}, url="/files/")


@pytest.fixture
def reader() -> User:
    return make_user(name="홍길동")


def test_a_person_reads_notices_and_chooses_what_comes_by_mail(reader: User, new_context: NewContext) -> None:
    for number in range(3):
        tell(Actor.system("test"), reader, f"사업계획서_{number}.pdf")
    page = watched(new_context(person=reader).new_page())
    page.goto("/notices/")
    looked_at(page, "inbox")
    page.get_by_role("link", name="사업계획서_2.pdf").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("사업계획서_2.pdf")
    looked_at(page, "notice")
    page.goto("/notices/")
    page.get_by_role("button", name="모두 읽음으로 표시").click()
    expect(page.get_by_text("알림 2건을 읽음으로 표시했습니다.")).to_be_visible()
    page.goto("/notices/?show=unread")
    looked_at(page, "inbox-empty")
    page.goto("/notices/preferences/")
    page.locator("label", has_text="근무와 출결").click()
    looked_at(page, "preferences")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_label("근무와 출결")).not_to_be_checked()


def test_a_person_fetches_and_removes_a_file_of_their_own(reader: User, new_context: NewContext) -> None:
    store(person(reader), samples.upload("사업계획서 최종(수정본).pdf", samples.pdf()))
    store(person(reader), samples.upload("사업자등록증.png", samples.picture()))
    page = watched(new_context(person=reader).new_page())
    page.goto("/files/")
    looked_at(page, "files")
    with page.expect_download() as download:
        page.get_by_role("link", name="사업계획서 최종(수정본).pdf").click()
    assert download.value.suggested_filename == "사업계획서 최종(수정본).pdf"
    confirmed(page, "삭제 사업자등록증.png")
    expect(page.get_by_text("파일을 삭제했습니다.")).to_be_visible()
    expect(page.get_by_text("사업자등록증.png")).to_have_count(0)


def test_staff_look_at_texts_and_at_mails_on_their_way(new_context: NewContext) -> None:
    post([new_mail(sender="a@b.example", to=[f"gildong{n}@example.org"], subject="결과", body="b") for n in range(3)])
    first = OutgoingMail.objects.order_by("pk").first()
    assert first is not None
    held = {"state": "sending", "claim": first.public_id, "lease_until": first.created_at}
    OutgoingMail.objects.filter(pk=first.pk).update(**held)
    error = "SMTPRecipientsRefused: {'gildong0@example.org': (550, b'no such user')}"
    OutgoingMail.objects.filter(pk=first.pk).update(state="failed", claim=None, lease_until=None, last_error=error)
    page = watched(new_context(person=make_user("administrator", name="변학도")).new_page())
    page.goto("/notices/outbox/")
    looked_at(page, "outbox")
    page.get_by_role("button", name="다시 보내기 결과").click()
    expect(page.get_by_text("다시 발송 대기로 바꾸었습니다")).to_be_visible()
    page.goto("/notices/previews/")
    looked_at(page, "previews")
    page.get_by_role("link", name="바이러스 검사로 파일이 잠김").click()
    expect(page.get_by_text("A file of yours was locked")).to_be_visible()
    looked_at(page, "preview")
