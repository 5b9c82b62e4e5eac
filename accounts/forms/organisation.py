"""Registering an organisation and changing its entry."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import RegistrationNumberWrong
from accounts.forms.sign_up import PhoneField
from accounts.models import Organisation
from accounts.queries.industry import NEWEST, find_industries, industry
from accounts.rules.numbers import digits, is_business_number, is_corporate_number

SELF_REGISTERED = [(kind.value, kind.label) for kind in (Organisation.Kind.BUSINESS, Organisation.Kind.PUBLIC_BODY)]


class OrganisationForm(forms.Form):
    """What an organisation's entry holds. The industry comes as ``11:56111``, or as typed text without scripts."""

    hide_error_summary = True

    kind = forms.ChoiceField(label=_("Kind"), choices=SELF_REGISTERED, initial=Organisation.Kind.BUSINESS)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As on the certificate of registration (상호·법인명).")
    )
    representative = forms.CharField(label=_("Representative"), max_length=60)
    founded_on = forms.DateField(
        label=_("Opening date"),
        required=False,
        help_text=_("As on the certificate (개업연월일). With it the tax service can confirm the business."),
        widget=forms.DateInput,
    )
    corporate_number = forms.CharField(
        label=_("Corporate registration number"),
        required=False,
        max_length=20,
        help_text=_("Corporations only, 13 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    size_class = forms.ChoiceField(
        label=_("Size class"), choices=[("", _("Choose")), *Organisation.SizeClass.choices], required=False
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    industry_code = forms.CharField(required=False, widget=forms.HiddenInput, label=_("Industry (KSIC)"))

    def clean_corporate_number(self) -> str:
        number = digits(self.cleaned_data["corporate_number"])
        if number and not re.fullmatch(r"\d{13}", number):
            raise forms.ValidationError(_("A corporate registration number has 13 digits."))
        return number

    @property
    def corporate_number_doubtful(self) -> bool:
        """Whether the corporate number's check digit does not fit: worth a second look, never a refusal."""
        number = self.cleaned_data.get("corporate_number", "")
        return bool(number) and not is_corporate_number(number)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("industry_code", "")
        typed = str(self.data.get("q", "")).strip()
        revision, code = self._industry(chosen, typed)
        cleaned["industry_revision"], cleaned["industry_code"] = revision, code
        return cleaned

    def _industry(self, chosen: str, typed: str) -> tuple[int, str]:
        """(revision, code) of what was chosen; without scripts the typed text must name exactly one industry."""
        revision, _colon, code = chosen.partition(":")
        if code and revision.isdigit() and industry(int(revision), code):
            return int(revision), code
        if not typed:
            return NEWEST, ""
        code = typed.split()[0]
        found = list(find_industries(code if code.isdigit() else typed)[:6])
        exact = [one for one in found if typed in {one.code, one.name, str(one)}] or found
        if len(exact) == 1:
            return exact[0].revision, exact[0].code
        names = ", ".join(str(one) for one in found[:5])
        if names:
            self.add_error("industry_code", _("Several industries fit: %(names)s … Type its code.") % {"names": names})
        else:
            self.add_error("industry_code", _("No industry is called “%(text)s”. Try fewer letters.") % {"text": typed})
        return NEWEST, ""


class RegistrationForm(OrganisationForm):
    """The same with the number that never changes."""

    field_order = ("registration_number",)

    registration_number = forms.CharField(
        label=_("Business registration number"),
        max_length=14,
        help_text=_("Ten digits; hyphens may be left out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_registration_number(self) -> str:
        number = digits(self.cleaned_data["registration_number"])
        if not is_business_number(number):
            raise forms.ValidationError(str(RegistrationNumberWrong.message))
        return number


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the colleague"))


class EvidenceForm(forms.Form):
    size_evidence = forms.FileField(
        label=_("Certificate of the size class"),
        help_text=_("중소기업확인서 or 소상공인확인서; PDF or picture, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"data-max-bytes": 20 * 1024 * 1024}),
    )
