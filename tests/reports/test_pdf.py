"""The PDF: fonts that travel with it, standards, the same bytes for the same input, nothing from outside."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from kernel import clock
from reports.content import Page
from reports.errors import ResourceRefused
from reports.models import Issue
from reports.rendering import pdf
from reports.rendering.pdf import Imprint, lay_out, write_pdf
from reports.rendering.resources import HouseFetcher, fonts, house_file
from tests.reports.declarations import HANJA, RARE, TEXT

MADE = clock.seoul(2026, 12, 20, 10)
EMPTY_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


def certificate(target: Path, number: int = 1, issued: bool = True) -> Path:
    """A certificate as it is issued."""
    facts = [("성명", "홍길동"), ("한자", HANJA), ("드문 음절", RARE)]
    issue = Issue(number=f"시험-2026-{number:05d}", verification_code="7XK29QWERT4Z0MNB", issued_at=MADE)
    page = Page("reports/sample.html", {"facts": facts, "text": TEXT})
    write_pdf([lay_out(page, Imprint("수료증", MADE, issue if issued else None))], target)
    return target


def fonts_in(reader: PdfReader) -> dict[str, bool]:
    """Name of each font → whether its outlines are in the file."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            found[font.get_object()["/BaseFont"]] = "/FontFile2" in descendant["/FontDescriptor"].get_object()
    return found


def test_rare_syllables_and_hanja_are_embedded_and_read_back_without_any_system_font(tmp_path: Path) -> None:
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(EMPTY_FONTS)
    target = tmp_path / "certificate.pdf"
    script = f"""
import django; django.setup()
from pathlib import Path
from django.utils import translation
translation.activate("ko")
from tests.reports.test_pdf import certificate
certificate(Path({str(target)!r}))
"""
    environment = os.environ | {"FONTCONFIG_FILE": str(configuration), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    reader = PdfReader(target)
    text = "".join(page.extract_text() for page in reader.pages)
    for piece in (HANJA, RARE, "홍길동", "확인코드", "7XK2-9QWE-RT4Z-0MNB", "(직인 생략)"):
        assert piece in text
    fonts = fonts_in(reader)
    assert fonts
    assert all(fonts.values())
    assert all("House" in name for name in fonts)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = certificate(tmp_path / "1.pdf"), certificate(tmp_path / "2.pdf")
    other = certificate(tmp_path / "3.pdf", number=2)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    reader = PdfReader(certificate(tmp_path / "certificate.pdf"))
    catalogue = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "수료증"
    assert reader.metadata.creation_date == MADE
    assert catalogue["/Lang"] == "ko"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = catalogue["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp


def test_a_document_that_is_not_issued_has_no_verification(tmp_path: Path) -> None:
    text = PdfReader(certificate(tmp_path / "certificate.pdf", issued=False)).pages[0].extract_text()
    assert "확인코드" not in text


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_the_validator_finds_nothing(tmp_path: Path, flavour: str, pdf_judge: list[str]) -> None:
    one = certificate(tmp_path / "one.pdf")
    whole = tmp_path / "whole.pdf"
    issue = Issue(number="시험-2026-00001", verification_code="7XK29QWERT4Z0MNB", issued_at=MADE)
    page = Page("reports/sample.html", {"facts": [(f"항목 {n}", HANJA) for n in range(60)], "text": TEXT})
    write_pdf([lay_out(page, Imprint("수료증", MADE, issue)) for _ in range(3)], whole)
    done = subprocess.run([*pdf_judge, flavour, str(one), str(whole)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [f"judged {one}", f"judged {whole}"]


def test_the_judge_would_find_a_broken_file(tmp_path: Path, pdf_judge: list[str]) -> None:
    page = "<html><title>x</title><p>untagged, without language"
    HTML(string=page).write_pdf(tmp_path / "plain.pdf", font_config=fonts())
    for flavour in ("ua1", "3a"):
        done = subprocess.run([*pdf_judge, flavour, str(tmp_path / "plain.pdf")], capture_output=True, text=True)
        assert done.returncode == 1, done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/spy.png",
        "https://example.org/spy.css",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file:///static/../config/settings.py",
        "file:///static/%2e%2e/config/settings.py",
        "file:///fonts/../../../../etc/passwd",
        "file://example.org/share/x.png",
    ],
)
def test_a_template_reaches_neither_the_network_nor_other_files(address: str) -> None:
    assert house_file(address) is None
    with pytest.raises(FatalURLFetchingError):
        HouseFetcher().fetch(address)


def test_static_files_and_fonts_are_served() -> None:
    assert house_file("file:///static/css/report.css") is not None
    assert house_file("file:///fonts/NanumGothic.ttf") is not None


def test_a_template_that_asks_for_more_ends_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spying(name: str, context: object) -> str:
        return '<html lang="ko"><title>x</title><img src="http://example.org/spy.png">'

    monkeypatch.setattr(pdf, "render_to_string", spying)
    with pytest.raises(ResourceRefused):
        lay_out(Page("any.html"), Imprint("수료증", MADE))


def test_what_people_typed_is_text_and_never_markup(tmp_path: Path) -> None:
    target = tmp_path / "certificate.pdf"
    page = Page("reports/sample.html", {"facts": [("성명", '<img src="http://example.org/x">')], "text": "<b>"})
    write_pdf([lay_out(page, Imprint("수료증", MADE))], target)
    assert '<img src="http://example.org/x">' in PdfReader(io.BytesIO(target.read_bytes())).pages[0].extract_text()


def test_lines_break_between_words_only(tmp_path: Path) -> None:
    target = tmp_path / "certificate.pdf"
    page = Page("reports/sample.html", {"facts": [], "text": f"{TEXT} {TEXT} {TEXT}"})
    write_pdf([lay_out(page, Imprint("수료증", MADE))], target)
    text = PdfReader(target).pages[0].extract_text()
    assert text.split().count("수여합니다.") == 3
    assert text.split().count("데이터") == 3
