"""A leak test with data that could leak: a supplier reads what it is asked about, and nothing of anybody else."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notices.models import Notice, OutgoingMail
from programs import actions as engine
from programs.models import Application
from tests.factories import make_organisation, make_user, person
from tests.programs import factories
from tests.programs.test_blind import BACKEND, walked
from tests.vouchers import factories as make
from vouchers import actions
from vouchers.models import PriorAgreement, Supplier

pytestmark = pytest.mark.django_db

OTHER = {
    "business": "달무리과자점",
    "its representative": "곽도담",
    "mail": "dalmuri-owner",
    "telephone": "010-0000-8081",
    "address": "없는로 808",
    "title": "과자점의 명절 수요 예측",
    "plan": "달무리만 아는 조리법",
    "file": "달무리 등록증",
    "the competing supplier's statement": "경쟁사만의 조건",
}


def application_to_another(supplier: Supplier) -> Application:
    """A business that agreed with ``supplier``, everything about it recognisable, handed in."""
    owner = make_user(name="곽도담", phone="010-0000-8081", email="dalmuri-owner@sample.example.org")
    business = make_organisation(owner, name="달무리과자점", address="대전광역시 가상구 없는로 808")
    application = make.draft(supplier, user=owner, organisation=business)
    answers = {
        "project_title": OTHER["title"],
        "need": f"{OTHER['plan']}을 자료로 남깁니다. {factories.PLAN}",
    }
    engine.save_answers(person(owner), application.pk, answers, application.revisions)
    engine.attach_file(person(owner), application.pk, "other", factories.png("달무리 등록증.png"))
    application.refresh_from_db()
    asked = make.requested(supplier, application)
    seller = person(make.member(supplier))
    actions.answer_agreement(seller, asked.pk, "agree", OTHER["the competing supplier's statement"])
    engine.submit_application(person(owner), application.pk)
    return Application.objects.get(pk=application.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def told(user: User) -> Iterator[str]:
    """Everything that was written to somebody, in the inbox and by mail."""
    for notice in Notice.objects.filter(recipient=user):
        yield f"{notice.code} {notice.subject} {notice.body}"
    for mail in OutgoingMail.objects.filter(notice__recipient=user):
        yield f"{mail.subject} {mail.body} {mail.html}"


def test_a_supplier_finds_nothing_of_an_application_that_names_another_one() -> None:
    rival = make.registered(name="은하자료(가상)")
    other = application_to_another(rival)
    mine = make.registered(name="한빛데이터(가상)")
    asked = make.requested(mine)
    seller = make.member(mine)
    planted = OTHER | {"number": other.organisation.registration_number, "receipt": other.receipt_number}
    pages = dict(
        walked(
            signed_in(seller),
            "/",
            "/notices/",
            "/applications/",
            reverse("vouchers:suppliers"),
            reverse("vouchers:supplier", args=[rival.pk]),
            reverse("vouchers:my_supplier", args=[mine.pk]),
            reverse("vouchers:requests"),
            reverse("vouchers:request", args=[asked.public_id]),
        )
    )
    assert len(pages) > 10
    assert asked.application.organisation.name in pages[reverse("vouchers:request", args=[asked.public_id])]
    assert not [(what, url) for url, said in pages.items() for what, secret in planted.items() if secret in said]
    letters = list(told(seller))
    assert letters
    assert not [what for letter in letters for what, secret in planted.items() if secret in letter]


def test_a_supplier_that_is_asked_reads_the_agreement_and_not_the_application_behind_it() -> None:
    mine = make.registered(name="한빛데이터(가상)")
    application = application_to_another(mine)
    seller = make.member(mine)
    asked = PriorAgreement.objects.get(application=application)
    address = reverse("vouchers:request", args=[asked.public_id])
    pages = dict(walked(signed_in(seller), "/", "/notices/", reverse("vouchers:requests"), address))
    assert "달무리과자점" in pages[address]  # with whom it agrees
    kept = ("its representative", "mail", "telephone", "plan", "file")
    assert not [(what, url) for url, said in pages.items() for what in kept if OTHER[what] in said]
    assert not [what for letter in told(seller) for what in kept if OTHER[what] in letter]


@pytest.mark.parametrize("named", [True, False])
def test_no_address_of_an_application_answers_its_supplier(named: bool) -> None:
    """Pages, files and documents by their own addresses, whether the application names the supplier or another."""
    mine = make.registered(name="한빛데이터(가상)")
    application = application_to_another(mine if named else make.registered(name="은하자료(가상)"))
    client = signed_in(make.member(mine))
    owner = signed_in(application.user)
    addresses = [
        reverse(f"programs:{name}", args=[application.public_id])
        for name in ("application", "edit", "receipt", "receipt_pdf", "application_pdf")
    ]
    addresses.append(reverse("vouchers:prior_agreement", args=[application.public_id]))
    addresses += [reverse("programs:manage_case", args=[application.public_id])]
    addresses += [f"/files/{one.file.public_id}/" for one in application.attachments.select_related("file")]
    assert owner.get(addresses[0]).status_code == 200
    for address in addresses:
        answer = client.post(address) if address.endswith("/pdf/") else client.get(address)
        said = unquote(str(answer.headers)) + (b"" if answer.streaming else answer.content).decode(errors="replace")
        assert answer.status_code in {403, 404}, address
        assert not [what for what, secret in OTHER.items() if secret in said], address


def test_an_agreement_of_another_supplier_does_not_answer() -> None:
    rival = make.registered(name="은하자료(가상)")
    asked = PriorAgreement.objects.get(application=application_to_another(rival))
    client = signed_in(make.member(make.registered(name="한빛데이터(가상)")))
    assert client.get(reverse("vouchers:request", args=[asked.public_id])).status_code == 404
    for name in ("office_suppliers", "supplier_list"):
        assert client.get(reverse(f"vouchers:{name}")).status_code in {403, 404}
    assert client.get(reverse("vouchers:office_supplier", args=[rival.pk])).status_code in {403, 404}


def test_an_applicant_finds_nothing_of_another_business_that_asks_the_same_supplier() -> None:
    supplier = make.registered(name="한빛데이터(가상)")
    other = application_to_another(supplier)
    asked = make.requested(supplier)
    planted = OTHER | {"number": other.organisation.registration_number, "receipt": other.receipt_number}
    user = asked.application.user
    public = asked.application.public_id
    pages = dict(
        walked(
            signed_in(user),
            "/",
            "/notices/",
            "/applications/",
            reverse("programs:application", args=[public]),
            reverse("programs:edit", args=[public]),
            reverse("vouchers:prior_agreement", args=[public]),
            reverse("vouchers:supplier", args=[supplier.pk]),
        )
    )
    assert len(pages) > 8
    assert not [(what, url) for url, said in pages.items() for what, secret in planted.items() if secret in said]
    assert not [what for letter in told(user) for what, secret in planted.items() if secret in letter]
