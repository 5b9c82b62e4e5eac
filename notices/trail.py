"""What the audit trail calls the acts and records of notices."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records


def register() -> None:
    register_records(
        {
            "notices.notice": _("notice"),
            "notices.outgoingmail": _("e-mail"),
        }
    )
