"""Words for the steps of an import."""

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
