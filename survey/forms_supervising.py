"""Forms of the supervisor: how what is left to them is narrowed, and what they rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.forms import RowChoice, offer, offer_rows
from survey.forms import told_apart
from survey.models.field import STEPS
from survey.queries.supervising import Sought
from survey.rules.field.revisits import LEFT_TO_SUPERVISOR


class LeftForm(forms.Form):
    """How the list is narrowed. What does not fit narrows nothing."""

    q = forms.CharField(label=_("Business or shop number"), required=False, max_length=60)
    step = forms.ChoiceField(
        label=_("Next"),
        required=False,
        choices=[("", _("All")), *(choice for choice in STEPS if choice[0] in LEFT_TO_SUPERVISOR)],
    )
    gu = forms.ChoiceField(label=_("Gu"), required=False)
    by = RowChoice(
        label=_("Enumerator"), queryset=User.objects.none(), called=told_apart, required=False, empty_label=_("All")
    )
    again = forms.BooleanField(label=_("Only where somebody tried again"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], gus: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "gu", [("", _("All")), *gus])
        offer_rows(self, "by", people)
        self.is_valid()

    @property
    def sought(self) -> Sought:
        given = self.cleaned_data
        person = given.get("by")
        return Sought(
            step=given.get("step", ""),
            gu=given.get("gu", ""),
            person=person.pk if person is not None else None,
            typed=given.get("q", ""),
            again=given.get("again", False),
        )


class RulingForm(forms.Form):
    """Whether somebody tries again, and who; ``seen`` is how many visits the page showed."""

    ruling = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("again", _("Somebody tries again")),
            ("final", _("It stays as it was found; nobody goes there any more")),
        ],
        widget=forms.RadioSelect,
    )
    enumerator = RowChoice(
        label=_("Who tries again"),
        queryset=User.objects.none(),
        called=told_apart,
        required=False,
        help_text=_("Somebody else gets this one business; yourself, too."),
    )
    not_before = forms.DateTimeField(
        label=_("Not before"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is to be done otherwise, or why it is final. Whoever goes there reads it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "enumerator", people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ruling") == "again" and not cleaned.get("enumerator") and "enumerator" not in self.errors:
            self.add_error("enumerator", _("Choose who tries again."))
        return cleaned
