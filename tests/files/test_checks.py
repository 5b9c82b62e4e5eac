"""What may be uploaded, and what each refusal says."""

import io
import unicodedata
import zipfile
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from files import errors
from files.actions import store
from files.errors import FileRefused, NoName
from files.kinds import DOCUMENTS, EVERYTHING, FileKind
from files.rules.compound import kind_of_compound
from files.rules.names import LONGEST_NAME, clean_name, content_disposition
from kernel.actor import Actor
from tests.factories import make_user, person
from tests.files import samples

pytestmark = pytest.mark.django_db

GENUINE = {
    "사업계획서.pdf": samples.pdf(),
    "신청서.hwpx": samples.hwpx(),
    "신청서.hwp": samples.hwp(),
    "plan.docx": samples.docx(),
    "매출.xlsx": samples.xlsx(),
    "발표.pptx": samples.office("presentationml.presentation"),
    "사진.png": samples.picture("PNG"),
    "사진.JPG": samples.picture("JPEG"),
    "사진.webp": samples.picture("WEBP"),
    "utf8.csv": "상호,금액\n가게,1000\n".encode(),
    "excel.csv": "상호,금액\n".encode("utf-8-sig"),
    "윈도우.csv": "상호,금액\n똠방각하,1000\n".encode("cp949"),
    "memo.txt": "안녕하십니까".encode(),
    "모음.zip": samples.archive({"a.txt": b"a"}),
}


@pytest.fixture
def applicant() -> Actor:
    return person(make_user())


@pytest.mark.parametrize("name", GENUINE)
def test_a_genuine_file_of_every_kind_is_taken_and_recognised(applicant: Actor, name: str) -> None:
    stored = store(applicant, samples.upload(name, GENUINE[name]), kinds=EVERYTHING)
    assert stored.name == name
    assert name.lower().rpartition(".")[2] in stored.kind.value.endings
    assert stored.size == len(GENUINE[name])


def _bomb() -> bytes:
    types = samples.docx()
    out = io.BytesIO(types)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/media/big.bin", b"\0" * 40 * 1024 * 1024)
    return out.getvalue()


def _encrypted_zip() -> bytes:
    data = bytearray(samples.archive({"a.txt": b"secret"}))
    data[6] |= 1  # the "encrypted" bit, in the local header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


WORD_97 = samples.compound({"WordDocument": b"x" * 100})
REFUSED = {
    "a program that is called PDF": ("plan.pdf", samples.EXE, errors.ContentMismatch),
    "a web page that is called PNG": ("photo.png", samples.HTML, errors.ContentMismatch),
    "a web page that is called CSV": ("data.csv", samples.HTML, errors.ContentMismatch),
    "a drawing with scripts that is called TXT": ("a.txt", b"<svg onload=alert(1)>", errors.ContentMismatch),
    "a shell script that is called TXT": ("a.txt", b"#!/bin/sh\nrm -rf /", errors.ContentMismatch),
    "a PDF that is called PNG": ("plan.png", samples.pdf(), errors.ContentMismatch),
    "a DOCX that is called XLSX": ("plan.xlsx", samples.docx(), errors.ContentMismatch),
    "a ZIP that is called DOCX": ("plan.docx", samples.archive({"a.txt": b"a"}), errors.ContentMismatch),
    "a ZIP that is called HWPX": ("plan.hwpx", samples.archive({"a.txt": b"a"}), errors.ContentMismatch),
    "binary that is called CSV": ("data.csv", b"\x00\x01\x02", errors.ContentMismatch),
    "a program under its own name": ("setup.exe", samples.EXE, errors.KindNotAccepted),
    "a web page under its own name": ("page.html", samples.HTML, errors.KindNotAccepted),
    "an empty file": ("plan.pdf", b"", errors.EmptyFile),
    "a name without ending": ("plan", samples.pdf(), errors.NoName),
    "a name that is only an ending": (".pdf", samples.pdf(), errors.NoName),
    "a program's ending inside the name": ("plan.exe.pdf", samples.pdf(), errors.DisguisedName),
    "a PDF under a password": ("plan.pdf", samples.pdf(password="1234"), errors.EncryptedFile),
    "a PDF cut off in the middle": ("plan.pdf", b"%PDF-1.7\n1 0 obj\n<<", errors.DamagedFile),
    "a picture cut off in the middle": ("a.png", samples.picture(size=(64, 64))[:80], errors.DamagedFile),
    "a zip cut off in the middle": ("plan.docx", samples.docx()[:60], errors.DamagedFile),
    "a compound file cut off in the middle": ("a.hwp", samples.hwp()[:700], errors.DamagedFile),
    "an HWP under a password": ("a.hwp", samples.hwp(encrypted=True), errors.EncryptedFile),
    "an HWPX under a password": ("a.hwpx", samples.hwpx(encrypted=True), errors.EncryptedFile),
    "a DOCX under a password": ("a.docx", samples.compound({"EncryptedPackage": b"x" * 99}), errors.EncryptedFile),
    "a ZIP under a password": ("a.zip", _encrypted_zip(), errors.EncryptedFile),
    "a DOC": ("a.doc", WORD_97, errors.OldOfficeFormat),
    "a DOC that is called HWP": ("a.hwp", WORD_97, errors.OldOfficeFormat),
    "a document with macros": ("a.docx", samples.macro_docx(), errors.HasMacros),
    "a zip bomb in a document": ("a.docx", _bomb(), errors.SuspiciousArchive),
    "a HEIC photo": ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 20, errors.AppleImage),
    "text in no known encoding": ("a.csv", b"name\n\xff\xfe\xfd\n", errors.TextNotReadable),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_is_refused_by_name(applicant: Actor, what: str) -> None:
    name, data, refusal = REFUSED[what]
    with pytest.raises(FileRefused) as caught:
        store(applicant, samples.upload(name, data), kinds=EVERYTHING, field="plan")
    assert type(caught.value) is refusal
    assert caught.value.field == "plan"
    assert "%(" not in str(caught.value)


