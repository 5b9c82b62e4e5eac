"""What is entered about training."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.rules.training import CourseRules


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class CourseForm(forms.Form):
    title = forms.CharField(label=_("Course"), max_length=120)
    hours = forms.IntegerField(label=_("Hours needed"), min_value=1, max_value=1000)
    pass_mark = forms.IntegerField(
        label=_("Points needed in the test"), required=False, min_value=0, max_value=100, help_text=_("Empty: no test.")
    )
    allowance = forms.IntegerField(label=_("Allowance (won)"), min_value=0, max_value=10_000_000, initial=0)
    due_day = forms.DateField(
        label=_("Day on which the allowance is due"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Who has left before this day gets none."),
    )

    def rules(self) -> CourseRules:
        typed = self.cleaned_data
        return CourseRules(typed["hours"] * 60, typed["pass_mark"], typed["allowance"], typed["due_day"])


class SessionForm(forms.Form):
    starts_at = _moment(_("Starts"))
    ends_at = _moment(_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("starts_at"), typed.get("ends_at")
        if first and last and last <= first:
            self.add_error("ends_at", _("The end must be after the start."))
        return typed
