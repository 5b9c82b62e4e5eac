"""Planning what a call asks in its surveys."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.rules.survey import Ask, Plan, Question
from vouchers.models import SurveyRequest

ASKS = {
    Ask.SCALE: _("1 to 5"),
    Ask.NUMBER: _("a number"),
    Ask.YES_NO: _("yes or no (answer)"),
    Ask.TEXT: _("free text, may be left out"),
}
ROWS = 12


class PlanForm(forms.Form):
    """When, of whom and what a call asks in one survey."""

    parties = forms.MultipleChoiceField(
        label=_("Who is asked"),
        choices=SurveyRequest.Party.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    after = forms.IntegerField(
        label=_("Days from the completion of a case"), min_value=0, max_value=1825,
        help_text=_("0: as soon as the case is completed; 365: a year later."),
    )  # fmt: skip
    within = forms.IntegerField(label=_("Days for answering"), min_value=1, max_value=365)
    remind = forms.IntegerField(
        label=_("Reminder, days before the last one"), min_value=0, max_value=364,
        help_text=_("Whoever has not answered is reminded once."),
    )  # fmt: skip

    def __init__(self, plan: Plan, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.plan = plan
        for name in ("parties", "after", "within", "remind"):
            self.fields[name].initial = getattr(plan, name)
        for number in range(1, ROWS + 1):
            known = plan.questions[number - 1] if number <= len(plan.questions) else None
            text = forms.CharField(label=_("Question"), max_length=300, required=False)
            ask = forms.ChoiceField(
                label=_("Answered with"), choices=[(one.value, label) for one, label in ASKS.items()]
            )
            text.initial, ask.initial = gettext(known.text) if known else "", known.ask if known else Ask.SCALE
            self.fields[f"text_{number}"], self.fields[f"ask_{number}"] = text, ask

    @property
    def rows(self) -> list[tuple[int, Any, Any]]:
        return [(number, self[f"text_{number}"], self[f"ask_{number}"]) for number in range(1, ROWS + 1)]

    @property
    def general(self) -> list[Any]:
        return [self[name] for name in ("parties", "after", "within", "remind")]

    def read(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            tuple(given["parties"]),
            given["after"],
            given["within"],
            given["remind"],
            tuple(self._question(number) for number in range(1, ROWS + 1) if given[f"text_{number}"].strip()),
        )

    def _question(self, number: int) -> Question:
        """A question that stands as it was keeps its key and, of the standard set, its translations; one that is asked
        otherwise is another question."""
        text, ask = self.cleaned_data[f"text_{number}"].strip(), Ask(self.cleaned_data[f"ask_{number}"])
        for one in self.plan.questions:
            if text in {one.text, gettext(one.text)} and ask is one.ask:
                return one
        taken = {one.key for one in self.plan.questions}
        key = next(f"own_{tries}" for tries in range(number, 1000, ROWS) if f"own_{tries}" not in taken)
        return Question(key, text, ask)
