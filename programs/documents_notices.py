"""Results in writing: a notice for each outcome, all of a call in one job, the receipt of an appeal and its answer."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import may
from programs.aftermath_pages import DECISION, INELIGIBLE
from programs.facts import own_application
from programs.messages import NEXT_STEPS
from programs.models import Appeal, Application, Call, Decision, Screening
from programs.presentation import case_title
from programs.queries.appeals import present_files
from programs.queries.deadlines import appeal_until
from programs.queries.results import criterion_means
from programs.reasons import reason_told
from programs.registry import Text, programme
from programs.rules.position import score_band
from programs.wording import moment_text
from reports.registry import Bundle, Document, Facts, Page, Params, Progress, register_document

KEEP_DAYS = 1825  # five years, as 지방보조금법 §16 ③ keeps records
HEADINGS: dict[str, Text] = {
    "selected": gettext_lazy("Notice of selection"),
    "reserve": gettext_lazy("Notice of a place on the reserve list"),
    "rejected": gettext_lazy("Notice of a decision"),
    "ineligible": gettext_lazy("Notice of the eligibility check"),
}


def register() -> None:
    kept: dict[str, Any] = {"formats": ("pdf",), "issued": True, "keep_days": KEEP_DAYS}
    register_document(
        Document(
            code=DECISION,
            title=gettext_lazy("Decision notice"),
            prefix="DN",
            may=may_read_decision,
            build=build_decision,
            version=decision_version,
            public_facts=decision_facts,
            **kept,
        ),
        Document(
            code=INELIGIBLE,
            title=HEADINGS["ineligible"],
            prefix="EN",
            may=may_read_screening,
            build=build_ineligible,
            version=screening_version,
            public_facts=screening_facts,
            **kept,
        ),
        Document(
            code="programs.decision_notices",
            title=gettext_lazy("Notices of all results"),
            prefix="NB",
            may=may_issue_all,
            build=build_all,
            version=version_of_all,
            file_name=name_of_all,
            **kept | {"formats": ("pdf", "zip")},
        ),
        Document(
            code="programs.appeal_receipt",
            title=gettext_lazy("Receipt of an appeal"),
            prefix="AR",
            may=may_read_filed,
            build=build_receipt,
            public_facts=appeal_facts,
            **kept,
        ),
        Document(
            code="programs.appeal_answer",
            title=gettext_lazy("Answer to an appeal"),
            prefix="AA",
            may=may_read_answer,
            build=build_answer,
            public_facts=answer_facts,
            **kept,
        ),
    )


# -- one decision ------------------------------------------------------------------------------------------------------


def published_decision(params: Params) -> Decision | None:
    """The published decision of the application that the parameters name."""
    return _decisions().filter(application__public_id=params["application"]).first()


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.filter(published_at__isnull=False).select_related(
        "application__call", "application__organisation", "application__user"
    )


def may_read_decision(actor: Actor, params: Params) -> bool:
    """The applicant and the managers of the call, once it is published."""
    decision = published_decision(params)
    return decision is not None and _own_or_managed(actor, decision.application)


def _own_or_managed(actor: Actor, application: Application) -> bool:
    return own_application(actor.user, application) or may(actor, "manage_call", application.call)


def decision_version(params: Params) -> str:
    """A decision that was changed (on appeal, or by a call-up) gives a notice of its own."""
    decision = published_decision(params)
    if decision is None or decision.decided_at is None:
        return ""
    return f"{decision.outcome}:{decision.decided_at.isoformat()}"


def decision_facts(params: Params) -> Facts:
    decision = published_decision(params)
    return _public_facts(decision) if decision else []


def _public_facts(decision: Decision) -> Facts:
    """What anybody with the code may verify: no name of a person, no score."""
    application = decision.application
    named = [(gettext_lazy("Applicant"), application.name)] if application.organisation_id else []
    return [
        (gettext_lazy("Call"), application.call.title),
        (gettext_lazy("Receipt number"), application.receipt_number),
        *named,
        (gettext_lazy("Decision"), str(decision.get_outcome_display())),
    ]


def build_decision(params: Params, progress: Progress) -> Page:
    decision = published_decision(params)
    if decision is None:
        raise Decision.DoesNotExist
    return decision_page(decision)


def decision_page(decision: Decision) -> Page:
    """The notice of one outcome: selected with the money and what comes next; reserve with its order and what it means;
    not selected with band, reason and the time to appeal."""
    application = decision.application
    call, outcome = application.call, decision.outcome
    owner, deadlines = programme(call.programme), call.terms.choosing_terms.deadlines
    selected = outcome == Decision.Outcome.SELECTED
    context = {
        "heading": HEADINGS[outcome],
        "decision": decision,
        "application": application,
        "call": call,
        "case": case_title(application),
        "facts": list(owner.notice_facts(application, decision)) if selected else [],
        "means": criterion_means(application),
        "band": score_band(decision.score),
        "why": reason_told(decision),
        "next_step": owner.next_steps.get(outcome) or NEXT_STEPS[outcome],
        "reserve_place": decision.why.get("reserve_place") or reserve_place(decision),
        "acceptance_days": deadlines.acceptance,
        "appeal_days": deadlines.appeal,
        "appeal_until": None if selected else appeal_until(call, decision.published_at),
    }
    return Page(
        f"programs/documents/notice_{outcome}.html",
        context,
        name=application.receipt_number,
        facts=_public_facts(decision),
    )


def reserve_place(decision: Decision) -> int | None:
    """Which of its reserve list it was when the results came out, counted by rank; None where a person decides."""
    if decision.outcome != Decision.Outcome.RESERVE or decision.rank is None:
        return None
    before = Decision.objects.filter(
        application__call=decision.application.call, track=decision.track, outcome="reserve", rank__lt=decision.rank
    )
    return before.count() + 1


# -- not eligible ------------------------------------------------------------------------------------------------------


def _screening(params: Params) -> Screening | None:
    """The present verdict that found the application not eligible."""
    rows = Screening.objects.filter(application__public_id=params["application"], application__state="ineligible")
    return (
        rows.select_related("application__call", "application__organisation", "application__user")
        .order_by("-pk")
        .first()
    )


def may_read_screening(actor: Actor, params: Params) -> bool:
    screening = _screening(params)
    return screening is not None and _own_or_managed(actor, screening.application)


def screening_version(params: Params) -> str:
    screening = _screening(params)
    return str(screening.pk) if screening else ""


def screening_facts(params: Params) -> Facts:
    screening = _screening(params)
    return _screened_facts(screening) if screening else []


def _screened_facts(screening: Screening) -> Facts:
    return [
        (gettext_lazy("Call"), screening.application.call.title),
        (gettext_lazy("Receipt number"), screening.application.receipt_number),
        (gettext_lazy("Decision"), str(screening.get_verdict_display())),
    ]


def build_ineligible(params: Params, progress: Progress) -> Page:
    screening = _screening(params)
    if screening is None:
        raise Screening.DoesNotExist
    return ineligible_page(screening)


def ineligible_page(screening: Screening) -> Page:
    application = screening.application
    call = application.call
    context = {
        "heading": HEADINGS["ineligible"],
        "screening": screening,
        "application": application,
        "call": call,
        "case": case_title(application),
        "appeal_days": call.terms.choosing_terms.deadlines.appeal,
        "appeal_until": appeal_until(call, screening.screened_at),
    }
    return Page(
        "programs/documents/notice_ineligible.html",
        context,
        name=application.receipt_number,
        facts=_screened_facts(screening),
    )


# -- all of a call -----------------------------------------------------------------------------------------------------


def may_issue_all(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], state="decided").first()
    return call is not None and may(actor, "manage_call", call)


def version_of_all(params: Params) -> str:
    """The decisions as they are told now: one that is decided anew makes new notices."""
    rows = Decision.objects.filter(application__call_id=params["call"], published_at__isnull=False)
    last = rows.order_by("-published_at").values_list("published_at", flat=True).first()
    return f"{rows.count()}:{last.isoformat() if last else ''}"


def name_of_all(params: Params) -> str:
    return _("%(call)s-notices") % {"call": Call.objects.get(pk=int(params["call"])).title}


def build_all(params: Params, progress: Progress) -> Bundle:
    """Every result of the call by receipt number, those not eligible included; one page each, one job."""
    call = Call.objects.get(pk=params["call"])
    decisions = _decisions().filter(application__call=call).exclude(application__state="withdrawn")
    refused = Screening.objects.filter(
        application__call=call, application__state="ineligible", verdict=Screening.Verdict.INELIGIBLE
    )
    latest = refused.order_by("application", "-pk").distinct("application")
    expected = decisions.count() + latest.count()
    screened = Screening.objects.filter(pk__in=latest.values("pk")).select_related("application__organisation")
    return Bundle(_pages(call, decisions.order_by("application__receipt_serial"), screened), expected)


def _pages(call: Call, decisions: Iterable[Decision], screened: Iterable[Screening]) -> Iterator[Page]:
    for decision in decisions:
        decision.application.call = call  # its terms are read once
        yield decision_page(decision)
    for screening in screened:
        screening.application.call = call
        yield ineligible_page(screening)


# -- appeals -----------------------------------------------------------------------------------------------------------


def _appeal(params: Params) -> Appeal | None:
    rows = Appeal.objects.filter(public_id=params["appeal"], filed_at__isnull=False)
    return rows.select_related("application__call", "application__organisation", "application__user").first()


def may_read_filed(actor: Actor, params: Params) -> bool:
    """The applicant, and whoever manages or approves in the call."""
    appeal = _appeal(params)
    if appeal is None:
        return False
    return _own_or_managed(actor, appeal.application) or may(actor, "approve_call", appeal.application.call)


def may_read_answer(actor: Actor, params: Params) -> bool:
    appeal = _appeal(params)
    return appeal is not None and bool(appeal.answer) and may_read_filed(actor, params)


def appeal_facts(params: Params) -> Facts:
    appeal = _appeal(params)
    if appeal is None:
        return []
    return [
        (gettext_lazy("Call"), appeal.application.call.title),
        (gettext_lazy("Receipt number"), appeal.application.receipt_number),
        (gettext_lazy("Number of the appeal"), appeal.number),
    ]


def answer_facts(params: Params) -> Facts:
    appeal = _appeal(params)
    return [*appeal_facts(params), (gettext_lazy("Answer given"), str(appeal.stage.label))] if appeal else []


def build_receipt(params: Params, progress: Progress) -> Page:
    """Number, time, and exactly what was filed."""
    appeal = _appeal(params)
    if appeal is None:
        raise Appeal.DoesNotExist
    return appeal_receipt_page(appeal)


def appeal_receipt_page(appeal: Appeal) -> Page:
    received = moment_text(appeal.filed_at) if appeal.filed_at else ""
    context = _context(appeal) | {"files": present_files(appeal), "received": received}
    return Page("programs/documents/appeal_receipt.html", context, name=appeal.number)


def build_answer(params: Params, progress: Progress) -> Page:
    appeal = _appeal(params)
    if appeal is None or not appeal.answer:
        raise Appeal.DoesNotExist
    return answer_page(appeal)


def answer_page(appeal: Appeal) -> Page:
    return Page("programs/documents/appeal_answer.html", _context(appeal), name=appeal.number)


def _context(appeal: Appeal) -> dict[str, Any]:
    return {"appeal": appeal, "application": appeal.application, "call": appeal.application.call}
