"""What the audit trail calls the acts and records of programs."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "assign_reviewer": _("reviewer asked for a review"),
            "revoke_reviewer": _("review taken back from a reviewer"),
            "create": _("call created"),
            "update": _("call changed"),
            "extend": _("window of the call extended"),
            "import_measured": _("points of a test entered"),
            "add_manager": _("manager added to the call"),
            "add_reviewer": _("reviewer added to the call"),
            "remove_reviewer": _("reviewer removed from the call"),
            "decide": _("decision written"),
            "attach": _("document attached"),
            "detach": _("document taken away"),
            "start": _("begun"),
            "audit_list": _("Looked at a list as an auditor"),
            "audit_look": _("Looked at it as an auditor"),
            "archive_records": _("Records put into the archive"),
            "keep_longer": _("Records kept longer"),
            "propose_destruction": _("Proposed to destroy records"),
            "plan_meeting": _("meeting of the panel planned"),
            "note_attendance": _("attendance noted"),
            "agree_score": _("points agreed on by the panel"),
            "drop_agreed": _("agreed points taken back"),
            "write_minutes": _("minutes written"),
            "update_profile": _("reviewer's profile changed"),
            "sign_pledge": _("pledge signed"),
            "recuse": _("reviewer excluded from an application"),
            "remind_reviewers": _("reviewers reminded"),
            "check_taxes": _("certificate of taxes noted"),
            "note_support": _("support from elsewhere noted"),
            "judge_bonus": _("verdict on bonus points"),
            "propose_exclusions": _("businesses proposed for the list of the excluded"),
            "enter_exclusion": _("excluded business entered"),
            "lift_exclusion": _("exclusion lifted"),
            "propose_ranking": _("ranking proposed"),
            "compose_amendment": _("amendment of the call begun"),
            "prepare_terms": _("terms prepared for the amendment"),
            "set_limits": _("days set after which a case is late"),
            "amend_call": _("call amended in the open"),
            "plan_results": _("moment of the results set"),
            "ask_list_job": _("work on a long list handed to the worker"),
            "propose_decisions": _("decisions proposed by the ranking"),
            "add_approver": _("approver added to the call"),
            "take_over": _("answers and documents of an earlier application taken over"),
            "attach_to_notice": _("file added to the notice"),
            "detach_from_notice": _("file taken off the notice"),
            "propose_figure": _("reference figure proposed"),
            "enter_figure": _("reference figure entered"),
            "copy_call": _("call copied from an earlier one"),
            "add_payer": _("finance officer added to the call"),
            "remove_payer": _("finance officer taken off the call"),
            "remove_approver": _("approver taken off the call"),
            "renew_feed": _("address of the calendar made"),
            "revoke_feed": _("address of the calendar ended"),
            "call_reserve": _("reserve called up"),
            "ask_opinions": _("opinions of a panel asked for"),
            "give_opinion": _("opinion of a panel member given"),
            "decline_opinion": _("panel member stepped back from an appeal"),
        }
    )
    register_records(
        {
            "programs.call": _("call"),
            "programs.archivedcase": _("archived records"),
            "programs.destructionorder": _("destruction of records"),
            "programs.application": _("application"),
            "programs.review": _("review"),
            "programs.rankingrun": _("ranking (record)"),
            "programs.callamendment": _("amendment (record)"),
            "programs.decision": _("decision (record)"),
            "programs.listjob": _("work on a long list (record)"),
            "programs.resultsmoment": _("moment for the results (record)"),
            "programs.correction": _("correction request"),
            "programs.meeting": _("panel meeting"),
            "programs.reviewerprofile": _("reviewer's profile"),
            "programs.exclusion": _("exclusion from subsidies"),
            "programs.listingproposal": _("entry in the list of the excluded (record)"),
            "programs.appeal": _("appeal (record)"),
            "programs.reservecall": _("call-up from the reserve list"),
        }
    )
    register_systems(
        {
            "reference_figure": _("reference figures, on the command line"),
            "programs.close_calls": _("closing of calls"),
            "programs.publish_results": _("results whose moment has come"),
            "programs.tell_received": _("word that an application was received"),
            "programs.work_off_lists": _("work on long lists"),
            "programs.lapse_corrections": _("corrections whose day has passed"),
            "programs.lapse_call_ups": _("call-ups whose day has passed"),
            "programs.destroy": _("destruction of records"),
        }
    )
