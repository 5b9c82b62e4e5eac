"""The voucher's part of building a call."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from programs.forms.settings import SettingsForm
from vouchers.settings import AGREEMENT, DEFAULT, VoucherSettings

SIZES = [code for code, _label in Organisation.SizeClass.choices if code != Organisation.SizeClass.OTHER]


class VoucherSettingsForm(SettingsForm):
    """Caps of the tracks and own shares of the size classes; what is left empty is not on offer or not covered."""

    cap_purchase = forms.IntegerField(label=gettext_lazy("Cap: data purchase (won)"), min_value=0, required=False)
    cap_general = forms.IntegerField(label=gettext_lazy("Cap: general processing (won)"), min_value=0, required=False)
    cap_ai = forms.IntegerField(label=gettext_lazy("Cap: AI processing (won)"), min_value=0, required=False)
    city_only = forms.BooleanField(label=gettext_lazy("Only businesses in Daejeon"), required=False)
    agreement = forms.ChoiceField(
        label=gettext_lazy("Prior agreement with a registered supplier"),
        choices=[(code, gettext_lazy(label)) for code, label in AGREEMENT.items()],
        required=False,
    )
    founded_by = forms.DateField(
        label=gettext_lazy("Opened on or before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        labels = dict(Organisation.SizeClass.choices)
        for size in SIZES:
            self.fields[f"share_{size}"] = forms.DecimalField(
                label=_("Own share, %(size)s (%%)") % {"size": labels[size]},
                min_value=0,
                max_value=100,
                decimal_places=1,
                required=False,
            )

    @staticmethod
    def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
        values = VoucherSettings.of(settings)
        return {
            **{f"cap_{track}": cap for track, cap in values.caps.items()},
            **{f"share_{size}": f"{share * 100:f}".rstrip("0").rstrip(".") for size, share in values.shares.items()},
            "city_only": values.city_only,
            "agreement": values.agreement,
            "founded_by": values.founded_by,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"cap_{track}") for track in ("purchase", "general", "ai")):
            self.add_error("cap_purchase", _("Set the cap of at least one track."))
        if all(cleaned.get(f"share_{size}") is None for size in SIZES):
            self.add_error("share_micro", _("Cover at least one size class."))
        return cleaned

    def settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        shares = {size: cleaned[f"share_{size}"] for size in SIZES if cleaned[f"share_{size}"] is not None}
        founded_by = cleaned["founded_by"]
        return {
            "caps": {
                track: cleaned[f"cap_{track}"] for track in ("purchase", "general", "ai") if cleaned[f"cap_{track}"]
            },
            "shares": {size: str(Decimal(share) / 100) for size, share in shares.items()},
            "city_only": cleaned["city_only"],
            "agreement": cleaned["agreement"] or DEFAULT["agreement"],
            "founded_by": founded_by.isoformat() if founded_by else None,
        }
