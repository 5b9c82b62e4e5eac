"""What a host types: its registration, and a position in five steps."""

from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models import Ease, Host, Position, Work
from internships.queries.host import people_of
from internships.rules.plan import PlanRow
from internships.rules.position import Step
from kernel.areas import DONGS, dong_choices
from kernel.forms import RowChoice, offer_rows


class RegisterForm(forms.Form):
    """What kind of host an organisation is, and whom the office asks."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Host.Kind.choices)
    contact = forms.CharField(label=_("Contact (department, telephone)"), max_length=120)


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WorkForm(forms.Form):
    """Step 1: what the work is and for how many."""

    title = forms.CharField(
        label=_("Name of the work"),
        max_length=120,
        help_text=_("A short name that applicants recognise, such as “Checking the parking data”."),
    )
    work = forms.ChoiceField(label=_("Kind of work"), choices=Work.choices)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100)
    duties = forms.CharField(
        label=_("What the intern does"),
        max_length=2000,
        widget=_text(5),
        help_text=_("What is done on an ordinary day, with which data; 20 characters at least."),
    )
    skills = forms.CharField(
        label=_("Skills that help"),
        max_length=1000,
        required=False,
        widget=_text(3),
        help_text=_("Beginners are welcome: name what helps, not what is demanded."),
    )
    equipment = forms.CharField(
        label=_("Equipment at hand"),
        max_length=1000,
        required=False,
        widget=_text(3),
        help_text=_("Computer, desk, programs, devices that wait for the intern."),
    )


class PlaceForm(forms.Form):
    """Step 2: where. A dong gives a point on the map; who knows a better one types it."""

    place = forms.CharField(label=_("Place of work"), max_length=120, help_text=_("Building, floor, room."))
    address = forms.CharField(label=_("Address"), max_length=200, help_text=_("Road name address."))
    dong = forms.ChoiceField(label=_("Dong of the place"), choices=())
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=33, max_value=39, max_digits=9, decimal_places=6,
        help_text=_("Empty: the middle of the dong."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=124, max_value=132, max_digits=9, decimal_places=6
    )
    ease = forms.MultipleChoiceField(
        label=_("Accessibility"), required=False, choices=Ease.choices, widget=forms.CheckboxSelectMultiple
    )
    ease_note = forms.CharField(label=_("More about accessibility"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dong"] = forms.ChoiceField(
            label=_("Dong of the place"),
            choices=[("", _("Choose")), *dong_choices()],
            help_text=_("For the way to work and the list of positions."),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        given = [values.get("latitude") is not None, values.get("longitude") is not None]
        if any(given) and not all(given):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        dong = DONGS.get(values.get("dong", ""))
        if dong and not any(given):
            values["latitude"], values["longitude"] = dong.latitude, dong.longitude
        return values


class TimeForm(forms.Form):
    """Step 3: when. The days lie within the call's period."""

    first_day = forms.DateField(label=_("First day of work"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Last day of work"), widget=forms.DateInput(attrs={"type": "date"}))
    starts_at = forms.TimeField(
        label=_("Work starts at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_at = forms.TimeField(label=_("Work ends at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    break_minutes = forms.IntegerField(
        label=_("Break (minutes)"),
        min_value=0,
        max_value=300,
        help_text=_("30 for 4 hours of work, 60 for 8, at least (근로기준법 §54)."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last, start, end = (values.get(name) for name in ("first_day", "last_day", "starts_at", "ends_at"))
        if first and last and first > last:
            self.add_error("last_day", _("The last day must not be before the first."))
        if start and end and start >= end:
            self.add_error("ends_at", _("Work must end after it starts."))
        return values


class MentorChoiceForm(forms.Form):
    """Step 4: who looks after the interns."""

    mentor = RowChoice(
        label=_("Mentor"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        called=attrgetter("name"),
        help_text=_("A person of your organisation. Invite others to it first; then they can be named."),
    )

    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "mentor", people_of(host))


class WeekForm(forms.Form):
    """One row of the work plan."""

    hide_error_summary = True

    first = forms.IntegerField(label=_("From week"), min_value=1, max_value=60)
    last = forms.IntegerField(label=_("To week"), min_value=1, max_value=60)
    work = forms.CharField(label=_("What is done"), max_length=300)
    aim = forms.CharField(label=_("Result of these weeks"), max_length=200, required=False)

    def row(self) -> PlanRow:
        values = self.cleaned_data
        return PlanRow(values["first"], values["last"], values["work"], values["aim"])


WeekFormSet = forms.formset_factory(WeekForm, extra=0, max_num=60)


def step_form(step: Step, position: Position, data: Any = None) -> forms.Form:
    """The form of a step (but the plan's), filled with what stands."""
    if step is Step.MENTOR:
        return MentorChoiceForm(data, initial={"mentor": position.mentor_id}, host=position.host)
    form: type[forms.Form] = WorkForm if step is Step.WORK else PlaceForm if step is Step.PLACE else TimeForm
    return form(data, initial={name: getattr(position, name) for name in form.declared_fields})
