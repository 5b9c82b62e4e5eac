"""Forms of appeals and of calling reserves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import AppealOpinion
from programs.queries.appeals import Candidate


class OpinionForm(forms.Form):
    """A panel member's view with its reason."""

    view = forms.ChoiceField(
        label=_("Your view"),
        choices=[
            (AppealOpinion.View.UPHOLD.value, _("The appeal is right: the case should be judged again")),
            (AppealOpinion.View.DISMISS.value, _("The appeal is not right: the result should stand")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever answers the appeal reads it; the applicant does not."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    verdict = forms.ChoiceField(
        label=_("Answer given"),
        choices=[
            ("uphold", _("Uphold: the case is judged again")),
            ("dismiss", _("Dismiss: the result stands")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Text of the answer"),
        help_text=_("The applicant reads it in the mail, on its page and in the written answer (PDF)."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6000,
    )


class MembersForm(forms.Form):
    """Who sits on the panel of an appeal: reviewers whom nothing bars."""

    def __init__(self, candidates: Iterable[Candidate], data: Any = None) -> None:
        super().__init__(data)
        choices = [(str(one.person.pk), one.person.name) for one in candidates if not one.barred]
        self.fields["members"] = forms.MultipleChoiceField(
            label=_("Members of the panel"), choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["members"]]
