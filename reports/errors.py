"""Refusals of the reports engine."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class UnknownDocument(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("There is no such document.")


class FormatNotOffered(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This document is not offered in that file format. Choose one of: %(formats)s.")


class NothingToDraw(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is nothing to put on paper yet: what this document is about is still empty.")


class FileNotReady(HanbatError):
    message = _("The file is not ready yet. Wait until the progress bar is full.")


class FileDestroyed(HanbatError):
    status = HTTPStatus.GONE
    message = _("The file was destroyed at the end of its keeping time. Ask for the document again.")


class NotIssued(HanbatError):
    message = _("Only an issued document can be withdrawn.")


class TooManyGuesses(HanbatError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _("Too many unknown codes were tried from your connection. Try again in ten minutes.")


class KeptFileChanged(HanbatError):
    message = _("“%(name)s” is no longer the file that was kept. Tell the administrator.")


class Superseded(Exception):
    """Another attempt has taken over this job (this one was taken for dead): stop, publish nothing."""


class ResourceRefused(ValueError):
    """A template asked for something outside the house's static files: a programmer's mistake."""
