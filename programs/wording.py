"""Words for codes of the rules, and moments as people read them."""

from datetime import datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.clock import SEOUL
from programs.rules.form import Gap, GapCode

GAP_TEXTS: dict[GapCode, str | Promise] = {
    GapCode.MISSING: gettext_lazy("has not been filled in."),
    GapCode.NOT_AGREED: gettext_lazy("needs your agreement."),
    GapCode.TOO_LONG: gettext_lazy("may have at most %(limit)s characters."),
    GapCode.TOO_SHORT: gettext_lazy("needs at least %(limit)s characters."),
    GapCode.TOO_SMALL: gettext_lazy("must be at least %(limit)s."),
    GapCode.TOO_LARGE: gettext_lazy("may be at most %(limit)s."),
    GapCode.NOT_A_NUMBER: gettext_lazy("must be a whole number."),
    GapCode.NOT_A_DATE: gettext_lazy("must be a date, as 2026-03-01."),
    GapCode.UNKNOWN_CHOICE: gettext_lazy("must be one of the choices."),
    GapCode.MALFORMED: gettext_lazy("is not written as it should be."),
    GapCode.NO_DOCUMENT: gettext_lazy("has not been attached."),
    GapCode.NOT_LISTED: gettext_lazy("is not in the register now. Choose one from the list."),
    GapCode.NO_PRIOR_AGREEMENT: gettext_lazy("has not agreed to the prior agreement yet."),
}
RANK_REASONS: dict[str, str | Promise] = {
    "within_seats": gettext_lazy("within the number to select"),
    "next_in_line": gettext_lazy("next in line"),
    "beyond_line": gettext_lazy("beyond the number to select"),
    "below_cut_off": gettext_lazy("below the cut-off"),
    "no_review": gettext_lazy("no review yet"),
    "within_quota": gettext_lazy("within what is kept for a group"),
    "partly_funded": gettext_lazy("funded in part: the rest of the budget"),
    "over_budget": gettext_lazy("does not fit into the rest of the budget"),
    "after_stop": gettext_lazy("after the application at which the budget ended"),
    "tied_at_line": gettext_lazy("equal to others at the line: a person decides"),
    "too_few_reviews": gettext_lazy("too few reviews for a score"),
}


def gap_text(gap: Gap) -> str:
    """“Necessity” has not been filled in."""
    limit = formats.number_format(gap.limit, use_l10n=True, force_grouping=True) if gap.limit is not None else ""
    return f"“{_(gap.label)}” {str(GAP_TEXTS[gap.code]) % {'limit': limit}}"


def moment_text(moment: datetime) -> str:
    """In Seoul's time as people write it, to the second when it is not a full minute."""
    local = moment.astimezone(SEOUL)
    text = str(formats.date_format(local, "SHORT_DATETIME_FORMAT"))
    return f"{text}:{local:%S}" if local.second else text
