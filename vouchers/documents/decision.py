"""The decision notice (선정 결과 통지서) of a data voucher."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import may
from programs.facts import own_application
from programs.models import Application, Decision
from programs.presentation import case_title
from programs.queries.results import criterion_means
from reports.registry import Document, Page, Params, Progress, register_document
from vouchers.programme import cost_split
from vouchers.settings import VoucherSettings

NOTICE = "vouchers.decision_notice"


def register() -> None:
    register_document(
        Document(
            code=NOTICE,
            title=gettext_lazy("Decision notice: data voucher"),
            formats=("pdf",),
            issued=True,
            prefix="DVN",
            may=may_read,
            build=build,
            version=version,
            public_facts=public_facts,
            keep_days=1825,  # five years, as 지방보조금법 §16 ③ keeps records
        )
    )


def _decision(params: Params) -> Decision | None:
    """The published decision that the parameters name."""
    return (
        Decision.objects.filter(application__public_id=params["application"], published_at__isnull=False)
        .filter(application__call__programme="vouchers")
        .select_related("application__call", "application__organisation", "application__user")
        .first()
    )


def may_read(actor: Actor, params: Params) -> bool:
    """The applicant and the managers of the call, once the results are published."""
    decision = _decision(params)
    if decision is None:
        return False
    return own_application(actor.user, decision.application) or may(actor, "manage_call", decision.application.call)


def version(params: Params) -> str:
    """A decision that was changed (on appeal) gives a notice of its own."""
    decision = _decision(params)
    if decision is None or decision.decided_at is None:
        return ""
    return f"{decision.outcome}:{decision.decided_at.isoformat()}"


def public_facts(params: Params) -> list[tuple[Any, str]]:
    """What anybody with the code may verify: no name of a person, no score."""
    decision = _decision(params)
    if decision is None:
        return []
    return [
        (gettext_lazy("Call"), decision.application.call.title),
        (gettext_lazy("Receipt number"), decision.application.receipt_number),
        (gettext_lazy("Applicant"), decision.application.name),
        (gettext_lazy("Decision"), str(decision.get_outcome_display())),
    ]


def _track(application: Application) -> str:
    """The track's name in the call, or nothing."""
    return VoucherSettings.of(application.call.terms.settings).track_label(application.track)


def build(params: Params, progress: Progress) -> Page:
    """The notice with the result, the money and the points by criterion."""
    decision = _decision(params)
    if decision is None:
        raise Decision.DoesNotExist
    application: Application = decision.application
    context = {
        "decision": decision,
        "application": application,
        "call": application.call,
        "case": case_title(application),
        "track": _(label) if (label := _track(application)) else "",
        "split": cost_split(application),
        "means": criterion_means(application),
    }
    return Page("vouchers/documents/decision_notice.html", context, name=application.receipt_number)
