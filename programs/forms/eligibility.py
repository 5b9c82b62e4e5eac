"""Who may apply: rules of the catalogue, each on or off, with its values."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from programs.registry import programmes
from programs.rules.catalogue import RULES, CatalogueRule, Chosen, Value, ValueKind

TAXES = {"national": gettext_lazy("national taxes"), "local": gettext_lazy("local taxes")}


def _choices(rule: str) -> list[tuple[str, Any]]:
    """The codes among which a rule chooses; none where they are typed."""
    match rule:
        case "size":
            return list(Organisation.SizeClass.choices)
        case "tax":
            return list(TAXES.items())
        case "one_case":
            return [(one.code, one.title) for one in programmes()]
    return []


class EligibilityForm(forms.Form):
    """A box for each rule and a field for each of its values; a rule that is off keeps nothing."""

    def __init__(self, chosen: Iterable[Chosen], data: Any = None) -> None:
        self.standing = {one.code: one for one in chosen}
        super().__init__(data)
        for rule in RULES.values():
            on = forms.BooleanField(label=_(rule.label), required=False, initial=rule.code in self.standing)
            self.fields[rule.code] = on
            for value in rule.values:
                self.fields[f"{rule.code}_{value.key}"] = self._field(rule, value)

    def _field(self, rule: CatalogueRule, value: Value) -> forms.Field:
        standing = self.standing.get(rule.code)
        given = (standing.values if standing else {}).get(value.key, value.default)
        options: dict[str, Any] = {"label": _(value.label), "required": False, "initial": given}
        choices = _choices(rule.code)
        if value.kind is ValueKind.FLAG:
            return forms.BooleanField(**options)
        if value.kind is ValueKind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        if choices:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
        options["initial"] = "\n".join(given or [])
        help_text = _("One in each line, as addresses begin: 대전광역시 유성구.")
        return forms.CharField(
            help_text=help_text, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, **options
        )

    @property
    def rules(self) -> list[dict[str, Any]]:
        return [
            {
                "rule": rule,
                "help": _(rule.help),
                "on": self[rule.code],
                "values": [self[f"{rule.code}_{value.key}"] for value in rule.values],
            }
            for rule in RULES.values()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        on = [rule for rule in RULES.values() if cleaned.get(rule.code)]
        if not on:
            raise forms.ValidationError(_("Choose at least one rule: without any the programme's own would be asked."))
        for rule in on:
            for value in rule.values:
                if not value.fits(self._given(rule, value)):
                    self.add_error(f"{rule.code}_{value.key}", _("This rule needs a value here, or switch it off."))
        return cleaned

    def _given(self, rule: CatalogueRule, value: Value) -> Any:
        given = self.cleaned_data.get(f"{rule.code}_{value.key}")
        if value.kind is ValueKind.DATE:
            return given.isoformat() if given else None
        if isinstance(given, str):
            return [" ".join(line.split()) for line in given.splitlines() if line.strip()]
        return given

    def chosen(self) -> tuple[Chosen, ...]:
        """Those that are on, in the order of the catalogue."""
        return tuple(
            Chosen(rule.code, {value.key: self._given(rule, value) for value in rule.values})
            for rule in RULES.values()
            if self.cleaned_data[rule.code]
        )
