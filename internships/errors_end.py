"""Refusals around the end of an internship, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class EvaluationFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Every criterion takes a mark from 1 to 5, and the evaluation a few words of reason.")


class EvaluationOver(HanbatError):
    message = _("The internship has been judged; its evaluation stands as it was written.")


class NotBegunYet(HanbatError):
    message = _("An evaluation is written once the work has begun.")


class NotReached(HanbatError):
    message = _("The internship cannot be completed yet: %(what)s.")


class AllReached(HanbatError):
    message = _("Everything that the call asks for is reached: complete the internship.")


class NothingWorked(HanbatError):
    message = _("A certificate of employment is issued once the work has begun.")


class InternSurveyOver(HanbatError):
    message = _("This could be answered until %(day)s.")


class InternSurveyAnswered(HanbatError):
    message = _("You have answered this already.")


class InternAnswersMissing(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Please answer this question.")


class NotRemindedYet(HanbatError):
    message = _("The person can still answer and is reminded on %(day)s. What you learn is recorded after that.")
