"""What is typed at the end: an evaluation, why somebody leaves early."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from internships.end_words import CRITERIA as WORDS
from internships.forms.manager import ReasonForm
from internships.models import LeaveCause
from internships.rules.ending import CRITERIA
from programs.forms.survey import MARKS, SurveyForm


class EvaluationForm(forms.Form):
    """A mark for each criterion of the stage, and an opinion."""

    def __init__(self, stage: str, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.criteria = CRITERIA[stage]
        marks = [(mark, gettext(name)) for mark, name in MARKS]
        for name in self.criteria:
            self.fields[name] = forms.TypedChoiceField(
                label=WORDS[name], choices=marks, coerce=int, widget=forms.RadioSelect
            )
        self.fields["opinion"] = forms.CharField(
            label=_("Opinion in words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("The intern reads it with the marks."),
        )  # fmt: skip

    def marks(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.criteria}


class OutcomeForm(SurveyForm):
    """Where somebody is, as the office was told it or learned it."""

    source = forms.CharField(
        label=_("How this is known"), max_length=500,
        help_text=_("For example: told by the person on the telephone, with the day; a certificate of employment."),
    )  # fmt: skip


class LeavingForm(ReasonForm):
    """Why somebody leaves early: the cause that is counted, and in words."""

    cause = forms.ChoiceField(label=_("Cause of leaving early"), choices=LeaveCause.choices)
    field_order = ("cause", "reason")
