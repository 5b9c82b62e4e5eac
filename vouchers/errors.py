"""What the voucher programme refuses, each with what to do."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError, NotVisible


class SupplierNotVisible(NotVisible):
    message = _("There is no such supplier, or it is not in the register now.")


class AgreementNotVisible(NotVisible):
    message = _("There is no such prior agreement, or it is not yours.")


class AlreadySupplier(HanbatError):
    message = _("%(name)s has already applied. Change its entry instead.")


class SupplierExcluded(HanbatError):
    message = _("%(name)s is excluded from participation until %(until)s.")


class SupplierNotOpen(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s is not in the register now. Choose another supplier.")


class NoProducts(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A supplier is entered with at least one product that has a price. Ask for a correction.")


class KindNotOffered(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The supplier is not entered for this kind. Add the kind to its entry first.")


class KindInUse(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("“%(product)s” is still offered under a kind that you took away. Retire the product first.")


class PriceInThePast(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A price is valid from today or a later day: what was agreed before keeps its price.")


class TwoPersonsNeeded(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Somebody other than %(name)s, who proposed the sanction, decides on it.")


class SanctionBackwards(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The last day does not lie before the first day.")


class SupplierUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose the supplier from the register in your application first, and write down the total cost.")


class AgreementFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The request cannot be sent yet: %(what)s")


class ProductNotOffered(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("“%(product)s” is not offered by this supplier now, or not for the track of your application.")


class ProductTwice(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Name each product once, with its whole quantity.")


class AgreementStale(HanbatError):
    message = _(
        "The application's supplier or amount has changed since this was written, so it no longer holds. "
        "The applicant asks again with the new figures."
    )


class AgreementStands(HanbatError):
    message = _("There is already a prior agreement in the state “%(state)s”. Withdraw it before writing a new one.")


class CapacityReached(HanbatError):
    message = ngettext_lazy(
        "You have agreed to %(load)s case this year, as many as your entry says you can take. "
        "Raise the number in your entry first, or decline.",
        "You have agreed to %(load)s cases this year, as many as your entry says you can take. "
        "Raise the number in your entry first, or decline.",
        "load",
    )


class NotEnoughMoney(HanbatError):
    message = _("There is not enough money left for this. Look at the balance and enter a smaller sum.")


class BudgetShort(NotEnoughMoney):
    message = _(
        "The books have %(won)s won for this track that no agreement promises. A finance officer brings more in on the "
        "page “Budget” of the call."
    )


class KeyUsedDifferently(HanbatError):
    message = _("This was already entered with other figures (%(key)s). Nothing was changed.")


class CaseNotVisible(NotVisible):
    message = _("There is no such case, or it is not yours.")


class SignalNotVisible(NotVisible):
    message = _("There is no such reason to look, or it is not in a call of yours.")


class NothingToAgreeOn(HanbatError):
    message = _("An agreement is drawn up for a selected application with an amount. This one is %(state)s.")


class VoucherIssued(HanbatError):
    message = _("The place can no longer be given up: the agreement is “%(state)s”. End the agreement instead.")


class TextFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The agreement cannot be signed like this: %(what)s")


class TextChanged(HanbatError):
    message = _("The text is not the one that you were shown. Read it again before you sign.")


class PartyNotYours(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You do not sign for this party.")


class SignedAlready(HanbatError):
    message = _("This party has signed already, or you have signed for another party.")


class NotTheAmount(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Enter a sum above zero, at most %(open)s won: that much is still to be paid in.")


class NotToGiveBack(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Enter a sum above zero, at most %(won)s won, under a new reference: that much is to be given back.")


class ContributionOpen(HanbatError):
    message = _("%(open)s won of the own contribution have not been paid in yet.")


class SignedBySome(HanbatError):
    message = _("Somebody has signed this text already. Take it back first; a corrected text is signed anew by all.")


class ClausesFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The clauses cannot be used: %(what)s")


class TrackUnknown(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("This call has no such track.")


class NothingChanged(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Change at least one thing, and say why.")


class AmendmentOpen(HanbatError):
    message = _("There is an open request to amend this agreement. Finish it first.")


class BelowWhatIsOrdered(HanbatError):
    message = _("%(used)s won are ordered or paid already: the new sum may not lie below that.")


class OrdersOpen(HanbatError):
    message = _("There are orders that are not finished. Finish or cancel them first.")


class NotInForce(HanbatError):
    message = _("This cannot be done now: the case is %(state)s.")


class OrderFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The order cannot be placed: %(what)s")


class DeliveryEmpty(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say what you deliver and attach at least one file.")


class OwnDelivery(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Whoever belongs to the supplier does not accept its delivery. A colleague of the business does that.")


class OwnCase(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You belong to a company of this case. Somebody of the office who does not acts for the city in it.")


class PaidBeforeRelease(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Nothing is transferred before its release: this day lies before it.")


class ReferenceUsed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This reference of the bank stands with another transfer of this case.")


class NothingToCheck(HanbatError):
    message = _("No delivery of this order waits for a check: the order is %(state)s.")


class LineNotOpen(HanbatError):
    message = _("A line of the order is accepted already, or is not of this order.")


class InvoiceNumberWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The approval number of an electronic tax invoice has 24 digits and letters.")


class InvoiceUsed(HanbatError):
    message = _("An invoice with this approval number has been used already (%(number)s). Nothing was entered.")


class InvoiceAmount(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The invoice has to be over what was accepted and not invoiced yet: %(won)s won.")


class NothingToInvoice(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _("Everything that was accepted of this order stands on an invoice already.")


class InvoiceVoid(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _("This invoice was withdrawn before.")


class AllInvoiced(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _(
        "Nothing of this order is accepted and not invoiced. What was invoiced is disallowed in the settlement."
    )


class InvoiceDay(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The invoice's day lies in the future or before the order was placed.")


class PaymentUnderWay(HanbatError):
    message = _("The payment is approved already; a finance officer has to refuse it first.")


class NoBankAccount(HanbatError):
    message = _(
        "%(name)s has no confirmed bank account. Its account is entered by one person and confirmed by another."
    )


class PaidBackEarlier(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Money that comes back is noted in the order of its days, here not before %(day)s.")


class RunShrunk(HanbatError):
    message = _(
        "A payment was refused meanwhile. Payments in the run when you looked at it: %(seen)s; now: %(count)s, "
        "%(total)s won. Look at it again before you release it."
    )


class NothingToPay(HanbatError):
    message = _("There is no approved payment that you may put into this run.")


class AccountNameWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A name does not begin with =, +, - or @.")


class AccountNumberWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A bank account number has 7 to 20 digits.")


class BankbookMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is no copy of the bankbook to compare with. Send the account back and ask for one.")


class NumberDiffers(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not the number that was entered. Look at the copy once more, or send the account back.")


class AccountSentBack(HanbatError):
    message = _("This account has been confirmed or sent back already.")


class AnswerFlawed(HanbatError):
    """A file of the bank with lines that cannot be: none of it was taken."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "The file was not taken: %(count)s line cannot be. %(what)s",
        "The file was not taken: %(count)s lines cannot be. %(what)s",
        "count",
    )


