"""Copy what the pages use from the pinned npm packages into static/vendor/, and cut a font for hanja.

To use another file of a package, add a line to ASSETS (and the package to package.json, then
`npm install --ignore-scripts`). What a style sheet refers to by url(...) comes along by itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "static" / "vendor"

# (file in node_modules, place in static/vendor)
ASSETS = [
    ("krds-uiux/resources/css/component/output.css", "krds/css/component/output.css"),
    ("krds-uiux/resources/css/token/krds_tokens.css", "krds/css/token/krds_tokens.css"),
    (
        "pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css",
        "pretendard/pretendardvariable-dynamic-subset.css",
    ),
    # TrueType, for documents: WeasyPrint is slow with woff2 and fails on OpenType.
    ("pretendard/dist/public/static/alternative/Pretendard-Regular.ttf", "pretendard/Pretendard-Regular.ttf"),
    ("pretendard/dist/public/static/alternative/Pretendard-Bold.ttf", "pretendard/Pretendard-Bold.ttf"),
]

HANJA = (range(0x2E80, 0x2FE0), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
TOOL_TABLES = ("TSI0", "TSI1", "TSI2", "TSI3", "TSI5")  # left in the file by the type designer's tool

REFERENCE = re.compile(r"""url\(\s*['"]?(?!data:|https?:|#)([^'")]+?)['"]?\s*\)""")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def main() -> None:
    """Build static/vendor/ anew, unless it was built from the same lock and the same list."""
    made_from = fingerprint()
    stamp = VENDOR / ".made-from"
    if stamp.exists() and stamp.read_text() == made_from:
        return
    new = VENDOR.with_name("vendor.new")
    shutil.rmtree(new, ignore_errors=True)
    for source, target in ASSETS:
        copy(PACKAGES / source, new / target)
    make_hanja_font(new / "hanja" / "NanumGothic-hanja.woff2")
    (new / ".made-from").write_text(made_from)
    shutil.rmtree(VENDOR, ignore_errors=True)
    new.rename(VENDOR)
    count = sum(1 for path in VENDOR.rglob("*") if path.is_file())
    sys.stdout.write(f"static/vendor: {count} files\n")


def fingerprint() -> str:
    """What static/vendor/ depends on."""
    parts = (CHECKOUT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def copy(source: Path, target: Path) -> None:
    """Copy one file; of a style sheet also what it refers to, and not the address of its source map."""
    if not source.is_file():
        sys.exit(f"{source.relative_to(CHECKOUT)} is not in its package: mend ASSETS in scripts/assets.py.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".css":
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    target.write_text(text, encoding="utf-8")
    for reference in sorted(set(REFERENCE.findall(text))):
        name = re.split(r"[?#]", reference)[0]
        copy((source.parent / name).resolve(), Path(os.path.normpath(target.parent / name)))


def make_hanja_font(target: Path) -> None:
    """Cut the Chinese characters, which Pretendard has not, out of NanumGothic for the pages (5,043 in 750 kB).

    Browsers fetch it only when such a character stands on a page and the machine has no font for it.
    """
    package = find_spec("koreanize_matplotlib")
    if package is None or package.origin is None:
        sys.exit("The package koreanize-matplotlib, which carries NanumGothic, is not installed.")
    font = TTFont(Path(package.origin).parent / "fonts" / "NanumGothic.ttf")
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=[],
        drop_tables=[*subset.Options._drop_tables_default, *TOOL_TABLES],
    )
    wanted = subset.Subsetter(options)
    wanted.populate(unicodes=[code for code in font.getBestCmap() if any(code in block for block in HANJA)])
    wanted.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main()
