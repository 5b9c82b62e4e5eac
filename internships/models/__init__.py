from internships.models.attendance import AttendanceDay, AttendanceEvent
from internships.models.host import Host, HostGroupObjectPermission
from internships.models.placement import Placement
from internships.models.position import Position

__all__ = [
    "AttendanceDay",
    "AttendanceEvent",
    "Host",
    "HostGroupObjectPermission",
    "Placement",
    "Position",
]
