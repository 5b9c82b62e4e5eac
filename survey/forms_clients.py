"""Forms around work with other clients: a device, and what was held."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the device"), help_text=_("So that you know it again: “my phone”."), max_length=60
    )


class PlaceForm(forms.Form):
    shop_id = forms.CharField(label=_("Shop number of the business"), max_length=40)


class DismissForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
