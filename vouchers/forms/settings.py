"""The voucher's part of building a call."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from programs.forms.settings import SettingsForm
from programs.rules.contribution import ANY, ContributionTable, Exemption, Shares, to_json
from vouchers.forms.fields import percent
from vouchers.settings import AGREEMENT, DEFAULT, SIZES, TRACKS, YOUTH, VoucherSettings
from vouchers.wording import in_percent


class VoucherSettingsForm(SettingsForm):
    """Caps of the tracks and own shares of the size classes; what is left empty is not on offer or not covered.

    One row for each size class and every track; rows for one track are set by the builder of a call.
    """

    cap_purchase = forms.IntegerField(label=gettext_lazy("Cap: data purchase (won)"), min_value=0, required=False)
    cap_general = forms.IntegerField(label=gettext_lazy("Cap: general processing (won)"), min_value=0, required=False)
    cap_ai = forms.IntegerField(label=gettext_lazy("Cap: AI processing (won)"), min_value=0, required=False)
    youth_exempt = forms.BooleanField(
        label=gettext_lazy("Businesses with a young representative bear no own share"), required=False
    )
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
            self.fields[f"cash_{size}"] = percent(_("Own share in money, %(size)s (%%)") % {"size": labels[size]})
            self.fields[f"in_kind_{size}"] = percent(_("Own share in kind, %(size)s (%%)") % {"size": labels[size]})

    kept: Mapping[str, Any] | None = None

    def keep(self, settings: Mapping[str, Any]) -> None:
        """Caps stand with the tracks and shares in their own table once the call was built step by step."""
        self.kept = dict(settings)
        for name in list(self.fields):
            if name.startswith(("cap_", "cash_", "in_kind_", "youth_")):
                del self.fields[name]
        if settings.get("by_catalogue"):
            del self.fields["city_only"], self.fields["founded_by"]

    @staticmethod
    def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
        values = VoucherSettings.of(settings)
        table = values.contribution
        shares = {size: table.rows[size, ANY] for size in SIZES if (size, ANY) in table.rows}
        return {
            **{f"cap_{track}": cap for track, cap in values.caps.items()},
            **{f"cash_{size}": in_percent(row.cash) for size, row in shares.items()},
            **{f"in_kind_{size}": in_percent(row.in_kind) for size, row in shares.items()},
            "youth_exempt": any(one.group == YOUTH for one in table.exemptions),
            "city_only": values.city_only,
            "agreement": values.agreement,
            "founded_by": values.founded_by,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.kept is not None:
            return cleaned
        if not any(cleaned.get(f"cap_{track}") for track in TRACKS):
            self.add_error("cap_purchase", _("Set the cap of at least one track."))
        if all(cleaned.get(f"cash_{size}") is None for size in SIZES):
            self.add_error("cash_micro", _("Cover at least one size class."))
        for size in SIZES:
            if (cleaned.get(f"cash_{size}") or 0) + (cleaned.get(f"in_kind_{size}") or 0) > 100:
                self.add_error(f"in_kind_{size}", _("Money and kind together are at most the whole cost."))
        return cleaned

    def settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        founded_by = cleaned.get("founded_by")
        if self.kept is not None and self.kept.get("by_catalogue"):
            return {**self.kept, "agreement": cleaned["agreement"] or DEFAULT["agreement"]}
        if self.kept is not None:
            return {
                **self.kept,
                "city_only": cleaned["city_only"],
                "agreement": cleaned["agreement"] or DEFAULT["agreement"],
                "founded_by": founded_by.isoformat() if founded_by else None,
            }
        return {
            "caps": {track: cleaned[f"cap_{track}"] for track in TRACKS if cleaned[f"cap_{track}"]},
            "contribution": to_json(self._table()),
            "city_only": cleaned["city_only"],
            "agreement": cleaned["agreement"] or DEFAULT["agreement"],
            "founded_by": founded_by.isoformat() if founded_by else None,
        }

    def _table(self) -> ContributionTable:
        cleaned = self.cleaned_data
        rows = {
            (size, ANY): Shares(cleaned[f"cash_{size}"] / 100, (cleaned[f"in_kind_{size}"] or Decimal(0)) / 100)
            for size in SIZES
            if cleaned[f"cash_{size}"] is not None
        }
        return ContributionTable(rows, exemptions=(Exemption(YOUTH),) if cleaned["youth_exempt"] else ())
