"""Parameters of documents, and the form that asks for a verification code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor


class ParametersForm(forms.Form):
    """Base of a document's parameters: knows who asks (``self.actor``), so that choices can be limited to them.

    ``cleaned_data`` becomes the document's ``params``: dates as ISO text, rows as their primary keys.
    """

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor


class CodeForm(forms.Form):
    """The code printed under the QR code of an issued document."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("16 letters and digits below the QR code, for example ABCD-EFGH-JKMN-PQRS."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
