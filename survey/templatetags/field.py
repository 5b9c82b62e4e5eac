"""The scripts and words of the field app, beside its page."""

from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from survey.forms_field import WITHOUT_INTERVIEW
from survey.lifecycles import OUTING
from survey.models import FieldItem, FieldWord
from survey.models.field import STEPS
from survey.rules.field.safety import EVERY
from survey.rules.visit_results import NEED_NOTE
from survey.templatetags.entry import MODULES
from survey.templatetags.survey import PARTS

register = template.Library()
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
OWN = sorted(f"js/field/{path.name}" for path in (SCRIPTS / "field").glob("*.js"))


@register.simple_tag
def field_modules() -> SafeString:
    """The app's script and every module that it needs: the worker keeps what the page names."""
    names = [*OWN, *MODULES, "js/position.js", "js/texts.js"]
    ahead = format_html_join("", '<link rel="modulepreload" href="{}">', ((static(name),) for name in names))
    return format_html('{}<script type="module" src="{}"></script>', ahead, static("js/field/app.js"))


@register.simple_tag
def field_texts() -> SafeString:
    """What ``static/js/field`` says to people, in their language."""
    lists = {
        "results": [[str(code), str(label), code in NEED_NOTE] for code, label in WITHOUT_INTERVIEW],
        "steps": {str(code): str(label) for code, label in STEPS},
        "parts": {str(part): str(name) for part, name in PARTS.items()},
        "every": [[minutes, _("{n} minutes").format(n=minutes)] for minutes in EVERY],
        "rounds": {str(code): str(label) for code, label in OUTING.choices},
        "said": {str(code): str(label) for code, label in FieldWord.Said.choices},
        "why": {str(code): str(label) for code, label in FieldItem.Why.choices},
    }
    return json_script(
        {**_device(), **_day(), **_making(), **_finding(), **_queue(), **_safety(), **lists}, "field-texts"
    )


def _device() -> dict[str, str]:
    return {
        "setup_title": _("Set up this device"),
        "setup_text": _(
            "Your businesses and questionnaires are kept on this device, encrypted. Choose a PIN: without a network "
            "only the PIN opens them."
        ),
        "setup_network": _("To set up the device you need a network once, and you have to be signed in."),
        "pin": _("PIN"),
        "pin_help": _("At least six characters, not a birthday."),
        "pin_again": _("PIN once more"),
        "pin_short": _("The PIN needs at least six characters."),
        "pin_differs": _("The two PINs are not the same."),
        "pin_wrong": _("The PIN is wrong. {left} tries are left; after that only signing in opens the device."),
        "pin_gone": _("The PIN no longer opens this device. Sign in with a network; nothing that you typed is lost."),
        "setup_do": _("Set up"),
        "unlock_title": _("Locked"),
        "unlock_do": _("Unlock"),
        "waits_locked": _("{n} wait to be sent. Nothing is sent while the device is locked."),
        "unlock_server": _("Open by signing in"),
        "unlock_failed": _("The server could not open it. Is there a network, and are you the owner of this device?"),
        "new_pin": _("Choose a new PIN"),
        "sign_in": _("Sign in and send"),
        "other_person": _("This device was set up by somebody else. What lies on it opens only for them."),
        "wiped_title": _("This device was wiped"),
        "wiped_text": _("The office ordered that nothing stays on it. Ask the survey manager."),
        "no_crypto": _("This browser cannot encrypt what it keeps, so the field app does not work here."),
        "lock": _("Lock now"),
    }


