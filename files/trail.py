"""What the audit trail calls the acts and records of files."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "store_file": _("file stored"),
            "remove_file": _("file removed"),
            "read_file": _("file read"),
            "quarantine": _("file quarantined"),
        }
    )
    register_records(
        {
            "files.storedfile": _("file"),
            "files.content": _("content of a file"),
        }
    )
    register_systems(
        {
            "file clean-up": _("file clean-up"),
            "virus scanner": _("virus scanner"),
        }
    )
