"""An action is wholly in or wholly out, with its lines of the trail."""

import pytest

from accounts.models import User
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import OutsideAction
from kernel.models import AuditEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


class Refused(Exception):
    """A refusal in the middle of things."""


@action
def rename(user: User, name: str, *, refuse: bool = False) -> None:
    user.name = name
    user.save(update_fields=["name"])
    record(SYSTEM, "rename", user, after={"name": name})
    if refuse:
        raise Refused


@action
def rename_twice(user: User, *, refuse_inner: bool = False, refuse_outer: bool = False) -> None:
    rename(user, "이몽룡")
    try:
        rename(user, "변학도", refuse=refuse_inner)
    except Refused:
        record(SYSTEM, "went_on", user)
    if refuse_outer:
        raise Refused


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def name_of(user: User) -> str:
    return User.objects.get(pk=user.pk).name


def test_nothing_can_be_recorded_outside_an_action() -> None:
    with pytest.raises(OutsideAction):
        record(SYSTEM, "rename", make_user())


def test_a_refused_action_leaves_neither_change_nor_line() -> None:
    user = make_user(name="홍길동")
    with pytest.raises(Refused):
        rename(user, "성춘향", refuse=True)
    assert name_of(user) == "홍길동"
    assert verbs() == []


def test_actions_within_actions_write_their_lines_in_order() -> None:
    user = make_user()
    rename_twice(user)
    assert verbs() == ["rename", "rename"]
    assert name_of(user) == "변학도"


def test_an_inner_refusal_that_is_caught_takes_only_its_own_back() -> None:
    user = make_user()
    rename_twice(user, refuse_inner=True)
    assert name_of(user) == "이몽룡"
    assert verbs() == ["rename", "went_on"]


def test_an_outer_refusal_takes_everything_back() -> None:
    user = make_user(name="홍길동")
    with pytest.raises(Refused):
        rename_twice(user, refuse_outer=True)
    assert name_of(user) == "홍길동"
    assert verbs() == []


def test_after_a_refusal_the_next_action_starts_clean() -> None:
    user = make_user()
    with pytest.raises(Refused):
        rename(user, "성춘향", refuse=True)
    with pytest.raises(OutsideAction):
        record(SYSTEM, "rename", user)
    rename(user, "심청")
    assert verbs() == ["rename"]
