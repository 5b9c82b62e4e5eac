"""What is refused after the results: in appeals, in giving up, in calling reserves."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError, NotVisible


class AppealNotVisible(NotVisible):
    message = _("There is no such appeal, or it is not open to you.")


class NothingToAppeal(HanbatError):
    message = _("There is no result here against which an appeal can be made.")


class AppealOver(HanbatError):
    message = _(
        "The time for an appeal ended at %(moment)s by the server's clock, so nothing more is accepted. What you wrote "
        "is kept and can be read here."
    )


class AppealMade(HanbatError):
    message = _("Your appeal against this result was filed already. One appeal can be made against a result.")


class GroundsNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Write why the result rests on a mistake: the panel reads it.")


class TooManyMaterials(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("At most %(most)s files can be put to an appeal. Put several pages into one PDF.")


class NotForThisPanel(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s cannot judge this appeal: %(why)s")


class PanelEmpty(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose at least one member of the panel.")


class OpinionReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose a view and give its reason: whoever answers the appeal reads it.")


class OpinionsOpen(HanbatError):
    message = ngettext_lazy(
        "%(count)s opinion of the panel has not been given yet.",
        "%(count)s opinions of the panel have not been given yet.",
        "count",
    )


class AnswerNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Write the answer: the applicant reads it.")


class PanelMemberAnswers(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You gave an opinion on this appeal. Somebody else has to answer it.")


class ResultsNotOut(HanbatError):
    message = _("The results of this call are not published yet.")


class NothingToPublish(HanbatError):
    message = _("There is no confirmed decision here that waits to be published.")


class NoRoom(HanbatError):
    message = _(
        "What is left in “%(track)s” (places: %(places)s, won: %(won)s) does not let this decision be published as "
        "selected. Take back an open call-up, decide for the reserve list, or amend the number or the budget of the "
        "track."
    )


class NobodyToCall(HanbatError):
    message = _("Nobody is called: %(why)s")


class NoCallUp(HanbatError):
    message = _("There is no call-up that you could answer now.")


class CallUpOver(HanbatError):
    message = _("The time to answer the call-up ended at %(moment)s by the server's clock.")
