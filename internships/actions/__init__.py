from internships.actions.attendance import clock_in, clock_out, confirm_day, confirm_days, enter_attendance
from internships.actions.completion import complete_placement, issue_certificate
from internships.actions.host import appoint_mentor, approve_host, refuse_host, register_host
from internships.actions.matching import (
    confirm_matching,
    fill_seats,
    go_on,
    propose_matching,
    save_wishes,
    send_back_matching,
)
from internships.actions.moving import move_placement, passed_over, withdraw_position
from internships.actions.placement import (
    accept_placement,
    decline_placement,
    lapse_placement,
    leave_placement,
    place_applicant,
    place_applicants,
    withdraw_placement,
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
    "confirm_matching",
    "decline_placement",
    "enter_attendance",
    "fill_seats",
    "go_on",
    "issue_certificate",
    "lapse_placement",
    "leave_placement",
    "move_placement",
    "open_position",
    "passed_over",
    "place_applicant",
    "place_applicants",
    "propose_matching",
    "refuse_host",
    "register_host",
    "save_wishes",
    "send_back_matching",
    "withdraw_placement",
    "withdraw_position",
]
