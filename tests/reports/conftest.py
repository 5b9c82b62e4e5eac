"""Documents as an app would declare them, and people to ask for them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from kernel.actor import Actor
from reports import registry
from tests.factories import make_user, person
from tests.reports import declarations

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "tools" / "pdf-validate" / "pdf-validate"
LEFT_OUT = (
    "Tests of PDF/UA and PDF/A are left out: no validator. Set PDF_VALIDATE to a program that takes FLAVOUR FILE…"
)


def validator() -> str | None:
    """The program named by PDF_VALIDATE (veraPDF behind ``FLAVOUR FILE…``), or the one beside the checkout."""
    named = os.environ.get("PDF_VALIDATE")
    return named or (str(SHARED) if SHARED.exists() and shutil.which("javac") else None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a validator its tests are left out, and it is said."""
    wanting = [item for item in items if "pdf_validator" in getattr(item, "fixturenames", ())]
    if wanting and not validator():
        config.hook.pytest_deselected(items=wanting)
        items[:] = [item for item in items if item not in wanting]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not validator():
        terminalreporter.write_line(LEFT_OUT, yellow=True, bold=True)


@pytest.fixture
def pdf_validator() -> str:
    found = validator()
    assert found
    return found


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
