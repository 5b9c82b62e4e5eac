"""The settings of the tests: the service's own, on a server and in a folder that may be thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["HANBAT_ENV"] = "test"
os.environ.setdefault("LONGEST_WAIT", "60")  # seconds: what follows a deadline may be tried two minutes after it

from kernel.catalogues import compile_all
from tests import server

server.provide()

# One folder for the whole run, made by the process that was started, with a part for every process of tests.
if "HANBAT_TEST_RUN" not in os.environ:
    os.environ["HANBAT_TEST_RUN"] = tempfile.mkdtemp(prefix="hanbat-test-run-")
    atexit.register(shutil.rmtree, os.environ["HANBAT_TEST_RUN"], ignore_errors=True)
_folder = Path(os.environ["HANBAT_TEST_RUN"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
(_folder / "static").mkdir(parents=True, exist_ok=True)
os.environ["HANBAT_DATA"] = str(_folder)

# Whoever runs pytest by itself after taking over others' work would else see yesterday's translations.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _written = {path: path.with_suffix(".mo") for path in (server.CHECKOUT / "locale").rglob("django.po")}
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in _written.items()):
        compile_all(server.CHECKOUT)

from config.settings import *  # noqa: E402, F403
