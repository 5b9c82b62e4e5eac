"""The building blocks of every page. Each tag is shown with an example in docs/look.md and on /styleguide/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, json_script, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kernel import personal, registry
from kernel.clock import SEOUL

register = template.Library()

# A tone is what a state means to its reader; the KRDS badge colour follows from it.
BADGE_OF_TONE = {
    "neutral": "bg-light-gray",
    "info": "bg-light-information",
    "progress": "bg-light-primary",
    "success": "bg-light-success",
    "warning": "bg-light-warning",
    "danger": "bg-light-danger",
    "muted": "outline-gray",
}

TONE_OF_STATE = {
    "draft": "neutral",
    "scheduled": "neutral",
    "open": "success",
    "submitted": "info",
    "resubmitted": "info",
    "received": "info",
    "pending": "info",
    "invited": "info",
    "assigned": "info",
    "queued": "info",
    "screening": "progress",
    "eligible": "progress",
    "reviewing": "progress",
    "under_review": "progress",
    "reviewed": "progress",
    "running": "progress",
    "in_progress": "progress",
    "working": "progress",
    "training": "progress",
    "revision_requested": "warning",
    "returned": "warning",
    "waitlisted": "warning",
    "reserve": "warning",
    "unconfirmed": "warning",
    "paused": "warning",
    "selected": "success",
    "approved": "success",
    "accepted": "success",
    "confirmed": "success",
    "agreed": "success",
    "placed": "success",
    "completed": "success",
    "complete": "success",
    "done": "success",
    "paid": "success",
    "sent": "success",
    "ineligible": "danger",
    "rejected": "danger",
    "not_selected": "danger",
    "refused": "danger",
    "failed": "danger",
    "closed_down": "danger",
    "closed": "muted",
    "withdrawn": "muted",
    "cancelled": "muted",
    "expired": "muted",
    "archived": "muted",
}


def tone_of(state: str) -> str:
    """The tone of a life-cycle state; states that nobody has given a tone are neutral."""
    return TONE_OF_STATE.get(str(state), "neutral")


# --- small pieces ---------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of static/img/icons.svg. Decorative unless a label says what it means."""
    source = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, source)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', source)


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    """A short state in words; the tone adds a colour but never the meaning."""
    return format_html('<span class="krds-badge {}">{}</span>', BADGE_OF_TONE[tone], text)


@register.simple_tag
def state(value: str, label: str = "", tone: str = "") -> SafeString:
    """A badge for a life-cycle state: its label in words, its tone by TONE_OF_STATE unless given."""
    return badge(label or str(value), tone or tone_of(value))


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """Everything wrong with these forms and rows of forms, each line a link to its field. Shows nothing when nothing is
    wrong."""
    each = [form for given in forms for form in (given.forms if isinstance(given, BaseFormSet) else [given])]
    bound = [form for form in each if form is not None and form.errors]
    fields = [field for form in bound for field in form if field.errors]
    general = [error for form in bound for error in form.non_field_errors()]
    hidden = [(f.label, e) for form in bound for f in form.hidden_fields() for e in f.errors]
    count = sum(len(field.errors) for field in fields if not field.is_hidden) + len(general) + len(hidden)
    return {"fields": [f for f in fields if not f.is_hidden], "general": general, "hidden": hidden, "count": count}


@register.simple_tag
def script_texts() -> SafeString:
    """What static/js says to people, in their language, as data beside the page (no script, so no CSP exception)."""
    texts = {
        "saving": _("Saving…"),
        "saved": _("Saved at {time}"),
        "offline": _("Not connected. Kept on this device and sent when the connection is back."),
        "not_sent": _("Not handed in: no connection. All is kept on this device; try again once it is back."),
        "expired": _("You are signed out. Kept on this device; sign in again to save."),
        "failed": _("Could not save just now. Kept on this device; trying again."),
        "invalid": _("Saved, but something needs correcting before you submit."),
        "restored": _("What you typed before has been put back."),
        "conflict": _("This was also changed elsewhere."),
        "conflict_by": _("{name} has changed this too in the meantime"),
        "conflict_choose": _(
            "Two versions: choose one under the item. Until then your text is kept on this device only."
        ),
        "kept": _("The saved version stays."),
        "theirs_by": _("Saved by {name}"),
        "unticked": _("not ticked"),
        "empty": _("(empty)"),
        "changed": _("Just changed elsewhere"),
        "changed_by": _("Just changed by {name}"),
        "writing": _("{names}: writing here"),
        "others": _("Also here now: {names}"),
        "conflict_text": _("The form was saved from another window or by another person. Which version should stay?"),
        "keep_mine": _("Keep what I typed here"),
        "take_theirs": _("Take the other version"),
        "field": _("Item"),
        "mine": _("Typed here"),
        "theirs": _("Saved elsewhere"),
        "results": _("{n} found"),
        "no_results": _("Nothing found. Try fewer letters."),
        "search_failed": _("Could not search just now. Please try again."),
        "left": _("{n} characters left"),
        "over": _("{n} characters too many"),
        "left_words": _("{n} words left"),
        "over_words": _("{n} words too many"),
        "too_big": _("{name} is larger than {limit}. Please choose a smaller file."),
        "chosen": _("Chosen: {name} ({size})"),
        "uploading": _("Sending… {percent}%"),
        "upload_failed": _("The file could not be sent. Nothing is lost; please try again."),
    }
    return json_script(texts, "script-texts")


