"""What a manager types of interview days: the date, and many times at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.actions.interview_day import Times
from internships.models import InterviewDay, InterviewSlot
from internships.queries.interview import free_slots
from kernel import clock
from kernel.forms import offer, offer_rows
from programs.models import Application, Call
from programs.queries.calls import reviewers_of


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _panel(**more: Any) -> "forms.ModelMultipleChoiceField[User]":
    """Reviewers of a call, by name; the form offers them."""
    return forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Interviewers"), widget=forms.CheckboxSelectMultiple, required=False, **more
    )


class TimesForm(forms.Form):
    """Times one after another in a room or over a video link, with who asks."""

    first = _time(_("First interview at"))
    until = _time(_("Last one ends by"))
    minutes = forms.IntegerField(label=_("Minutes for each"), min_value=5, max_value=240, initial=20)
    pause = forms.IntegerField(label=_("Minutes between"), min_value=0, max_value=120, initial=0)
    capacity = forms.IntegerField(label=_("Applicants at once"), min_value=1, max_value=50, initial=1)
    room = forms.CharField(label=_("Interview room"), max_length=80, required=False)
    video_link = forms.URLField(
        label=_("Video link"),
        help_text=_("For interviews over video; shown to those who booked and to the panel alone."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    panel = _panel(help_text=_("Reviewers of the call. Whoever books one of these times is given to them."))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "panel", reviewers_of(call))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("room") and not values.get("video_link") and "video_link" not in self.errors:
            self.add_error("room", _("Name a room or a video link."))
        first, until = values.get("first"), values.get("until")
        if first and until and first >= until:
            self.add_error("until", _("The end must come after the beginning."))
        return values

    def times(self) -> Times:
        given = self.cleaned_data
        names = ("first", "until", "minutes", "pause", "capacity", "room", "video_link")
        return Times(panel=tuple(given["panel"]), **{name: given[name] for name in names})


class DayForm(TimesForm):
    """A new day with its first times."""

    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(
        label=_("Place"), help_text=_("Building and address, as applicants find it."), max_length=200, required=False
    )
    note = forms.CharField(label=_("What applicants should know"), max_length=300, required=False)
    field_order = ("held_on", "place", "note")


class SeatForm(forms.Form):
    """Who asks in one slot from now on."""

    panel = _panel()

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "panel", reviewers_of(call))


def _when(slot: InterviewSlot) -> str:
    return f"{slot.starts_at.astimezone(clock.SEOUL):%H:%M} {slot.room or _('video interview')}"


class BookingForm(forms.Form):
    """The office books for somebody who called: their receipt number, and one of the day's times."""

    receipt = forms.CharField(label=_("Receipt number"), max_length=30)
    slot = forms.TypedChoiceField(label=_("Interview time"), coerce=int)

    def __init__(self, *args: Any, day: InterviewDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        offer(self, "slot", [(one.pk, _when(one)) for one in free_slots(day)])

    def clean_receipt(self) -> Application:
        found = Application.objects.filter(
            call=self.day.call_id, receipt_number=self.cleaned_data["receipt"].strip()
        ).first()
        if found is None:
            raise forms.ValidationError(_("No application of this call has this number."))
        return found
