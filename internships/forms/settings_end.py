"""What "build a call" asks about the end: what completing takes beside attendance."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.rules.ending import DEFAULTS
from programs.forms.settings import SettingsForm


class EndSettingsForm(SettingsForm):
    """The fields of :class:`internships.rules.ending.Needs` beside the share of attendance."""

    training_hours = forms.IntegerField(
        label=_("Training needed for completion (hours)"), required=False, min_value=0, max_value=500,
        help_text=_("Hours attended in the call's courses. Empty or 0: none."),
    )  # fmt: skip
    evaluation_points = forms.IntegerField(
        label=_("Mentor's final evaluation needed for completion (points of 100)"), required=False, min_value=0,
        max_value=100, help_text=_("Empty or 0: completion does not hang on it."),
    )  # fmt: skip

    @staticmethod
    def end_initial(settings: Mapping[str, Any]) -> dict[str, Any]:
        return {name: settings.get(name, standard) for name, standard in DEFAULTS.items()}

    def end_settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] or 0 for name in DEFAULTS}