class ReportIncomplete(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Every section of the report needs a text.")


class ReportChanged(HanbatError):
    message = _(
        "Somebody else of your business has changed the same sections meanwhile. Both texts stand above: "
        "what you leave in the fields is kept when you save again."
    )


class DayInFuture(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The day lies in the future. Note it once it has happened.")


class MendingDayNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say by which day after the visit it is to be mended.")


class ReportMissing(HanbatError):
    message = _("The final report is accepted and evaluated first.")


class EvaluatedAlready(HanbatError):
    message = _("This case has been evaluated already.")


class EvidenceMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("“%(what)s” has no evidence yet. Attach at least one file to every line.")


class DisallowedTooMuch(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Between nothing and the %(won)s won of the line can be disallowed.")


class LinesOpen(HanbatError):
    message = _("There are lines that nobody has examined yet.")


class AccountsOpen(HanbatError):
    message = _("The settlement is not confirmed, or money of this voucher is still open.")


class NothingPaid(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("At most %(won)s won were paid and can still be claimed back.")


class SurveyNotVisible(NotVisible):
    message = _("There is no such survey, or your business was not asked.")


class SurveyAnswered(HanbatError):
    message = _("Your business has answered this survey already. Thank you.")


class SurveyOver(HanbatError):
    message = _("This survey could be answered until %(day)s.")


class AnswersMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Answer this question: a number where one is asked for.")


class SurveyPlanFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Say who is asked, and let the reminder lie within the days for answering.")


class SampleNotVisible(NotVisible):
    message = _("There is no such sample, or you are no auditor.")


class SampleFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A sample has between 1 and %(most)s cases of a call that has some, and a seed.")


class ExclusionTooLong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The exclusion ends after today and on %(day)s at the latest (%(source)s).")


class SanctionTooLong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("An exclusion from that day lasts until %(day)s at the longest (%(source)s).")


class ExcludedAlready(HanbatError):
    message = _("An exclusion for this clawback is proposed or in force already.")


class StillToGiveBack(HanbatError):
    message = _(
        "%(won)s won of the own contribution are still to be given back to the business. The case is archived once a "
        "finance officer has noted that they were."
    )


class StillClaimed(HanbatError):
    message = _("Money of this case is still to be paid back. It is archived once that has ended.")


class FigureMissing(HanbatError):
    message = _("The reference figure “%(name)s” has no value for %(day)s. Enter it with its source first.")
