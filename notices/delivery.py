"""Sending what lies in the outbox: claim, send, mark.

A claim is committed before the first byte goes out and each mail is marked as soon as the server has taken it, so a
worker that is killed at any instruction loses nothing: what it held is free again when its lease runs out. The only
mail that can go out twice is the one whose acceptance by the server could not be written down any more (one per
killed worker); it carries the same Message-ID both times.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction

from files import blobs
from kernel import clock
from kernel.personal import mask_email
from notices.models import MailAttachment, OutgoingMail
from notices.queries import due
from notices.rules.retry import is_connection_lost, is_permanent, wait_after

log = logging.getLogger(__name__)
BATCH = 20
# Longer than one mail can take: eight exchanges with the server of at most EMAIL_TIMEOUT (20 s) each.
LEASE = timedelta(minutes=5)
SAFETY = timedelta(minutes=3)


@dataclass
class Tally:
    """What a run of :func:`deliver` did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def deliver(*, batch: int = BATCH, lease: timedelta = LEASE, safety: timedelta = SAFETY) -> Tally:
    """Sends everything that is due. Any number of workers may do so at the same time; repeatable.

    When the mail server cannot be reached nothing is claimed and no attempt is counted: the next run tries again.
    A worker stops sending from a batch when less than ``safety`` of its ``lease`` is left, and claims anew.
    """
    tally = Tally()
    if not due(clock.now()).exists():
        return tally
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)  # type: ignore[misc] # one of mail_options
    try:
        connection.open()
    except OSError as error:
        log.warning("The mail server cannot be reached, mails wait: %s", error)
        return tally
    try:
        while claimed := claim(batch, lease):
            if not _send_batch(claimed, connection, safety, tally):
                break
    finally:
        connection.close()
    return tally


@transaction.atomic
def claim(batch: int, lease: timedelta) -> list[OutgoingMail]:
    """Takes up to ``batch`` due mails for this run, oldest first; other workers pass over them."""
    now = clock.now()
    ids = list(
        due(now).order_by("due_at", "pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch]
    )
    if not ids:
        return []
    run = uuid.uuid4()
    OutgoingMail.objects.filter(pk__in=ids).update(
        state="sending", claim=run, lease_until=now + lease, attempts=models.F("attempts") + 1
    )
    mails = OutgoingMail.objects.filter(claim=run).order_by("due_at", "pk")
    return list(mails.prefetch_related("attachments__stored_file__content"))


def _send_batch(claimed: list[OutgoingMail], connection: Any, safety: timedelta, tally: Tally) -> bool:
    """Returns whether to go on claiming; False once the connection is lost."""
    for position, mail in enumerate(claimed):
        if mail.lease_until is None or mail.lease_until - clock.now() < safety:
            _give_back(claimed[position:])
            return True
        try:
            message = as_message(mail)
            message.connection = connection
            message.send()
        except Exception as error:  # whatever goes wrong with one mail must not stop the others
            if is_connection_lost(error):
                _refused(mail, error, tally)
                _give_back(claimed[position + 1 :])
                return False
            _refused(mail, error, tally)
        else:
            _accepted(mail, tally)
    return True


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The mail as it goes out, the same each time: Message-ID and Date come from the row.

    Raises FileNotFoundError when an attachment is no longer in the storage.
    """
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=mail.sender,
        to=mail.to,
        cc=mail.cc,
        bcc=mail.bcc,
        reply_to=mail.reply_to,
        headers={
            **mail.headers,
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(attachment.name, _bytes(attachment), attachment.media_type)
    return message


def _bytes(attachment: MailAttachment) -> bytes:
    if attachment.stored_file is None:
        return bytes(attachment.data or b"")
    with blobs.open_content(attachment.stored_file.content) as content:
        return bytes(content.read())


def _held(mail: OutgoingMail) -> models.QuerySet[OutgoingMail]:
    """The row, if this run still holds it."""
    return OutgoingMail.objects.filter(pk=mail.pk, state="sending", claim=mail.claim)


_RELEASED: dict[str, Any] = {"claim": None, "lease_until": None}


def _accepted(mail: OutgoingMail, tally: Tally) -> None:
    erased: dict[str, Any] = {"body": "", "html": ""} if mail.secret else {}
    _held(mail).update(state="sent", sent_at=clock.now(), last_error="", **_RELEASED, **erased)
    tally.sent += 1


def _refused(mail: OutgoingMail, error: Exception, tally: Tally) -> None:
    said = _masked(f"{type(error).__name__}: {error}", mail)[:500]
    wait = None if is_permanent(error) else wait_after(mail.attempts)
    if wait is None:
        _held(mail).update(state="failed", last_error=said, **_RELEASED)
        tally.failed += 1
    else:
        _held(mail).update(state="queued", due_at=clock.now() + wait, last_error=said, **_RELEASED)
        tally.postponed += 1
    log.warning("Mail %s not accepted (attempt %d): %s", mail.public_id, mail.attempts, said)


def _masked(said: str, mail: OutgoingMail) -> str:
    """Mail servers repeat addresses in their answers; staff see them masked."""
    for address in (*mail.to, *mail.cc, *mail.bcc):
        said = said.replace(address, mask_email(address))
    return said


def _give_back(mails: list[OutgoingMail]) -> None:
    """Mails that were claimed but not tried: free at once, and the attempt does not count."""
    if mails:
        held = OutgoingMail.objects.filter(pk__in=[m.pk for m in mails], state="sending", claim=mails[0].claim)
        held.update(state="queued", attempts=models.F("attempts") - 1, **_RELEASED)
