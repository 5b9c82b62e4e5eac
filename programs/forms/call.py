"""Building a call: its text and window, its scoring table, the programme's own settings."""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.forms import FormSet
from programs.actions.call import CallText, TermsText
from programs.models import Call, CallTerms
from programs.queries.amendments import RUNNING
from programs.registry import Programme
from programs.rules.scoring import Anchor, Criterion

TEXT = ("title", "summary", "notice", "opens_at", "closes_at", "fund", "budget", "seats", "reserves")
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        input_formats=[MOMENT_FORMAT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMAT),
    )


class CallForm(forms.Form):
    """What every call has; the window is half-open and by the server's clock."""

    title = forms.CharField(label=gettext_lazy("Title of the call"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("One sentence for the list of calls."),
        max_length=300,
        required=False,
    )
    notice = forms.CharField(
        label=gettext_lazy("Text of the notice"),
        help_text=gettext_lazy("What is supported, for whom, how to apply, whom to ask."),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
    )
    opens_at = moment_field(gettext_lazy("Opens at"))
    closes_at = moment_field(gettext_lazy("Closes at"), gettext_lazy("At this very moment nothing more is accepted."))
    fund = forms.ChoiceField(label=gettext_lazy("Source of funds"), choices=Call.Fund.choices)
    budget = forms.IntegerField(label=gettext_lazy("Budget (won)"), min_value=0)
    seats = forms.IntegerField(label=gettext_lazy("Number to select"), min_value=1)
    reserves = forms.IntegerField(label=gettext_lazy("Number on the reserve list"), min_value=0, initial=0)
    reviewers_each = forms.IntegerField(label=gettext_lazy("Reviewers for each application"), min_value=1, max_value=15)
    cut_off = forms.DecimalField(
        label=gettext_lazy("Cut-off (points)"), min_value=0, max_value=200, max_digits=5, decimal_places=2
    )
    drop_extremes = forms.BooleanField(
        label=gettext_lazy("Leave out the highest and the lowest total (from three reviews on)"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens_at: datetime | None = cleaned.get("opens_at")
        closes_at: datetime | None = cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The call must close after it opens."))
        return cleaned

    def text(self) -> CallText:
        return CallText(**{name: self.cleaned_data[name] for name in TEXT})


class CriterionForm(forms.Form):
    """One line of the scoring table; a line without a name is left out."""

    label = forms.CharField(label=gettext_lazy("Criterion"), max_length=100, required=False)
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=100, required=False)
    help = forms.CharField(label=gettext_lazy("What earns them"), max_length=300, required=False)
    anchors = forms.CharField(
        label=gettext_lazy("Grades"),
        help_text=gettext_lazy("A line for each grade: points, a colon, what earns them."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    measured = forms.BooleanField(
        label=gettext_lazy("A test gives the points"),
        help_text=gettext_lazy("Reviewers do not judge it; the office enters the points from a file."),
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_anchors(self) -> tuple[Anchor, ...]:
        """The highest first. Each within the points of the criterion."""
        found = []
        for line in filter(str.strip, self.cleaned_data["anchors"].splitlines()):
            points, _colon, text = line.partition(":")
            if not points.strip().isdigit() or not text.strip():
                refusal = _("Write each grade as “20: what earns them”, not as “%(line)s”.")
                raise forms.ValidationError(refusal, params={"line": line})
            found.append(Anchor(int(points), text.strip()))
        most = self.cleaned_data.get("points")
        if most and any(one.points > most for one in found):
            raise forms.ValidationError(_("A grade has at most the points of its criterion."))
        return tuple(sorted(found, key=lambda one: -one.points))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("label") and not cleaned.get("points"):
            self.add_error("points", _("Give the maximum of points."))
        return cleaned


class BaseCriteria(FormSet):
    def clean(self) -> None:
        filled = [form for form in self.forms if form.cleaned_data.get("label")]
        if not filled:
            raise forms.ValidationError(_("Name at least one criterion."))
        if all(form.cleaned_data.get("measured") for form in filled):
            raise forms.ValidationError(_("Leave at least one criterion to the reviewers."))

    def criteria(self) -> tuple[Criterion, ...]:
        """The table as typed; new lines get a key of their own."""
        result, used = [], set()
        for number, form in enumerate(self.forms, 1):
            cleaned = form.cleaned_data
            if not cleaned.get("label"):
                continue
            key = cleaned.get("key") or f"criterion{number}"
            while key in used:
                key += "x"
            used.add(key)
            anchors = cleaned.get("anchors") or ()
            text = cleaned.get("help", "")
            measured = bool(cleaned.get("measured"))
            result.append(Criterion(key, cleaned["label"], cleaned["points"], text, anchors, measured))
        return tuple(result)


CriteriaFormSet = forms.formset_factory(CriterionForm, formset=BaseCriteria, extra=2, max_num=12)


BUILT = ("reviewers_each", "cut_off", "drop_extremes")  # in a step of their own once the call was built


class CallForms:
    """The three forms of the page as one."""

    def __init__(self, owner: Programme, call: Call | None = None, data: Any = None) -> None:
        terms = call.terms if call else None
        settings = terms.settings if terms else owner.default_settings
        self.call = CallForm(data, initial=_initial(owner, call, terms))
        criteria = [
            {
                "key": c.key,
                "label": _(c.label),
                "points": c.points,
                "help": _(c.help) if c.help else "",
                "anchors": "\n".join(f"{one.points}: {one.text}" for one in c.anchors),
                "measured": c.measured,
            }
            for c in (terms.scoring if terms else owner.criteria)
        ]
        self.criteria = cast(BaseCriteria, CriteriaFormSet(data, initial=criteria, prefix="criteria"))
        self.built = bool(terms and terms.choosing)
        form = owner.settings_form
        self.settings = form.standing(settings, built=self.built, data=data) if form else None
        self._owner, self._terms = owner, terms
        self.says_text = not (call and call.state in RUNNING)  # an amendment has text, window and money on its own page
        elsewhere = (*(BUILT if self.built else ()), *(() if self.says_text else TEXT))
        for name in elsewhere:
            del self.call.fields[name]

    def is_valid(self) -> bool:
        valid = [self.call.is_valid(), self.criteria.is_valid()]
        if self.settings is not None:
            valid.append(self.settings.is_valid())
        return all(valid)

    def all(self) -> list[forms.BaseForm]:
        return [self.call, *([self.settings] if self.settings else []), *self.criteria.forms]

    def terms(self) -> TermsText:
        cleaned = self.call.cleaned_data
        if self.built:
            return TermsText(settings=self.settings.settings() if self.settings else None, criteria=self._criteria())
        return TermsText(
            settings=self.settings.settings() if self.settings else None,
            criteria=self._criteria(),
            reviewers_each=cleaned["reviewers_each"],
            drop_extremes=cleaned["drop_extremes"],
            cut_off=cleaned["cut_off"],
        )

    def _criteria(self) -> tuple[Criterion, ...]:
        """Texts that were left as they were stay message ids, so that they are still translated."""
        known = {c.key: c for c in (self._terms.scoring if self._terms else self._owner.criteria)}

        def kept(typed: Criterion) -> Criterion:
            old = known.get(typed.key)
            if old is None:
                return typed
            label = old.label if typed.label == _(old.label) else typed.label
            help_text = old.help if old.help and typed.help == _(old.help) else typed.help
            return Criterion(typed.key, label, typed.points, help_text, typed.anchors)

        return tuple(kept(criterion) for criterion in self.criteria.criteria())


def _initial(owner: Programme, call: Call | None, terms: CallTerms | None) -> dict[str, Any]:
    rules = owner.review
    if call is None or terms is None:
        return {
            "reviewers_each": rules.reviewers_each,
            "cut_off": rules.cut_off,
            "drop_extremes": rules.drop_extremes,
            "budget": 0,
        }
    return {
        **{name: getattr(call, name) for name in TEXT},
        "reviewers_each": terms.reviewers_each,
        "cut_off": terms.cut_off.quantize(Decimal("0.01")),
        "drop_extremes": terms.drop_extremes,
    }


class ExtendForm(forms.Form):
    closes_at = moment_field(gettext_lazy("New closing moment"))
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What has to be changed"),
        help_text=gettext_lazy("Whoever asked for approval reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
