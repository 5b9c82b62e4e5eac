"""What is refused in choosing: reviewing, the panel's meeting, ranking, deciding."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs.rules.scoring import Criterion


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
    message = ngettext_lazy(
        "%(count)s review has not been handed in yet.",
        "%(count)s reviews have not been handed in yet.",
        "count",
    )


class SheetsShort(HanbatError):
    message = ngettext_lazy(
        "%(count)s application has fewer reviews than the terms of the call need (%(needed)s). Wait for "
        "the outstanding ones, or give that application to other reviewers.",
        "%(count)s applications have fewer reviews than the terms of the call need (%(needed)s). Wait for "
        "the outstanding ones, or give those applications to other reviewers.",
        "count",
    )


class ScreeningOpen(HanbatError):
    message = ngettext_lazy(
        "%(count)s application is still being screened. A list without it would not be the whole list.",
        "%(count)s applications are still being screened. A list without them would not be the whole list.",
        "count",
    )


class BonusOpen(HanbatError):
    message = ngettext_lazy(
        "The proof of %(count)s bonus point that was asked for has not been judged yet.",
        "The proofs of %(count)s bonus points that were asked for have not been judged yet.",
        "count",
    )


class TrackUnknown(HanbatError):
    message = ngettext_lazy(
        "%(count)s application names no track of this call. Ask for a correction, then rank.",
        "%(count)s applications name no track of this call. Ask for a correction, then rank.",
        "count",
    )


class SumUnknown(HanbatError):
    message = ngettext_lazy(
        "For %(count)s application the sum asked is not known (as without a registered size class), so the "
        "budget cannot be divided.",
        "For %(count)s applications the sum asked is not known (as without a registered size class), so the "
        "budget cannot be divided.",
        "count",
    )


class RankingUnknown(NotVisible):
    message = _("There is no such ranking.")


class InputsChanged(HanbatError):
    message = _("Since this ranking was made something changed: %(what)s. Propose it anew.")


class RankingNotConfirmed(HanbatError):
    message = _("The ranking has not been confirmed by a second person yet.")


class NotConfirmed(HanbatError):
    message = ngettext_lazy(
        "%(count)s decision has not been confirmed by a second person yet.",
        "%(count)s decisions have not been confirmed by a second person yet.",
        "count",
    )


class NothingToConfirm(HanbatError):
    message = _("There is nothing here that you can confirm: it is confirmed already, or you proposed it yourself.")


class DeviationReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not what the ranking proposes. Give the reason: it is shown to whoever confirms it.")


class TrackOverPlaces(HanbatError):
    message = _("To be selected in “%(track)s”: %(count)s, but it has room for %(places)s.")


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
    message = ngettext_lazy(
        "%(count)s application has no decision yet. Decide it first.",
        "%(count)s applications have no decision yet. Decide them first.",
        "count",
    )


class MoreThanSeats(HanbatError):
    message = _("To be selected: %(count)s, but the call has room for %(seats)s.")


class OverBudget(HanbatError):
    message = _("Those selected come to %(amount)s won, but the call has %(budget)s won.")


class BulkUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose what is to be done with the cases.")
