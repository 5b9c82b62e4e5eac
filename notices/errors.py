"""Refusals of the notices app, and mistakes of programmers."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible


class NoticeNotVisible(NotVisible):
    message = _("There is no such notice, or it is not addressed to you.")


class MailNotFailed(HanbatError):
    message = _("Only a mail that failed can be sent again.")


class UnknownNotice(LookupError):
    """A programmer's mistake: a notice of a kind that no app has registered."""
