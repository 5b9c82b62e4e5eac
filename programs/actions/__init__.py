from programs.actions.amendment import approve_amendment, discard_amendment, drop_amendment, propose_amendment
from programs.actions.appeal import attach_to_appeal, detach_from_appeal, file_appeal, save_appeal, withdraw_appeal
from programs.actions.appeal_panel import answer_appeal, decline_opinion, give_opinion, give_to_panel
from programs.actions.application import Saved, save_answers, start_application, withdraw_application
from programs.actions.attachment import attach_file, detach_file
from programs.actions.building import change_terms, compose_amendment
from programs.actions.call import copy_call, create_call, set_limits, update_call
from programs.actions.correction import (
    ask_correction,
    attach_correction,
    detach_correction,
    end_correction,
    hand_in_correction,
    lapse_correction,
    save_correction,
)
from programs.actions.decision import confirm_decisions, decide
from programs.actions.evidence import check_taxes, judge_bonus, note_support
from programs.actions.exclusion import (
    confirm_exclusions,
    drop_exclusions,
    import_exclusions,
    lift_exclusion,
    propose_exclusion,
)
from programs.actions.form import change_documents, change_form, standard_form
from programs.actions.list_job import confirm_or_queue, propose_or_queue, work_off
from programs.actions.measured import import_measured
from programs.actions.meeting import (
    agree_score,
    cancel_meeting,
    close_meeting,
    drop_agreed,
    note_attendance,
    open_meeting,
    plan_meeting,
    write_minutes,
)
from programs.actions.moment import confirm_for, plan_results, publish_or_queue, publish_planned, take_back_moment
from programs.actions.notice_file import attach_to_notice, detach_from_notice
from programs.actions.office import (
    add_approver,
    add_manager,
    add_payer,
    add_reviewer,
    remove_approver,
    remove_payer,
    remove_reviewer,
)
from programs.actions.panel import (
    assign_panel,
    declare_recusal,
    remind_reviewers,
    set_recusal,
    sign_pledge,
    update_profile,
)
from programs.actions.presence import note_presence
from programs.actions.publication import (
    cancel_call,
    close_call,
    close_when_over,
    extend_window,
    propose_call,
    publish_call,
    send_back_call,
    take_back_call,
)
from programs.actions.ranking import confirm_ranking, propose_ranking, send_back_ranking
from programs.actions.republish import publish_decision
from programs.actions.reserve import (
    accept_call_up,
    call_next,
    give_up,
    lapse_call_up,
    refuse_call_up,
    take_back_call_up,
)
from programs.actions.results import publish_results
from programs.actions.review import assign_reviewers, return_review, revoke_assignment, save_review, submit_review
from programs.actions.screening import reveal_answer, screen_again, screen_application
from programs.actions.submission import submit_application, tell_receipts
from programs.actions.takeover import take_over

__all__ = [
    "Saved",
    "accept_call_up",
    "add_approver",
    "add_manager",
    "add_payer",
    "add_reviewer",
    "agree_score",
    "answer_appeal",
    "approve_amendment",
    "ask_correction",
    "assign_panel",
    "assign_reviewers",
    "attach_correction",
    "attach_file",
    "attach_to_appeal",
    "attach_to_notice",
    "call_next",
    "cancel_call",
    "cancel_meeting",
    "change_documents",
    "change_form",
    "change_terms",
    "check_taxes",
    "close_call",
    "close_meeting",
    "close_when_over",
    "compose_amendment",
    "confirm_decisions",
    "confirm_exclusions",
    "confirm_for",
    "confirm_or_queue",
    "confirm_ranking",
    "copy_call",
    "create_call",
    "decide",
    "declare_recusal",
    "decline_opinion",
    "detach_correction",
    "detach_file",
    "detach_from_appeal",
    "detach_from_notice",
    "discard_amendment",
    "drop_agreed",
    "drop_amendment",
    "drop_exclusions",
    "end_correction",
    "extend_window",
    "file_appeal",
    "give_opinion",
    "give_to_panel",
    "give_up",
    "hand_in_correction",
    "import_exclusions",
    "import_measured",
    "judge_bonus",
    "lapse_call_up",
    "lapse_correction",
    "lift_exclusion",
    "note_attendance",
    "note_presence",
    "note_support",
    "open_meeting",
    "plan_meeting",
    "plan_results",
    "propose_amendment",
    "propose_call",
    "propose_exclusion",
    "propose_or_queue",
    "propose_ranking",
    "publish_call",
    "publish_decision",
    "publish_or_queue",
    "publish_planned",
    "publish_results",
    "refuse_call_up",
    "remind_reviewers",
    "remove_approver",
    "remove_payer",
    "remove_reviewer",
    "return_review",
    "reveal_answer",
    "revoke_assignment",
    "save_answers",
    "save_appeal",
    "save_correction",
    "save_review",
    "screen_again",
    "screen_application",
    "send_back_call",
    "send_back_ranking",
    "set_limits",
    "set_recusal",
    "sign_pledge",
    "standard_form",
    "start_application",
    "submit_application",
    "submit_review",
    "take_back_call",
    "take_back_call_up",
    "take_back_moment",
    "take_over",
    "tell_receipts",
    "update_call",
    "update_profile",
    "withdraw_appeal",
    "withdraw_application",
    "work_off",
    "write_minutes",
]
