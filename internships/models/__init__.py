from internships.models.attendance import AttendanceDay, AttendanceEvent
from internships.models.host import Host, HostGroupObjectPermission
from internships.models.matching import MatchingRun, Wish, WishList
from internships.models.placement import Placement
from internships.models.position import Ease, Position, ReservedSeats, Work

__all__ = [
    "AttendanceDay",
    "AttendanceEvent",
    "Ease",
    "Host",
    "HostGroupObjectPermission",
    "MatchingRun",
    "Placement",
    "Position",
    "ReservedSeats",
    "Wish",
    "WishList",
    "Work",
]
