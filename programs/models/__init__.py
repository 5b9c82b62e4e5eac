from programs.models.aftermath import Appeal, AppealFile, AppealOpinion, ReserveCall
from programs.models.amendment import AmendmentFile
from programs.models.application import Application, DraftPresence, ReceiptToTell, Submission
from programs.models.archive import ArchivedCase, Destruction, DestructionOrder
from programs.models.attachment import Attachment
from programs.models.calendar import CalendarFeed
from programs.models.call import Call, CallAmendment, CallAttachment, CallChange, CallGroupObjectPermission, CallTerms
from programs.models.correction import Correction
from programs.models.decision import Decision
from programs.models.evidence import BonusVerdict, OtherSupport, TaxCheck
from programs.models.exclusion import Exclusion, ListingProposal
from programs.models.list_job import ListJob
from programs.models.measured import MeasuredPoints
from programs.models.moment import ResultsMoment
from programs.models.panel import AgreedScore, Meeting, Pledge, Recusal, ReviewerProfile
from programs.models.ranking import RankingRun
from programs.models.reference import FigureProposal, ReferenceFigure
from programs.models.review import Review, ReviewAssignment, Score
from programs.models.screening import Screening

__all__ = [
    "AgreedScore",
    "AmendmentFile",
    "Appeal",
    "AppealFile",
    "AppealOpinion",
    "Application",
    "ArchivedCase",
    "Attachment",
    "BonusVerdict",
    "CalendarFeed",
    "Call",
    "CallAmendment",
    "CallAttachment",
    "CallChange",
    "CallGroupObjectPermission",
    "CallTerms",
    "Correction",
    "Decision",
    "Destruction",
    "DestructionOrder",
    "DraftPresence",
    "Exclusion",
    "FigureProposal",
    "ListJob",
    "ListingProposal",
    "MeasuredPoints",
    "Meeting",
    "OtherSupport",
    "Pledge",
    "RankingRun",
    "ReceiptToTell",
    "Recusal",
    "ReferenceFigure",
    "ReserveCall",
    "ResultsMoment",
    "Review",
    "ReviewAssignment",
    "ReviewerProfile",
    "Score",
    "Screening",
    "Submission",
    "TaxCheck",
]
