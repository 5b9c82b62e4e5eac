"""Personal data that the census holds: the owner's in the answers, and what enumerators write about them."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import PersonalField, declare_personal, mask_all


def declare() -> None:
    purpose = _("to describe the city's small businesses in figures")
    handling = _("to visit again and to correct the record")
    until = _("until the results of the census are settled; in the figures nobody can be recognised")
    record = _("census record")
    answers = _("answers about the owner")
    declare_personal(
        PersonalField("survey.censusrecord", "answers", purpose, until, mask_all, whose=record, label=answers),
        PersonalField("survey.censusrecord", "content", purpose, until, mask_all, whose=record, label=answers),
        PersonalField(
            "survey.fielditem", "text", purpose, until, mask_all, whose=_("item of the field app"), label=answers
        ),
        PersonalField("survey.visit", "note", handling, until, mask_all, whose=_("visit of the census")),
        PersonalField("survey.censusrecord", "return_note", handling, until, mask_all, whose=record),
        PersonalField("survey.censusrecord", "return_notes", handling, until, mask_all, whose=record),
    )
