"""What is destroyed of an internship when its time is over, in two kinds of records: those of the work (contract,
attendance, logs, what was written about somebody) and those of the pay, which tax law keeps longer.

What somebody did day by day is removed whole. Of contracts, pay and the placement stay sums, days, states and numbers,
so that books and the programme's report still add up; answers to surveys stay as figures.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from internships import lifecycles
from internships.models import (
    AttendanceAdjustment,
    AttendanceDay,
    AttendanceEvent,
    AttendanceRequest,
    Concern,
    ConcernNote,
    Contract,
    ContractSignature,
    Evaluation,
    InternAnswer,
    InternSurvey,
    InterviewBooking,
    LeaveEntry,
    PayAccount,
    PayProfile,
    PayRow,
    Payslip,
    Placement,
    PriorityClaim,
    PriorityFile,
    SessionAttendance,
    TestResult,
    WeekSummary,
    Wish,
    WishList,
    WorkLog,
    WorkLogFile,
)
from internships.rules.retention import PAY, WORK
from kernel.erasure import GONE, Erasable, Removable
from programs.archive import Further, Records, register_records_kept, texts_of_survey
from programs.erasure import FILES_OF_APPLICATION, IN_TRAIL, OF_APPLICATION
from programs.models import Application, ArchivedCase

OF_WORK: tuple[Erasable | Removable, ...] = (
    Removable("attendance", AttendanceEvent, "placement__application"),
    Removable("attendance", AttendanceDay, "placement__application"),
    Removable("attendance", AttendanceAdjustment, "placement__application"),
    Removable("attendance", LeaveEntry, "placement__application"),
    Removable("attendance", AttendanceRequest, "placement__application"),
    Removable("training", SessionAttendance, "placement__application"),
    Removable("training", TestResult, "placement__application"),
    Removable("work_log", WorkLog, "placement__application"),
    Removable("work_log", WeekSummary, "placement__application"),
    Removable("concern", ConcernNote, "concern__placement__application"),
    Removable("concern", Concern, "placement__application"),
    Removable("wishes", Wish, "of__application"),
    Removable("wishes", WishList, "application"),
    Erasable("contract", ContractSignature, "contract__placement__application", {"name": GONE, "address": None}),
    Erasable("contract", Contract, "placement__application", {
        "employer": {}, "worker": {}, "place": GONE, "duties": GONE, "articles": [], "end_reason": GONE,
    }),
    Erasable("evaluation", Evaluation, "placement__application", {"marks": {}, "opinion": GONE}),
    Erasable("placement", Placement, "application", {"move_reason": GONE, "disturbs": [], "end_reason": GONE}),
    Erasable("screening", PriorityClaim, "application", {"reason": GONE}),
    Erasable("survey", InternAnswer, "survey__placement__application", {"source": GONE}),
    Erasable("interview", InterviewBooking, "application", {"note": GONE}),
)  # fmt: skip
OF_PAY = (Erasable("pay", PayRow, "placement__application", {"lines": [], "inputs": {}, "warnings": []}),)
NOTHING_DECLARED: dict[str, Any] = {
    "exemptions": [], "dependants": 1, "tax_percent": 100, "pension_at_once": False,
}  # fmt: skip
PAPERS_OF_PERSON = (  # by the key of the placement
    "internships.attendance", "internships.certificate", "internships.employment", "internships.placement_letter",
    "internships.work_log",
)  # fmt: skip
PAPERS_OF_CALL = (  # which name everybody, and are made again without those who are gone
    "internships.certificates", "internships.placements", "internships.placement_letters",
    "internships.placement_roll", "internships.interview_list",
)  # fmt: skip


def _work_papers(application: Application) -> Q:
    places = list(Placement.objects.filter(application=application).values_list("pk", flat=True))
    contracts = list(Contract.objects.filter(placement__in=places).values_list("pk", flat=True))
    return (
        Q(params__application=str(application.public_id))
        | Q(code__in=PAPERS_OF_PERSON, params__placement__in=places)
        | Q(code="internships.contract", params__contract__in=contracts)
        | Q(code__in=PAPERS_OF_CALL, params__call=application.call_id)
    )


def _pay_papers(application: Application) -> Q:
    slips = Payslip.objects.filter(placement__application=application).values_list("public_id", "run__public_id")
    keys = [(str(slip), str(run)) for slip, run in slips]
    return Q(params__slip__in=[slip for slip, _run in keys]) | Q(params__run__in=[run for _slip, run in keys])


def _needed(application: int) -> bool:
    """Whether account and declarations of the person are needed for other pay: kept, or still to come."""
    person = Application.objects.filter(pk=application).values("user")
    kept = ArchivedCase.objects.filter(records=PAY, state="kept", application__user__in=person)
    running = Placement.objects.filter(person__in=person, state__in=lifecycles.ACTIVE)
    return kept.exclude(application=application).exists() or running.exists()


def _accounts(application: int) -> QuerySet[PayAccount]:
    rows = PayAccount.objects.filter(person__applications=application)
    return rows.none() if _needed(application) else rows


def _accounts_left(application: int) -> QuerySet[PayAccount]:
    """Numbers are encrypted: they are found by what stands beside them."""
    return _accounts(application).exclude(holder=GONE)


def _forget_accounts(application: int, most: int) -> int:
    keys = list(_accounts_left(application).order_by("pk").values_list("pk", flat=True)[:most])
    return PayAccount.objects.filter(pk__in=keys).update(number=GONE, holder=GONE, last_digits="")


def _profiles(application: int) -> QuerySet[PayProfile]:
    rows = PayProfile.objects.filter(person__applications=application)
    return rows.none() if _needed(application) else rows


def _profiles_left(application: int) -> QuerySet[PayProfile]:
    return _profiles(application).exclude(**NOTHING_DECLARED)


def _forget_profiles(application: int, _most: int) -> int:
    return _profiles_left(application).update(**NOTHING_DECLARED)


def register() -> None:
    register_records_kept(
        Records(
            code=WORK,
            title=_("Records of an internship"),
            erased=(*OF_WORK, *OF_APPLICATION),
            attached=(
                (WorkLogFile, "log__placement__application"),
                (PriorityFile, "claim__application"),
                *FILES_OF_APPLICATION,
            ),
            in_trail=((InternSurvey, "placement__application"), *IN_TRAIL),
            papers=_work_papers,
            further=(texts_of_survey(InternAnswer, "survey__placement__application"),),
            kinds={
                "attendance": _("attendance, leave and requests"),
                "training": _("attendance and tests of courses"),
                "work_log": _("work logs and weekly summaries"),
                "concern": _("concerns"),
                "wishes": _("wishes for places"),
                "contract": _("labour contracts and signatures"),
                "evaluation": _("evaluations"),
                "placement": _("reasons of placements"),
                "interview": _("notes of interviews"),
            },
        ),
        Records(
            code=PAY,
            title=_("Records of pay and tax"),
            erased=OF_PAY,
            in_trail=((Payslip, "placement__application"),),
            papers=_pay_papers,
            further=(
                Further("account", _forget_accounts, lambda key: _accounts_left(key).exists(), _accounts),
                Further("account", _forget_profiles, lambda key: _profiles_left(key).exists(), _profiles),
            ),
            kinds={"pay": _("pay rows with their formulas"), "account": _("accounts and declarations for the pay")},
        ),
    )
