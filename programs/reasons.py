"""Why an application stands where it stands, in words: from the ranking's typed reason with its figures."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.registry import programme
from programs.rules.ranking import Changed, Difference
from programs.rules.terms import Told

if TYPE_CHECKING:
    from programs.models import Decision

Text = str | Promise
WHY: Mapping[str, Text] = {
    "within_seats": gettext_lazy("Within the number to select."),
    "within_quota": gettext_lazy("Placed by the quota for %(group)s."),
    "partly_funded": gettext_lazy("Of %(asked)s won asked it gets the %(amount)s won that were left of the budget."),
    "next_in_line": gettext_lazy("Number %(reserve_place)s on the reserve list."),
    "beyond_line": gettext_lazy("Beyond the number to select."),
    "over_budget": gettext_lazy("%(asked)s won were asked and %(left)s won were left of the budget."),
    "after_stop": gettext_lazy("After the application at which the budget ended."),
    "tied_at_line": gettext_lazy("Equal with others (%(equals)s together) of whom not all fit: a person decides."),
    "below_cut_off": gettext_lazy("Below the cut-off: %(score)s points where %(cut_off)s are needed."),
    "too_few_reviews": gettext_lazy("Reviews: %(sheets)s of %(needed)s needed. A person decides."),
    "no_review": gettext_lazy("No review: a person decides."),
}
HELD = ("over_budget", "after_stop")  # what kept a reserve from a place, where it was not simply the number
TIES: Mapping[str, Text] = {
    "criterion": gettext_lazy("the points for “%(criterion)s”"),
    "mean": gettext_lazy("the mean before bonus points"),
    "asked": gettext_lazy("the smaller sum asked"),
    "receipt": gettext_lazy("the earlier receipt"),
    "lottery": gettext_lazy("the published lottery"),
}
MONEY = ("asked", "amount", "left")


def why_text(
    why: Mapping[str, Any],
    groups: Mapping[str, Text],
    criteria: Mapping[str, str] | None = None,
    *,
    with_rank: bool = True,
) -> str:
    """A few sentences for a place as kept with its run or decision; empty for what did not come from a ranking.

    ``groups`` names the quotas' groups and ``criteria`` the scoring table; ``with_rank`` is left out where a call tells
    applicants no rank.
    """
    code = why.get("reason")
    if not code:
        return ""
    values = _shown(why, groups)
    parts = [_("Rank %(rank)s.") % values] if with_rank and why.get("rank") else []
    parts.append(str(WHY[code]) % values)
    if values.get("held_by") in HELD:
        parts.append(str(WHY[values["held_by"]]) % values)
    if values.get("overtaken"):
        text = ngettext(
            "%(overtaken)s further down was placed by a quota.",
            "%(overtaken)s further down were placed by a quota.",
            values["overtaken"],
        )
        parts.append(text % values)
    if with_rank and why.get("separated_by"):
        parts.append(tie_text(why["separated_by"], criteria or {}))
    return " ".join(parts)


def reason_told(decision: "Decision") -> str:
    """The reason as the applicant reads it, in the reader's language: of the ranking, with its rank only where the call
    says so; of the person, where one decided otherwise than the ranking. Why a person selected somebody stays inside.
    """
    if decision.deviates or not decision.why.get("proposal"):
        return "" if decision.outcome == "selected" else decision.reason
    call = decision.application.call
    with_rank = call.terms.choosing_terms.told is Told.RANK
    criteria = {one.key: one.label for one in call.terms.scoring}
    return why_text(decision.why, programme(call.programme).groups, criteria, with_rank=with_rank)


def _shown(why: Mapping[str, Any], groups: Mapping[str, Text]) -> dict[str, Any]:
    values = dict(why["values"])
    values = {key: f"{value:,}" if key in MONEY else value for key, value in values.items()}
    group = values.get("group", "")
    return values | {"score": why.get("score"), "group": groups.get(group, group)}


def tie_text(tie: Mapping[str, str], criteria: Mapping[str, str]) -> str:
    """What put one of two equal scores below the other."""
    name = criteria.get(tie["criterion"], tie["criterion"])
    by = str(TIES[tie["kind"]]) % {"criterion": _(name) if name else ""}
    return _("Equal score with the one above; the order follows from %(by)s.") % {"by": by}


DIFFERENCES: Mapping[Changed, Text] = {
    Changed.TERMS: gettext_lazy("the terms of choosing"),
    Changed.ADDED: gettext_lazy("%(number)s came to the list"),
    Changed.GONE: gettext_lazy("%(number)s left the list"),
    Changed.SHEETS: gettext_lazy("points of %(number)s"),
    Changed.BONUS: gettext_lazy("bonus points of %(number)s"),
    Changed.MONEY: gettext_lazy("sum asked by %(number)s"),
    Changed.STANDING: gettext_lazy("track or groups of %(number)s"),
}


def difference_text(one: Difference, number: str) -> str:
    """What changed since a ranking was made."""
    return str(DIFFERENCES[one.what]) % {"number": number}
