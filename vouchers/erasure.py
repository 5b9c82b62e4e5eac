"""What of a case is personal or free text, and goes when it is destroyed. The ledger, sums, days, states, numbers, and
the answers to surveys that are figures stay."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.erasure import GONE, Erasable
from kernel.transition import advance
from programs.archive import Further, Records, blanked, register_records_kept, texts_of_survey
from programs.erasure import FILES_OF_APPLICATION, OF_APPLICATION
from programs.erasure import IN_TRAIL as APPLICATION_IN_TRAIL
from programs.models import Application, ArchivedCase
from vouchers.models import (
    Acceptance,
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    BankAnswer,
    Clawback,
    Delivery,
    Deposit,
    Evaluation,
    ExclusionProposal,
    Invoice,
    Order,
    OrderLine,
    Payment,
    PriorAgreement,
    Recovery,
    Refund,
    Report,
    Settlement,
    SettlementLine,
    Signal,
    Signature,
    SiteCheck,
    Survey,
    SurveyRequest,
    Voucher,
)

# Further records of a case in the trail, with the way that leads to it.
IN_TRAIL: tuple[tuple[type[Model], str], ...] = (
    (Agreement, "application"),
    (Voucher, "agreement__application"),
    (SurveyRequest, "agreement__application"),
    (ExclusionProposal, "clawback__agreement__application"),
    (Recovery, "clawback__agreement__application"),
    (Refund, "agreement__application"),
)
OF_CASE = (
    Erasable("agreement", AgreementVersion, "agreement__application", {
        "parties": {}, "clauses": [], "source": [], "people": {}, "reason": GONE,
    }),
    Erasable("agreement", Signature, "version__agreement__application", {"name": GONE, "address": None}),
    Erasable("agreement", AmendmentRequest, "agreement__application", {"changes": {}, "reason": GONE, "answer": GONE}),
    Erasable("order", Order, "voucher__agreement__application", {"title": GONE, "instructions": GONE}),
    Erasable("order", OrderLine, "order__voucher__agreement__application", {"name": GONE}),
    Erasable("order", Delivery, "order__voucher__agreement__application", {"note": GONE}),
    Erasable("order", Acceptance, "delivery__order__voucher__agreement__application", {
        "checklist": {}, "reason": GONE,
    }),
    Erasable("payment", Invoice, "order__voucher__agreement__application", {"void_reason": GONE}),
    Erasable("payment", Payment, "invoice__order__voucher__agreement__application", {"answer": GONE}),
    Erasable("payment", BankAnswer, "payment__invoice__order__voucher__agreement__application", {"text": GONE}),
    Erasable("report", Report, "agreement__application", {"content": {}, "revisions": {}, "answer": GONE}),
    Erasable("report", SiteCheck, "agreement__application", {"checklist": {}, "findings": GONE}),
    Erasable("report", Evaluation, "agreement__application", {"reason": GONE}),
    Erasable("settlement", Settlement, "agreement__application", {"answer": GONE}),
    Erasable("settlement", SettlementLine, "settlement__agreement__application", {"description": GONE, "reason": GONE}),
    Erasable("clawback", Clawback, "agreement__application", {"reason": GONE}),
    Erasable("prior_agreement", PriorAgreement, "application", {"statement": GONE, "answer": GONE}),
)  # fmt: skip
# Files of a case: model, lookup to the application, field with one file or several.
FILES: tuple[tuple[type[Model], str, str], ...] = (
    (Deposit, "agreement__application", "file"),
    (AmendmentRequest, "agreement__application", "file"),
    (Invoice, "order__voucher__agreement__application", "file"),
    (BankAnswer, "payment__invoice__order__voucher__agreement__application", "file"),
    (Delivery, "order__voucher__agreement__application", "files"),
    (Report, "agreement__application", "files"),
    (SiteCheck, "agreement__application", "files"),
    (SettlementLine, "settlement__agreement__application", "evidence"),
)
CASE = "vouchers.case"


def _signals_of(application: int) -> QuerySet[Signal]:
    """Reasons to look at this case that touch no other one that is kept."""
    kept = Agreement.objects.exclude(application=application).exclude(state="destroyed").values("application")
    of_case = Signal.objects.filter(applications=application).values("pk")
    return Signal.objects.filter(pk__in=of_case).exclude(applications__in=kept)


def _answered(application: int) -> QuerySet[Signal]:
    """What was answered to them; it stays while another case that they touch is kept."""
    return _signals_of(application).exclude(answer__in=["", GONE])


def _papers(application: Application) -> Q:
    cases = Agreement.objects.filter(application=application).values_list("public_id", flat=True)
    return Q(params__application=str(application.public_id)) | Q(params__case__in=[str(one) for one in cases])


def _destroyed(actor: Actor, application: Application) -> None:
    advance(Agreement.objects.select_for_update().get(application=application), "destroy", actor)


def _pages(cases: Iterable[ArchivedCase]) -> dict[int, str]:
    by_application = {one.application_id: one.pk for one in cases}
    rows = Agreement.objects.filter(application__in=by_application).values_list("application", "public_id")
    return {by_application[key]: reverse("vouchers:case", args=[public_id]) for key, public_id in rows}


def register() -> None:
    register_records_kept(
        Records(
            code=CASE,
            title=_("Voucher cases"),
            erased=(*OF_CASE, *OF_APPLICATION),
            attached=FILES_OF_APPLICATION,
            files=FILES,
            in_trail=(*IN_TRAIL, *APPLICATION_IN_TRAIL),
            papers=_papers,
            further=(
                texts_of_survey(Survey, "request__agreement__application"),
                Further(
                    "signal",
                    blanked(Signal, "answer", _answered),
                    lambda application: _answered(application).exists(),
                    _signals_of,
                ),
            ),
            destroyed=_destroyed,
            pages=_pages,
            kinds={
                "prior_agreement": _("prior agreements"),
                "agreement": _("agreement texts and signatures"),
                "order": _("orders and deliveries"),
                "payment": _("payment papers"),
                "report": _("reports and visits"),
                "settlement": _("settlement texts"),
                "clawback": _("reasons of clawbacks"),
                "signal": _("answers to reasons to look"),
            },
        )
    )
