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
            "add_manager": _("manager added to the call"),
            "add_reviewer": _("reviewer added to the call"),
            "remove_reviewer": _("reviewer removed from the call"),
            "decide": _("decision written"),
            "attach": _("document attached"),
            "detach": _("document taken away"),
            "start": _("begun"),
            "check_taxes": _("certificate of taxes noted"),
            "note_support": _("support from elsewhere noted"),
            "judge_bonus": _("verdict on bonus points"),
            "enter_exclusion": _("excluded business entered"),
            "lift_exclusion": _("exclusion lifted"),
        }
    )
    register_records(
        {
            "programs.call": _("call"),
            "programs.application": _("application"),
            "programs.review": _("review"),
            "programs.correction": _("correction request"),
            "programs.exclusion": _("exclusion from subsidies"),
        }
    )
    register_systems({"programs.close_calls": _("closing of calls")})
