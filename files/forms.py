"""Choosing a file: a new one, or one that was uploaded before."""

from typing import Any

from django import forms
from django.template.defaultfilters import date, filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from files.actions import store
from files.actions.storing import MEGABYTE, MOST_BYTES
from files.errors import FileRefused, NothingChosen
from files.kinds import DOCUMENTS, FileKind, endings, labels
from files.models import StoredFile
from files.queries import reusable
from kernel.actor import Actor
from kernel.forms import offer

MOST_EARLIER = 20


class FilePicker(forms.Form):
    """One file, from the computer or from the person's and organisation's earlier uploads.

    Show it with ``{{ form }}`` or, inside another form, ``{% include "files/_picker.html" with picker=form %}``
    (give it a ``prefix`` then); after ``is_valid()`` call :meth:`keep`.
    """

    upload = forms.FileField(label=gettext_lazy("New file"), required=False)
    earlier = forms.ChoiceField(
        label=gettext_lazy("Or a file that you uploaded earlier"), required=False, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        kinds: frozenset[FileKind] = DOCUMENTS,
        most_bytes: int = MOST_BYTES,
        must_choose: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.kinds, self.most_bytes, self.must_choose = actor, kinds, most_bytes, must_choose
        codes = [kind.code for kind in kinds]
        self.known = {
            str(file.public_id): file for file in reusable(actor).filter(content__kind__in=codes)[:MOST_EARLIER]
        }
        self._describe()

    def _describe(self) -> None:
        upload = self.fields["upload"]
        limit = self.most_bytes // MEGABYTE
        upload.help_text = _("%(kinds)s, at most %(limit)s MB") % {"kinds": labels(self.kinds), "limit": limit}
        upload.widget.attrs |= {"accept": endings(self.kinds), "data-max-bytes": self.most_bytes}
        choices = [(public_id, _described(file)) for public_id, file in self.known.items()]
        if choices:
            offer(self, "earlier", [("", _("none of these")), *choices])
        else:
            del self.fields["earlier"]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if self.must_choose and not chosen.get("upload") and not chosen.get("earlier") and not self.errors:
            self.add_error("upload", str(NothingChosen()))
        return chosen

    def keep(self, organisation: Organisation | None = None) -> StoredFile | None:
        """The chosen file, stored if it is new; None with an error on the form when it is refused (or none chosen)."""
        upload, earlier = self.cleaned_data.get("upload"), self.cleaned_data.get("earlier")
        if not upload:
            return self.known.get(earlier or "")
        try:
            return store(self.actor, upload, organisation=organisation, kinds=self.kinds, most_bytes=self.most_bytes)
        except FileRefused as refusal:
            self.add_error("upload", str(refusal))
            return None


def _described(file: StoredFile) -> str:
    when = date(timezone.localtime(file.created_at), "Y-m-d")
    return f"{file.name} ({filesizeformat(file.size)}, {when})"
