"""Wishes as an applicant gives them; what-if and reasons of whoever matches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.models import Position, Work
from kernel.areas import DISTRICTS, dong_choices
from kernel.forms import offer, offer_rows


class WayForm(forms.Form):
    """Where somebody lives, how far they would go, and districts that count after the positions of the list."""

    home = forms.ChoiceField(
        label=_("Where you live"),
        required=False,
        help_text=_("The dong is enough. It is used to estimate the way and is not shown to hosts."),
    )
    longest = forms.IntegerField(
        label=_("Longest way to work (minutes, one way)"),
        required=False,
        min_value=5,
        max_value=240,
        help_text=_("You are never placed farther away. Empty: any way."),
    )
    districts = forms.MultipleChoiceField(
        label=_("Also any position in"),
        required=False,
        choices=list(DISTRICTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They count after the positions of your list, the nearest first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "home", [("", _("Choose")), *dong_choices()])


class SearchForm(forms.Form):
    """Narrows the positions that can be wished for."""

    district = forms.ChoiceField(required=False, choices=[("", _("All districts")), *DISTRICTS.items()])
    work = forms.ChoiceField(required=False, choices=[("", _("All kinds of work")), *Work.choices])
    q = forms.CharField(required=False, max_length=60)


class WhatIfForm(forms.Form):
    """A question to a matching: so many seats more here, so many minutes more for everybody."""

    position = forms.ModelChoiceField(
        label=_("Position"), queryset=Position.objects.none(), required=False, empty_label=_("no position")
    )
    seats = forms.IntegerField(label=_("Seats more there"), required=False, min_value=-20, max_value=20, initial=0)
    minutes = forms.IntegerField(
        label=_("Minutes of way more for everybody"), required=False, min_value=-120, max_value=120, initial=0
    )

    def __init__(self, *args: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "position", positions)


class MoveForm(forms.Form):
    """Where a person is moved by hand, and why."""

    position = forms.ModelChoiceField(
        label=_("New position"), queryset=Position.objects.none(), empty_label=_("Choose")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "position", positions)
