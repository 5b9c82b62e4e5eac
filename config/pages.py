"""Pages that stand in the footer of every page: help, privacy, accessibility."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from kernel.personal import REGISTRY


def help_page(request: HttpRequest) -> HttpResponse:
    """How things are done here and whom to ask; at the same place of every page (WCAG 2.2, 3.2.6)."""
    return render(request, "pages/help.html", _contact() | {"idle_minutes": settings.IDLE_SECONDS // 60})


def privacy(request: HttpRequest) -> HttpResponse:
    """What the service keeps about people, from the declarations that the code itself obeys (개인정보 보호법 §30)."""
    return render(request, "pages/privacy.html", _contact() | {"kept": _kept()})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", _contact())


def _contact() -> dict[str, str]:
    return {"contact": settings.CONTACT_EMAIL}


def _kept() -> list[dict[str, Any]]:
    """Declared personal fields, those of one record with one purpose and retention in one line."""
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for declared in REGISTRY.values():
        model = apps.get_model(declared.model)
        purpose, retention = str(declared.purpose), str(declared.retention)
        line = lines.setdefault(
            (declared.model, purpose, retention),
            {
                "whose": capfirst(str(declared.whose or model._meta.verbose_name)),
                "purpose": capfirst(purpose),
                "retention": capfirst(retention),
                "fields": [],
            },
        )
        name = declared.label or getattr(model._meta.get_field(declared.field), "verbose_name", declared.field)
        line["fields"].append({"name": name, "encrypted": declared.encrypted})
    return sorted(lines.values(), key=lambda line: str(line["whose"]))
