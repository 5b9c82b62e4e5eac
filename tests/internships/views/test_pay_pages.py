"""The pages of pay: the office takes a month from step to step, an intern reads each amount with its formula."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from internships import tasks
from internships.models import PayAccount, PayProfile, PayRun, TaxTableVersion
from tests.internships import factories as make
from tests.internships import pay
from tests.papers import made as paper
from tests.papers import pages

pytestmark = pytest.mark.django_db


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"internships:{name}", args=args)


def step(client: Client, run: PayRun, verb: str, **data: str) -> str:
    answer = client.post(url("change_pay_run", run.public_id, verb), data, follow=True)
    run.refresh_from_db()
    return answer.content.decode()


def test_the_office_takes_a_month_from_the_attendance_to_the_filings_by_buttons() -> None:
    made = pay.world(2)
    manager, approver, finance = (as_(one) for one in (made.manager, made.approver, made.finance))
    with pay.at_pay_time():
        typed = {"month": "2026-09-15", "pay_on": "2026-10-10"}
        refused = manager.post(url("call_pay", made.call.pk), typed)
        assert refused.status_code == 422 and "가상인1" in refused.content.decode()
        pay.closed(made)
        assert manager.post(url("call_pay", made.call.pk), typed).status_code == 302
        run = PayRun.objects.get()
        step(manager, run, "compute_pay")
        page = manager.get(url("pay_run", run.public_id)).content.decode()
        assert "가상인1" in page and "2,146,560" in page
        step(manager, run, "check_pay")
        assert "급여 승인" in step(manager, run, "approve_pay") and run.state == "checked"
        for client, verb in (
            (approver, "approve_pay"),
            (finance, "release_pay"),
            (manager, "hand_out_payslips"),
            (finance, "list_filings"),
        ):
            step(client, run, verb)
        assert run.state == "filed"
        file = finance.post(url("pay_transfer", run.public_id))
        assert file["Content-Type"].startswith("text/csv") and "가상은행" in file.content.decode()
        assert manager.post(url("pay_paper", run.public_id, "wage_ledger")).status_code == 302


def test_an_amount_opens_to_its_formula_inputs_and_law() -> None:
    made = pay.world()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "handed_out")
        slip = run.slips.get()
        office = as_(made.manager).get(url("office_payslip", slip.public_id)).content.decode()
        own = as_(made.interns[0].person).get(url("my_payslip", slip.public_id)).content.decode()
    for page in (office, own):
        assert "160시간 × 10,320원" in page
        assert "근로기준법 §55 ①" in page
        assert "2026-09-09" in page
        assert f"{slip.net:,}" in page
    assert "사업주 부담" in office and "사업주 부담" not in own


def test_an_intern_enters_an_account_and_declares_for_tax() -> None:
    made = pay.world(ready=False)
    intern = as_(made.interns[0].person)
    wrong = intern.post(url("enter_pay_account"), {"bank": "가상은행", "number": "12", "holder": "가상인1"})
    assert wrong.status_code == 422 and "숫자 7~20자리" in wrong.content.decode()
    intern.post(url("enter_pay_account"), {"bank": "가상은행", "number": pay.ACCOUNT, "holder": "가상인1"})
    account = PayAccount.objects.get()
    page = as_(made.finance).get(url("pay_accounts")).content.decode()
    assert "가상인1" in page and pay.ACCOUNT not in page and "123456789012" not in page
    as_(made.finance).post(url("pay_accounts"), {"account": account.pk, "number": pay.ACCOUNT})
    account.refresh_from_db()
    assert account.confirmed_by == made.finance
    intern.post(url("declare_pay_profile"), {"dependants": "3", "tax_percent": "80"})
    profile = PayProfile.objects.get()
    assert (profile.dependants, profile.tax_percent, profile.pension_at_once) == (3, 80, False)
    assert "****9012" in intern.get(url("my_pay")).content.decode()


def test_the_account_of_who_left_and_enters_none_is_entered_by_the_manager_and_compared_by_finance() -> None:
    made = pay.world(ready=False)
    pay.figures()
    pay.worked(made.interns[0], made.finance)
    person, typed = made.interns[0].person, {"bank": "가상은행", "number": pay.ACCOUNT, "holder": "가상인1"}
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
        page = url("enter_account_for", run.slips.get().public_id)
        manager = as_(made.manager)
        wrong = manager.post(page, {**typed, "number": "12"})
        assert wrong.status_code == 422 and "숫자 7~20자리" in wrong.content.decode()
        assert as_(made.finance).post(page, typed).status_code == 403
        assert manager.post(page, typed).status_code == 302
        account = PayAccount.objects.get()
        assert (account.person, account.entered_by, account.confirmed_at) == (person, made.manager, None)
        as_(made.finance).post(url("pay_accounts"), {"account": account.pk, "number": pay.ACCOUNT})
        assert "검토" in step(manager, run, "check_pay") and run.state == "checked"
        again = manager.post(page, {**typed, "number": "999-99-999999"})
    assert again.status_code == 422 and "이미 확인된 계좌" in again.content.decode()
    assert PayAccount.objects.get() == account, "from now on it is the person's own"


def test_a_tax_table_is_read_on_a_page_and_confirmed_by_another() -> None:
    made = pay.world(ready=False)
    file = SimpleUploadedFile("table.csv", pay.table_csv(), "text/csv")
    typed = {"file": file, "since": "2026-02-27", "source": "소득세법 시행령 별표 2"}
    assert as_(made.manager).post(url("tax_tables"), typed).status_code == 302
    version = TaxTableVersion.objects.get()
    page = as_(made.approver).get(url("tax_tables")).content.decode()
    assert "2,000,000" in page and "11,100" in page
    as_(made.approver).post(url("decide_tax_table", version.pk), {"answer": "confirm"})
    version.refresh_from_db()
    assert version.state == "confirmed"


@pytest.mark.parametrize("interns", [1, 6])
def test_the_list_of_a_run_takes_the_same_statements_for_one_and_for_many(
    interns: int, django_assert_max_num_queries: Any
) -> None:
    made = pay.world(interns)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
        client = as_(made.manager)
        client.get(url("pay_run", run.public_id))
        with django_assert_max_num_queries(45):
            client.get(url("pay_run", run.public_id))


def test_the_page_of_a_run_looks_again_by_itself_until_the_worker_has_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("internships.actions.pay_run.AT_ONCE", 0)
    made = pay.world()
    manager = as_(made.manager)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        page = step(manager, run, "compute_pay")
        assert "hx-trigger" in page and "산출 중" in page and run.state == "closed"
        assert tasks.compute_pay() == 1
        page = manager.get(url("pay_run", run.public_id)).content.decode()
    assert "hx-trigger" not in page and "2,146,560" in page


def test_a_payslip_stands_on_one_page_with_long_names_of_person_and_host() -> None:
    made = pay.world()
    person, host = made.interns[0].person, made.interns[0].position.host.organisation
    User.objects.filter(pk=person.pk).update(name="Gasang Nguyen Thi Thanh Huong Elizabeth")
    Organisation.objects.filter(pk=host.pk).update(name="대전광역시가상공공데이터활용지원및디지털전환추진연구원")
    with pay.at_pay_time():
        slip = pay.run_up_to(made, "handed_out").slips.get()
    (page,) = pages(paper(make.SYSTEM, "internships.payslip", {"slip": str(slip.public_id)}, "pdf"))
    assert "Elizabeth" in page and "제48조제2항" in page and "직인생략" in page
