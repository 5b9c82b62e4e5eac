"""Answering a survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop

from programs.rules.survey import LONGEST, Ask, Question

MARKS = [
    (1, gettext_noop("1 not at all")),
    (2, "2"),
    (3, gettext_noop("3 partly")),
    (4, "4"),
    (5, gettext_noop("5 fully")),
]


class SurveyForm(forms.Form):
    """One field for each question."""

    def __init__(self, questions: tuple[Question, ...], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for question in questions:
            self.fields[question.key] = _field(question)


def _field(question: Question) -> forms.Field:
    label = gettext(question.text)
    match question.ask:
        case Ask.SCALE:
            marks = [(mark, gettext(name)) for mark, name in MARKS]
            return forms.ChoiceField(label=label, choices=marks, widget=forms.RadioSelect)
        case Ask.YES_NO:
            choices = [("yes", gettext("yes")), ("no", gettext("no"))]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        case Ask.NUMBER:
            return forms.IntegerField(label=label)
        case _text:
            rows = forms.Textarea(attrs={"rows": 4})
            return forms.CharField(label=label, required=False, max_length=LONGEST, widget=rows)
