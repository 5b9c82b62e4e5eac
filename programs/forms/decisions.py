"""Screening, giving to reviewers, deciding."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from programs.forms.call import moment_field
from programs.models import Decision, Screening
from programs.registry import Programme


class ScreeningForm(forms.Form):
    """The checklist and the verdict."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=Screening.Verdict.choices, widget=forms.RadioSelect
    )
    reason_code = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Screening.Reason.choices, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason in words"),
        help_text=gettext_lazy("Needed when not eligible. The applicant reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, owner: Programme, data: Any = None) -> None:
        super().__init__(data)
        self._points = [code for code, _label in owner.checklist]
        checks = {
            f"check_{code}": forms.BooleanField(label=_(label), required=False) for code, label in owner.checklist
        }
        self.fields = {**checks, **self.fields}

    def checklist(self) -> dict[str, bool]:
        return {code: bool(self.cleaned_data.get(f"check_{code}")) for code in self._points}

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[f"check_{code}"] for code in self._points]


class ReviewersForm(forms.Form):
    """Who is asked to review."""

    def __init__(self, choices: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["reviewers"] = forms.ModelMultipleChoiceField(
            choices, label=_("Reviewers"), widget=forms.CheckboxSelectMultiple
        )
        self.fields["despite"] = forms.CharField(
            label=_("Reason for asking despite a conflict of interest"),
            help_text=_("Only where one was found or declared. Members of the same business are never asked."),
            required=False,
            max_length=1000,
        )


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect
    )
    amount = forms.IntegerField(
        label=gettext_lazy("Amount (won)"),
        help_text=gettext_lazy("Left empty it is computed from the application and the call."),
        min_value=0,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when not selected. The applicant reads it after publication."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class MomentForm(forms.Form):
    """When the results come out by themselves."""

    at = moment_field(gettext_lazy("Moment of publication"), gettext_lazy("By the server's clock, to the minute."))


class ConfirmForm(forms.Form):
    """The approval, and with it, if wanted, the moment of publication."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    at = moment_field(
        gettext_lazy("Publish the results at"),
        gettext_lazy("Left empty, somebody publishes them later. It can be set, moved and taken back afterwards too."),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["at"].required = False
