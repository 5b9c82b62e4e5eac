"""Personal data that the census holds: the owner's in the answers, what enumerators write about them, and where those
were when they chose to say so."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import PersonalField, declare_personal, mask_all


def declare() -> None:
    purpose = _("to describe the city's small businesses in figures")
    handling = _("to visit again and to correct the record")
    until = _("until the results of the census are settled; in the figures nobody can be recognised")
    proof = _("to prove a visit, where the enumerator wants it")
    record = _("census record")
    outing = _("round in the field")
    safety = _("to look for whoever gives no word or calls for help")
    back = _("until the person is back; after a call for help until the results of the census are settled")
    item = _("item of the field app")
    answers = _("answers about the owner")
    photo = _("photo of the business")
    declare_personal(
        PersonalField("survey.censusrecord", "answers", purpose, until, mask_all, whose=record, label=answers),
        PersonalField("survey.censusrecord", "content", purpose, until, mask_all, whose=record, label=answers),
        PersonalField("survey.fielditem", "text", purpose, until, mask_all, whose=item, label=answers),
        PersonalField("survey.fielditem", "file", handling, until, mask_all, whose=item, label=photo),
        PersonalField(
            "survey.fielditem", "latitude", proof, until, mask_all, whose=item, label=_("latitude of the device")
        ),
        PersonalField(
            "survey.fielditem", "longitude", proof, until, mask_all, whose=item, label=_("longitude of the device")
        ),
        PersonalField("survey.outing", "place", safety, back, mask_all, whose=outing),
        PersonalField(
            "survey.outing", "latitude", safety, back, mask_all, whose=outing, label=_("latitude of the device")
        ),
        PersonalField(
            "survey.outing", "longitude", safety, back, mask_all, whose=outing, label=_("longitude of the device")
        ),
        PersonalField("survey.outing", "note", safety, until, mask_all, whose=outing),
        PersonalField("survey.visit", "note", handling, until, mask_all, whose=_("visit of the census")),
        PersonalField(
            "survey.visit",
            "latitude",
            proof,
            until,
            mask_all,
            whose=_("visit of the census"),
            label=_("latitude of the device"),
        ),
        PersonalField(
            "survey.visit",
            "longitude",
            proof,
            until,
            mask_all,
            whose=_("visit of the census"),
            label=_("longitude of the device"),
        ),
        PersonalField("survey.visit", "photo", handling, until, mask_all, whose=_("visit of the census"), label=photo),
        PersonalField(
            "survey.addition", "photo", handling, until, mask_all, whose=_("business found in the field"), label=photo
        ),
        PersonalField(
            "survey.ruling", "reason", handling, until, mask_all, whose=_("decision of a supervisor of the census")
        ),
        PersonalField("survey.censusrecord", "return_note", handling, until, mask_all, whose=record),
        PersonalField("survey.censusrecord", "return_notes", handling, until, mask_all, whose=record),
    )
