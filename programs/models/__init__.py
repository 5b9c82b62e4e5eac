from programs.models.application import Application, Submission
from programs.models.attachment import Attachment
from programs.models.call import Call, CallChange, CallGroupObjectPermission, CallTerms
from programs.models.decision import Decision
from programs.models.review import Review, ReviewAssignment, Score
from programs.models.screening import Screening

__all__ = [
    "Application",
    "Attachment",
    "Call",
    "CallChange",
    "CallGroupObjectPermission",
    "CallTerms",
    "Decision",
    "Review",
    "ReviewAssignment",
    "Score",
    "Screening",
    "Submission",
]
