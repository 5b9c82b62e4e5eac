"""Refusals around pay, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError


class PayFigureMissing(HanbatError):
    message = _(
        "A figure is missing: %(name)s, in force on %(day)s. Enter it with its source under “Reference figures” (a tax "
        "table on its own page) and have it approved; nothing was computed."
    )


class PayRunKnown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is a pay run of this month already. Open it in the list.")


class PayMonthWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "The month must be over and lie within the call's period of work; later ones only pay what was corrected since."
    )


class PayDayTooEarly(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The day of payment must lie after the month.")


class PayDayPast(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The day of payment must not lie before today.")


class NobodyLeft(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Nobody who has left waits for their pay of this month.")


class MonthBeingPaid(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The pay run %(number)s of this month has begun: it pays those who left as well. Go on with that one.")


class LeaversRunOpen(HanbatError):
    message = _(
        "The pay run %(number)s of those who left in this month is not approved yet: have it approved, or cancel it."
    )


class MonthNotClosed(HanbatError):
    message = ngettext_lazy(
        "The attendance of %(month)s is not closed for %(count)s person (%(who)s). Close the month under "
        "“Attendance”, then begin the pay run.",
        "The attendance of %(month)s is not closed for %(count)s people (first: %(who)s). Close the month under "
        "“Attendance”, then begin the pay run.",
        "count",
    )


class EarlierMonthOpen(HanbatError):
    message = _("The pay run of %(month)s is not approved yet. Months are computed one after the other.")


class NobodyToPay(HanbatError):
    message = _("There is nobody to pay: nobody worked in this month, or all were paid when they left.")


class NotPayable(HanbatError):
    message = _("This cannot be paid yet: %(what)s.")


class PayInputsChanged(HanbatError):
    message = ngettext_lazy(
        "Attendance or declarations of %(count)s person have changed since this was computed (%(who)s). Cancel "
        "the run with that reason and begin it anew.",
        "Attendance or declarations of %(count)s people have changed since this was computed (first: %(who)s). "
        "Cancel the run with that reason and begin it anew.",
        "count",
    )


class PayAccountMissing(HanbatError):
    message = ngettext_lazy(
        "%(count)s person has no confirmed bank account (%(who)s). Have it entered and confirmed.",
        "%(count)s people have no confirmed bank account (first: %(who)s). Have them entered and confirmed.",
        "count",
    )


class NothingToRelease(HanbatError):
    message = _("The transfer file does not agree with what was approved. Nothing was released.")


class TaxFileUnreadable(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The table could not be read: %(what)s. Nothing was taken.")


class TaxTableKnown(HanbatError):
    message = _("A table from that day is confirmed already.")


class PayAccountWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This cannot be an account: 7 to 20 digits, and names that do not begin with a sign.")


class PayAccountKnown(HanbatError):
    message = _("This person has a confirmed account; only they change it, on their own page.")


class PayAccountDiffers(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not the number that was entered. Compare it with the copy of the bankbook once more.")


class ProfileWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("1 to 20 people, and 80, 100 or 120 per cent of the table.")
