from internships.models.attendance import AttendanceDay, AttendanceEvent
from internships.models.attendance_month import AttendanceAdjustment, AttendanceMonth
from internships.models.attendance_request import AttendanceRequest, LeaveEntry
from internships.models.concern import Concern, ConcernNote, Listener
from internships.models.contract import Contract, ContractSignature
from internships.models.ending import Evaluation, InternAnswer, InternSurvey
from internships.models.host import Host, HostGroupObjectPermission
from internships.models.interview import InterviewBooking, InterviewDay, InterviewSlot, SlotInterviewer
from internships.models.matching import MatchingRun, Wish, WishList
from internships.models.pay import PayAccount, PayProfile, TaxBracket, TaxTableVersion
from internships.models.pay_run import PaidRow, PayRow, PayRun, Payslip, PayTransfer
from internships.models.placement import LeaveCause, Placement
from internships.models.position import Ease, Position, ReservedSeats, Work
from internships.models.position_history import PositionChange, PositionVersion
from internships.models.priority import PriorityClaim, PriorityFile
from internships.models.training import Course, SessionAttendance, TestResult, TrainingSession
from internships.models.worklog import WeekSummary, WorkLog, WorkLogFile

__all__ = [
    "AttendanceAdjustment",
    "AttendanceDay",
    "AttendanceEvent",
    "AttendanceMonth",
    "AttendanceRequest",
    "Concern",
    "ConcernNote",
    "Contract",
    "ContractSignature",
    "Course",
    "Ease",
    "Evaluation",
    "Host",
    "HostGroupObjectPermission",
    "InternAnswer",
    "InternSurvey",
    "InterviewBooking",
    "InterviewDay",
    "InterviewSlot",
    "LeaveCause",
    "LeaveEntry",
    "Listener",
    "MatchingRun",
    "PaidRow",
    "PayAccount",
    "PayProfile",
    "PayRow",
    "PayRun",
    "PayTransfer",
    "Payslip",
    "Placement",
    "Position",
    "PositionChange",
    "PositionVersion",
    "PriorityClaim",
    "PriorityFile",
    "ReservedSeats",
    "SessionAttendance",
    "SlotInterviewer",
    "TaxBracket",
    "TaxTableVersion",
    "TestResult",
    "TrainingSession",
    "WeekSummary",
    "Wish",
    "WishList",
    "Work",
    "WorkLog",
    "WorkLogFile",
]
