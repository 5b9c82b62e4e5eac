"""System checks of the machine that Hanbat runs on."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from config.native import install_line, missing_libraries


@register()
def pdf_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Say before the first PDF fails which native library is missing and how to get it."""
    missing = missing_libraries()
    if not missing:
        return []
    names = ", ".join(library.file for library in missing)
    return [
        Warning(
            f"PDF documents cannot be made properly: {names} not found.",
            hint=f"On Debian or Ubuntu: {install_line(missing)}",
            id="hanbat.W001",
        )
    ]
