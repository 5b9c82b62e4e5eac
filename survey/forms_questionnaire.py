"""The form for the workbook of a questionnaire."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.kinds import FileKind, endings
from survey.rules.xform.workbook import MOST_BYTES


class TablesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class TablesField(forms.FileField):
    """Several files of one choice; cleaned to a list, which may be empty."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(TablesField, self).clean(one, initial) for one in given]


class WorkbookForm(forms.Form):
    upload = forms.FileField(
        label=_("XLSForm workbook"),
        help_text=_("An Excel file with the sheets survey, choices and settings, up to 5 MB."),
        widget=forms.ClearableFileInput(
            attrs={"data-max-bytes": MOST_BYTES, "accept": endings(frozenset({FileKind.XLSX, FileKind.CSV}))}
        ),
    )
    tables = TablesField(
        label=_("Attached tables"),
        help_text=_(
            "CSV files (UTF-8) that the workbook names in pulldata() or select_one_from_file; several at once."
        ),
        widget=TablesInput(attrs={"data-max-bytes": MOST_BYTES, "accept": endings(frozenset({FileKind.CSV}))}),
        required=False,
    )
