"""Scripts as a browser gets them in service: under hashed names, importing one another."""

import re
from pathlib import Path

from django.core.files.storage import storages
from django.core.management import call_command
from pytest_django import Settings


def test_every_script_imports_a_file_that_is_served(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.ModuleStorage"}}
    call_command("collectstatic", "--noinput", verbosity=0)

    main = storages["staticfiles"].url("js/main.js").rsplit("/", 1)[1]
    wanted = {main}
    for script in (tmp_path / "js").glob("*.js"):
        wanted |= set(re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8")))
    served = {script.name for script in (tmp_path / "js").glob("*.js")}
    assert len(wanted) > 7
    assert wanted <= served
