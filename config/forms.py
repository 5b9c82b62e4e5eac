from django.forms.renderers import TemplatesSetting


class HanbatFormRenderer(TemplatesSetting):
    """Forms and fields come out in the house's look without a word in the page's template."""

    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"
