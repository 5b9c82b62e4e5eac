"""The parts of a call that its managers go between."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Call


def call_tabs(call: Call, here: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is ``here``, as the tag ``tabs`` takes them."""
    parts = (
        ("priority_claims", _("Priority groups")),
        ("interview_days", _("Interviews")),
        ("positions", _("Positions")),
        ("matching", _("Matching")),
        ("board", _("Board of seats")),
        ("placing", _("To place")),
        ("placements", _("Placements")),
        ("contracts", _("Contracts")),
        ("courses", _("Training")),
        ("attendance", _("Attendance")),
        ("silent", _("Work logs")),
        ("call_pay", _("Pay")),
        ("call_end", _("End and completion")),
    )
    return [(label, reverse(f"internships:{name}", args=[call.pk]), name == here) for name, label in parts]
