"""What is refused in screening: checklists, evidence, bonus, the list of the excluded, corrections."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError

if TYPE_CHECKING:
    from programs.rules.table_file import Problem


class ScreeningReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose a reason and write it out: the applicant will read it.")


class ChecklistOpen(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Tick every point of the checklist before finding the application eligible.")


class NothingToScreen(HanbatError):
    message = _("There is nothing here to look up: the application was not handed in, or no business applies.")


class UnknownTax(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose national or local taxes.")


class EvidenceExpired(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This certificate is no longer valid today. Ask for a new one.")


class SupportIncomplete(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give both the programme and the number of the case, or neither when nothing was found.")


class BonusNotAsked(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The application did not ask for this bonus.")


class BonusReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say why the proof does not hold: the applicant will read it with the scores.")


class NotABusinessNumber(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not a business registration number: ten digits whose last one checks the others.")


class ExclusionBackwards(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("An exclusion must end after it begins.")


class ExclusionBeyond(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("An exclusion from that day ends on %(day)s at the latest (%(source)s).")


class ExclusionEnteredTwice(HanbatError):
    message = _("This business already stands in the list from that day on the same grounds.")


class ExclusionOver(HanbatError):
    message = _("This exclusion has already been lifted.")


class EnteredByYourself(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You proposed this yourself. Another person of the office has to lift it.")


class ListedByYourself(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You proposed this yourself. Another person who approves has to look at it.")


class ListHasFaults(HanbatError):
    """A list that was to be imported; ``problems`` names every row that cannot be taken. Nothing was."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "%(count)s row cannot be taken, so nothing was. Correct it in the file and send it again.",
        "%(count)s rows cannot be taken, so nothing was. Correct them in the file and send it again.",
        "count",
    )

    def __init__(self, problems: "list[Problem]") -> None:
        self.problems = problems
        super().__init__(field="upload", count=len(problems))


class NotMeasured(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This criterion is judged by reviewers. Choose one whose points come from a test.")


class RankingMade(HanbatError):
    message = _("A ranking is proposed or confirmed already. Send it back first, then enter other points.")


class PointsMissing(HanbatError):
    message = ngettext_lazy(
        "%(count)s application has no points of the test yet. Enter them: 0 for whoever did not take it.",
        "%(count)s applications have no points of the test yet. Enter them: 0 for whoever did not take it.",
        "count",
    )


class NothingNamed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Name at least one question or document that is to be corrected.")


class CorrectionNoteNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say for each named item what is to be corrected: the applicant reads it there.")


class CorrectionDueTooSoon(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The due date has already passed. Choose a later one.")


class NothingToCorrect(HanbatError):
    message = _("No correction is asked of this application now.")


class CorrectionOver(HanbatError):
    message = _(
        "The time for corrections ended at %(moment)s by the server's clock, so nothing more is accepted. What you "
        "handed in before counts; what you typed since is kept here and can be read by the office on request."
    )


class NotNamed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Only the named items can be corrected; “%(key)s” is none of them.")


class OnlyWhatWasNamed(HanbatError):
    message = _("Something besides the named items would change, so this was not accepted. Reload the page.")