def test_a_file_over_the_limit_is_refused_with_its_size(applicant: Actor) -> None:
    plan = samples.pdf()
    assert store(applicant, samples.upload("a.pdf", plan), most_bytes=len(plan))
    with pytest.raises(errors.TooLarge) as caught:
        store(applicant, samples.upload("a.pdf", plan + b"\n" * 2_097_152), most_bytes=2_097_152)
    assert "2.0" in str(caught.value)


def test_a_form_takes_only_the_kinds_that_it_asked_for(applicant: Actor) -> None:
    with pytest.raises(errors.KindNotAccepted) as caught:
        store(applicant, samples.upload("모음.zip", samples.archive({"a": b"a"})), kinds=DOCUMENTS)
    assert "PDF, HWPX, HWP" in str(caught.value)
    with pytest.raises(errors.KindNotAccepted):
        store(applicant, samples.upload("a.png", samples.picture()), kinds=frozenset({FileKind.PDF}))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(applicant: Actor) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")  # 60 million pixels in a few kilobytes
    assert len(out.getvalue()) < 100_000
    with pytest.raises(errors.TooManyPixels):
        store(applicant, samples.upload("wide.png", out.getvalue()))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused_also_when_pillow_was_told_to_overlook_it(
    applicant: Actor, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the PDF library does
    whole = samples.picture(form, size=(64, 64))
    name = f"사진.{form.lower()}"
    assert store(applicant, samples.upload(name, whole), kinds=EVERYTHING)
    with pytest.raises(errors.DamagedFile):
        store(applicant, samples.upload(name, whole[: len(whole) // 2]), kinds=EVERYTHING)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\hong\\계획.pdf", "계획.pdf"),
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("한글.pdf", "한글.pdf"),
        ("  빈칸   많은  이름 .pdf ", "빈칸 많은 이름.pdf"),
        ("𠮷野家 🍜.pdf", "𠮷野家 🍜.pdf"),
        ('a"b<c>:d|e?*.pdf', "abcde.pdf"),
        ("v1.2 최종.pdf", "v1.2 최종.pdf"),
        ("가" * 400 + ".hwpx", "가" * (LONGEST_NAME - 5) + ".hwpx"),
    ],
)
def test_names_lose_their_tricks_and_keep_their_letters(raw: str, kept: str) -> None:
    assert clean_name(raw) == kept


def test_a_name_typed_on_a_mac_is_composed() -> None:
    assert clean_name(unicodedata.normalize("NFD", "한글.pdf")) == "한글.pdf"


@given(st.text())
def test_no_name_leads_anywhere_or_breaks_a_header(raw: str) -> None:
    try:
        name = clean_name(raw)
    except FileRefused as refusal:
        assert isinstance(refusal, NoName | errors.DisguisedName)
        return
    assert not set(name) & set('/\\\r\n\0"<>')
    assert 0 < len(name) <= LONGEST_NAME
    assert clean_name(name) == name
    header = content_disposition(name, inline=False)
    assert header.isascii() and "\n" not in header


def test_a_korean_name_travels_as_rfc_5987_says() -> None:
    header = content_disposition("계획 1.pdf", inline=False)
    assert header == "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%EA%B3%84%ED%9A%8D%201.pdf"


@given(st.binary(max_size=3000))
def test_rubbish_after_a_compound_header_never_crashes(rubbish: bytes) -> None:
    with suppress(FileRefused):
        kind_of_compound(io.BytesIO(samples.hwp()[:76] + rubbish), "a.hwp")


def test_an_upload_without_a_name_is_refused(applicant: Actor) -> None:
    with pytest.raises(NoName):
        store(applicant, ContentFile(samples.pdf()))
