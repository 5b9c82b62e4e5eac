"""Refusals of the time at work, from the contract to the closed month."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class NoWageSet(HanbatError):
    message = _("The call does not say what interns are paid. Enter the wage in the call's settings first.")


class NothingToContract(HanbatError):
    message = _("A contract belongs to a place that was accepted. This one is “%(state)s”.")


class ContractWaits(HanbatError):
    message = _("Contract %(number)s is waiting to be signed. Withdraw it before you draw up another.")


class ContractFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A contract can only be signed when it says what the law asks for: %(what)s.")


class SideNotYours(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You do not sign this contract for this side.")


class ContractChanged(HanbatError):
    message = _("The contract is not the one that you were shown. Read it again; nothing was signed.")


class NotToApply(HanbatError):
    message = _(
        "A contract applies without the intern's signature only when the city has signed it, the intern has worked, "
        "and its wage is the one that the call published."
    )


class ContractSigned(HanbatError):
    message = _("This side has signed already.")


class NotHandedOver(HanbatError):
    message = _("Receipt is confirmed of a contract that both sides have signed.")


class DayNotOfWork(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is no day of work in this time. Choose another day.")


class TimesMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give both times, the first before the second; work ends by 6 o'clock of the next morning.")


class OfTheNightBefore(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "Work past midnight belongs to the day on which it began. Ask for that day, from the evening to the morning "
        "(for example 18:00 to 01:00)."
    )


class NotBeforehand(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "Over-hours are asked for and granted before they begin; a correction speaks of times that are over. "
        "Look at the times again."
    )


class TooManyOverHours(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("With this there would be more than 12 over-hours in the week (근로기준법 제53조 제1항).")


class TooMuchLeave(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Hours of leave left: %(hours)s. Ask for less, or for another kind of leave.")


class AskedAlready(HanbatError):
    message = _("A request of this kind for %(day)s waits for an answer already.")


class OwnRequest(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Nobody decides on their own request.")


class NotTakenBack(HanbatError):
    message = _("What was granted can be taken back before its day. Ask your mentor now.")


class NotOverYet(HanbatError):
    message = _("This can be closed after %(day)s.")


class WeekNotReady(HanbatError):
    message = _(
        "The week cannot be closed yet. Days without a time of going: %(inside)s; requests that wait for an answer: "
        "%(requests)s."
    )


class MonthNotReady(HanbatError):
    message = _(
        "The month cannot be closed yet. Days that no mentor has confirmed: %(days)s; requests that wait for an "
        "answer: %(requests)s."
    )


class EarlierMonthOpen(HanbatError):
    message = _("Close %(month)s first: months are closed one after the other.")


class MonthClosed(HanbatError):
    message = _("%(month)s is closed. The intern can ask for a correction; what is granted counts in a later month.")


class NotYetCome(HanbatError):
    message = _("%(day)s has not come yet.")


class LogFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The log cannot be handed in like this: %(what)s.")


class LogAnswered(HanbatError):
    message = _("Your mentor has answered for %(day)s already. What was confirmed stays as it is.")


class NotYourFile(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Attach a file that you have uploaded yourself.")


class NoListener(HanbatError):
    message = _("Nobody has been appointed yet. Call 1350 (Ministry of Employment and Labour), or 112 in an emergency.")


class NotAListener(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(person)s manages the call or mentors interns. Appoint somebody who does neither.")


class CourseExists(HanbatError):
    message = _("The call has a course “%(title)s” already. Choose another title.")


class SessionFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A session ends after it begins, and two of a course are not at the same time.")


class NotOfThisCall(HanbatError):
    message = _("Somebody on the list is not an intern of this call. Load the page again; nothing was entered.")
