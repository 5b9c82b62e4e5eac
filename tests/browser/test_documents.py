"""A person asks for a document, follows its progress, downloads it; a stranger checks it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import BrowserContext, Page

from kernel import clock
from kernel.actor import Actor
from reports import registry
from reports.actions import produce_now, withdraw_issue
from reports.actions.produce import take_job, tell_progress
from reports.models import Job
from reports.tasks import produce
from tests.browser.conftest import looked_at, watched
from tests.factories import make_user, person
from tests.reports import declarations


@pytest.fixture(autouse=True)
def declared(settings, tmp_path: Path) -> Iterator[None]:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files", "base_url": None},
        }
    }
    before = dict(registry._documents)
    declarations.register()
    yield
    registry._documents.clear()
    registry._documents.update(before)


def _slow_once(page: Page) -> None:
    """The next hash takes long, as of a large file."""
    page.evaluate(
        """() => {
            const digest = SubtleCrypto.prototype.digest;
            SubtleCrypto.prototype.digest = async function (...given) {
                SubtleCrypto.prototype.digest = digest;
                await new Promise((done) => setTimeout(done, 700));
                return digest.apply(this, given);
            };
        }"""
    )


@pytest.mark.django_db(transaction=True)
def test_a_table_is_asked_for_and_comes_without_reloading(new_context: Callable[..., BrowserContext]) -> None:
    gildong = make_user(name="홍길동", email="gildong@example.org")
    produce_now(person(gildong), "test.certificate", {}, "pdf")
    produce_now(person(gildong), "test.broken", {}, "pdf")
    page = watched(new_context(person=gildong).new_page())
    page.goto("/reports/")
    looked_at(page, "overview")
    page.locator("a[href$='/documents/test.table/']").click()
    looked_at(page, "request")
    page.get_by_label("행 수").fill("300")
    page.get_by_role("button", name="문서 만들기").click()
    page.get_by_text("대기 중").wait_for()
    job = Job.objects.get(code="test.table")
    taken = take_job(job.pk)
    assert taken is not None
    tell_progress(taken, 120, 300, "행을 쓰고 있습니다")
    page.get_by_text("300 중 120").wait_for()
    looked_at(page, "running")
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now())
    produce(job.pk)
    page.get_by_role("link", name="내려받기").wait_for()
    looked_at(page, "done")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="내려받기").click()
    assert waiting.value.suggested_filename.startswith("신청_목록_")
    page.goto(f"/reports/jobs/{Job.objects.get(code='test.broken').public_id}/")
    looked_at(page, "failed")


@pytest.mark.django_db(transaction=True)
def test_anybody_checks_a_certificate_and_compares_a_copy(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    job = produce_now(person(make_user(name="홍길동")), "test.certificate", {}, "pdf")
    issue = job.issues.get()
    original, changed = tmp_path / "original.pdf", tmp_path / "changed.pdf"
    with default_storage.open(job.stored_as) as stored:
        original.write_bytes(stored.read())
    changed.write_bytes(original.read_bytes() + b" ")

    page = watched(new_context().new_page())
    page.goto("/verify/")
    looked_at(page, "verify")
    page.get_by_label("확인코드").fill("0000-0000-0000-0001")
    page.get_by_role("button", name="확인", exact=True).click()
    page.get_by_text("올바른 확인코드가 아닙니다").first.wait_for()
    page.get_by_label("확인코드").fill(issue.grouped_code.lower())
    page.get_by_role("button", name="확인", exact=True).click()
    page.get_by_text("유효한 문서입니다").wait_for()
    assert page.get_by_text("홍*동").is_visible()
    assert page.get_by_text("홍길동").count() == 0
    page.wait_for_load_state("load")
    page.get_by_label("가지고 있는 파일").set_input_files(changed)
    page.get_by_text("이 파일은 원본이 아닙니다").wait_for()
    _slow_once(page)
    page.get_by_label("가지고 있는 파일").set_input_files(changed)
    page.get_by_label("가지고 있는 파일").set_input_files(original)
    page.get_by_text("변경되지 않은 원본입니다").wait_for()
    page.wait_for_timeout(1_000)  # what was worked out for the file before has come
    assert page.get_by_text("변경되지 않은 원본입니다").is_visible()
    looked_at(page, "facts")
    withdraw_issue(Actor.system("test"), issue.pk, "성명이 잘못됨")
    page.reload()
    page.get_by_text("취소된 문서입니다").wait_for()
    looked_at(page, "withdrawn")
    page.goto("/verify/0000-0000-0000-0000")
    page.get_by_text("발급된 문서가 없습니다").wait_for()
    looked_at(page, "unknown")
