"""What the audit trail calls the acts and records of survey."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import register_records, register_systems, register_verbs


def register() -> None:
    register_verbs(
        {
            "receive_frame_file": _("business file received"),
            "merge_repeat": _("entry merged into another one of the same business"),
            "tell_apart": _("entry found to be a business of its own"),
            "undo_verdict": _("answer on a repeat taken back"),
            "upload_questionnaire": _("questionnaire uploaded"),
            "make_app_token": _("app token made"),
            "revoke_app_token": _("app token withdrawn"),
            "add_field_device": _("device set up for field work"),
            "order_wipe": _("device ordered to be wiped"),
            "note_wiped": _("device wiped"),
            "load_export": _("export of a device loaded"),
            "open_wave": _("census round opened"),
            "add_wave_manager": _("manager added to the census round"),
            "assign_businesses": _("businesses given to an enumerator"),
            "end_assignments": _("businesses taken back from an enumerator"),
            "set_field_rules": _("hours and telephone of field work set"),
            "load_boundaries": _("boundaries of the dongs loaded"),
            "go_out": _("round in the field begun"),
            "give_late_word": _("word of being well that came late"),
            "tell_again": _("alarm of the field told once more"),
            "name_watcher": _("named to watch over people in the field"),
            "release_watcher": _("does not watch over people in the field any more"),
            "cut_areas": _("census round cut into areas"),
            "hand_out": _("areas shared among enumerators"),
            "give_numbers": _("participation numbers given"),
            "withdraw_number": _("participation number withdrawn"),
            "come_in": _("came in with a participation number and agreed"),
            "hand_over": _("area handed over to another enumerator"),
            "add_found": _("business found in the field added"),
            "take_in_listed": _("new businesses of the list taken into the areas"),
            "pass_on": _("business that moved handed over to another area"),
            "try_again": _("business to be visited once more"),
            "leave_as_found": _("business left as it was found"),
        }
    )
    register_records(
        {
            "survey.frameimport": _("business file"),
            "survey.business": _("business of the frame"),
            "survey.questionnaireversion": _("version of a questionnaire"),
            "survey.apptoken": _("app token"),
            "survey.heldsubmission": _("held submission of the census"),
            "survey.fielddevice": _("device of the field app"),
            "survey.fielditem": _("item of the field app"),
            "survey.wave": _("census round"),
            "survey.dongboundary": _("boundary of a dong"),
            "survey.outing": _("round in the field"),
            "survey.participation": _("participation number"),
            "survey.area": _("area of the census"),
            "survey.addition": _("business found in the field"),
            "survey.case": _("business to visit in the census"),
            "survey.censusrecord": _("census record"),
        }
    )
    register_systems(
        {
            "import_frame": _("import of the business file"),
            "frame": _("import of the business file"),
            "import_boundaries": _("import of the boundaries"),
            "survey.look_after": _("watch over people in the field"),
        }
    )
