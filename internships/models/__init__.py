from internships.models.attendance import AttendanceDay, AttendanceEvent
from internships.models.contract import Contract, ContractSignature
from internships.models.host import Host, HostGroupObjectPermission
from internships.models.interview import InterviewBooking, InterviewDay, InterviewSlot, SlotInterviewer
from internships.models.matching import MatchingRun, Wish, WishList
from internships.models.placement import Placement
from internships.models.position import Ease, Position, ReservedSeats, Work
from internships.models.position_history import PositionChange, PositionVersion

__all__ = [
    "AttendanceDay",
    "AttendanceEvent",
    "Contract",
    "ContractSignature",
    "Ease",
    "Host",
    "HostGroupObjectPermission",
    "InterviewBooking",
    "InterviewDay",
    "InterviewSlot",
    "MatchingRun",
    "Placement",
    "Position",
    "PositionChange",
    "PositionVersion",
    "ReservedSeats",
    "SlotInterviewer",
    "Wish",
    "WishList",
    "Work",
]
