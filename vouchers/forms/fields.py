"""Fields that several forms of the voucher programme share: days, won, words, files, shares in percent."""

from decimal import Decimal
from typing import Any

from django import forms

MOST = 10**12
HUNDRED = Decimal(100)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


def won(label: Any, *, required: bool = True, least: int = 1, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, required=required, help_text=help_text)


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, widget=widget, required=required, help_text=help_text)


def percent(label: Any) -> forms.DecimalField:
    """A share in percent with one decimal place; may stay empty."""
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=1, required=False)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one choice; cleaned to a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in given]
