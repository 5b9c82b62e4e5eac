"""Clauses as rows of a title and a text; a row with neither is left out, a number moves a row."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import FormSet
from vouchers.rules.agreement import Clause
from vouchers.rules.clauses import MOST


class ClauseForm(forms.Form):
    place = forms.IntegerField(label=_("Place among the articles"), min_value=1, max_value=MOST * 10, required=False)
    title = forms.CharField(label=_("Title of the article"), max_length=100, required=False)
    text = forms.CharField(
        label=_("Text of the article"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class BaseClauses(FormSet):
    def clauses(self) -> tuple[Clause, ...]:
        """What was typed, by its places; rows without one keep their order behind the row before."""
        rows: list[tuple[int, int, Clause]] = []
        last = 0
        for number, form in enumerate(self.forms):
            given = form.cleaned_data
            if not (given.get("title") or given.get("text")):
                continue
            last = given.get("place") or last
            rows.append((last, number, Clause(given.get("title", ""), given.get("text", ""))))
        return tuple(clause for _place, _number, clause in sorted(rows, key=lambda row: row[:2]))


ClauseFormSet = forms.formset_factory(ClauseForm, formset=BaseClauses, extra=1, max_num=MOST)


def clause_rows(data: Any, clauses: Sequence[Clause]) -> Any:
    """The rows from what was sent, or from what stands."""
    initial = [{"place": n, "title": one.title, "text": one.text} for n, one in enumerate(clauses, 1)]
    return ClauseFormSet(data, initial=initial, prefix="clauses")


class ReasonOfChangeForm(forms.Form):
    """``seen``: the version that the person started from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label=_("What you changed and why"), max_length=300, required=False)