def _day() -> dict[str, str]:
    return {
        "my_day": _("My day"),
        "find": _("Find a business"),
        "find_help": _(
            "Type part of the name, initial consonants such as ㅅㅅㄷ, the shop number or part of the address."
        ),
        "todo": _("To do {n}"),
        "finished": _("Finished with {n}"),
        "nothing": _("No business of yours fits."),
        "more": _("Show more"),
        "here_draft": _("begun on this device"),
        "here_queued": _("waits to be sent"),
        "here_sent": pgettext("item", "sent"),
        "here_visited": _("visited"),
        "here_found": _("not in the frame"),
        "state_draft": _("being entered"),
        "state_returned": _("returned for correction"),
        "state_submitted": _("submitted"),
        "state_approved": _("approved"),
        "no_interview": _("No interview"),
        "photo": _("Photo"),
        "not_before": _("not before {at}"),
        "appointment": _("at {at}"),
        "best": _("Doors of this kind open most {part}"),
        "no_work": _("No business is assigned to you on this device yet. It is filled when there is a network."),
        "safety": _("Safety"),
        "police": _("Police 112"),
        "ambulance": _("Ambulance and fire 119"),
        "on_duty": _("On duty {phone}"),
        "refresh": _("Fetch my work anew"),
        "refreshed": _("Your work was fetched at {at}."),
    }


def _making() -> dict[str, str]:
    return {
        "back": _("Back to my day"),
        "kept_here": _("Kept on this device at {time}"),
        "not_kept": _("This could not be kept on the device. Leave the page open; it is tried again."),
        "device_full": _("The device is full: free some room (photos, apps). Leave the page open; it is tried again."),
        "kept_title": _("Kept, and handed in by itself"),
        "kept_text": _("It is sent as soon as there is a network, and stays here until the server has signed for it."),
        "next_business": _("Next business"),
        "form_missing": _("The questionnaire is not on this device yet. Fetch your work anew when there is a network."),
        "handed_in_here": _("This record was handed in on this device and waits to be sent."),
        "handed_in": _("This record was handed in. It can be changed when it is returned to you."),
        "came_back": _("This record came back to you"),
        "visit_title": _("A visit without an interview"),
        "result": _("Result of the visit"),
        "channel": _("Way of asking"),
        "on_visit": _("on a visit"),
        "by_phone": _("by telephone"),
        "come_again": _("Come again"),
        "note": _("Note"),
        "note_help": _("How you know of a closing, a move, a refusal."),
        "note_needed": _("Write how you know it."),
        "result_needed": _("Choose what you found."),
        "hour_reason": _("Reason for the hour"),
        "hour_reason_help": _("It is outside the permitted hours now: why at this hour?"),
        "hour_reason_needed": _("Write why it was at this hour."),
        "with_position": _("Note where I am"),
        "with_position_help": _("Only if you want to: it proves the visit. The office sees place and accuracy."),
        "keep_visit": _("Keep the visit"),
        "visit_kept": _("The visit to {name} is kept."),
        "add_photo": _("Take or choose a photo"),
        "photo_help": _("It is made smaller on the device; no faces, no papers with names."),
        "photo_kept": _("The photo is kept ({size} KB)."),
        "photo_bad": _("This is no picture that the browser can read."),
    }


def _finding() -> dict[str, str]:
    return {
        "found_link": _("Not in the list"),
        "found_title": _("A business that the list lacks"),
        "found_name": _("Business name"),
        "found_name_needed": _("Write its name."),
        "found_trade": _("Industry"),
        "found_trade_help": _("Type what it is, then choose from the list."),
        "found_trade_needed": _("Choose what it is from the list."),
        "found_sells": _("What it sells"),
        "found_sells_help": _("In its own words: 수제 샌드위치, 휴대폰 수리"),
        "found_address": _("Address"),
        "found_address_help": _("As the sign on the house says, with the floor."),
        "found_place_help": _("When you stand before it: the office sees place and accuracy."),
        "found_beside": _("The business of yours next to it"),
        "found_beside_help": _("Needed when the place of your device is not noted."),
        "found_place_needed": _("Use the place of your device, or choose the business of yours next to which it is."),
        "found_outside": _("This place lies outside the city. Choose the business next to which it is instead."),
        "found_add": _("Add it"),
        "found_none": _("None of these: add it"),
        "found_asked": _("Is it one of these?"),
        "found_asked_text": _("Your list has something of that name."),
        "found_this_one": _("It is this one: go on there"),
        "found_kept": _("{name} is kept, and stands among your businesses. Its record can be filled in at once."),
        "trades_missing": _(
            "The list of industries is not on this device yet. Fetch your work anew when there is a network."
        ),
    }


