"""Looking for something in the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries.trail import Filter
from kernel.registry import verb_label


class TrailForm(forms.Form):
    """Every part may be left empty."""

    person = forms.CharField(label=_("Who (name or #number)"), required=False)
    entity = forms.CharField(label=_("Kind of record"), required=False)
    entity_id = forms.CharField(label=_("Its number"), required=False)
    since = forms.DateField(label=_("From date"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=_("Until date"), required=False, widget=forms.DateInput)

    def __init__(self, verbs: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *((verb, verb_label(verb)) for verb in verbs)]
        self.fields["verb"] = forms.ChoiceField(label=_("Act"), choices=choices, required=False)

    def wanted(self) -> Filter:
        """What to look for; parts that were not understood do not narrow (the form says so)."""
        self.is_valid()
        given = self.cleaned_data.get
        return Filter(
            person=given("person", ""),
            entity=given("entity", ""),
            entity_id=given("entity_id", ""),
            verb=given("verb", ""),
            since=given("since"),
            until=given("until"),
        )