# --- whole components -----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """{% breadcrumb "Calls" calls_url "Call 3" %}: label, address, label, address, …, and the page itself last; a
    place without a page of its own has an empty address."""
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return {"links": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], param: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list, keeping every other part of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop(param, None)
    prefix = f"?{query.urlencode()}&{param}=" if query else f"?{param}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": list(numbers), "prefix": prefix, "gap": page.paginator.ELLIPSIS}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(
    context: template.Context, param: str, choices: Iterable[Sequence[Any]], label: str = "", all_label: str = ""
) -> dict[str, Any]:
    """A row of links that narrow a list by one parameter; choices are (value, label) or (value, label, count)."""
    request = context["request"]
    chosen = request.GET.get(param, "")
    items = []
    options = [("", all_label), *choices] if all_label else list(choices)
    for value, text, *count in options:
        query = request.GET.copy()
        query.pop("page", None)
        query[param] = value
        if not value:
            del query[param]
        address = f"?{query.urlencode()}" if query else request.path
        items.append(
            {"url": address, "label": text, "count": count[0] if count else None, "current": str(value) == chosen}
        )
    return {"items": items, "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Sequence[Any]], label: str = "") -> dict[str, Any]:
    """Sections of one thing, each at its own address; items are (label, url, current) or with a count as fourth."""
    return {
        "items": [{"label": i[0], "url": i[1], "current": i[2], "count": i[3] if len(i) > 3 else None} for i in items],
        "label": label,
    }


@register.inclusion_tag("components/steps.html")
def steps(labels: Sequence[str], current: int, urls: Sequence[str] | None = None) -> dict[str, Any]:
    """Where one stands in a process of several steps; current counts from 1, len + 1 when all are done."""
    items = []
    for number, label in enumerate(labels, 1):
        status = "done" if number < current else "current" if number == current else "todo"
        items.append({"number": number, "label": label, "status": status, "url": urls[number - 1] if urls else ""})
    return {"items": items, "total": len(items), "current": min(current, len(items))}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first: each event a mapping with `at`, `title` and, if wanted, `text`, `who`, `tone`."""
    return {"events": list(events)}


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, text: str = "", icon: str = "inbox", url: str = "", action: str = "") -> dict[str, Any]:
    """What stands where a list has nothing to show: why it is empty and what to do next."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("components/tile.html")
def tile(
    number: Any, label: str, url: str = "", hint: str = "", tone: str = "neutral", unit: str = ""
) -> dict[str, Any]:
    """A figure of a dashboard; with an address it leads to the cases behind it. Stand several in <ul class="tiles">.

    Nothing is nothing to look at: a zero has no tone. A text (a date, a rate) stays as it is.
    """
    tone = "none" if str(number) == "0" else tone
    is_text = isinstance(number, str)
    return {
        "number": number, "label": label, "url": url, "hint": hint, "tone": tone, "unit": unit, "is_text": is_text,
    }  # fmt: skip


@register.inclusion_tag("components/progress.html")
def progress(value: int, total: int = 100, label: str = "", poll_url: str = "") -> dict[str, Any]:
    """How much is done. With poll_url the bar asks that address every two seconds for its next self."""
    share = 0 if total <= 0 else max(0, min(100, round(100 * value / total)))
    return {"value": value, "total": total, "percent": share, "label": label, "poll_url": poll_url}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(rows: Iterable[Sequence[Any]], title: str = "", unit: str = "") -> dict[str, Any]:
    """Horizontal bars with their figures in text; rows are (label, value) or (label, value, url)."""
    listed = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    largest = max((value for _, value, _ in listed), default=0) or 1
    bars = [
        {"label": label, "value": value, "url": url, "percent": round(100 * value / largest, 1)}
        for label, value, url in listed
    ]
    return {"bars": bars, "title": title, "unit": unit}


@register.inclusion_tag("components/facts.html")
def facts(pairs: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """A list of (name, value); empty values are shown as a dash."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(context: template.Context, value: str, reveal_url: str = "", what: str = "") -> dict[str, Any]:
    """Masked personal data; with reveal_url whoever may see it gives a reason, which is logged, and sees it in full."""
    return {"value": value, "reveal_url": reveal_url, "what": what, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/file_list.html")
def file_list(files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Files to fetch: each with `name` and `url` and, if known, `size` in bytes, `at` and `remove_url`."""
    return {"files": list(files)}


@register.inclusion_tag("components/autosave_status.html")
def autosave_status(saved_at: Any = None) -> dict[str, Any]:
    """The line that says whether what is typed has been saved; static/js/autosave.js keeps it true."""
    return {"saved_at": saved_at}


@register.inclusion_tag("components/combobox.html")
def combobox(
    name: str,
    label: str,
    url: str,
    value: str = "",
    text: str = "",
    help: str = "",
    required: bool = False,
    errors: Sequence[str] = (),
) -> dict[str, Any]:
    """Find one of many by typing: `url` answers ?q= with {"results": [{"value", "label", "detail"}]}.

    ``required`` and ``errors`` are told as :file:`components/field.html` tells them.
    """
    told = {"help": help, "required": required, "errors": errors}
    return {"name": name, "label": label, "url": url, "value": value, "text": text, **told}


# --- components around a piece of page --------------------------------------------------------------------------------


def _around(template_name: str, content: str, **context: Any) -> SafeString:
    return render_to_string(template_name, {"content": mark_safe(content), **context})  # noqa: S308 (rendered template)


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", action: str = "", level: int = 2, tone: str = "") -> SafeString:
    """A panel with a heading and, if wanted, one link at its foot."""
    return _around("components/card.html", content, title=title, url=url, action=action, level=level, tone=tone)


@register.simple_block_tag
def callout(content: str, title: str = "", tone: str = "info") -> SafeString:
    """Something that must not be overlooked: tone is info, success, warning or danger."""
    return _around("components/callout.html", content, title=title, tone=tone)


@register.simple_block_tag
def more(content: str, title: str, unfolded: bool = False) -> SafeString:
    """Something to unfold on demand; ``unfolded`` when it holds a refused form."""
    return _around("components/more.html", content, title=title, unfolded=unfolded)


@register.simple_block_tag
def table(content: str, caption: str = "", show_caption: bool = False, plain: bool = False) -> SafeString:
    """A table that turns into one card a row on phones; write thead and tbody, the labels are taken from thead.

    `plain` leaves the rows as they are and lets the table scroll sideways, for figures that are read across.
    """
    inner = content if plain else label_cells(content)
    return _around("components/table.html", inner, caption=caption, show_caption=show_caption, plain=plain)


HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
BODY_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]\b(?![^>]*\bdata-label=)")


def label_cells(rows: str) -> str:
    """Give each cell of the body its column's heading as data-label, which phones print before the value."""
    head = HEAD.search(rows)
    if not head:
        return rows
    labels = [" ".join(strip_tags(cell).split()).replace('"', "&quot;") for cell in HEAD_CELL.findall(head[0])]

    def label_row(row: re.Match[str]) -> str:
        remaining = iter(labels)
        return CELL.sub(lambda cell: f'{cell[0]} data-label="{next(remaining, "")}"', row[0])

    return rows[: head.end()] + BODY_ROW.sub(label_row, rows[head.end() :])


@register.filter
def verb_label(verb: str, entity: str = "") -> str:
    """{{ entry.verb|verb_label:entry.entity }}: what was done, in the reader's words."""
    return str(registry.verb_label(verb, entity))


@register.filter
def record_label(entity: str) -> str:
    """{{ entry.entity|record_label }}: the kind of record in words."""
    return str(registry.record_label(entity))


@register.filter
def trail_value(value: Any) -> Any:
    """A value of the audit trail: moments, which it keeps in UTC, as they were in Seoul; nothing as a dash."""
    if isinstance(value, str) and (moment := _moment_of(value)):
        return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"
    return "–" if value is None or value == "" else value


def _moment_of(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@register.filter
def actor_label(label: str) -> str:
    """{{ entry.actor_label|actor_label }}: a person's name, or the system's task in words."""
    return str(registry.actor_label(label))


@register.filter
def masked_field(row: Any, field: str) -> str:
    """{{ person|masked_field:"email" }}: a declared field of personal data as lists show it."""
    return personal.masked(row, field)
