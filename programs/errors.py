"""What the engine refuses, each with what to do."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs.rules.form import Gap
    from programs.rules.scoring import Criterion
    from programs.rules.table_file import Problem


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
    message = _("%(count)s things are still missing. Each is listed with a link to its place.")

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
    message = _("%(count)s rows cannot be taken, so nothing was. Correct them in the file and send it again.")

    def __init__(self, problems: "list[Problem]") -> None:
        self.problems = problems
        super().__init__(field="upload", count=len(problems))


class NotMeasured(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This criterion is judged by reviewers. Choose one whose points come from a test.")


class RankingMade(HanbatError):
    message = _("A ranking is proposed or confirmed already. Send it back first, then enter other points.")


class PointsMissing(HanbatError):
    message = _("%(count)s applications have no points of the test yet. Enter them: 0 for whoever did not take it.")


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


class NotAReviewer(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s is not a reviewer of this call. Add the person to its reviewers first.")


class ReviewConflict(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s belongs to the applicant and cannot review its application.")


class ConflictFound(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "%(name)s has a conflict of interest with this applicant (%(kinds)s). Ask somebody else, or give a reason for "
        "asking this person all the same."
    )


class PledgeNeeded(HanbatError):
    message = _("Sign the pledge of this call before the first sheet.")


class ReviewsClosed(HanbatError):
    message = _(
        "The reviews of this call are closed: a ranking was proposed. What you typed stays on this page and this "
        "device; call the manager if it has to count."
    )


class EmployerIncomplete(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give the name or the registration number of each employer.")


class NothingToAssign(HanbatError):
    message = _("Nothing can be assigned now: every application has its reviewers, or nobody is left who may judge it.")


class PlanChanged(HanbatError):
    message = _("Meanwhile something changed, so this is not the assignment that you saw. Look at the new one.")


class AttendanceMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Tick who of the panel is there.")


class MeetingNotOpen(HanbatError):
    message = _("The meeting is “%(state)s”; this is possible only while it is in session.")


class NothingToAgree(HanbatError):
    message = _("Only applications under review in this call can be agreed on.")


class AgreedReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say why the panel agreed on these points: it stands in the minutes.")


class MinutesMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Write the minutes before you close them.")


class ScoresMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give points for every criterion, between 0 and its maximum. Still open: %(what)s")

    def __init__(self, criteria: "Sequence[Criterion]") -> None:
        self.criteria = list(criteria)
        super().__init__(what=", ".join(gettext(criterion.label) for criterion in criteria))


class ReviewNotEditable(HanbatError):
    message = _("This review was handed in and can no longer be changed. Ask the manager to return it.")


class ReviewsOpen(HanbatError):
    message = _("%(count)s reviews have not been handed in yet.")


class SheetsShort(HanbatError):
    message = _(
        "%(count)s applications have fewer than the %(needed)s reviews that the terms of the call need. Wait for the "
        "outstanding ones, or give those applications to other reviewers."
    )


class ScreeningOpen(HanbatError):
    message = _("%(count)s applications are still being screened. A list without them would not be the whole list.")


class BonusOpen(HanbatError):
    message = _("The proofs of %(count)s bonus points that were asked for have not been judged yet.")


class TrackUnknown(HanbatError):
    message = _("%(count)s applications name no track of this call. Ask for a correction, then rank.")


class SumUnknown(HanbatError):
    message = _(
        "For %(count)s applications the sum asked is not known (as without a registered size class), so the budget "
        "cannot be divided."
    )


class RankingUnknown(NotVisible):
    message = _("There is no such ranking.")


class InputsChanged(HanbatError):
    message = _("Since this ranking was made something changed: %(what)s. Propose it anew.")


class RankingNotConfirmed(HanbatError):
    message = _("The ranking has not been confirmed by a second person yet.")


class NotConfirmed(HanbatError):
    message = _("%(count)s decisions have not been confirmed by a second person yet.")


class NothingToConfirm(HanbatError):
    message = _("There is nothing here that you can confirm: it is confirmed already, or you proposed it yourself.")


class DeviationReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not what the ranking proposes. Give the reason: it is shown to whoever confirms it.")


class TrackOverPlaces(HanbatError):
    message = _("In “%(track)s” %(count)s are to be selected, but it has %(places)s places.")


class TrackOverBudget(HanbatError):
    message = _("In “%(track)s” those selected come to %(amount)s won, but it has %(budget)s won.")


class DecisionReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give the reason for not selecting: the applicant will read it.")


class NothingToDecide(HanbatError):
    message = _("This application is “%(state)s”, so there is nothing to decide.")


class ResultsOut(HanbatError):
    message = _("The results are published; a decision is changed by an appeal from now on.")


class Undecided(HanbatError):
    message = _("%(count)s applications have no decision yet. Decide them first.")


class MoreThanSeats(HanbatError):
    message = _("%(count)s are to be selected, but the call has %(seats)s places.")


class OverBudget(HanbatError):
    message = _("Those selected come to %(amount)s won, but the call has %(budget)s won.")


class BulkUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose what is to be done with the cases.")
