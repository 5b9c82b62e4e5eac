"""The pages of the register and of prior agreements, as people use them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from kernel.models import AccessEntry
from reports.models import Job
from reports.tasks import produce
from tests.factories import make_organisation, make_user
from tests.vouchers import factories as make
from vouchers.models import PriorAgreement, Supplier
from vouchers.queries.supplier import Search, office_page, register_page

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_register_is_read_in_two_statements_however_many_suppliers_and_products() -> None:
    for number in range(30):
        make.registered(name=f"가상데이터 {number}호", region="11" if number % 2 else "30")
    for page in (register_page, office_page):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rows = [(str(one), one.load) for one in page(Search(region="30"), 1)]
        assert (len(rows), len(seen)) == (15, 2)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "ㅎㅂㄷㅇㅌ"}, {"한빛데이터(가상)"}),
        ({"q": "금강"}, {"금강분석(가상)"}),
        ({"kind": "ai"}, {"금강분석(가상)"}),
        ({"region": "11"}, {"금강분석(가상)"}),
        ({"region": "no", "kind": "<", "page": "x"}, {"한빛데이터(가상)", "금강분석(가상)"}),
        ({"q": "없는이름"}, set()),
    ],
)
def test_anybody_finds_a_supplier_by_name_kind_or_region(asked: dict[str, str], found: set[str]) -> None:
    make.registered()
    make.registered(name="금강분석(가상)", kinds=("ai",), region="11")
    make.applied(name="아직검토중(가상)")
    page = Client().get(reverse("vouchers:suppliers"), asked)
    assert {str(one) for one in page.context["page"]} == found


def test_the_page_of_a_supplier_shows_products_and_capacity_but_not_whom_to_reach() -> None:
    supplier = make.registered()
    text = Client().get(reverse("vouchers:supplier", args=[supplier.pk])).content.decode()
    assert "유동 인구 자료" in text and "1,000,000" in text
    assert supplier.contact_name not in text and supplier.contact_email not in text


def test_the_look_up_offers_only_who_can_be_chosen_today() -> None:
    supplier = make.registered()
    make.excluded(make.registered(name="한빛가공(가상)"))
    found = Client().get(reverse("vouchers:find_suppliers"), {"q": "ㅎㅂ"}).json()["results"]
    assert [one["label"] for one in found] == [make.answer(supplier)]


def test_a_supplier_applies_enters_a_product_and_a_refused_form_keeps_what_was_typed() -> None:
    user = make_user()
    organisation = make_organisation(user, name="한빛데이터(가상)")
    client = signed_in(user)
    address = reverse("vouchers:apply_as_supplier", args=[organisation.pk])
    refused = client.post(address, make.supplier_fields(capacity=0))
    assert refused.status_code == 422 and "유동 인구와 매출 자료" in refused.content.decode()
    client.post(address, make.supplier_fields())
    supplier = Supplier.objects.get()
    fields = {"kind": "purchase", "name": "날씨 자료", "unit": "1건", "vat": "exempt", "amount": "500"}
    new = reverse("vouchers:new_product", args=[supplier.pk])
    assert client.post(new, fields | {"valid_from": "2020-01-01"}).status_code == 422
    assert not supplier.products.exists()  # refused as a whole
    assert client.post(new, fields | {"valid_from": "2099-01-01"}).status_code == 302


def test_from_the_application_to_the_answer_over_pages_alone() -> None:
    supplier = make.registered()
    application = make.draft(supplier)
    client, address = signed_in(application.user), reverse("vouchers:prior_agreement", args=[application.public_id])
    key = make.product_of(supplier).pk
    fields = {"statement": "매달 제공", "first_day": "2099-01-01", "last_day": "2099-03-31",
              f"quantity-{key}": "8", f"amount-{key}": "5", "ask": "1"}  # fmt: skip
    refused = client.post(address, fields)
    assert refused.status_code == 422 and "매달 제공" in refused.content.decode()
    assert client.post(address, fields | {f"amount-{key}": str(make.COST)}).status_code == 302
    inbox = signed_in(make.member(supplier))
    assert application.name in inbox.get(reverse("vouchers:requests")).content.decode()
    page = reverse("vouchers:request", args=[PriorAgreement.objects.get().public_id])
    assert inbox.post(page, {"verb": "decline_request"}).status_code == 422  # needs a reason
    assert inbox.post(page, {"verb": "agree"}).status_code == 302
    assert PriorAgreement.objects.get().state == "agreed"
    assert client.get(address).status_code == 200


def test_a_member_finds_the_requests_from_the_menu_by_way_of_the_own_entry() -> None:
    client = signed_in(make.member(make.registered()))
    requests = reverse("vouchers:requests")
    home = client.get("/").content.decode()
    assert reverse("vouchers:suppliers") in home
    assert f'href="{requests}"' not in home  # the menu of every page does not ask who supplies
    start = reverse("vouchers:supplier_start")
    assert start in client.get(reverse("vouchers:suppliers")).content.decode()
    assert f'href="{requests}"' in client.get(start, follow=True).content.decode()


def test_the_office_sees_the_contact_masked_and_in_full_only_for_a_logged_reason() -> None:
    supplier, client = make.applied(), signed_in(make_user(Role.MANAGER, name="심청"))
    page = client.get(reverse("vouchers:office_supplier", args=[supplier.pk])).content.decode()
    assert "임*정" in page and "임꺽정" not in page
    full = client.post(reverse("vouchers:supplier_contact", args=[supplier.pk]), {"reason": "가격 확인"})
    assert "임꺽정" in full.content.decode()
    assert AccessEntry.objects.filter(reason="가격 확인").count() == 1


def test_the_list_of_suppliers_comes_as_excel_with_masked_contacts() -> None:
    make.registered()
    client = signed_in(make_user(Role.MANAGER))
    client.post(reverse("vouchers:supplier_list") + "?state=registered")
    job = Job.objects.get(code="vouchers.suppliers")
    produce(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
