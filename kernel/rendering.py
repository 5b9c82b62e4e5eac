"""How every Django form comes out as KRDS markup: set FORM_RENDERER to Renderer and write {{ form }}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, widgets
from django.forms.renderers import TemplatesSetting

CLASS_OF_WIDGET: tuple[tuple[type[widgets.Widget], str], ...] = (
    # Subclasses stand before what they derive from.
    (widgets.ClearableFileInput, "file-input"),
    (widgets.FileInput, "file-input"),
    (widgets.CheckboxInput, ""),
    (widgets.CheckboxSelectMultiple, ""),
    (widgets.RadioSelect, ""),
    (widgets.Textarea, "krds-input textarea"),
    (widgets.SelectMultiple, "krds-input select-multiple"),
    (widgets.Select, "krds-form-select"),
    (widgets.Input, "krds-input"),
)


@dataclass(frozen=True)
class Counter:
    """The limits that are counted down under a text while one types: characters and (unless 0) words.

    ``breaks``: how many characters a line break counts for: 2 as Django's own length check sees it, 1 where the text is
    kept with single ones and without the blanks around it. ``late``: shown only when four fifths are used up.
    """

    characters: int
    words: int = 0
    breaks: int = 1
    late: bool = False


def widget_class(widget: widgets.Widget) -> str:
    """The KRDS class that belongs on this widget's element; empty where the wrapper carries it."""
    for kind, css_class in CLASS_OF_WIDGET:
        if isinstance(widget, kind):
            return css_class
    return ""


class LookBoundField(BoundField):
    """A bound field that adds the KRDS class and the error state to whatever widget the form chose."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: widgets.Widget | None = None) -> dict[str, Any]:
        chosen = widget or self.field.widget
        built = super().build_widget_attrs(attrs, chosen)
        classes = [chosen.attrs.get("class", ""), widget_class(chosen)]
        if self.errors:
            classes.append("is-error")
        if joined := " ".join(name for name in classes if name):
            built["class"] = joined
        return built

    @property
    def is_single_checkbox(self) -> bool:
        """True for one box whose label stands beside it rather than above it."""
        return isinstance(self.field.widget, widgets.CheckboxInput)

    @property
    def is_marked(self) -> bool:
        """Whether "required" stands beside the label: the form is refused without the field, or it is kept without it
        and its ``needed`` names what it cannot be handed in without."""
        return self.field.required or self.name in self._needed

    @property
    def mark_waits(self) -> bool:
        """The mark is there but hidden, as the field is not asked for yet: the script that shows the field shows it."""
        return not self.field.required and not self._needed.get(self.name, True)

    @property
    def _needed(self) -> Mapping[str, bool]:
        """Of a form that is kept unfinished: whether each field that handing in may need is asked for now."""
        return getattr(self.form, "needed", {})

    @property
    def counter(self) -> Counter | None:
        """What is counted under the field: the one that the field brings along, or the length of a long text."""
        own: Counter | None = getattr(self.field, "counter", None)
        limit = getattr(self.field, "max_length", None)
        if own is None and limit and isinstance(self.field.widget, widgets.Textarea):
            return Counter(limit, breaks=2)
        return own


class Renderer(TemplatesSetting):
    """Form and field templates of the project; widgets are overridden in templates/django/forms/widgets/."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
    bound_field_class = LookBoundField
