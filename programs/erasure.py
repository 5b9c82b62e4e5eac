"""What of an application is personal or free text, and goes when its case is destroyed. Sums, states, days stay."""

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.erasure import GONE, Erasable
from programs.models import (
    AgreedScore,
    Appeal,
    AppealFile,
    AppealOpinion,
    Application,
    Attachment,
    BonusVerdict,
    Correction,
    Decision,
    OtherSupport,
    Recusal,
    ReserveCall,
    Review,
    ReviewAssignment,
    Score,
    Screening,
    Submission,
)

# Further records of an application in the trail, with the way that leads to it.
IN_TRAIL: tuple[tuple[type[Model], str], ...] = ((ReviewAssignment, "application"), (ReserveCall, "application"))
OF_APPLICATION = (
    Erasable("application", Application, "pk", {
        "name": GONE, "answers": {}, "revisions": {}, "writers": {},
    }),
    Erasable("submission", Submission, "application", {"applicant": {}, "answers": {}, "documents": []}),
    Erasable("correction", Correction, "application", {"items": [], "message": GONE, "answers": {}, "revisions": {}}),
    Erasable("screening", Screening, "application", {"findings": [], "checklist": {}, "reason": GONE}),
    Erasable("screening", OtherSupport, "application", {"number": GONE, "note": GONE}),
    Erasable("screening", BonusVerdict, "application", {"reason": GONE}),
    Erasable("review", Recusal, "application", {"reason": GONE}),
    Erasable("review", Review, "assignment__application", {"sheet": {}, "revisions": {}, "opinion": GONE}),
    Erasable("review", Score, "review__assignment__application", {"comment": GONE}),
    Erasable("review", AgreedScore, "application", {"reason": GONE}),
    Erasable("decision", Decision, "application", {"reason": GONE}),
    Erasable("appeal", Appeal, "application", {"grounds": GONE, "revisions": {}, "answer": GONE}),
    Erasable("appeal", AppealOpinion, "appeal__application", {"reason": GONE}),
)  # fmt: skip
# Rows that only say that a file belongs to the application; they go with it.
FILES_OF_APPLICATION: tuple[tuple[type[Model], str], ...] = (
    (Attachment, "application"),
    (AppealFile, "appeal__application"),
)
# What a certificate calls what goes of every case.
KINDS: dict[str, str | Promise] = {
    "application": _("application form"),
    "submission": _("versions handed in"),
    "correction": _("corrections"),
    "screening": _("screening records"),
    "review": _("review texts"),
    "decision": _("reasons of decisions"),
    "appeal": _("appeal papers"),
    "survey": _("free texts of surveys"),
    "file": _("attached files"),
    "message": _("messages to people"),
    "paper": _("papers made"),
    "line": _("words in the trail"),
}
