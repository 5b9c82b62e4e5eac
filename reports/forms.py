"""Parameters of documents, and the form that asks for a verification code."""

import hashlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor

MAX_COPY = 20 * 1024 * 1024


class ParametersForm(forms.Form):
    """Base of a document's parameters: knows who asks (``self.actor``), so that choices can be limited to them.

    ``cleaned_data`` becomes the document's ``params``: dates as ISO text, rows as their primary keys.
    """

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor


class CodeForm(forms.Form):
    """The code printed under the QR code of an issued document."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("16 letters and digits beside the QR code, for example ABCD-EFGH-JKMN-PQRS."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CopyForm(forms.Form):
    """A copy of a document, to be compared with the original. It is read and forgotten."""

    file = forms.FileField(
        label=_("The file that you have"),
        help_text=_("The PDF as you received it, at most 20 MB. It is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf", "data-max-bytes": str(MAX_COPY)}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_COPY:
            raise forms.ValidationError(_("The file is larger than 20 MB: it cannot be a document issued here."))
        return file

    def digest(self) -> str:
        """The SHA-256 of the file."""
        digest = hashlib.sha256()
        for chunk in self.cleaned_data["file"].chunks():
            digest.update(chunk)
        return digest.hexdigest()
