"""Refusals of the notices app, and mistakes of programmers."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible


class NoticeNotVisible(NotVisible):
    message = _("There is no such notice, or it is not addressed to you.")


class NoSuchPreview(NotVisible):
    message = _("There is no such kind of notice.")


class MailNotVisible(NotVisible):
    message = _("There is no such mail.")


class SecretMail(HanbatError):
    message = _("This mail carried a personal link and cannot be sent again. Ask the person to request a new one.")


class UnknownNotice(LookupError):
    """A programmer's mistake: a notice of a kind that no app has registered."""
