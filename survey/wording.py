"""Words for the questionnaire and its findings. An XLSForm will bring its own; until then they stand here."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from survey.rules import questionnaire
from survey.rules.age_bands import AgeBand
from survey.rules.edit_rules import Finding

BLOCKS = {
    "owner": _("Owner"),
    "founding": _("Founding"),
    "premises": _("Premises"),
    "staff": _("People at work"),
    "finances": _("Sales and costs of last year"),
    "digital": _("Digital tools"),
    "difficulties": _("Difficulties and policy"),
}

QUESTIONS = {
    "owner_sex": _("Sex of the owner"),
    "owner_birth_year": _("Year of birth of the owner"),
    "founded_month": _("Founded in (year and month)"),
    "founding_cost": _("Cost of founding"),
    "tenure": _("How the premises are held"),
    "deposit": _("Deposit"),
    "monthly_rent": _("Monthly rent"),
    "floor_area": _("Floor area"),
    "opening_hours": _("Opening hours a day"),
    "staff_self_employed": _("Self-employed (owner and partners)"),
    "staff_family": _("Unpaid family members"),
    "staff_regular": _("Regular employees"),
    "staff_temporary": _("Temporary and daily workers"),
    "staff_total": _("People at work in all"),
    "sales": _("Sales"),
    "costs": _("Costs"),
    "profit": _("Operating profit"),
    "digital_tools": _("Digital tools in use"),
    "difficulties": _("What is difficult now"),
    "local_currency": _("Local currency (지역화폐)"),
    "result": _("Result of the visit"),
    "visited_on": _("Day of the visit"),
    "memo": _("Memo"),
}

UNITS = {
    "10k_won": _("in units of 10,000 won (만원)"),
    "persons": _("persons"),
    "year": _("four digits, such as 1979"),
    "square_metres": _("square metres"),
    "hours_a_day": _("hours, 0 to 24"),
    "month": _("such as 2019-03"),
}

SHORT_UNITS = {"10k_won": _("10,000 won"), "square_metres": "㎡", "hours_a_day": _("hours a day")}

CODES = {
    "owner_sex": {"female": _("woman"), "male": _("man")},
    "tenure": {
        "owned": _("own property"),
        "deposit_monthly": _("monthly rent with deposit"),
        "monthly": _("monthly rent without deposit"),
        "lump_deposit": _("lump-sum deposit (전세)"),
        "free": _("free of charge"),
    },
    "digital_tools": {
        "online_sales": _("online sales"),
        "delivery_app": _("delivery app"),
        "kiosk": _("kiosk"),
        "smart_order": _("smart order"),
        "shop_management": _("shop management software"),
        "none": pgettext_lazy("answer", "none of these"),
    },
    "difficulties": {
        "competition": _("stronger competition"),
        "material_cost": _("cost of materials"),
        "district_decline": _("decline of the district"),
        "rent": _("deposit and rent"),
        "wages": _("minimum wage"),
        "other": _("other"),
    },
    "local_currency": {"accepted": pgettext_lazy("answer", "accepted"), "not_accepted": _("not accepted")},
}

FINDINGS = {
    "no_result": _("Choose the result of the visit."),
    "key_missing": _("Answer this question, or choose “partly completed” as the result."),
    "memo_needed": _("Write in a few words how you know (who said so, what you saw)."),
    "out_of_range": _("This must lie between %(low)s and %(high)s."),
    "unknown_code": _("This is not one of the answers: %(codes)s."),
    "not_a_month": _("Write year and month, such as 2019-03."),
    "not_month": _("“%(text)s” is no month. Write year and month, such as 2019-03."),
    "not_whole": _("“%(text)s” is no whole number. Write digits only."),
    "not_decimal": _("“%(text)s” is no number. Write digits, with a point for decimals."),
    "not_one": _("Choose one answer only."),
    "not_a_day": _("This is no date. Write it such as 2026-03-15."),
    "visit_in_future": _("The visit cannot lie in the future."),
    "founded_in_future": _("The business cannot have been founded after the day of the visit (%(visited_on)s)."),
    "founder_too_young": _("The owner would have been %(age)s at the founding. Check year of birth and founding."),
    "rent_without_lease": _("Monthly rent is paid only for rented premises. Check how the premises are held."),
    "lease_without_rent": _("The premises are rented by the month, but no rent is given."),
    "deposit_on_own": _("There is no deposit on premises that are owned or free. Check how they are held."),
    "hours_of_day": _("A day has 0 to 24 hours."),
    "staff_sum": _("The parts add up to %(sum)s, but %(total)s is given as the total."),
    "no_small_business": _("With %(limit)s or more regular employees this is no small business (소상공인)."),
    "profit_sum": _("Sales minus costs is %(difference)s, but %(profit)s is given as profit."),
    "unit_slip": _("Sales of %(sales)s are far from the usual %(usual)s (10,000 won). Was another unit meant?"),
    "none_beside_others": _("“None of these” cannot stand beside other answers."),
}


def finding_text(finding: Finding) -> str:
    """What is wrong, in the reader's language."""
    return str(FINDINGS[finding.rule]) % finding.facts


def answer_text(name: str, value: Any) -> str:
    """An answer as people read it: codes by their words, numbers with separators."""
    if value is None or value == "" or value == []:
        return ""
    words: Mapping[str, Any] = CODES.get(name, {})
    if isinstance(value, list):
        return ", ".join(str(words.get(code, code)) for code in value)
    if words:
        return str(words.get(value, value))
    return f"{value:,}" if isinstance(value, int) and name != "owner_birth_year" else str(value)


def age_band_text(band: AgeBand | None) -> str:
    """“20s”; what is not known stays empty."""
    if band is None:
        return ""
    if band.until is None:
        return gettext("%(age)s and older") % {"age": band.since}
    if not band.since:
        return gettext("under %(age)s") % {"age": band.until}
    return gettext("%(age)ss") % {"age": band.since}


def label_with_unit(name: str) -> str:
    """A question as lists, pages and tables head its answers: with the unit of its figures."""
    unit = SHORT_UNITS.get(questionnaire.QUESTIONS[name].unit)
    return f"{QUESTIONS[name]} ({unit})" if unit else str(QUESTIONS[name])
