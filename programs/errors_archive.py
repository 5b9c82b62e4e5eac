"""What is refused about the archive and the destruction of records."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible


class OrderNotVisible(NotVisible):
    message = _("There is no such destruction, or it is not in a call of yours.")


class NothingDue(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose at least one case whose time is over.")


class NotYetDue(HanbatError):
    message = _("%(number)s is kept longer, or stands in another proposal already.")


class RecordsDestroyed(HanbatError):
    status = HTTPStatus.GONE
    message = _("The records of this case were destroyed when their time was over.")
