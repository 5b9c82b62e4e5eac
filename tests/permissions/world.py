"""The people of the permission matrix and the words of its tables.

An app adds ``tests/permissions/matrix/<app>.py`` with ``ROWS``, a list of :class:`Access`; an address of the app that
no row names makes the tests fail. Objects that an address needs are made by the row's ``arguments(world)``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from accounts.models import STAFF_ROLES, Organisation, Role, User
from tests.factories import make_organisation, make_user

VISITOR = "visitor"  # not signed in
APPLICANT = "applicant"  # signed in, belongs to no organisation, holds no role
REPRESENTATIVE = "representative"  # of world.organisation
COLLEAGUE = "colleague"  # staff of world.organisation
STRANGER = "stranger"  # representative of another organisation
ROLES = frozenset(str(role.value) for role in Role)
OFFICE = frozenset(str(role.value) for role in STAFF_ROLES)
SIGNED_IN = frozenset({APPLICANT, REPRESENTATIVE, COLLEAGUE, STRANGER, *ROLES})
EVERYBODY = SIGNED_IN | {VISITOR}


def no_arguments(world: "World") -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Access:
    """One address: who is let in. Everybody else gets ``refused`` (403, or 404 where its existence is private),
    and a visitor the way to the sign-in."""

    url: str
    allowed: Iterable[str]
    method: str = "get"
    arguments: Callable[["World"], Mapping[str, Any]] = no_arguments
    data: Mapping[str, Any] = field(default_factory=dict)
    refused: frozenset[int] = frozenset({403, 404})
    visitor_refused: bool = False  # a visitor is refused like others instead of being led to the sign-in


class World:
    """Everybody there is, made when asked for."""

    @cached_property
    def organisation(self) -> Organisation:
        return make_organisation(self.person(REPRESENTATIVE), self.person(COLLEAGUE))

    @cached_property
    def somebody(self) -> User:
        """A person about whom others ask."""
        return make_user(name="심청", phone="010-0000-1234")

    def __init__(self) -> None:
        self._people: dict[str, User] = {}

    def person(self, kind: str) -> User:
        """The one person of ``kind``."""
        if kind not in self._people:
            self._people[kind] = make_user(kind) if kind in ROLES else make_user()
            if kind == STRANGER:
                make_organisation(self._people[kind])
        return self._people[kind]
