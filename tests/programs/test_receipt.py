"""Proof of what was handed in: each version by itself, whatever happened since, and for nobody else."""

import hashlib
import io
import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from kernel import clock
from programs import actions
from programs.models import Application, Call, CallTerms, Submission
from reports.actions import produce_now
from reports.models import Job
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

pytestmark = pytest.mark.django_db


def printed(application: Application, code: str, version: int) -> str:
    """The text of the document as it lies with the engine."""
    params = {"application": str(application.public_id), "version": version}
    job = produce_now(person(application.user), code, params, "pdf", language="ko")
    assert job.state == "done", job.error
    with default_storage.open(job.stored_as, "rb") as stored:
        pages = PdfReader(io.BytesIO(stored.read())).pages
        return "".join("".join(page.extract_text().split()) for page in pages)


def change(application: Application, **fields: Any) -> None:
    application.refresh_from_db()
    actions.save_answers(person(application.user), application.pk, fields, application.revisions)


@pytest.fixture
def twice() -> Application:
    """Handed in, changed in answers and documents, handed in again, and changed once more without handing in."""
    application = make.submitted(make.open_call())
    change(application, project_title="두 번째 제목", consent_sharing=True)
    actions.attach_file(person(application.user), application.pk, "other", make.png("참고자료.png"))
    actions.submit_application(person(application.user), application.pk)
    change(application, project_title="제출하지 않은 제목")
    return application


