"""Words of the end: criteria, what a finding says, outlooks."""

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from internships.rules.ending import Finding, Outlook, Part

CRITERIA = {
    "reliability": _("Came reliably and on time"),
    "skill": _("Knowledge and skill for the work"),
    "quality": _("Quality of the outputs"),
    "cooperation": _("Worked well with others"),
    "learning": _("Learned and improved"),
    "contribution": _("The work helped the institution"),
    "conduct": _("Kept rules, data protection and security"),
    "again": _("We would take this intern again"),
}
PARTS = {
    Part.ATTENDANCE: _("Attendance"),
    Part.TRAINING: _("Training attended"),
    Part.EVALUATION: _("Mentor's final evaluation"),
}
OUTLOOKS = {
    Outlook.REACHED: (_("reached already"), "success"),
    Outlook.ON_THE_WAY: (_("on the way"), "info"),
    Outlook.TIGHT: (_("only just possible"), "warning"),
    Outlook.LOST: (_("out of reach"), "danger"),
}


def finding_text(finding: Finding) -> str:
    """Attendance: 75.0% of 80% needed."""
    values = {"part": PARTS[finding.part], "reached": gettext("nothing yet")}
    if finding.reached is not None:
        values["reached"] = _amount(finding.part, finding.reached)
    values["needed"] = _amount(finding.part, finding.needed)
    return gettext("%(part)s: %(reached)s of %(needed)s needed") % values


def _amount(part: Part, value: Decimal | int) -> str:
    if part is Part.ATTENDANCE:
        return f"{float(value):g}%"
    if part is Part.TRAINING:
        return gettext("%(hours)s h") % {"hours": f"{value / 60:g}"}
    return gettext("%(points)s points") % {"points": value}
