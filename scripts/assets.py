"""Copy what the pages use from the pinned npm packages into static/vendor/.

To use another file of a package, add a line to ASSETS (and the package to package.json, then
`npm install --ignore-scripts`). What a style sheet refers to by url(...) comes along by itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

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


if __name__ == "__main__":
    main()
