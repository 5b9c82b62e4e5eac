"""What is asked about attendance, and how it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.actions.attendance_request import Asked
from internships.models import AttendanceRequest
from internships.rules.day_kinds import AFTERWARDS, Wish


class RequestForm(forms.Form):
    """One request; over several days one for each day of work."""

    kind = forms.ChoiceField(label=_("What you ask for"), choices=AttendanceRequest.Kind.choices)
    first_day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=_("Until (for several days)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_at = forms.TimeField(
        label=_("Time from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Of a correction: when you came. Empty for a whole day."),
    )
    ends_at = forms.TimeField(
        label=_("Time to"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_(
            "Of a correction: when you left. Of work past midnight, the time on the next morning (at most 06:00)."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, ended: bool = False, **more: Any) -> None:
        """``ended``: of somebody whose internship is over."""
        super().__init__(*args, **more)
        if ended:
            kinds = [(value, label) for value, label in AttendanceRequest.Kind.choices if value in AFTERWARDS]
            self.fields["kind"] = forms.ChoiceField(label=_("What you ask for"), choices=kinds)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day must not be before the first."))
        return values

    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(
            kind=Wish(typed["kind"]),
            first_day=typed["first_day"],
            last_day=typed["last_day"] or typed["first_day"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            reason=typed["reason"],
        )
