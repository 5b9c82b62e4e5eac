"""What is typed to prove again who one is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor


class ProofForm(forms.Form):
    """The password of who has one, or what a passkey answered (``credential``, filled in by the script)."""

    credential = forms.CharField(widget=forms.HiddenInput, required=False)
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Your password is asked for again so that nobody else signs."),
        required=False,
    )

    def __init__(self, *arguments: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if actor.user is None or not actor.user.has_usable_password():
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("credential") or self.cleaned_data.get("password")):
            where = "password" if "password" in self.fields else None
            self.add_error(where, _("Type your password, or use your passkey."))
        return self.cleaned_data
