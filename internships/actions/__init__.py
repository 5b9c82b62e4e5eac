from internships.actions.attendance import clock_in, clock_out, confirm_day, confirm_days, enter_attendance
from internships.actions.completion import complete_placement, issue_certificate
from internships.actions.granting import grant_position, reserve_seats, return_position
from internships.actions.host import (
    appoint_mentor,
    approve_host,
    correct_host,
    refuse_host,
    register_again,
    register_host,
    resume_host,
    suspend_host,
)
from internships.actions.matching import (
    confirm_matching,
    fill_seats,
    go_on,
    propose_matching,
    save_wishes,
    send_back_matching,
)
from internships.actions.moving import move_placement, withdraw_position
from internships.actions.placement import (
    accept_placement,
    decline_placement,
    lapse_placement,
    leave_placement,
    place_applicant,
    place_applicants,
    withdraw_placement,
)
from internships.actions.position import (
    ask_position,
    close_position,
    describe_position,
    draft_position,
    plan_position,
    take_back_position,
)
from internships.actions.position_change import ask_change, drop_change, grant_change, return_change
from internships.actions.position_opening import open_position

__all__ = [
    "accept_placement",
    "appoint_mentor",
    "approve_host",
    "ask_change",
    "ask_position",
    "clock_in",
    "clock_out",
    "close_position",
    "complete_placement",
    "confirm_day",
    "confirm_days",
    "confirm_matching",
    "correct_host",
    "decline_placement",
    "describe_position",
    "draft_position",
    "drop_change",
    "enter_attendance",
    "fill_seats",
    "go_on",
    "grant_change",
    "grant_position",
    "issue_certificate",
    "lapse_placement",
    "leave_placement",
    "move_placement",
    "open_position",
    "place_applicant",
    "place_applicants",
    "plan_position",
    "propose_matching",
    "refuse_host",
    "register_again",
    "register_host",
    "reserve_seats",
    "resume_host",
    "return_change",
    "return_position",
    "save_wishes",
    "send_back_matching",
    "suspend_host",
    "take_back_position",
    "withdraw_placement",
    "withdraw_position",
]
