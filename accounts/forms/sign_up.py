"""Making an account."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.consents import ConsentItem, sign_up_items
from accounts.models import User

PHONE = re.compile(r"0\d{1,2}-?\d{3,4}-?\d{4}")


class PhoneField(forms.CharField):
    """A Korean telephone number, kept with hyphens as typed."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {"invalid": _("Write the number like 010-1234-5678.")}

    def clean(self, value: Any) -> str:
        text: str = re.sub(r"\s", "", super().clean(value))
        if text and not PHONE.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class SignUpForm(forms.Form):
    """What allauth's sign-up asks besides address and password: the name, and each consent alone (§22)."""

    field_order = ["email", "name", "phone", "password1", "password2"]

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(
        label=_("Mobile phone"), required=False, help_text=_("Only if you want to be reached by telephone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in sign_up_items():
            self.fields[f"consent_{item.code}"] = forms.BooleanField(
                label=_("I agree"),
                required=item.required,
                error_messages={"required": _("No account can be made without this consent.")},
            )

    def consent_rows(self) -> Iterator[tuple[ConsentItem, BoundField]]:
        """Each consent with its own box."""
        for item in sign_up_items():
            yield item, self[f"consent_{item.code}"]

    def consents_given(self) -> list[str]:
        return [item.code for item in sign_up_items() if self.cleaned_data.get(f"consent_{item.code}")]

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for it; everything is done in :meth:`AccountAdapter.save_user`."""
