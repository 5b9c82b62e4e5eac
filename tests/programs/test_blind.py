"""A leak test with data that could leak: whoever judges without names finds none, wherever they look."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client

from accounts.models import Role, User
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.models import Application, Review
from programs.rules.blind import BLACK, blacked_out, names_to_hide
from programs.rules.terms import Panel
from tests.factories import make_organisation, make_user, person
from tests.programs import choosing
from tests.programs import factories as make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BUSINESS, PERSON, SUPPLIER = "샛별빵공방", "구운봉", "은하데이터가상"
PLANTED = {
    "business": BUSINESS,
    "its representative": PERSON,
    "a member of staff": "남달래",
    "the contact": "도우미나",
    "telephone": "010-0000-7071",
    "telephone in digits": "01000007071",
    "mail": "saetbyeol-owner",
    "address": "없는로 707",
    "supplier": SUPPLIER,
    "file": "샛별",
}


def application_that_could_leak(*, blind: bool = True) -> tuple[Application, User]:
    call = choosing.open_call(make.manager(), choosing.terms(panel=Panel(reviewers=1, blind=blind)))
    owner = make_user(name=PERSON, phone="010-0000-7071", email="saetbyeol-owner@bakery-sample.kr")
    staff = make_user(name="남달래")
    business = make_organisation(
        owner, staff, name=f"(주){BUSINESS}", address="대전광역시 가상구 없는로 707", phone="042-000-7072"
    )
    draft = make.draft(
        call,
        user=owner,
        organisation=business,
        project_title=f"{BUSINESS}의 하루 수요 예측",
        supplier=f"{SUPPLIER}(999-00-00001)",
        need=f"저희 {BUSINESS} 주식회사(대표 {PERSON})는 {SUPPLIER}과 함께 {make.PLAN} 문의 010 0000 7071",
        contact_name="도우미나",
        contact_phone="01000007071",
        contact_email="saetbyeol-owner@bakery-sample.kr",
    )
    actions.attach_file(person(owner), draft.pk, "other", make.png("샛별빵공방 소개.png"))
    actions.attach_file(person(owner), draft.pk, "agreement", make.png("샛별 협의서.png"))
    actions.submit_application(person(owner), draft.pk)
    actions.screen_application(make.SYSTEM, draft.pk, eligible=True, checklist=dict.fromkeys(make.CHECKLIST, True))
    user = make_user(Role.REVIEWER)
    actions.add_reviewer(make.SYSTEM, call.pk, user)
    sheet = make.review(Application.objects.get(pk=draft.pk), user, make.FULL)
    actions.return_review(person(User.objects.get(groups__name=f"programs.call:{call.pk}:manager")), sheet.pk, "확인")
    return Application.objects.get(pk=draft.pk), user


def walked(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """(address, what it says) of every page that links lead to; files with the names they come under."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        said = f"{url} {unquote(str(answer.headers))}"
        if "html" in answer.headers.get("Content-Type", ""):
            text = content.decode()
            said += text
            for link in re.findall(r'(?:href|action|data-[\w-]*url|hx-get)="([^"#]+)', text):
                path = urlsplit(link).path
                if (
                    path.startswith("/")
                    and not path.startswith(("/static/", "/accounts/log", "/manage/"))
                    and path not in seen
                ):
                    seen.add(path)
                    waiting.append(path)
        yield url, said


