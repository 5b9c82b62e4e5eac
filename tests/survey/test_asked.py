"""What stands in the address of a board or a list: what does not exist has an answer that says so, and is never a page
on which there seems to be nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from survey.actions.visits import record_visit
from survey.models import CensusRecord
from survey.rules.visit_results import VisitResult
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, hand_in, make_census

pytestmark = pytest.mark.django_db
BROKEN = ("99999", "no-such", "<b>", "²", "가나다", "1" * 300, "3014", "null")
Pages = Mapping[str, Mapping[str, tuple[str, ...]]]
# Pages of the census's manager, of an enumerator, of the frame: what each takes, and what of it exists.
BOARDS: Pages = {
    "field": {"by": ("gu", "dong", "area", "industry", "person", "day", "part")},
    "wave": {"by": ("dong", "area", "person"), "gu": ("30140",)},
    "gone": {"result": ("closed", "moved_in")},
    "additions": {"state": ("found", "confirmed")},
    "held": {"state": ("held",)},
}
MINE: Pages = {"my_work": {"show": ("todo", "returned", "done")}}
FRAME: Pages = {"businesses": {"show": ("repeats", "merged", "missing"), "gu": ("30140",), "dong": ("3014053500",)}}


@pytest.fixture
def census() -> Census:
    """A day's visits of somebody who has six businesses: one closed, one refused, one answered."""
    made = make_census()
    for name, result in ((NAMES[0], VisitResult.CLOSED), (NAMES[1], VisitResult.REFUSED)):
        record_visit(
            person(made.intern), made.wave.pk, made.business(name).pk, result, client_id=name, channel="phone",
            at=clock.now(), note="안내문(가상)",
        )  # fmt: skip
    hand_in(made, NAMES[2])
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answers(client: Client, address: str, name: str, values: Iterable[str]) -> set[int]:
    return {client.get(address, {name: value}).status_code for value in values}


def look(client: Client, code: list[str], pages: Pages) -> None:
    for page, parameters in pages.items():
        address = reverse(f"survey:{page}", args=code)
        for name, known in parameters.items():
            assert answers(client, address, name, ("", *known)) == {200}, (page, name)
            assert answers(client, address, name, BROKEN) == {404}, (page, name)
            assert client.get(address, {name: "\x00"}).status_code in (400, 404), (page, name)


def test_boards_and_lists_of_a_census(census: Census) -> None:
    look(signed_in(census.manager), ["2026A"], BOARDS)
    look(signed_in(census.intern), ["2026A"], MINE)


def test_businesses_of_the_frame(census: Census) -> None:
    look(signed_in(make_user(Role.ADMINISTRATOR)), [], FRAME)


def test_a_board_that_does_not_exist_is_no_file_of_another_one(census: Census) -> None:
    manager, address = signed_in(census.manager), reverse("survey:field_export", args=["2026A"])
    for by in ("day", "part", *BROKEN):
        assert manager.post(address, {"by": by, "format": "csv"}).status_code == 404, by
    assert manager.post(address, {"by": "industry", "format": "csv"}).status_code == 302


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "²", "9" * 300])
def test_a_page_that_does_not_exist_is_the_first_or_the_last(census: Census, page: str) -> None:
    manager = signed_in(census.manager)
    for name, narrowed in (("field", {"by": "area"}), ("wave", {"by": "area"}), ("left", {}), ("gone", {})):
        shown = manager.get(reverse(f"survey:{name}", args=["2026A"]), narrowed | {"page": page})
        assert shown.status_code == 200 and len(shown.context["page"]) == 1, name


NARROWED = [
    *(("left", name) for name in ("gu", "step", "by")),
    *(("records", name) for name in ("gu", "state", "by", "result", "question", "since", "until")),
]


@pytest.mark.parametrize(("page", "name"), NARROWED)
def test_a_form_that_narrows_says_what_it_does_not_know_and_narrows_nothing(
    census: Census, page: str, name: str
) -> None:
    shown = signed_in(census.manager).get(reverse(f"survey:{page}", args=["2026A"]), {name: "99999"})
    assert shown.status_code == 200 and len(shown.context["page"]) == 1
    assert shown.context["form"].errors.keys() == {name}
    said = shown.content.decode()
    assert shown.context["form"].errors[name][0] in said and '<details class="more">' not in said, (
        "nothing is folded away"
    )
    assert reverse("survey:records_approve", args=["2026A"]) not in said


def test_nothing_is_approved_by_a_narrowing_that_does_not_fit(census: Census) -> None:
    manager, address = signed_in(census.manager), reverse("survey:records_approve", args=["2026A"])
    seal = manager.get(address).context["approval"].seal
    broken = f"{address}?since=2026-13-01"
    for answer in (manager.get(broken), manager.post(broken, {"seal": seal})):
        assert answer.headers["Location"] == f"{reverse('survey:records', args=['2026A'])}?since=2026-13-01"
    assert not CensusRecord.objects.filter(state="approved").exists()
