"""Reasons to look, from plain values, with what must not be told beside what must."""

from datetime import date

from tests.vouchers.rules.test_likeness import changed, essay
from vouchers.rules.signals import Found, Invoiced, Kind, Purchase, copied, related, reused, round_robin, shared

WHOSE = {1: "빵집", 2: "꽃집", 3: "빵집", 4: "분식집"}


def test_a_telephone_of_two_businesses_is_told_and_of_one_business_twice_is_not() -> None:
    values = {1: ["0420000001", ""], 2: ["0420000001", ""], 3: ["0420000003"], 4: ["0420000004"]}
    assert shared(Kind.PHONE, values, WHOSE) == [Found(Kind.PHONE, "0420000001", (1, 2), {"applicants": 2})]
    assert shared(Kind.PHONE, {1: ["0420000001"], 3: ["0420000001"]}, WHOSE) == []


def test_blank_is_nobodys() -> None:
    assert shared(Kind.ADDRESS, {1: [""], 2: [""]}, WHOSE) == []


def test_a_copied_plan_is_told_with_its_questions_and_how_alike_it_is() -> None:
    plan = essay(1)
    texts = {(1, "need"): plan, (2, "need"): changed(plan, 0.05, 7), (4, "need"): essay(2), (2, "use"): essay(3)}
    (found,) = copied(texts, WHOSE)
    assert (found.kind, found.applications, found.facts["questions"]) == (Kind.TEXT, (1, 2), ["need"])
    assert 60 <= found.facts["share"] < 100


def test_a_business_may_copy_its_own_plan_of_last_year() -> None:
    assert copied({(1, "need"): essay(1), (3, "need"): essay(1)}, WHOSE) == []


def test_three_copies_are_one_reason_to_look() -> None:
    texts = {(number, "need"): essay(1) for number in (1, 2, 4)}
    (found,) = copied(texts, WHOSE)
    assert (found.applications, found.facts["pairs"], found.facts["share"]) == ((1, 2, 4), 3, 100)


def test_a_supplier_with_its_customers_telephone_is_told_by_kind_not_value() -> None:
    facts = {1: frozenset({("phone", "0420000001"), ("address", "")}), 2: frozenset({("phone", "0420000002")})}
    suppliers = {9: frozenset({("phone", "0420000001"), ("address", "")})}
    (found,) = related(facts, suppliers, {1: 9, 2: 9})
    assert (found.applications, dict(found.facts)) == ((1,), {"common": ["phone"], "supplier": 9})


def test_money_in_a_circle() -> None:
    found = round_robin([Purchase(10, 20, 1), Purchase(20, 30, 2), Purchase(30, 10, 4), Purchase(10, 40, 3)])
    assert found == [Found(Kind.ROUND_ROBIN, "1", (1, 2, 4), {"businesses": [10, 20, 30]})]


def invoice(number: str, order: int, application: int, **more: object) -> Invoiced:
    values = {"supplier": 9, "issued_on": date(2026, 5, 4), "amount": 1_000_000 + order, "file": f"file {order}"}
    return Invoiced(number, order, application, **{**values, **more})


def test_an_invoice_number_used_again_after_it_was_voided() -> None:
    (found,) = reused([invoice("A1", 1, 1, voided=True), invoice("A1", 2, 2), invoice("A2", 3, 3)])
    assert (found.applications, found.facts["what"]) == ((1, 2), "number")


def test_an_invoice_entered_anew_for_its_own_order_is_no_reason() -> None:
    assert reused([invoice("A1", 1, 1, voided=True), invoice("A1", 1, 1)]) == []


def test_the_same_file_for_two_orders() -> None:
    (found,) = reused([invoice("A1", 1, 1, file="x"), invoice("A2", 2, 1, file="x")])
    assert (found.applications, found.facts["what"]) == ((1,), "file")


def test_the_same_day_and_sum_in_two_cases_but_not_within_one() -> None:
    same = {"amount": 5_000_000}
    (found,) = reused([invoice("A1", 1, 1, **same), invoice("A2", 2, 2, **same)])
    assert (found.applications, found.facts["what"]) == ((1, 2), "figures")
    assert reused([invoice("A1", 1, 1, **same), invoice("A2", 2, 1, **same)]) == []