def hash_by_hand(submission: Submission) -> str:
    """The hash as docs/programs.md says it: SHA-256 of canonical JSON of applicant, answers and documents."""
    content = {name: getattr(submission, name) for name in ("applicant", "answers", "documents")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_each_version_is_printed_as_it_was_handed_in(twice: Application) -> None:
    first, second = twice.submissions.order_by("version")
    texts = {one.version: printed(twice, "programs.application", one.version) for one in (first, second)}
    assert "동네빵집의하루수요예측" in texts[1] and "두번째제목" not in texts[1]
    assert "두번째제목" in texts[2] and "동네빵집의하루수요예측" not in texts[2]
    assert not any("제출하지않은제목" in text for text in texts.values())
    assert "참고자료.png" in texts[2] and "참고자료.png" not in texts[1]
    for one in (first, second):
        assert one.content_hash == hash_by_hand(one)
        assert one.content_hash in texts[one.version]
        assert twice.receipt_number in texts[one.version]
        for document in one.documents:
            assert document["sha256"] in texts[one.version]
        assert "".join(make.PLAN.split()) in texts[one.version]
        assert one.applicant["registration_number"][-5:] in texts[one.version]


def test_a_receipt_says_number_time_documents_and_each_consent_with_the_version_of_the_terms(
    twice: Application,
) -> None:
    latest = twice.submissions.latest("version")
    text = printed(twice, "programs.receipt", latest.version)
    assert twice.receipt_number in text and latest.content_hash in text
    assert latest.submitted_at.astimezone(clock.SEOUL).strftime("%H:%M") in text
    assert latest.documents[0]["sha256"] in text
    assert "행정정보공동이용에동의합니다" in text
    assert f"공고조건{latest.terms.version}판" in text
    assert make.PLAN[:20].replace(" ", "") not in text  # the receipt is not the application


def test_a_receipt_asked_for_twice_is_the_same_document(twice: Application) -> None:
    params = {"application": str(twice.public_id), "version": 1}
    jobs = [produce_now(person(twice.user), "programs.receipt", params, "pdf").pk for _time in range(2)]
    assert len(set(jobs)) == 1


def test_a_consent_refused_is_printed_as_refused() -> None:
    application = make.submitted(make.open_call())  # joint use of administrative information was not agreed to
    text = printed(application, "programs.receipt", 1)
    assert "동의안함행정정보공동이용에동의합니다" in text.replace("동의하지않음", "동의안함")


def test_what_was_handed_in_is_read_under_the_terms_of_its_day(twice: Application) -> None:
    call, before = twice.call, twice.call.terms
    changed = json.loads(json.dumps(before.form).replace("Title of the project", "새 제목 질문"))
    CallTerms.objects.create(call=call, version=2, form=changed, documents=[], settings=before.settings)
    Call.objects.filter(pk=call.pk).update(terms_version=2)
    text = printed(twice, "programs.application", 2)
    assert "공고조건1판" in text and "새제목질문" not in text and "사업자등록증" in text


def test_the_page_lists_every_version_and_says_that_the_last_one_counts(twice: Application) -> None:
    page = signed_in(twice.user).get(reverse("programs:receipt", args=[twice.public_id])).content.decode()
    for one in twice.submissions.all():
        assert one.content_hash in page
        assert f'name="version" value="{one.version}"' in page
    assert "마지막으로 제출한" in page  # changed since: what counts is what was handed in


def test_a_version_that_does_not_exist_gives_the_latest(twice: Application) -> None:
    client = signed_in(twice.user)
    for named, expected in (("1", 1), ("2", 2), ("7", 2), ("x", 2), ("", 2)):
        client.post(reverse("programs:application_pdf", args=[twice.public_id]), {"version": named})
        assert Job.objects.filter(code="programs.application", params__version=expected).exists(), named


def strangers() -> dict[str, Client]:
    other = make.submitted(make.open_call())
    return {
        "a business of another call": signed_in(other.user),
        "nobody's member": signed_in(make_user()),
        "a manager of another call": signed_in(make.manager()),
    }


def test_drafts_receipts_and_documents_of_another_business_are_not_there() -> None:
    """The rival applies in the same call; nothing of the first business opens to it, by page, file or job."""
    call = make.open_call()
    application, rival = make.submitted(call), make.submitted(call)
    params = {"application": str(application.public_id), "version": 1}
    jobs = [
        produce_now(person(application.user), code, params, "pdf")
        for code in ("programs.receipt", "programs.application")
    ]
    stored = application.attachments.get().file
    clients = {**strangers(), "a rival in the call": signed_in(rival.user)}
    names = ("application", "edit", "submit", "receipt")
    pages = [reverse(f"programs:{name}", args=[application.public_id]) for name in names]
    pages += [reverse("files:download", args=[stored.public_id])]
    pages += [reverse(f"reports:{name}", args=[job.public_id]) for job in jobs for name in ("job", "download")]
    posts = [
        reverse(f"programs:{name}", args=[application.public_id])
        for name in ("receipt_pdf", "application_pdf", "take_over", "attach", "withdraw")
    ]
    for who, client in clients.items():
        for address in pages:
            answer = client.get(address)
            assert answer.status_code == 404, (who, address, answer.status_code)
            assert "동네 빵집" not in answer.content.decode(errors="ignore")
        for address in posts:
            assert client.post(address).status_code == 404, (who, address)
        for name in ("save", "presence"):
            address = reverse(f"programs:{name}", args=[application.public_id])
            sent = json.dumps({"fields": {"need": "침입"}, "revisions": {}})
            assert client.post(address, sent, content_type="application/json").status_code == 404, (who, name)
    application.refresh_from_db()
    assert application.state == "submitted" and application.answers["need"] == make.PLAN


def test_somebody_elses_file_cannot_be_attached_as_an_earlier_one() -> None:
    stored = make.submitted(make.open_call()).attachments.get().file
    draft = make.draft(make.open_call())
    address = reverse("programs:attach", args=[draft.public_id])
    answer = signed_in(draft.user).post(address, {"kind": "other", "earlier": stored.pk})
    assert answer.status_code == 422
    assert not draft.attachments.filter(file=stored).exists()


def test_who_left_the_business_no_longer_opens_its_receipt() -> None:
    owner, colleague = make_user(), make_user()
    application = make.submitted(make.open_call(), user=owner, organisation=make_organisation(owner, colleague))
    address = reverse("programs:receipt", args=[application.public_id])
    client = signed_in(colleague)
    assert client.get(address).status_code == 200
    colleague.memberships.update(left_at=clock.now())
    assert client.get(address).status_code == 404
