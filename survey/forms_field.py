"""Forms of field work: who gets areas, and a visit that brought no interview."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.forms import RowForm, offer_rows
from survey.forms_additions import photo_field
from survey.forms_place import DevicePlaceForm
from survey.models import Wave
from survey.models.record import RESULTS
from survey.rules.offline import Position
from survey.rules.visit_results import INTERVIEWS, VisitResult

WITHOUT_INTERVIEW = [choice for choice in RESULTS if choice[0] not in INTERVIEWS]


class HandOutForm(forms.Form):
    """People among whom areas are shared."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Enumerators"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "people", people)


class HandOverForm(forms.Form):
    """The person to whom an area goes."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Enumerator"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", people)


class VisitForm(DevicePlaceForm):
    """A visit without an interview; the hidden number makes a second click the same visit. ``outside``: it is outside
    the hours for visits or calls now, so that a reason may be asked for."""

    result = forms.TypedChoiceField(
        label=_("Result of the visit"), choices=WITHOUT_INTERVIEW, coerce=VisitResult, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label=_("Way of asking"), choices=[("visit", _("on a visit")), ("phone", _("by telephone"))]
    )
    appointment = forms.DateTimeField(
        label=_("Come again"), required=False, help_text=_("When somebody named a day and an hour."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you know of a closing, a move, a refusal; where a business moved to."),
    )  # fmt: skip
    photo = photo_field()
    hour_reason = forms.CharField(
        label=_("Reason for the hour"), required=False, max_length=200,
        help_text=_("It is outside the permitted hours now: why at this hour?"),
    )  # fmt: skip
    client_id = forms.CharField(widget=forms.HiddenInput, initial=lambda: str(uuid.uuid4()))
    accuracy = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    @property
    def told(self) -> dict[str, Any]:
        """What was told of the visit, as the action takes it."""
        told = dict(self.cleaned_data)
        at = [told.pop(name) for name in ("latitude", "longitude", "accuracy")]
        return told | {"position": Position(*at) if None not in at else None}

    def __init__(self, *args: Any, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not outside:
            del self.fields["hour_reason"]


class FieldRulesForm(RowForm):
    """The hours at which a wave permits visits and calls, and whom people in the field ring who need help."""

    class Meta:
        model = Wave
        fields = ["visits_from", "visits_until", "calls_from", "calls_until", "duty_phone"]
        help_texts = {"duty_phone": _("Shown to everybody in the field, beside 112 and 119.")}
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("visits_from", "visits_until", "calls_from", "calls_until")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for begins, ends in (("visits_from", "visits_until"), ("calls_from", "calls_until")):
            since, until = cleaned.get(begins), cleaned.get(ends)
            if since and until and until <= since:
                self.add_error(ends, _("The hours must end after they begin."))
        return cleaned
