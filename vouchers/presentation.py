"""What an applicant sees of the supplier and the prior agreement beside the application."""

from django.urls import reverse

from programs.models import Application
from programs.registry import ApplicationPanel
from programs.rules.form import Gap, GapCode
from programs.rules.wording import gettext_noop
from vouchers.application_form import youth_gaps
from vouchers.queries.prior_agreement import holds, of_application, standing
from vouchers.queries.supplier import by_number, is_open
from vouchers.rules.prior_agreement import Wanted
from vouchers.settings import VoucherSettings

LABEL = gettext_noop("Data supplier")


def _setting(application: Application) -> str:
    return VoucherSettings.of(application.call.terms.settings).agreement


def gaps(application: Application) -> list[Gap]:
    """What hangs on records beyond the answers: the supplier's agreement, the proof of a young representative."""
    attached = set(application.attachments.filter(removed_at=None).values_list("kind", flat=True))
    return agreement_gaps(application) + youth_gaps(application.answers, attached)


def agreement_gaps(application: Application) -> list[Gap]:
    """Where the call requires it: a supplier of the register that has agreed to what the application says now."""
    if _setting(application) != "required" or not str(application.answers.get("supplier") or "").strip():
        return []
    supplier = by_number(Wanted.of(application.answers).supplier)
    if supplier is None or not is_open(supplier):
        return [Gap("project", "supplier", LABEL, GapCode.NOT_LISTED)]
    if standing(application) is None:
        return [Gap("project", "supplier", LABEL, GapCode.NO_PRIOR_AGREEMENT)]
    return []


def agreement_panel(application: Application) -> ApplicationPanel | None:
    """State of the prior agreement with the way to it; nothing where the call does without the register."""
    setting = _setting(application)
    if setting == "none":
        return None
    agreement = of_application(application)
    wanted = Wanted.of(application.answers)
    context = {
        "required": setting == "required",
        "agreement": agreement,
        "holds": agreement is not None and holds(agreement),
        "ready": bool(wanted.supplier and wanted.amount),
        "url": reverse("vouchers:prior_agreement", args=[application.public_id]),
    }
    return ApplicationPanel("vouchers/_agreement_panel.html", context)
