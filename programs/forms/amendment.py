"""What of a published call is amended."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from programs.amendment_pages import bound_text, label_of, locked_because, value_text
from programs.errors_amendment import REASONS, NotAmendable
from programs.forms.call import moment_field
from programs.models import Call, CallTerms
from programs.queries.amendments import mark_of, present_values
from programs.rules.amendment import Standing, moment_json

MOST = 10**12
LONG = {"notice": 12, "summary": 2}
LENGTHS = {"title": 200, "summary": 300}


class AmendForm(forms.Form):
    """A field for each value that can still change, filled with what stands; ``locked`` says why the others cannot."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody reads it on the call's page, beside what changed."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    upload = forms.FileField(label=gettext_lazy("New file of the notice"), required=False)
    upload_title = forms.CharField(
        label=gettext_lazy("What it is called on the page"),
        help_text=gettext_lazy("Left empty, its file name."),
        max_length=120,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(
        self, call: Call, standing: Standing, prepared: CallTerms | None = None, data: Any = None, files: Any = None
    ) -> None:
        """``prepared``: the terms that the steps of building have made for the amendment."""
        self.call = call
        values, choosing = present_values(call, prepared), (prepared or call.terms).choosing_terms
        closed = {key: locked_because(key, standing) for key in values}
        self.locked = [
            {"label": label_of(key, choosing), "value": value_text(key, values[key]), "why": why}
            for key, why in closed.items()
            if why
        ]
        self.names = {key: key.replace(":", "-") for key, why in closed.items() if not why}
        initial = {name: _initial(key, values[key]) for key, name in self.names.items()}
        super().__init__(data, files, initial={**initial, "seen": mark_of(call)})
        own = {
            name: _field(key, label_of(key, choosing), bound_text(key, standing)) for key, name in self.names.items()
        }
        self.fields = {**own, **self.fields}

    def values(self) -> dict[str, Any]:
        """What was typed, by the keys of an amendment. A text whose line ends alone differ was not changed."""
        found = {key: self.cleaned_data[name] for key, name in self.names.items()}
        return {key: _plain(key, value) for key, value in found.items()}

    def uploads(self) -> list[tuple[Any, str]]:
        upload = self.cleaned_data.get("upload")
        return [(upload, self.cleaned_data["upload_title"])] if upload else []

    def refuse(self, error: NotAmendable) -> None:
        """Each value says why it cannot change so."""
        for key, why in error.refused.items():
            self.add_error(self.names.get(key), str(REASONS[why]))


def _field(key: str, label: str, bound: str) -> forms.Field:
    if key == "opens_at":
        return moment_field(label)
    if key in LONG:
        widget = forms.Textarea(attrs={"rows": LONG[key]})
        return forms.CharField(
            label=label, widget=widget, max_length=LENGTHS.get(key, 50_000), required=key == "notice"
        )
    if key == "title":
        return forms.CharField(label=label, max_length=LENGTHS[key])
    if key == "marking:cut_off":
        return forms.DecimalField(label=label, min_value=0, max_value=200, max_digits=5, decimal_places=2)
    optional = key.startswith("track:") and not key.endswith(":reserves")
    return forms.IntegerField(
        label=label, help_text=bound, min_value=1 if key == "seats" else 0, max_value=_most(key), required=not optional
    )


def _most(key: str) -> int:
    if key.startswith(("deadlines", "plan")):
        return 365
    return MOST if key.endswith(("budget", "cap")) else 10_000


def _initial(key: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if key == "opens_at" else value


def _plain(key: str, value: Any) -> Any:
    if key == "opens_at":
        return moment_json(value)
    if key == "marking:cut_off":
        return format(value.normalize(), "f")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
