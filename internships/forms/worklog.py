"""What an intern writes about the day and the week."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.models import Concern
from internships.rules.worklog import LogLine

MOST_LINES = 12


class LineForm(forms.Form):
    task = forms.CharField(label=_("Work"), max_length=200, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60, required=False)
    output = forms.CharField(label=_("What came of it"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("task") and not typed.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("How long did it take?"))
        if not typed.get("task") and (typed.get("minutes") or typed.get("output")):
            self.add_error("task", _("Say what you did."))
        return typed


Lines = forms.formset_factory(LineForm, extra=3, max_num=MOST_LINES)


def lines_of(formset: Any) -> list[LogLine]:
    """The lines that say what was done and for how long: one with the plan of the week alone says nothing yet."""
    typed = [form.cleaned_data for form in formset]
    typed = [one for one in typed if one.get("task") and one.get("minutes")]
    return [LogLine(one["task"], one["minutes"], one.get("output", "")) for one in typed]


class NoteForm(forms.Form):
    idle = forms.BooleanField(
        label=_("I was given no work on this day"), required=False,
        help_text=_("Leave the lines above without minutes. Those in charge of the programme see it and look into it."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What went well, what you need."),
    )  # fmt: skip
    file = forms.FileField(label=_("File that shows the result"), required=False)


class SummaryForm(forms.Form):
    text = forms.CharField(label=_("My week"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ConcernForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is about"), choices=Concern.Kind.choices)
    text = forms.CharField(label=_("What has happened"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class NoteTextForm(forms.Form):
    text = forms.CharField(label=_("Your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
