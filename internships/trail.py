"""What the audit trail calls the acts and records of internships."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "register_host": _("host institution registered"),
            "appoint_mentor": _("mentor appointed"),
            "enter_attendance": _("attendance entered"),
            "confirm_day": _("day of attendance confirmed"),
            "write_log": _("work log written"),
            "write_summary": _("weekly summary written"),
            "answer_summary": _("weekly summary answered"),
            "appoint_listener": _("listener appointed"),
            "raise_concern": _("concern raised"),
            "add_note": _("note added to a concern"),
            "open_course": _("course opened"),
            "add_session": _("session of a course added"),
            "enter_training": _("attendance of a course entered"),
            "enter_results": _("results of a test entered"),
            "close_week": _("week of attendance closed"),
            "close_month": _("month of attendance closed"),
            "ask_about_attendance": _("request about attendance made"),
            "confirm_days": _("days of attendance confirmed"),
            "place_applicant": _("placement proposed"),
            "issue_certificate": _("certificate issued"),
            "issue_employment": _("certificate of employment issued"),
            "evaluate_intern": _("evaluation of an intern written"),
            "ask_intern": _("intern asked"),
            "answer_intern": _("intern answered"),
            "record_outcome": _("where an intern is recorded by the office"),
            "ask_for_computing": _("computing of the pay asked for"),
            "ask_for_completion": _("completion of all asked for"),
            "save_wishes": _("wishes for places saved"),
            "propose_matching": _("matching proposed"),
            "correct_host": _("host institution corrected"),
            "draw_up_contract": _("contract drawn up"),
            "sign_contract": _("contract signed"),
            "confirm_receipt": _("receipt of the contract confirmed"),
            "enter_pay_account": _("account for the pay entered"),
            "confirm_pay_account": _("account for the pay confirmed"),
            "declare_pay_profile": _("declaration for tax and pension"),
            "note_exemption": _("exemption from an insurance noted"),
            "read_tax_table": _("tax table read"),
            "begin_pay_run": _("pay run begun"),
            "fetch_pay_transfer": _("transfer file of the pay fetched"),
            "draft_position": _("position begun"),
            "describe_position": _("position written"),
            "describe_change": _("change of a position written"),
            "reserve_seats": _("seats kept for groups"),
            "make_interview_day": _("interview day prepared"),
            "add_interview_times": _("interview times added"),
            "remove_interview_time": _("interview time removed"),
            "book_interview": _("interview booked"),
            "wait_for_interview": _("waiting for an interview"),
            "name_claim": _("priority claim made"),
            "destroy_evidence": _("evidence of a priority claim destroyed"),
            "let_see_priority": _("permission to see priority groups given"),
            "stop_seeing_priority": _("permission to see priority groups taken away"),
            "seat_interviewers": _("interviewers of a time changed"),
        }
    )
    register_records(
        {
            "internships.host": _("host institution"),
            "internships.position": _("position"),
            "internships.positionchange": _("change of a position"),
            "internships.placement": _("placement"),
            "internships.attendancerequest": _("request about attendance"),
            "internships.attendancemonth": _("closed month of attendance"),
            "internships.worklog": _("work log"),
            "internships.weeksummary": _("weekly summary"),
            "internships.concern": _("concern"),
            "internships.course": _("course"),
            "internships.contract": _("labour contract"),
            "internships.payrun": _("pay run"),
            "internships.evaluation": _("evaluation of an intern"),
            "internships.internsurvey": _("questions to an intern"),
            "internships.payslip": _("payslip"),
            "internships.payaccount": _("account for the pay"),
            "internships.payprofile": _("declaration for tax and pension"),
            "internships.taxtableversion": _("tax table"),
            "internships.matchingrun": _("matching"),
            "internships.interviewday": _("interview day"),
            "internships.interviewbooking": _("interview"),
            "internships.priorityclaim": _("priority claim"),
        }
    )
    register_systems(
        {
            "internships": _("internship programme"),
            "internships.signatures": _("signatures of contracts"),
            "internships.lapse_placements": _("end of offers that were not answered"),
            "internships.archive": _("archive of internships"),
            "internships.ask_interns": _("questions to interns after the end"),
            "internships.destroy_evidence": _("destruction of evidence that is no longer needed"),
            "internships.release_interviews": _("interview times of applications that are out"),
        }
    )
