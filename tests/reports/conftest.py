"""Documents as an app would declare them, and people to ask for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from kernel.actor import Actor
from reports import registry
from tests import machine
from tests.factories import make_user, person
from tests.reports import declarations


@pytest.fixture
def pdf_judge() -> list[str]:
    """``[*pdf_judge, "ua1", *files]`` ends with 0 when every file keeps to the standard."""
    command = machine.pdf_judge()
    assert command
    return command


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    before = dict(registry._documents)
    declarations.register()
    yield
    registry._documents.clear()
    registry._documents.update(before)


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path: Path) -> Path:
    """The folder of the stored files: the one that HANBAT_DATA=tmp_path gives to another process."""
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    }
    return folder


@pytest.fixture
def gildong(db: None) -> User:
    """Whom the certificate is about."""
    return make_user(name="홍길동", email="gildong@example.org")


@pytest.fixture
def chunhyang(db: None) -> User:
    """The manager, who may have everybody's certificate."""
    return make_user(name="성춘향", email="chunhyang@example.org")


@pytest.fixture
def stranger(db: None) -> User:
    return make_user(name="임꺽정", email="kkeokjeong@example.org")


@pytest.fixture
def as_gildong(gildong: User) -> Actor:
    return person(gildong)
