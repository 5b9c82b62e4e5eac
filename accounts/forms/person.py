"""A person's own data, and what staff do with people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_up import PhoneField
from accounts.models import BusinessStatus, Role


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(label=_("Mobile phone"), required=False)


class RoleForm(forms.Form):
    field_order = ["role", "reason"]

    reason = forms.CharField(label=_("Reason (kept in the audit trail)"), max_length=200)

    def __init__(self, roles: list[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *((role.value, role.label) for role in roles)]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=choices)
        self.order_fields(self.field_order)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class BusinessStatusForm(forms.Form):
    """Confirming by hand what the tax service did not say."""

    outcome = forms.ChoiceField(
        label=_("Business status"),
        choices=[choice for choice in BusinessStatus.choices if choice[0] != BusinessStatus.UNCONFIRMED],
    )
    reason = forms.CharField(
        label=_("Reason (kept with it)"),
        max_length=200,
        help_text=_("What you saw or whom you asked, and when."),
    )
