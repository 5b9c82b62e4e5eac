"""The transactional outbox: every mail becomes a row in the transaction of the change that it speaks of."""

import uuid
from collections.abc import Iterable, Sequence
from email.mime.base import MIMEBase
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from kernel import clock
from kernel.queueing import enqueue
from notices.models import MailAttachment, OutgoingMail

DELIVERY_TASK = "notices.tasks.deliver_mails"


def new_mail(**fields: Any) -> OutgoingMail:
    """An unsaved mail with its Message-ID; hand it to :func:`post`."""
    public_id = uuid.uuid4()
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return OutgoingMail(public_id=public_id, message_id=f"<{public_id}@{host}>", **fields)


def post(mails: Sequence[OutgoingMail], attachments: Iterable[MailAttachment] = ()) -> None:
    """Writes mails and their attachments and wakes the worker: three statements, however many there are."""
    if not mails:
        return
    with transaction.atomic(savepoint=False):
        OutgoingMail.objects.bulk_create(mails)
        MailAttachment.objects.bulk_create(list(attachments))
        enqueue(DELIVERY_TASK, key="deliver_mails")


class OutboxEmailBackend(BaseEmailBackend):
    """Django's ``EMAIL_BACKEND``: what allauth and others send is put into the outbox instead.

    Such mails carry links that open accounts, so their texts are erased once they are sent.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        mails, attachments = [], []
        for message in email_messages:
            if message.recipients():
                mail = _as_mail(message)
                mails.append(mail)
                attachments += [_as_attachment(mail, attachment) for attachment in message.attachments]
        post(mails, attachments)
        return len(mails)


def _as_mail(message: EmailMessage) -> OutgoingMail:
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(text) for text, media_type in message.alternatives if media_type == "text/html"), "")
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    return new_mail(
        sender=str(message.from_email or settings.DEFAULT_FROM_EMAIL),
        to=[str(address) for address in message.to],
        cc=[str(address) for address in message.cc],
        bcc=[str(address) for address in message.bcc],
        reply_to=[str(address) for address in message.reply_to],
        headers=headers,
        subject=" ".join(str(message.subject).split())[:300],
        body=str(message.body),
        html=html,
        secret=True,
        due_at=clock.now(),
    )


def _as_attachment(mail: OutgoingMail, attachment: Any) -> MailAttachment:
    if isinstance(attachment, MIMEBase):
        payload = attachment.get_payload(decode=True)
        name, data, media_type = attachment.get_filename(), payload, attachment.get_content_type()
    else:
        name, data, media_type = attachment
    if isinstance(data, str):
        data = data.encode()
    return MailAttachment(
        mail=mail, name=(name or "attachment")[:200], media_type=media_type or "application/octet-stream", data=data
    )
