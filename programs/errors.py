"""What the engine refuses, each with what to do: calls, windows, applying. Later stages have modules of their own."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError, NotVisible

if TYPE_CHECKING:
    from programs.rules.form import Gap


class UnknownProgramme(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("There is no programme “%(code)s”.")


class CallNotVisible(NotVisible):
    message = _("There is no such call, or it is not published yet.")


class ApplicationNotVisible(NotVisible):
    message = _("There is no such application, or it is not yours. Look it up in your list of applications.")


class NotOpenYet(HanbatError):
    message = _("This call opens at %(moment)s. Your draft can be started from then on.")


class CallClosed(HanbatError):
    message = _(
        "This call closed at %(moment)s by the server's clock, so nothing more is accepted. What you wrote is kept "
        "and can still be read and printed here. If the service was down for you, call the person in charge."
    )


class SecondPersonNeeded(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You prepared this yourself. Somebody else who may approve in this call has to look at it.")


class FigureUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Nothing computes with “%(name)s”, or the value cannot be meant.")


class DayHasCome(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A day off is entered before it comes: what was counted and paid until today stays as it is.")


class FigureProposed(HanbatError):
    message = _("Another value from %(since)s is waiting to be decided on. Have it refused first.")


class FigureLiesBefore(HanbatError):
    message = _(
        "“%(name)s” has a value from %(since)s or a later day already. A figure is entered from a later day on."
    )


class NotAFinanceOfficer(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s is not a finance officer, so they cannot pay.")


class NotAnApprover(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s is neither an approving officer nor a programme manager, so they cannot approve.")


class WindowStillOpen(HanbatError):
    message = _("Applications can still come in until %(moment)s. This is possible afterwards.")


class StillArriving(HanbatError):
    message = _(
        "The window has just closed. What was sent in time may still be waiting for its turn, for up to %(minutes)s "
        "minutes. This is possible afterwards."
    )


class MomentPassed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This moment has already passed. Choose a later one, or publish now.")


class MomentTooFar(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The results can be set for a moment within %(days)s days. Choose an earlier one.")


class AnotherListJob(HanbatError):
    message = _("The worker is still at another step of this list. Load the page again once it is done.")


class NoMoment(HanbatError):
    message = _("No moment is set for these results, or it has come already. Load the page again.")


class OrganisationNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Businesses apply in this call. Register your business (or accept its invitation) first.")


class NotYourOrganisation(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You are not a member of this business. Ask its representative for an invitation.")


class NotEligible(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("By what is known of you, you cannot apply in this call: %(what)s")


class NotEditable(HanbatError):
    message = _("This application is “%(state)s” and can no longer be changed.")


class Incomplete(HanbatError):
    """The application has gaps; ``gaps`` lists them in the order of the form."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "%(count)s thing is still missing or to be corrected. It is listed with a link to its place.",
        "%(count)s things are still missing or to be corrected. Each is listed with a link to its place.",
        "count",
    )

    def __init__(self, gaps: "list[Gap]") -> None:
        self.gaps = gaps
        super().__init__(count=len(gaps))


class UnknownField(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The form of this call has no field “%(key)s”. Reload the page; what you typed stays in it.")


class TooMuchText(HanbatError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = _("This text is far longer than the field allows (%(length)s characters). Shorten it.")


class NothingToTakeOver(HanbatError):
    message = _("There is nothing to take over: your earlier application has no answer for what is still empty here.")


class UnknownDocument(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call does not ask for this document. Choose one of the documents listed.")


class TooManyFiles(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("At most %(most)s files fit one document. Put several pages into one PDF.")
