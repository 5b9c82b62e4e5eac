"""Asking the tax service, which may answer, stay silent or talk nonsense: nobody is refused for it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from accounts.actions import change_organisation, confirm_business_status, register_organisation
from accounts.clients.nts import ATTEMPTS, Business, Client
from accounts.errors import RoleNotYours
from accounts.models import BusinessStatus, BusinessStatusCheck, Organisation
from accounts.tasks import look_up_business_status
from kernel.errors import ReasonNeeded
from tests.factories import make_organisation, make_registration_number, make_user, person
from tests.stand_ins import nts
from tests.stand_ins.nts import KEY, TaxService, tax_service

NUMBER = "1208800767"
PATIENCE = 2  # seconds; a machine at work on other things answers late


@pytest.fixture
def service(settings: Any) -> Iterator[TaxService]:
    with tax_service() as running:
        settings.NTS_API_URL, settings.NTS_API_KEY = running.url, KEY
        yield running


@pytest.fixture
def client(service: TaxService) -> Client:
    return Client(service.url, KEY, timeout=PATIENCE, pause=lambda seconds: None)


def test_each_state_of_a_business_is_understood(service: TaxService, client: Client) -> None:
    service.known = {
        "1111111119": nts.active("1111111119"),
        "2222222227": nts.suspended("2222222227"),
        "3333333336": nts.closed("3333333336", "20251231"),
    }
    answer = client.status(["1111111119", "2222222227", "3333333336", NUMBER])
    assert [answer.of(n).outcome for n in ("1111111119", "2222222227", "3333333336", NUMBER)] == [
        "active",
        "suspended",
        "closed",
        "unregistered",
    ]
    assert answer.of("3333333336").closed_on == date(2025, 12, 31)
    assert answer.of("1111111119").tax_type == "부가가치세 일반과세자"


def test_two_hundred_and_fifty_numbers_go_in_three_calls_of_at_most_a_hundred(
    service: TaxService, client: Client
) -> None:
    numbers = [make_registration_number(n) for n in range(250)]
    answer = client.status(numbers)
    assert [len(body["b_no"]) for _method, body in service.asked] == [100, 100, 50]
    assert answer.reached and len(answer.findings) == 250


@pytest.mark.parametrize("fault", ["500", "503", "429", "slow", "malformed", "dropped"])
def test_a_passing_fault_is_overcome_by_asking_again(service: TaxService, client: Client, fault: str) -> None:
    service.known[NUMBER] = nts.active(NUMBER)
    service.faults = [fault]
    assert client.status([NUMBER]).of(NUMBER).outcome == BusinessStatus.ACTIVE
    assert len(service.asked) == 2


@pytest.mark.parametrize("fault", ["500", "slow", "malformed", "dropped"])
def test_a_lasting_fault_gives_not_yet_confirmed_with_its_cause(
    service: TaxService, client: Client, fault: str
) -> None:
    service.faults = [fault] * ATTEMPTS
    finding = client.status([NUMBER]).of(NUMBER)
    assert finding.outcome == BusinessStatus.UNCONFIRMED and finding.fault
    assert len(service.asked) == ATTEMPTS


@pytest.mark.parametrize("fault", ["400", "refused"])
def test_a_refusal_for_good_is_not_repeated(service: TaxService, client: Client, fault: str) -> None:
    service.faults = [fault]
    assert client.status([NUMBER]).of(NUMBER).outcome == BusinessStatus.UNCONFIRMED
    assert len(service.asked) == 1


def test_pauses_between_attempts_grow(service: TaxService) -> None:
    pauses: list[float] = []
    service.faults = ["500"] * ATTEMPTS
    Client(service.url, KEY, timeout=PATIENCE, pause=pauses.append).status([NUMBER])
    assert pauses == [0.5, 1.0]


def test_without_a_key_nobody_is_asked(service: TaxService) -> None:
    answer = Client(service.url, "").status([NUMBER])
    assert answer.of(NUMBER).outcome == BusinessStatus.UNCONFIRMED
    assert service.asked == []


def test_a_service_that_is_away_is_no_error() -> None:
    gone = Client("http://127.0.0.1:9/api", KEY, timeout=0.2, pause=lambda seconds: None)
    assert gone.status([NUMBER]).of(NUMBER).outcome == BusinessStatus.UNCONFIRMED


def test_number_opening_date_and_representative_are_compared(service: TaxService, client: Client) -> None:
    service.known[NUMBER] = nts.active(NUMBER)
    service.people[NUMBER] = ("홍길동", "20200302")
    right = client.validate([Business(NUMBER, date(2020, 3, 2), "홍길동")]).of(NUMBER)
    wrong = client.validate([Business(NUMBER, date(2020, 3, 2), "성춘향")]).of(NUMBER)
    assert (right.matches, right.outcome) == (True, BusinessStatus.ACTIVE)
    assert (wrong.matches, wrong.outcome) == (False, BusinessStatus.UNCONFIRMED)


@pytest.mark.django_db
def test_the_answer_is_kept_as_it_came_and_settles_the_status(service: TaxService) -> None:
    shop = register_organisation(person(make_user()), NUMBER, "한빛가게", "홍길동", founded_on=date(2020, 3, 2))
    assert shop.business_status == BusinessStatus.UNCONFIRMED
    service.known[NUMBER], service.people[NUMBER] = nts.active(NUMBER), ("홍길동", "20200302")
    look_up_business_status(shop.pk)
    shop.refresh_from_db()
    assert shop.business_status == BusinessStatus.ACTIVE
    assert list(shop.status_checks.order_by("pk").values_list("kind", "matches")) == [
        ("status", None),
        ("validate", True),
    ]
    assert '"b_stt_cd": "01"' in shop.status_checks.first().raw  # type: ignore[union-attr]


@pytest.mark.django_db
def test_an_outage_never_unsettles_what_is_known(service: TaxService) -> None:
    shop = make_organisation(registration_number=NUMBER, business_status=BusinessStatus.ACTIVE)
    service.faults = ["400"]
    look_up_business_status(shop.pk)
    shop.refresh_from_db()
    assert shop.business_status == BusinessStatus.ACTIVE
    assert shop.status_checks.get().fault == "the tax service answers 400"


@pytest.mark.django_db(transaction=True)
def test_registration_and_a_change_of_identity_each_queue_one_question() -> None:
    from django_q.models import OrmQ

    owner = make_user()
    shop = register_organisation(person(owner), NUMBER, "한빛가게", "홍길동")
    assert OrmQ.objects.count() == 1
    change_organisation(person(owner), shop.pk, phone="042-000-0000")
    assert OrmQ.objects.count() == 1
    change_organisation(person(owner), shop.pk, representative="성춘향")
    assert OrmQ.objects.count() == 2


@pytest.mark.django_db
def test_a_manager_confirms_by_hand_with_a_reason_and_others_cannot() -> None:
    shop, manager = make_organisation(), make_user("manager")
    with pytest.raises(ReasonNeeded):
        confirm_business_status(person(manager), shop.pk, "active", " ")
    with pytest.raises(RoleNotYours):
        confirm_business_status(person(make_user("reviewer")), shop.pk, "active", "보았음")
    confirm_business_status(person(manager), shop.pk, "active", "사업자등록증 원본 확인")
    assert Organisation.objects.get(pk=shop.pk).business_status == BusinessStatus.ACTIVE
    check = BusinessStatusCheck.objects.get()
    assert (check.kind, check.confirmed_by, check.reason) == ("manual", manager, "사업자등록증 원본 확인")
