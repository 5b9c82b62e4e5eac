"""What the audit trail calls the acts and records of internships."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "register_host": _("host institution registered"),
            "appoint_mentor": _("mentor appointed"),
            "enter_attendance": _("attendance entered"),
            "confirm_day": _("day of attendance confirmed"),
            "confirm_days": _("days of attendance confirmed"),
            "place_applicant": _("placement proposed"),
            "issue_certificate": _("certificate issued"),
            "open_position": _("position opened"),
        }
    )
    register_records(
        {
            "internships.host": _("host institution"),
            "internships.position": _("position"),
            "internships.placement": _("placement"),
        }
    )
    register_systems(
        {
            "internships": _("internship programme"),
        }
    )
