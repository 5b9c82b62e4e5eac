"""A reviewer's profile, and meetings of the panel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer


class ProfileForm(forms.Form):
    """Fields, limit and the facts by which conflicts of interest are found."""

    fields_ = forms.MultipleChoiceField(label=_("Fields"), required=False, widget=forms.CheckboxSelectMultiple)
    limit = forms.IntegerField(
        label=_("Most applications at once"),
        help_text=_("Empty: no limit."),
        required=False,
        min_value=0,
        max_value=500,
    )
    business_number = forms.CharField(label=_("Own business registration number"), required=False, max_length=14)
    address = forms.CharField(
        label=_("Address of home or workplace"),
        help_text=_("Compared down to the building."),
        required=False,
        max_length=200,
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            offer(self, "fields_", choices)
        else:
            del self.fields["fields_"]


class EmployerForm(forms.Form):
    """A present or former employer."""

    name = forms.CharField(label=_("Employer"), required=False, max_length=120)
    number = forms.CharField(label=_("Business registration number"), required=False, max_length=14)
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Empty: still there."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


Employers = forms.formset_factory(EmployerForm, extra=2, max_num=20)


def employers_given(lines: Any) -> list[dict[str, Any]]:
    """The lines of a valid ``Employers`` that say something, as a profile keeps them."""
    return [
        {
            "name": one.cleaned_data["name"],
            "number": one.cleaned_data["number"],
            "until": one.cleaned_data["until"].isoformat() if one.cleaned_data["until"] else None,
        }
        for one in lines.forms
        if one.cleaned_data.get("name") or one.cleaned_data.get("number")
    ]


class MeetingForm(forms.Form):
    """When and where the panel meets."""

    title = forms.CharField(label=_("Name of the meeting"), max_length=120)
    held_at = forms.DateTimeField(
        label=_("Held at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
