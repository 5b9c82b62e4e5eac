"""The form for the workbook of a questionnaire."""

from django import forms
from django.utils.translation import gettext_lazy as _

from files.kinds import FileKind, endings
from survey.rules.xform.workbook import MOST_BYTES


class WorkbookForm(forms.Form):
    upload = forms.FileField(
        label=_("XLSForm workbook"),
        help_text=_("An Excel file with the sheets survey, choices and settings, up to 5 MB."),
        widget=forms.ClearableFileInput(
            attrs={"data-max-bytes": MOST_BYTES, "accept": endings(frozenset({FileKind.XLSX, FileKind.CSV}))}
        ),
    )