@pytest.mark.django_db
def test_a_reviewer_of_a_blind_call_finds_no_name_on_any_page_file_or_mail() -> None:
    application, user = application_that_could_leak()
    number = application.organisation.registration_number
    planted = {**PLANTED, "number": number, "hyphens": f"{number[:3]}-{number[3:5]}-{number[5:]}"}
    client = Client()
    client.force_login(user, backend=BACKEND)
    sheet = Review.objects.get()
    pages = dict(walked(client, "/", "/reviews/", f"/reviews/{sheet.pk}/", "/notices/"))
    assert len(pages) > 8
    leaks = [(what, url) for url, said in pages.items() for what, text in planted.items() if text in said]
    assert not leaks
    page = pages[f"/reviews/{sheet.pk}/"]
    assert f"신청 {application.receipt_serial:03d}" in page
    assert f"{BLACK}의 하루 수요 예측" in page
    assert application.receipt_number not in page
    mine = [
        *(f"{one.code} {one.subject} {one.body}" for one in Notice.objects.filter(recipient=user)),
        *(f"{one.subject} {one.body} {one.html}" for one in OutgoingMail.objects.filter(notice__recipient=user)),
    ]
    assert mine
    assert not [what for text in mine for what, secret in planted.items() if secret in text]


@pytest.mark.django_db
def test_files_that_identify_are_not_given_and_others_come_under_neutral_names() -> None:
    application, user = application_that_could_leak()
    client = Client()
    client.force_login(user, backend=BACKEND)
    answers = {}
    for one in application.attachments.select_related("file"):
        answer = client.get(f"/files/{one.file.public_id}/")
        answers[one.kind] = answer.status_code, unquote(answer.headers.get("Content-Disposition", ""))
    assert answers["registration"][0] == answers["agreement"][0] == 404
    assert answers["other"][0] == 200
    assert "샛별" not in answers["other"][1]


@pytest.mark.django_db
def test_where_the_call_is_not_blind_the_reviewer_reads_whose_application_it_is() -> None:
    application, user = application_that_could_leak(blind=False)
    client = Client()
    client.force_login(user, backend=BACKEND)
    page = client.get(f"/reviews/{Review.objects.get().pk}/").content.decode()
    assert BUSINESS in page
    assert application.receipt_number in page
    assert "010-0000-7071" not in page  # contacts stay masked for everybody


@pytest.mark.django_db
def test_an_applicant_finds_no_score_before_the_results_are_published() -> None:
    call = choosing.open_call(make.manager(), choosing.terms(panel=Panel(reviewers=1)))
    application = make.eligible(call)
    reviewer = make.reviewer_of(call)
    User.objects.filter(pk=reviewer.pk).update(name="평가하는 사람")  # nobody else's, as the contact of the form may be
    reviewer.refresh_from_db()
    make.review(application, reviewer, {"need": "13.37", "use": "21.73", "ability": "20.5", "effect": "22"})
    review = Review.objects.get()
    Review.objects.filter(pk=review.pk).update(opinion="선정 전에는 보이지 않을 의견입니다.")
    make.past(call)
    actions.decide(make.SYSTEM, application.pk, "rejected", reason="아직 비밀인 사유입니다.")
    client = Client()
    client.force_login(application.user, backend=BACKEND)
    secrets = ("13.37", "21.73", str(review.total), "보이지 않을 의견", "아직 비밀인 사유", reviewer.name)
    pages = dict(walked(client, "/", "/applications/", f"/applications/{application.public_id}/", "/notices/"))
    assert len(pages) > 6
    assert not [(url, text) for url, said in pages.items() for text in secrets if text in said]


def test_names_are_blacked_out_however_they_are_written() -> None:
    patterns = names_to_hide(["주식회사 샛별 빵공방", "구운봉"], ["010-0000-7071"], ["대전광역시 가상구 없는로 707"])
    for text in ("(주)샛별빵공방", "샛별빵공방㈜", "샛별 빵공방 주식회사", "구 운 봉", "01000007071", "010.0000.7071"):
        assert blacked_out(f"여기 {text} 있음", patterns) == f"여기 {BLACK} 있음"
    assert blacked_out("번호 9010000070719", patterns) == "번호 9010000070719"


def test_a_name_of_one_letter_blacks_nothing_out() -> None:
    assert blacked_out("이 빵은 맛있다", names_to_hide(["이"], [""], [" "])) == "이 빵은 맛있다"
