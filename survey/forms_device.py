"""Forms around the field app: an export that a manager loads, an item that is put away."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    upload = forms.FileField(label=_("File written by the field app"))
