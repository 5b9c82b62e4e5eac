"""Small genuine files of each kind, made here, and ones that only pretend."""

import io
import struct
import zipfile

import pikepdf
from django.core.files.base import ContentFile
from openpyxl import Workbook
from PIL import Image

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\0" * 200 + b"This program cannot be run in DOS mode"
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"


def upload(name: str, data: bytes) -> "ContentFile[bytes]":
    return ContentFile(data, name=name)


def pdf(*, password: str = "", text: str = "") -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    if text:
        document.docinfo["/Title"] = text
    out = io.BytesIO()
    encryption = pikepdf.Encryption(user=password, owner=password) if password else False
    document.save(out, encryption=encryption)
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form)
    return out.getvalue()


def archive(entries: dict[str, bytes], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as target:
        for name, data in entries.items():
            target.writestr(name, data)
    return out.getvalue()


def xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["상호", "금액"])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def office(main: str, **more: bytes) -> bytes:
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "document.xml": b"<a/>"} | more)


def docx(**more: bytes) -> bytes:
    return office("wordprocessingml.document", **more)


def macro_docx() -> bytes:
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types, "word/vbaProject.bin": b"\xd0\xcf"})


def hwpx(*, encrypted: bool = False) -> bytes:
    manifest = b"<odf:manifest><odf:encryption-data/></odf:manifest>" if encrypted else b"<odf:manifest/>"
    return archive(
        {"mimetype": b"application/hwp+zip", "META-INF/manifest.xml": manifest, "Contents/section0.xml": b"<s/>"}
    )


def compound(streams: dict[str, bytes], folders: tuple[str, ...] = ()) -> bytes:
    """A compound file ([MS-CFB], 512-byte sectors) with small streams, laid out by hand from the specification.

    Sector 0: allocation table; 1 and 2: directory; 3: table of the small sectors; from 4: the small sectors.
    """
    small, starts, mini_table = b"", [], []
    for data in streams.values():
        starts.append(len(mini_table))
        count = max(1, -(-len(data) // 64))
        mini_table += [len(mini_table) + 1 + i for i in range(count - 1)] + [0xFFFFFFFE]
        small += data.ljust(count * 64, b"\0")
    small = small.ljust(-(-len(small) // 512) * 512, b"\0")
    sectors = len(small) // 512
    table = [0xFFFFFFFD, 2, 0xFFFFFFFE, 0xFFFFFFFE] + [5 + i for i in range(sectors - 1)] + [0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 4, len(small))]
    entries += [_entry(name, 2, start, len(data)) for (name, data), start in zip(streams.items(), starts, strict=True)]
    entries += [_entry(name, 1, 0, 0) for name in folders]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 3, 1, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = b"".join(entries).ljust(1024, b"\0")
    return header + _numbers(table) + directory + _numbers(mini_table) + small


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + b"\xff" * 12 + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers).ljust(512, b"\xff")


def hwp(*, encrypted: bool = False) -> bytes:
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010000, 0b10 if encrypted else 0b1)
    return compound({"DocInfo": b"info" * 40, "FileHeader": header.ljust(256, b"\0")}, folders=("BodyText",))
