from survey.models.access import AppToken
from survey.models.collection import Area, AreaGroupObjectPermission, Assignment, Wave, WaveGroupObjectPermission
from survey.models.device import FieldDevice, FieldItem
from survey.models.field import Addition, Case, Ruling, Visit
from survey.models.frame import Business, Dong, DongBoundary, IndustryCode
from survey.models.imports import FrameChange, FrameFault, FrameImport, ImportProgress
from survey.models.participation import Participation
from survey.models.questionnaire import Questionnaire, QuestionnaireFile, QuestionnaireVersion
from survey.models.record import CensusRecord, HeldSubmission, RecordFile, RecordVersion
from survey.models.repeats import RepeatVerdict
from survey.models.safety import FieldWord, Outing
from survey.models.tally import Tally

__all__ = [
    "Addition",
    "AppToken",
    "Area",
    "AreaGroupObjectPermission",
    "Assignment",
    "Business",
    "Case",
    "CensusRecord",
    "Dong",
    "DongBoundary",
    "FieldDevice",
    "FieldItem",
    "FieldWord",
    "FrameChange",
    "FrameFault",
    "FrameImport",
    "HeldSubmission",
    "ImportProgress",
    "IndustryCode",
    "Outing",
    "Participation",
    "Questionnaire",
    "QuestionnaireFile",
    "QuestionnaireVersion",
    "RecordFile",
    "RecordVersion",
    "RepeatVerdict",
    "Ruling",
    "Tally",
    "Visit",
    "Wave",
    "WaveGroupObjectPermission",
]
