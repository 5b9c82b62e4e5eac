"""The base of a programme's own part of "build a call"."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms


class SettingsForm(forms.Form):
    """Turns the settings of a call (JSON values) into fields and back."""

    @classmethod
    def standing(cls, settings: Mapping[str, Any], *, built: bool, data: Any = None) -> Self:
        """Filled with what stands; of a call that was ``built`` in steps without the fields that a step has."""
        form = cls(data, initial=cls.initial_of(settings), prefix="settings")
        if built:
            form.keep(settings)
        return form

    @staticmethod
    def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
        """The fields' values for ``settings``."""
        raise NotImplementedError

    def keep(self, settings: Mapping[str, Any]) -> None:
        """Told of a call that was built step by step: fields that a step has now are taken off, their values kept."""

    def settings(self) -> dict[str, Any]:
        """The settings after a successful ``is_valid``."""
        raise NotImplementedError
