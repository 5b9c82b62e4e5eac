"""Forms of safety in the field: a round, a place, what whoever watches does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.forms import RowChoice, offer_rows
from survey.actions.safety import Whereabouts
from survey.forms import told_apart
from survey.forms_place import DevicePlaceForm
from survey.rules.field.safety import EVERY


class PlaceForm(DevicePlaceForm):
    """Where somebody is, if they say so: in words, or as the device found it."""

    place = forms.CharField(
        label=_("Where I am"), required=False, max_length=200,
        help_text=_("A market, a building, a street: only if you want to."),
    )  # fmt: skip

    @property
    def where(self) -> Whereabouts:
        """What of it can be read: a call for help is never refused for its place."""
        given = self.cleaned_data
        latitude, longitude = given.get("latitude"), given.get("longitude")
        if latitude is None or longitude is None:
            latitude = longitude = None
        return Whereabouts(given.get("place", ""), latitude, longitude)


class RoundForm(PlaceForm):
    """A round that begins: until when, and how often word is given."""

    field_order = ("until", "every", "place", "latitude", "longitude")

    until = forms.TimeField(label=_("I am out until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    every = forms.TypedChoiceField(
        label=_("Check on me every"), coerce=int, initial=60,
        choices=[(minutes, format_lazy(_("{n} minutes"), n=minutes)) for minutes in EVERY],
    )  # fmt: skip

    def clean_until(self) -> datetime:
        """That hour today."""
        return datetime.combine(clock.today(), self.cleaned_data["until"], tzinfo=clock.SEOUL)


class NoteForm(forms.Form):
    """What whoever watches did or found."""

    note = forms.CharField(label=_("What you do about it"), max_length=300)


class WatcherForm(forms.Form):
    """Somebody of the office who is to watch."""

    person = RowChoice(label=_("Who is to watch"), queryset=User.objects.none(), called=told_apart)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", people)
