"""Every address × every kind of person."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests.permissions import matrix
from tests.permissions.world import EVERYBODY, VISITOR, Access, World

# Addresses of others' making, tested by them; ours around them are tested in tests/accounts.
FOREIGN = ("account_", "mfa_", "usersessions_")


def rows() -> list[Access]:
    modules = (import_module(f"{matrix.__name__}.{module.name}") for module in pkgutil.iter_modules(matrix.__path__))
    return [row for module in modules for row in module.ROWS]


def addresses(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The full name of every address; one without a name goes by its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else str(pattern.pattern)


def ours() -> set[str]:
    names = addresses(get_resolver().url_patterns)
    return {name for name in names if not name.startswith(FOREIGN)}


def test_every_address_stands_in_a_table() -> None:
    missing = sorted(ours() - {row.url for row in rows()})
    assert not missing, f"say in tests/permissions/matrix/<app>.py who may open: {missing}"


def test_no_table_speaks_of_an_address_that_is_gone() -> None:
    assert not {row.url for row in rows()} - ours()


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.method}-{row.url}")
def test_only_those_in_the_table_are_let_in(row: Access) -> None:
    world = World()
    people = {kind: None if kind == VISITOR else world.person(kind) for kind in sorted(EVERYBODY)}
    address = reverse(row.url, kwargs=dict(row.arguments(world)))
    for kind, user in people.items():
        with transaction.atomic():  # each finds the world as it was
            answer = ask(row, address, user)
            transaction.set_rollback(True)
        said = f"{kind} → {row.method} {row.url}: {answer.status_code} {answer.get('Location', '')}"
        if kind in set(row.allowed):
            assert answer.status_code not in {401, 403, 404} and answer.status_code < 500, said
            assert not leads_to_sign_in(answer), said
        elif kind == VISITOR and not row.visitor_refused:
            assert leads_to_sign_in(answer) or answer.status_code in row.refused, said
        else:
            assert answer.status_code in row.refused, said


def ask(row: Access, address: str, user: User | None) -> HttpResponse:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    send = client.post if row.method == "post" else client.get
    return send(address, dict(row.data))  # type: ignore[return-value]


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
