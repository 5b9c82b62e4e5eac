"""How every Django form comes out as KRDS markup: set FORM_RENDERER to Renderer and write {{ form }}."""

from __future__ import annotations

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
    def counts_characters(self) -> int:
        """The length limit to count down from under a long text, or 0 for no counter."""
        limit = getattr(self.field, "max_length", None)
        return limit if limit and isinstance(self.field.widget, widgets.Textarea) else 0


class Renderer(TemplatesSetting):
    """Form and field templates of the project; widgets are overridden in templates/django/forms/widgets/."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
    bound_field_class = LookBoundField
