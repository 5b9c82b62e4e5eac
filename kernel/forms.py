"""What forms of every app share."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import (
    BaseForm,
    BaseFormSet,
    ChoiceField,
    ModelChoiceField,
    ModelForm,
)
from django.http import HttpRequest

from kernel.errors import HanbatError, NotPermitted, NotVisible

# To derive from: to the type checker these classes of Django take arguments, when the program runs they take none.
if TYPE_CHECKING:
    FormSet = BaseFormSet[Any]
    RowForm = ModelForm[Any]
    RowField = ModelChoiceField[Any]
else:
    FormSet, RowForm, RowField = BaseFormSet, ModelForm, ModelChoiceField


class RowChoice(RowField):
    """A choice among rows that are called in words of the form's own."""

    def __init__(self, *args: Any, called: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def label_from_instance(self, row: Any) -> str:
        return self.called(row)


def show_refusal(form: BaseForm, refusal: HanbatError) -> None:
    """Shows why an action refused what was typed: at the field it names where the form has that field, else above.

    Raises NotPermitted and NotVisible on: those are answered with their own page.
    """
    if isinstance(refusal, (NotPermitted, NotVisible)):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def tell_refusal(request: HttpRequest, refusal: HanbatError) -> None:
    """Says above the page why an action refused the click of a button, which has no field to say it at.

    Raises on what the person may not see or do: that is answered with its own page.
    """
    if refusal.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        raise refusal
    messages.error(request, str(refusal))


def offer(form: BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What the field ``name`` lets choose, once the form knows it. Raises TypeError for a field without choices."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} offers no choices")
    field.choices = list(choices)


def offer_rows(form: BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """As :func:`offer`, of rows of a table."""
    field = form.fields[name]
    if not isinstance(field, ModelChoiceField):
        raise TypeError(f"{name} offers no rows")
    field.queryset = rows
