"""Words for codes of the rules, and moments as people read them."""

from datetime import date, datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.clock import SEOUL
from programs.rules import form_build
from programs.rules.form import Gap, GapCode
from programs.rules.form_build import FormProblem
from programs.rules.reserves import Next, Nobody, Why
from programs.rules.table_file import Fault, Problem

GAP_TEXTS: dict[GapCode, str | Promise] = {
    GapCode.MISSING: gettext_lazy("has not been filled in."),
    GapCode.NOT_AGREED: gettext_lazy("needs your agreement."),
    GapCode.TOO_LONG: gettext_lazy("may have at most %(limit)s characters."),
    GapCode.TOO_MANY_WORDS: gettext_lazy("may have at most %(limit)s words."),
    GapCode.TOO_SHORT: gettext_lazy("needs at least %(limit)s characters."),
    GapCode.TOO_SMALL: gettext_lazy("must be at least %(limit)s."),
    GapCode.TOO_LARGE: gettext_lazy("may be at most %(limit)s."),
    GapCode.NOT_A_NUMBER: gettext_lazy("must be a whole number in digits alone, as 1200000."),
    GapCode.NOT_A_DATE: gettext_lazy("must be a date, as 2026-03-01."),
    GapCode.UNKNOWN_CHOICE: gettext_lazy("must be one of the choices."),
    GapCode.NOT_A_MAIL_ADDRESS: gettext_lazy("must be a mail address, as name@example.com."),
    GapCode.NOT_A_PHONE_NUMBER: gettext_lazy("must be a telephone number of 8 to 12 digits, as 042-000-0000."),
    GapCode.MALFORMED: gettext_lazy("is not written as it should be."),
    GapCode.NO_DOCUMENT: gettext_lazy("has not been attached."),
    GapCode.NO_PROOF: gettext_lazy("was ticked, but its proof has not been attached."),
    GapCode.NOT_LISTED: gettext_lazy("is not in the register now. Choose one from the list."),
    GapCode.NO_PRIOR_AGREEMENT: gettext_lazy("has not agreed to the prior agreement yet."),
}
CONFLICTS: dict[str, str | Promise] = {
    "business_number": gettext_lazy("same business"),
    "address": gettext_lazy("address in common"),
    "phone": gettext_lazy("telephone in common"),
    "mail_domain": gettext_lazy("mail domain in common"),
    "former_employer": gettext_lazy("present or former employer"),
    "declared": gettext_lazy("declared or set by the office"),
}
TENDENCIES: dict[str, str | Promise] = {
    "severe": gettext_lazy("scores lower than the others on the same applications"),
    "lenient": gettext_lazy("scores higher than the others on the same applications"),
    "narrow": gettext_lazy("hardly tells applications apart"),
    "wide": gettext_lazy("tells applications apart more widely than the panel"),
    "falling": gettext_lazy("scores later sheets lower than earlier ones"),
    "rising": gettext_lazy("scores later sheets higher than earlier ones"),
    "too_few": gettext_lazy("too few sheets to say anything"),
}
# 이해충돌·비밀유지 서약: kept with each pledge in the words in which it was signed.
PLEDGE = gettext_lazy(
    "I judge fairly and by the criteria of the call alone. I have no interest in the applications that I judge; if I "
    "find that I know an applicant or could gain from its result, I step back at once and say so. I keep what I learn "
    "here to myself, use it for nothing else, and destroy my notes when the review is over."
)

SOURCES: dict[str, str | Promise] = {
    "register": gettext_lazy("Register of businesses"),
    "tax_service": gettext_lazy("National Tax Service"),
    "status_by_hand": gettext_lazy("Confirmed by hand"),
    "tax_national": gettext_lazy("Certificate of national taxes"),
    "tax_local": gettext_lazy("Certificate of local taxes"),
    "exclusions": gettext_lazy("Lists of excluded businesses"),
    "hanbat": gettext_lazy("Other cases in Hanbat"),
    "noted": gettext_lazy("Noted by the office"),
    "noted_none": gettext_lazy("Looked up elsewhere by the office: nothing found"),
}

