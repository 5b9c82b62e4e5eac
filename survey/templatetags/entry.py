"""The words of the page of entry, as data beside its scripts (no script, so no exception to the policy of the page)."""

from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()


MODULES = sorted(
    f"js/{folder}/{path.name}"
    for folder in ("entry", "xform")
    for path in (Path(settings.BASE_DIR) / "static" / "js" / folder).glob("*.js")
)


@register.simple_tag
def entry_modules() -> SafeString:
    """The page's script, and every module that it needs, fetched at once instead of one after the other."""
    ahead = format_html_join("", '<link rel="modulepreload" href="{}">', ((static(name),) for name in MODULES))
    return format_html('{}<script type="module" src="{}"></script>', ahead, static("js/entry/main.js"))


@register.simple_tag
def entry_texts() -> SafeString:
    """What ``static/js/entry`` says to people, in their language."""
    return json_script({**_questions(), **_faults(), **_ways(), **_keys()}, "entry-texts")


def _questions() -> dict[str, str]:
    return {
        "required_mark": pgettext("question", "Required"),
        "note_of_supervisor": _("Supervisor’s note:"),
        "notes_title": _("What to mend"),
        "offer": _("Take {value}"),
        "reason": _("Reason for keeping it as it is"),
        "acknowledge": _("I confirm"),
        "no_upload": _("Photos and files cannot be added here."),
        "file_sending": _("Being sent …"),
        "file_kept": _("Kept."),
        "file_open": _("Open the file"),
        "file_failed": _("Not sent. It is still here: try again."),
        "file_again": _("Send again"),
        "file_away": _("Take this file away"),
        "place_here": _("Where I am now"),
        "place_failed": _("The place could not be found. Type it in, or try again outdoors."),
        "rank": _("No. {n}"),
        "add_round": _("Add: {name}"),
        "leave_repeat": _("On from this list"),
        "remove_round": _("Remove this one"),
        "removed_round": _("Removed. It can be put back."),
        "undo_remove": _("Put back what was removed"),
        "round": "{name} {n}",
        "unit_year": pgettext("unit", "year"),
        "unit_times": pgettext("unit", "times"),
        "unit_months": pgettext("unit", "months"),
        "unit_persons": pgettext("unit", "persons"),
        "unit_hours_a_day": pgettext("unit", "hours"),
        "unit_square_metres": "㎡",
        "unit_days": pgettext("unit", "days"),
        "unit_percent": "%",
        "money_man": _("10,000 won (만원)"),
        "money_thousand": _("1,000 won (천원)"),
        "money_won": _("won (원)"),
        "take_sum": _("Write {sum} instead"),
        "shape_day": _("e.g. 20260315, 3/15"),
        "shape_month": _("e.g. 201903, 2019-3"),
        "shape_year": _("e.g. 2019"),
        "shape_time": _("e.g. 0930"),
        "shape_moment": _("e.g. 20260315 0930"),
    }


def _faults() -> dict[str, str]:
    return {
        "error_mark": pgettext("question", "Error:"),
        "unlikely_mark": _("Please check:"),
        "required": _("This question needs an answer."),
        "constraint": _("This answer breaks a rule of the form."),
        "unlikely": _("This is unusual. Is it right?"),
        "unknown_choice": _("This is not one of the answers: {codes}"),
        "cannot_evaluate": _("A rule of the form could not be worked out: {why}"),
        "wrong_int": _("Write a whole number."),
        "wrong_decimal": _("Write a number, with a point for decimals."),
        "wrong_sum": _("Write a sum in whole 10,000 won, in figures or like 1억2천."),
        "wrong_day": _("This is no day. Write it such as 2026-03-15 or 20260315."),
        "wrong_month": _("This is no month. Write year and month, such as 2019-03 or 201903."),
        "wrong_year": _("Write the year with four digits."),
        "wrong_time": _("This is no time. Write it such as 9:30 or 0930."),
        "wrong_moment": _("Write day and time, such as 2026-03-15 9:30."),
        "wrong_other": _("This does not fit the question."),
        "to_mend": _("{n} items stand in the way"),
        "to_mend_one": _("1 item stands in the way"),
        "nothing_wrong": _("Nothing is wrong."),
        "not_handed_in": _("Not handed in. Nothing is lost; please try again."),
        "handed_in": _("The record is handed in"),
        "receipt": _("Receipt number {receipt}"),
        "next_business": _("Next business"),
        "my_list": _("My businesses"),
        "conflict": _("{label}: changed here and in another window"),
        "conflict_told": _("The same questions were changed in another window. Choose below each of them."),
    }


def _ways() -> dict[str, str]:
    return {
        "mode": _("Way of entry"),
        "mode_visit": _("Visit"),
        "mode_paper": _("Paper"),
        "mode_phone": pgettext("way of entry", "Telephone"),
        "money": _("Sums in"),
        "money_now": _("Sums are now in {unit}."),
        "progress_label": _("Questions answered"),
        "answered": _("{n} of {of} answered"),
        "block_of": _("{n} of {of}: {name}"),
        "block_back": _("Block before"),
        "block_on": _("Next block"),
    }


def _keys() -> dict[str, str]:
    return {
        "keys": _("Keys"),
        "key_enter": _("on to the next question"),
        "key_back": _("back"),
        "key_number": _("choose by number; several one after the other"),
        "key_offer": _("take what is offered"),
        "key_money": _("change the unit of money"),
        "key_problem": _("to the next thing to mend"),
        "key_add": _("one more of a list"),
        "key_leave": _("leave the list"),
        "key_line": _("new line in a long text"),
    }
