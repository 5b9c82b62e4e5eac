"""The budget of a call comes into the books by a finance officer, and only what is there can be promised."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kernel.errors import NotVisible, ReasonNeeded
from kernel.models import AuditEntry
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import examined
from vouchers.actions.agreement import draw_up_agreement
from vouchers.actions.allotment import move_budget
from vouchers.actions.settlement import confirm_settlement
from vouchers.errors import BudgetShort, KeyUsedDifferently, NotEnoughMoney, TrackUnknown
from vouchers.models import Agreement, Entry
from vouchers.queries.allotment import in_books
from vouchers.queries.reconcile import differences
from vouchers.rules.ledger import NotInBooks, Verb

pytestmark = pytest.mark.django_db
NOTICE = "예산담당관-1234"


def purchase(world: make.World) -> tuple[int, int, int]:
    """Brought in, not promised, come back: of data purchase."""
    (one,) = [line for line in in_books(world.call) if line.track.code == "purchase"]
    return one.brought, one.available, one.returned


def test_without_money_in_the_books_no_agreement_is_drawn_up_and_the_refusal_says_who_brings_it() -> None:
    world = make.selected(in_books=False)
    for brought in (0, 7_199_999):
        if brought:
            move_budget(world.as_("finance"), world.call.pk, Verb.APPROPRIATE, "purchase", brought, NOTICE)
        with pytest.raises(BudgetShort, match=f"{brought:,}"):
            draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    move_budget(world.as_("finance"), world.call.pk, Verb.APPROPRIATE, "purchase", 1, f"{NOTICE}-2")
    draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    assert purchase(world) == (7_200_000, 0, 0)
    assert differences() == []


def test_a_document_moves_money_once() -> None:
    world = make.selected(in_books=False)
    finance, call = world.as_("finance"), world.call.pk
    first = move_budget(finance, call, Verb.APPROPRIATE, "purchase", 10_000_000, NOTICE)
    assert move_budget(finance, call, Verb.APPROPRIATE, "purchase", 10_000_000, f" {NOTICE} ") == first
    with pytest.raises(KeyUsedDifferently):
        move_budget(finance, call, Verb.APPROPRIATE, "purchase", 10_000_001, NOTICE)
    assert purchase(world) == (10_000_000, 10_000_000, 0)
    assert AuditEntry.objects.filter(verb="move_budget").count() == 1
    assert Entry.objects.get().by == world.office.finance


def test_no_more_is_taken_out_than_is_not_promised() -> None:
    world = make.selected(in_books=False)
    finance, call = world.as_("finance"), world.call.pk
    move_budget(finance, call, Verb.APPROPRIATE, "purchase", 10_000_000, NOTICE)
    draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    with pytest.raises(NotEnoughMoney):
        move_budget(finance, call, Verb.WITHDRAW, "purchase", 2_800_001, "감액-1")
    move_budget(finance, call, Verb.WITHDRAW, "purchase", 2_800_000, "감액-1")
    assert purchase(world) == (7_200_000, 0, 0)
    assert differences() == []


def test_what_came_back_unused_is_allotted_again_and_no_more() -> None:
    make.interest_rate()
    world, _voucher, settlement = examined()
    confirm_settlement(world.as_("approver"), settlement.pk)  # 5,400,000 of the support were never used
    _brought, before, returned = purchase(world)
    assert returned == 5_400_000
    finance, call = world.as_("finance"), world.call.pk
    with pytest.raises(NotEnoughMoney):
        move_budget(finance, call, Verb.REALLOCATE, "purchase", 5_400_001, "재배정-1")
    move_budget(finance, call, Verb.REALLOCATE, "purchase", 5_000_000, "재배정-1")
    assert purchase(world)[1:] == (before + 5_000_000, 400_000)
    assert differences() == []


def test_only_a_finance_officer_of_the_call_moves_its_budget_by_a_document_and_into_its_tracks() -> None:
    world, stranger = make.selected(in_books=False), make.selected()
    call = world.call.pk
    for actor in (*(world.as_(who) for who in ("manager", "approver", "auditor", "owner")), stranger.as_("finance")):
        with pytest.raises(NotVisible):
            move_budget(actor, call, Verb.APPROPRIATE, "purchase", 1, NOTICE)
    finance = world.as_("finance")
    with pytest.raises(ReasonNeeded):
        move_budget(finance, call, Verb.APPROPRIATE, "purchase", 1, " ")
    with pytest.raises(TrackUnknown):
        move_budget(finance, call, Verb.APPROPRIATE, "else", 1, NOTICE)
    with pytest.raises(NotInBooks):
        move_budget(finance, call, Verb.COMMIT, "purchase", 1, NOTICE)
    assert purchase(world) == (0, 0, 0)


def test_the_page_takes_it_shows_it_to_the_office_and_gives_the_form_to_finance_alone(client: Client) -> None:
    world = make.selected(in_books=False)
    client.force_login(world.office.finance)
    url = reverse("vouchers:budget", args=[world.call.pk])
    move = reverse("vouchers:move_budget", args=[world.call.pk])
    typed = {"verb": "appropriate", "track": "purchase", "won": "9000000", "document": NOTICE}
    assert client.post(move, typed).url == url
    again = client.post(move, {**typed, "won": "9000001"})  # under the document that stands for another sum
    assert again.status_code == 422 and "9000001" in again.content.decode()
    for who in ("finance", "manager", "auditor"):
        client.force_login(getattr(world.office, who))
        page = client.get(url)
        assert NOTICE in page.content.decode() and "9,000,000" in page.content.decode()
        assert bool(page.context["move_form"]) == (who == "finance")
    assert not Agreement.objects.exists()
