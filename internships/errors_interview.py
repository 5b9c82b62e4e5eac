"""Refusals around interviews, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class NotInvited(HanbatError):
    message = _("Interviews are booked by applicants who were found eligible. This application is “%(state)s”.")


class SlotFull(HanbatError):
    message = _("This time was taken a moment ago. Choose another one, or wait for a place.")


class SlotNotOpen(HanbatError):
    message = _("This time is not open for booking any more. Choose another one.")


class TooLateToChange(HanbatError):
    message = _("Interviews can be booked and changed until %(until)s. Call the office if you cannot come.")


class InterviewOver(HanbatError):
    message = _("Your interview is over (%(state)s). Call the office if this is not right.")


class InterviewBooked(HanbatError):
    message = _("You have an interview already. Give it back first if you want to wait for another time.")


class NothingBooked(HanbatError):
    message = _("There is no interview to give back.")


class NoSlotFits(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Not a single interview fits between these times. Make the time longer or the interviews shorter.")


class DayGone(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("An interview day lies in the future. Choose a later day.")


class DayKnown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is an interview day at this place on this date already. Open it and add times there.")


class DayClosed(HanbatError):
    message = _("This interview day was called off. Make another one.")


class RoomBusy(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("“%(room)s” is taken at %(time)s. Choose other times or another room.")


class InterviewerBusy(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s interviews elsewhere at %(time)s. Choose other times or somebody else.")


class NoSlotYet(HanbatError):
    message = _("Add interview times first, then open the day for booking.")


class SlotInUse(HanbatError):
    message = _("Somebody has booked this time or waits for it, so it cannot be removed.")


class InterviewsHeld(HanbatError):
    message = _("Interviews of this day were held already, so it cannot be called off.")


class InterviewNotYet(HanbatError):
    message = _("This interview begins at %(time)s. Note who came from then on.")