FAULTS: dict[Fault, str | Promise] = {
    Fault.UNREADABLE: gettext_lazy("The file cannot be read. Send an Excel workbook or a CSV in UTF-8 or CP949."),
    Fault.NO_COLUMN: gettext_lazy("The column “%(column)s” is missing."),
    Fault.EMPTY: gettext_lazy("The file has no rows."),
    Fault.TOO_LONG: gettext_lazy("The file has %(value)s rows, more than one import takes."),
    Fault.MISSING: gettext_lazy("“%(column)s” is empty."),
    Fault.NUMBER: gettext_lazy("“%(value)s” is not a business registration number."),
    Fault.DATE: gettext_lazy("%(column)s: “%(value)s” is not a date, as 2026-03-01."),
    Fault.BACKWARDS: gettext_lazy("The exclusion ends (%(value)s) before it begins."),
    Fault.BEYOND: gettext_lazy("An exclusion from that day ends on %(value)s at the latest."),
    Fault.TWICE: gettext_lazy("%(value)s stands twice in the file on the same grounds from the same day."),
    Fault.AGAIN: gettext_lazy("%(value)s stands in an earlier row already."),
    Fault.UNKNOWN: gettext_lazy("No application that waits for points has the number “%(value)s”."),
    Fault.POINTS: gettext_lazy("%(column)s: “%(value)s” are no points of this criterion."),
}


NOBODY: dict[Why, str | Promise] = {
    Why.NO_PLACE: gettext_lazy("every place is taken or offered."),
    Why.NO_RESERVE: gettext_lazy("nobody waits on the reserve list."),
    Why.NO_MONEY: gettext_lazy("what is left of the budget does not pay for the next on the list."),
    Why.EQUAL: gettext_lazy("those next on the list stand equal. Choose among them."),
}
# Why a reviewer cannot sit on the panel of an appeal.
BARRED: dict[str, str | Promise] = {
    "belongs": gettext_lazy("belongs to the applicant."),
    "judged": gettext_lazy("judged or decided this application."),
    "recused": gettext_lazy("is recused from this application."),
    "conflict": gettext_lazy("has a conflict of interest with the applicant."),
}


FORM_FAULTS: dict[form_build.Fault, str | Promise] = {
    form_build.Fault.EMPTY_SECTION: gettext_lazy("has no question yet."),
    form_build.Fault.FEW_CHOICES: gettext_lazy("has no choices."),
    form_build.Fault.SAME_CHOICES: gettext_lazy("offers the same choice twice."),
    form_build.Fault.LENGTHS: gettext_lazy("wants more characters than it takes."),
    form_build.Fault.RANGE: gettext_lazy("has a smallest figure above its largest."),
    form_build.Fault.CONDITION_GONE: gettext_lazy("hangs on a question that is not there or offers no choices."),
    form_build.Fault.CONDITION_CHOICE: gettext_lazy("hangs on a choice that is no longer offered."),
    form_build.Fault.CONDITION_LATER: gettext_lazy("hangs on a question that comes only after it."),
    form_build.Fault.CONDITION_NESTED: gettext_lazy("hangs on a question that is itself asked only sometimes."),
}


def form_problem_text(problem: FormProblem) -> str:
    """“Floor space” hangs on a question that comes only after it."""
    return f"“{_(problem.label)}” {FORM_FAULTS[problem.fault]}"


def nobody_text(found: Next | Nobody | None) -> str:
    """Why nobody is called."""
    return str(NOBODY[found.why if isinstance(found, Nobody) else Why.NO_RESERVE])


def fault_text(problem: Problem) -> str:
    """Row 3: “123” is not a business registration number."""
    text = str(FAULTS[problem.fault]) % {"column": problem.column, "value": problem.value[:60]}
    return _("Row %(row)s: %(text)s") % {"row": problem.row, "text": text} if problem.row else text


def gap_text(gap: Gap) -> str:
    """“Necessity” has not been filled in."""
    limit = formats.number_format(gap.limit, use_l10n=True, force_grouping=True) if gap.limit is not None else ""
    return f"“{_(gap.label)}” {str(GAP_TEXTS[gap.code]) % {'limit': limit}}"


def moment_text(moment: datetime) -> str:
    """In Seoul's time as people write it, to the second when it is not a full minute."""
    local = moment.astimezone(SEOUL)
    text = str(formats.date_format(local, "SHORT_DATETIME_FORMAT"))
    return f"{text}:{local:%S}" if local.second else text


def day_words(value: date | None) -> str:
    """A day in words; of a moment its day in Seoul."""
    if isinstance(value, datetime):
        value = value.astimezone(SEOUL)
    return formats.date_format(value, "DATE_FORMAT") if value else "–"
