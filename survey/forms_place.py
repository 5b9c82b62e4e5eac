"""Where a device is, as scripts put it into a form (``static/js/whereabouts.js``)."""

from __future__ import annotations

from django import forms


class DevicePlaceForm(forms.Form):
    """Degrees (WGS84), north and east; empty where its owner did not tick that the place goes along."""

    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
