"""The settings of the tests: the service's own, on a server and in a folder that may be thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["HANBAT_ENV"] = "test"

from tests import server

server.provide()

# One folder for the whole run, made by the process that was started, with a part for every process of tests.
if "HANBAT_TEST_RUN" not in os.environ:
    os.environ["HANBAT_TEST_RUN"] = tempfile.mkdtemp(prefix="hanbat-test-run-")
    atexit.register(shutil.rmtree, os.environ["HANBAT_TEST_RUN"], ignore_errors=True)
_folder = Path(os.environ["HANBAT_TEST_RUN"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
(_folder / "static").mkdir(parents=True, exist_ok=True)
os.environ["HANBAT_DATA"] = str(_folder)

from config.settings import *  # noqa: E402, F403
