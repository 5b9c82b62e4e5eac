"""What is refused while a call is built, published and its window extended."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class CallIncomplete(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call cannot be published yet: %(what)s")


class StepChanged(HanbatError):
    message = _("A colleague has saved another step meanwhile. Open this step again, then change it.")


class PartNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The programme reckons with this part of the form. It can be reworded and moved, not taken away.")


class FormBroken(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The form would no longer hold together: %(what)s")


class WindowBackwards(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call must close after it opens.")


class WindowPassed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The closing moment has already passed. Choose a later one.")


class WindowOnlyLonger(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A published window can only be made longer, for everyone, never shorter.")


class JudgingBegun(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Applications of this call have been screened already: its window cannot be opened again.")
