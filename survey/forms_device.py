"""The form for an export of the field app that a manager loads."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    upload = forms.FileField(label=_("File written by the field app"))