def _safety() -> dict[str, str]:
    return {
        "safety_word_by": _("Safety · word by {at}"),
        "call_help": _("Call for help"),
        "call_help_text": _("It tells the office as soon as there is a network. Without one telephone:"),
        "am_well": _("I am well"),
        "am_back": _("I am back"),
        "going_out": _("I am going out"),
        "out_now": _("I am out now"),
        "out_until": _("I am out until"),
        "out_until_later": _("Choose an hour later than now."),
        "check_every": _("Check on me every"),
        "send_place": _("Send where my device is"),
        "where": _("Where I am"),
        "where_help": _("A market, a building, a street: only if you want to."),
        "round_times": _("since {since}, until {until}"),
        "call_waits": _("The office does not have your call yet"),
        "call_waits_text": _("Called at {at}. It is sent by itself, again and again. Telephone now:"),
        "call_arrived": _("The office knows that you need help"),
        "call_arrived_text": _("Go to where people are, and call if you can. When you are well, say so here."),
        "looked_after": _("Somebody looks after you"),
        "word_overdue": _("Your word is overdue"),
        "word_overdue_text": _("It was due at {at}. Say that you are well, or the office looks for you."),
        "word_by": _("Give word by {at}."),
        "word_waits": _("The office does not have your word yet"),
        "word_waits_text": _("Said at {at}. It is sent by itself as soon as there is a network."),
        "in_danger": _("In danger"),
        "in_danger_text": _("Telephone. To call the office for help from here, unlock the device first."),
    }


def _queue() -> dict[str, str]:
    return {
        "queue_title": _("What waits on this device"),
        "all_sent": _("Everything was sent"),
        "waits": _("{n} wait"),
        "stuck_n": _("{n} stuck"),
        "stuck": _("stuck"),
        "decide_n": _("{n} to decide"),
        "kind_record": _("Census form"),
        "kind_draft": _("Record, not finished"),
        "kind_visit": _("Visit"),
        "kind_photo": _("Photo"),
        "kind_found": _("Business found"),
        "column_what": _("Item"),
        "column_business": _("Business"),
        "column_made": _("Written at"),
        "column_state": _("State"),
        "why_offline": _("no network"),
        "why_server": _("the server could not take it just now"),
        "why_receipt": _("the answer was not signed by the server"),
        "waiting": pgettext("item", "waits"),
        "tries": _("tried {n} times"),
        "sent": pgettext("item", "sent"),
        "to_mend_here": _("Not handed in: {n} points to mend. The record is among your work again."),
        "send_now": _("Send now"),
        "last_contact": _("The server was last heard at {at}."),
        "signed_out": _("You are signed out: sign in, and what waits is sent."),
        "unknown": _("The server does not know this device. Set it up again; what waits is kept."),
        "set_up_again": _("Set up again"),
        "sent_while_open": _(
            "It is sent only while this app is open and unlocked: with a network again, open it until nothing waits."
        ),
        "storage_kept": _("The browser promised to keep what lies here."),
        "storage_may_go": _("The browser may clear this when room is short. Install the app to be sure."),
        "export_title": _("Export what is stuck"),
        "export_text": _(
            "The file holds answers that anybody can read who has it. Give it to the survey manager only, and delete "
            "it afterwards."
        ),
        "export_do": _("Write the file"),
        "to_decide_title": _("To be decided"),
        "to_decide_text": _("The same questions were changed in two places. Choose which answer stays."),
        "decide": _("Compare and choose"),
        "held_title": _("Waiting in the office"),
    }
