"""The base of a programme's own part of "build a call"."""

from collections.abc import Mapping
from typing import Any

from django import forms


class SettingsForm(forms.Form):
    """Turns the settings of a call (JSON values) into fields and back."""

    @staticmethod
    def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
        """The fields' values for ``settings``."""
        raise NotImplementedError

    def keep(self, settings: Mapping[str, Any]) -> None:
        """Told of a call that was built step by step: fields that a step has now are taken off, their values kept."""

    def settings(self) -> dict[str, Any]:
        """The settings after a successful ``is_valid``."""
        raise NotImplementedError
