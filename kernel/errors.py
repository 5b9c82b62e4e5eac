"""Typed errors: each says to a person what is wrong and what to do; each app lists its own in ``<app>/errors.py``."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HanbatError(Exception):
    """Base of every refusal that a person reads.

    ``message`` is a translatable text with ``%(name)s`` places that are filled from the keyword arguments
    (``ngettext_lazy(…, "count")`` where a number decides the form of its words); ``field`` names the form field that
    the refusal belongs to, where there is one; ``status`` is the HTTP status of the answer.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message: ClassVar[str | Promise] = _("This cannot be done now.")

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(self.__class__.__name__)

    @property
    def code(self) -> str:
        return self.__class__.__name__

    def __str__(self) -> str:
        if not self.values:
            return str(self.message)
        return str(self.message % {name: _shown(value) for name, value in self.values.items()})


def _shown(value: Any) -> Any:
    """A day as the reader writes days; everything else as it is."""
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return formats.date_format(value, "SHORT_DATE_FORMAT") if is_day else value


class NotPermitted(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You do not have the right to do this. Ask the person in charge of the programme.")


class NotVisible(HanbatError):
    """Answered as 404, so that a guessed address does not tell whether the record exists."""

    status = HTTPStatus.NOT_FOUND
    message = _("There is no such page, or it is not open to you.")


class TransitionRefused(HanbatError):
    message = _("“%(verb)s” is not possible while this is “%(state)s”.")


class ChangedMeanwhile(HanbatError):
    message = _("Someone else changed this in the meantime. Look at the new version and try again.")


class ReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Give a reason: it is kept with the record.")


class OutsideAction(RuntimeError):
    """A programmer's mistake: something was to be written outside an action."""
