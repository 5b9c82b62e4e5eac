"""Words for the steps of an import, and for what an entry was before one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

STEPS = {
    "waiting": _("Waiting for the worker"),
    "reading": _("Reading the rows"),
    "comparing": _("Comparing with the frame"),
    "changing": _("Writing changes"),
    "adding": _("Adding new businesses"),
    "missing": _("Marking what the file no longer holds"),
    "repeats": _("Looking for repeats"),
}


def step_text(step: str) -> str:
    """What the worker is doing, in the reader's language."""
    return str(STEPS.get(step, step))


FIELDS = {
    "name": _("Business name"),
    "branch": _("Branch"),
    "industry": _("Industry"),
    "ksic_code": _("Industry code (KSIC)"),
    "ksic_revision": _("Revision of KSIC"),
    "dong": _("Dong"),
    "legal_dong_code": _("Legal dong"),
    "road_address": _("Address"),
    "lot_address": _("Address by lot"),
    "building_number": _("Building number"),
    "building_name": _("Building"),
    "floor": _("Floor"),
    "room": _("Room number"),
    "postcode": _("Postal code"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
}


def former_rows(before: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an entry was, field by field."""
    return [(str(label), str(before[name]) or "–") for name, label in FIELDS.items() if name in before]
