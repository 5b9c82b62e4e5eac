from internships.actions.attendance import clock_in, clock_out, confirm_day, confirm_days, enter_attendance
from internships.actions.completion import complete_placement, issue_certificate
from internships.actions.host import appoint_mentor, approve_host, refuse_host, register_host
from internships.actions.placement import (
    accept_placement,
    decline_placement,
    leave_placement,
    place_applicant,
    place_applicants,
)
from internships.actions.position import open_position

__all__ = [
    "accept_placement",
    "appoint_mentor",
    "approve_host",
    "clock_in",
    "clock_out",
    "complete_placement",
    "confirm_day",
    "confirm_days",
    "decline_placement",
    "enter_attendance",
    "issue_certificate",
    "leave_placement",
    "open_position",
    "place_applicant",
    "place_applicants",
    "refuse_host",
    "register_host",
]
