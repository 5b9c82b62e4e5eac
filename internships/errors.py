"""Refusals of the internship programme, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError


class HostNotApproved(HanbatError):
    message = _("“%(host)s” is not approved yet. Approve the host institution first, then open its positions.")


class HostKnown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("“%(host)s” is registered already. Open its page in the list of host institutions.")


class OwnHost(HanbatError):
    message = _("You belong to “%(host)s” yourself. Somebody else in the office decides on it.")


class PositionsClosed(HanbatError):
    message = _("This call takes no more positions of hosts. Ask the office.")


class PositionIncomplete(HanbatError):
    message = _("Something is still missing: %(missing)s. Fill it in, then ask for the position.")


class PositionBeingJudged(HanbatError):
    message = _("The office is looking at this now. Take it back first, then change it.")


class PositionOver(HanbatError):
    message = _("This position is closed. Write a new one.")


class NothingChanged(HanbatError):
    message = _("Nothing is changed yet. Change what should be different, then ask for it.")


class MentorFull(HanbatError):
    message = _(
        "%(mentor)s would look after %(total)s interns, %(already)s of them at other positions; "
        "a mentor has at most %(most)s. Name another mentor or fewer seats."
    )


class NoMentorOfHost(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The mentor must belong to the host institution. Invite the person to your organisation first.")


class QuotaReached(HanbatError):
    message = _(
        "Seats that the call grants to hosts of this kind (%(kind)s): at most %(most)s, %(granted)s of them granted "
        "already. With %(seats)s more it would be %(over)s too many."
    )


class SeatsHeld(HanbatError):
    message = _("Seats taken or kept for a group: %(taken)s. There cannot be fewer than these.")


class PositionInUse(HanbatError):
    message = ngettext_lazy(
        "%(count)s person holds a seat of “%(position)s”. Their placement is ended or moved first; then it can "
        "be closed.",
        "%(count)s people hold a seat of “%(position)s”. Their placements are ended or moved first; then it can "
        "be closed.",
        "count",
    )


class UnknownGroup(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call names no such priority group. Add it to the call's settings first.")


class TooManyKept(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(kept)s seats would be kept for groups; the position has %(seats)s.")


class OutsideCallPeriod(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The work must lie within the call's period, %(first_day)s to %(last_day)s.")


class NoTerms(HanbatError):
    message = _("This call has no period of work yet. Enter its first and last day in the call's settings first.")


class PositionKnown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This host already has a position of that name in the call. Give it another name.")


class NotSelected(HanbatError):
    message = _("Only applicants who were selected can be placed. This application is “%(state)s”.")


class HoldsAPlace(HanbatError):
    message = _(
        "This applicant has a place of work. It is declined or ended first; then the selection can be given up."
    )


class OtherCall(HanbatError):
    message = _("The position belongs to another call than the application.")


class NotOffered(HanbatError):
    message = _("“%(position)s” is not offered at present. Choose another position.")


class NoSeatLeft(HanbatError):
    message = _("Every seat of “%(position)s” is taken (%(seats)s in all). Choose another position.")


class PlacedAlready(HanbatError):
    message = _("%(person)s has a place already. A person works at one place at a time.")


class OutsidePeriod(HanbatError):
    message = _("You can clock in and out from %(first_day)s to %(last_day)s, the days of your contract.")


class NotWorking(HanbatError):
    message = _("Clocking in and out is open to interns with an accepted place. Yours is “%(state)s”.")


class MalformedClick(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The click could not be read. Load the page again and click once more.")


class TimeNotCome(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(person)s: this time has not come yet. Enter times up to now.")


class GoneBeforeCome(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(person)s: the time of going must be after the time of coming.")


class DayNotOver(HanbatError):
    message = _("This day cannot be confirmed yet: there is a time of coming without a time of going.")


class NotYetOver(HanbatError):
    message = _("The internship lasts until %(last_day)s. It can be completed from that day on.")


class AttendanceTooLow(HanbatError):
    message = _(
        "Attendance is %(percent)s %%, the call asks for %(required)s %%: %(worked)s of %(due)s hours. "
        "Hours that are missing: %(missing)s."
    )


class NotCompleted(HanbatError):
    message = _("A certificate is issued for completed internships. This one is “%(state)s”.")


class WishesOver(HanbatError):
    message = _("Wishes could be given until %(until)s. What you wished for by then counts.")


class NoWishesNow(HanbatError):
    message = _("Wishes belong to an application that was handed in and not decided against. Yours is “%(state)s”.")


class TooManyWishes(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("You may wish for %(most)s positions at most. Take some off the list.")


class UnknownWish(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A position of your list is not offered any more. Load the page again; your other wishes are kept.")


class WishesOpen(HanbatError):
    message = _("Applicants can change their wishes until %(until)s. Match after that.")


class NoLot(HanbatError):
    message = _(
        "The call has not published from what its lot is drawn. Enter it under “Marking” in the call's settings; "
        "without it equals cannot be put in order."
    )


class NobodyToMatch(HanbatError):
    message = _("Nobody who was selected waits for a place, or no position has a free seat.")


class MatchingChanged(HanbatError):
    message = _("Since this matching was made wishes, scores or seats have changed. Make it anew; nothing was offered.")


class OfferOver(HanbatError):
    message = _("This place could be taken until %(until)s. It has been offered to somebody else since.")


class SamePosition(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(person)s is placed there already. Choose another position.")
