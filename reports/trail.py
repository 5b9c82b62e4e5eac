"""What the audit trail calls the acts and records of reports."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "request": _("document requested"),
            "download": _("document downloaded"),
        }
    )
    register_records(
        {
            "reports.job": _("document"),
            "reports.issue": _("issued document"),
        }
    )
    register_systems(
        {
            "reports": _("making of documents"),
            "reports-retention": _("destruction of old documents"),
        }
    )
