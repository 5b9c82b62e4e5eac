"""Forms of field work: who gets areas, and a visit that brought no interview."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.forms import offer_rows
from survey.forms_additions import photo_field
from survey.models.record import RESULTS
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


class VisitForm(forms.Form):
    """A visit without an interview; the hidden number makes a second click the same visit."""

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
    client_id = forms.CharField(widget=forms.HiddenInput, initial=lambda: str(uuid.uuid4()))
