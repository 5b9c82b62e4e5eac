from internships.models.attendance import AttendanceDay, AttendanceEvent
from internships.models.host import Host, HostGroupObjectPermission
from internships.models.placement import Placement
from internships.models.position import Ease, Position, ReservedSeats, Work

__all__ = [
    "AttendanceDay",
    "AttendanceEvent",
    "Ease",
    "Host",
    "HostGroupObjectPermission",
    "Placement",
    "Position",
    "ReservedSeats",
    "Work",
]
