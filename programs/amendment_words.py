"""Parts of a call's terms in words, for the log of its changes: what each is called, and its lines."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from programs.forms.builder import MISFITS, NORMALISATIONS, TIE_WORDS, TOLD
from programs.forms.eligibility import EligibilityForm
from programs.forms.form_parts import KINDS
from programs.models import CallTerms
from programs.registry import Text, programme
from programs.rules.catalogue import RULES, Chosen
from programs.rules.ranking import QuotaOf

HEADS: dict[str, Text] = {
    "question": gettext_lazy("Question of the form"),
    "section": gettext_lazy("Section of the form"),
    "document": gettext_lazy("Document to attach"),
    "criterion": gettext_lazy("Criterion of the scoring table"),
    "bonus": gettext_lazy("Bonus points"),
    "rule": gettext_lazy("Who may apply"),
    "track": gettext_lazy("Track"),
    "quotas": gettext_lazy("Least shares and money that does not suffice"),
}
LABELS: dict[str, Text] = {
    "order": gettext_lazy("Order of the questions"),
    "marking:cut_off_with_bonus": gettext_lazy("Bonus points count towards the cut-off"),
    "marking:drop_extremes": gettext_lazy("Leave out the highest and the lowest total"),
    "marking:drop_from": gettext_lazy("The extremes are left out from (sheets)"),
    "marking:needed": gettext_lazy("Sheets needed for a score"),
    "marking:normalisation": gettext_lazy("Strict and lenient reviewers"),
    "marking:bonus_ceiling": gettext_lazy("Most bonus points"),
    "marking:tie_break": gettext_lazy("Order among equals"),
    "marking:seed": gettext_lazy("Source of the lot"),
    "panel:reviewers": gettext_lazy("Reviewers for each application"),
    "panel:experts": gettext_lazy("Reviewers from the field of the application"),
    "panel:blind": gettext_lazy("Reviewers do not read who applies"),
    "panel:conflict_years": gettext_lazy("Former employers count for (years)"),
    "panel:limit": gettext_lazy("Most applications for one reviewer"),
    "told": gettext_lazy("What applicants read of where they stand"),
}
Part = Mapping[str, Any]


def part_label(key: str, value: Any, terms: CallTerms) -> str:
    """“Question of the form: Necessity”; ``value`` is the part as it stands, or as it stood before it went."""
    head, _colon, name = key.partition(":")
    if key in LABELS:
        return str(LABELS[key])
    if head == "step":
        steps = {step.code: step.label for step in programme(terms.call.programme).build_steps}
        return str(steps.get(name, name))
    if head == "settings":
        field = _setting(name, terms)
        return str(field.label) if field else name
    return f"{HEADS[head]}: {_name(head, name, value, terms)}" if head in HEADS else key


def _name(head: str, name: str, value: Any, terms: CallTerms) -> str:
    if head == "rule":
        return _(RULES[name].label) if name in RULES else name
    if head == "quotas":
        track = terms.choosing_terms.track(name)
        return _(track.label) if track and track.label else name
    words: str = _text(value or {}, "title" if head == "section" else "label")
    return words or name


def _text(part: Part, name: str) -> str:
    """In the reader's language: a typed English text stands beside the Korean one, the programme's are translated."""
    own = part.get(f"{name}_en") if get_language() == "en" else ""
    text = own or part.get(name) or ""
    return _(text) if text else ""


def part_lines(key: str, value: Any, terms: CallTerms) -> list[str]:
    """What the part says, a line for each thing; none for a part that is not there."""
    head, _colon, name = key.partition(":")
    if value is None and head in HEADS:
        return []
    if head == "step":
        steps = {step.code: step for step in programme(terms.call.programme).build_steps}
        return steps[name].words(value, terms.settings).splitlines() if name in steps and value else []
    if head == "settings":
        return [_setting_words(name, value, terms)]
    if head in LINES:
        return LINES[head](name, value, terms)
    return [_plain(key, value, terms)]


def _question(_key: str, part: Part, terms: CallTerms) -> list[str]:
    lines = [_text(part, "label"), str(dict(KINDS).get(part["kind"], _("looked up in a register")))]
    if part["choices"]:
        lines.append(
            _("Choices: %(choices)s") % {"choices": " · ".join(_text(one, "label") for one in part["choices"])}
        )
    if part["max_words"]:
        lines.append(_("up to %(words)s words") % {"words": f"{part['max_words']:,}"})
    elif part["kind"] in {"text", "long_text"}:
        lines.append(_("up to %(n)s characters") % {"n": f"{part['max_length']:,}"})
    if part["min_length"]:
        lines.append(_("at least %(n)s characters") % {"n": f"{part['min_length']:,}"})
    if part["minimum"] is not None or part["maximum"] is not None:
        least, most = (f"{one:,}" if one is not None else "" for one in (part["minimum"], part["maximum"]))
        lines.append(f"{least}–{most} {_text(part, 'unit')}".strip())
    if part["condition"]:
        lines.append(_("asked only after certain answers: %(codes)s") % {"codes": _condition(part["condition"], terms)})
    home = next((one for one in terms.own_form.sections if one.key == part["section"]), None)
    lines += [_("Section: %(title)s") % {"title": _(home.title)}] if home else []
    lines += [_("personal data, masked for the office")] if part["personal"] else []
    lines += [_("says who applies, hidden from reviewers")] if part["identifying"] else []
    return [*lines, *_required(part), *_help(part)]


def _condition(condition: Part, terms: CallTerms) -> str:
    named = terms.own_form.question(condition["key"])
    codes = ", ".join(_(named.choice_label(code)) if named else code for code in condition["values"])
    return f"{_(named.label) if named else condition['key']} – {codes}"


def _required(part: Part) -> list[str]:
    return [_("required") if part["required"] else _("optional")]


def _help(part: Part) -> list[str]:
    text = _text(part, "help")
    return text.splitlines() if text else []


def _section(_key: str, part: Part, _terms: CallTerms) -> list[str]:
    return [_text(part, "title"), *_help(part)]


def _document(_key: str, part: Part, _terms: CallTerms) -> list[str]:
    hidden = [_("says who applies, hidden from reviewers")] if part["identifying"] else []
    return [_text(part, "label"), *_required(part), *hidden, *_help(part)]


def _criterion(_key: str, part: Part, _terms: CallTerms) -> list[str]:
    grades = [_("%(points)s points: %(text)s") % one for one in part["anchors"]]
    head = _("%(label)s, up to %(points)s points") % {"label": _text(part, "label"), "points": part["points"]}
    return [head, *_help(part), *grades]


def _bonus(_key: str, part: Part, _terms: CallTerms) -> list[str]:
    return [_("%(label)s, %(points)s points") % {"label": _text(part, "label"), "points": part["points"]}, *_help(part)]


def _rule(code: str, values: Part, _terms: CallTerms) -> list[str]:
    """The rule with its values as the step of building shows them."""
    if code not in RULES:
        return [code]
    form = EligibilityForm([Chosen(code, values)])
    lines = [_(RULES[code].label)]
    for value in RULES[code].values:
        shown = _field_words(form.fields[f"{code}_{value.key}"], values.get(value.key))
        lines.append(f"{_(value.label)}: {shown}")
    return lines


def _track(_code: str, part: Part, _terms: CallTerms) -> list[str]:
    return [_text(part, "label") or "–"]


def _quotas(_code: str, part: Part, terms: CallTerms) -> list[str]:
    groups = programme(terms.call.programme).groups
    of = {QuotaOf.PLACES: _("of the places"), QuotaOf.MONEY: _("of the budget")}
    lines = [
        f"{groups.get(one['group'], one['group'])}: {float(one['share']) * 100:g}% {of[QuotaOf(one['of'])]}"
        for one in part["quotas"]
    ]
    lines.append(_("When one no longer fits: %(what)s") % {"what": dict(MISFITS)[part["misfit"]]})
    return [*lines, *([_("what no longer fits whole may be supported in part")] if part["partial"] else [])]


LINES: dict[str, Callable[[str, Any, CallTerms], list[str]]] = {
    "question": _question,
    "section": _section,
    "document": _document,
    "criterion": _criterion,
    "bonus": _bonus,
    "rule": _rule,
    "track": _track,
    "quotas": _quotas,
}


def _plain(key: str, value: Any, terms: CallTerms) -> str:
    if key == "order":
        names = {one.key: one.label for _section, one in terms.own_form.questions()}
        return " → ".join(_(names[one]) for one in value or () if one in names)
    if key == "marking:tie_break":
        words = {one.key: one.label for one in terms.scoring}
        return " → ".join(_tie(one, words) for one in value) or "–"
    if key == "marking:normalisation":
        return str(dict(NORMALISATIONS)[value])
    if key == "told":
        return str(dict(TOLD)[value])
    if key == "marking:bonus_ceiling" and value is None:
        return _("all that are proven")
    return _scalar(value)


def _tie(tie: Part, criteria: Mapping[str, str]) -> str:
    named = tie["criterion"]
    if named:
        return _("more points for: %(name)s") % {"name": _(criteria.get(named, named))}
    return str(dict(TIE_WORDS).get(tie["kind"], tie["kind"]))


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return _("not set")
    return str(number_format(value, force_grouping=True)) if isinstance(value, int) else str(value)


def _setting(name: str, terms: CallTerms) -> forms.Field | None:
    form = programme(terms.call.programme).settings_form
    return form(initial=form.initial_of(terms.settings)).fields.get(name) if form else None


def _setting_words(name: str, value: Any, terms: CallTerms) -> str:
    field = _setting(name, terms)
    return _field_words(field, value) if field else _scalar(value)


def _field_words(field: forms.Field, value: Any) -> str:
    """A value as the field would show it: the words of a choice, lists with commas."""
    words = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    given = value if isinstance(value, list) else [value]
    return ", ".join(words.get(str(one)) or _scalar(one) for one in given)
