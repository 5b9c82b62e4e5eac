"""Telling people, and what they do with what they were told."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, models

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import OutsideAction
from kernel.queueing import enqueue
from kernel.transition import advance
from notices import mails
from notices.errors import MailNotVisible, SecretMail
from notices.models import MailAttachment, MailPreference, Notice, OutgoingMail
from notices.outbox import DELIVERY_TASK, new_mail, post
from notices.permissions import require_outbox
from notices.registry import ByMail, NoticeKind, notice_kind
from notices.rendering import render

SECRETS_LAST = timedelta(days=1)  # links to confirm an address or set a password
MAILS_LAST = timedelta(days=180)


@dataclass(frozen=True)
class Telling:
    """What somebody is told: who, about what, with which page to open, and the key under which it is told once."""

    recipients: Iterable[User] | User
    about: models.Model | None = None
    url: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


def notify(
    code: str,
    recipients: Iterable[User] | User,
    *,
    about: models.Model | None = None,
    url: str = "",
    context: Mapping[str, Any] | None = None,
    attachments: Sequence[StoredFile] = (),
    key: str = "",
) -> list[Notice]:
    """Puts a notice of kind ``code`` into each person's inbox and, as kind and person wish, a mail into the outbox.

    Call it inside an action: notices and mails are committed with the change that they speak of. Each person gets
    the text in their own language, rendered with ``context`` plus ``recipient`` and ``about``. ``url`` is the page
    to open, ``attachments`` go with the mail. With a ``key`` a repeated call reaches nobody twice. A handful of
    statements, however many people. Returns the notices that are new. Raises OutsideAction, UnknownNotice.
    """
    return _tell(code, [Telling(recipients, about, url, context or {}, key)], attachments)


def notify_each(code: str, tellings: Iterable[Telling]) -> int:
    """As :func:`notify` for each of ``tellings``, but in a handful of statements for each five hundred. How many are
    new. Either all have a key or none has."""
    waiting, told = iter(tellings), 0
    while some := list(islice(waiting, 500)):
        told += len(_tell(code, some))
    return told


def _tell(code: str, tellings: Sequence[Telling], attachments: Sequence[StoredFile] = ()) -> list[Notice]:
    if not connection.in_atomic_block:
        raise OutsideAction(f"notice {code} sent outside an action")
    kind = notice_kind(code)
    told = [_notice(kind, person, one) for one in tellings for person in _distinct(one.recipients)]
    fresh = _insert(told, repeatable=any(one.key for one in tellings))
    _mail(kind, fresh, attachments)
    return fresh


def _distinct(recipients: Iterable[User] | User) -> list[User]:
    people = [recipients] if isinstance(recipients, User) else recipients
    return list({person.pk: person for person in people if person.is_active}.values())


def _notice(kind: NoticeKind, person: User, one: Telling) -> Notice:
    message = render(kind.code, person.language, {**one.context, "about": one.about, "recipient": person})
    return Notice(
        recipient=person,
        code=kind.code,
        category=kind.category,
        subject=message.subject,
        body=message.body,
        url=one.url,
        about=one.about._meta.label_lower if one.about else "",
        about_id=str(one.about.pk) if one.about else "",
        key=one.key or None,
    )


def _insert(told: list[Notice], *, repeatable: bool) -> list[Notice]:
    """Writes the notices; of repeated ones only those that were not there before. Returns what was written."""
    if not repeatable:
        return Notice.objects.bulk_create(told)
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    written = {row.public_id: row.pk for row in Notice.objects.filter(public_id__in=[n.public_id for n in told])}
    fresh = [notice for notice in told if notice.public_id in written]
    for notice in fresh:
        notice.pk = written[notice.public_id]
    return fresh


def _mail(kind: NoticeKind, notices: list[Notice], attachments: Sequence[StoredFile]) -> None:
    if not notices or kind.by_mail is ByMail.NEVER:
        return
    silent: set[int] = set()
    if kind.by_mail is ByMail.AS_PREFERRED:
        unwanted = MailPreference.objects.filter(category=kind.category, by_mail=False)
        silent = set(unwanted.filter(user__in=[n.recipient_id for n in notices]).values_list("user_id", flat=True))
    letters = [_letter(kind, notice) for notice in notices if notice.recipient_id not in silent]
    enclosed = [
        MailAttachment(mail=letter, stored_file=stored, name=stored.name, media_type=stored.media_type)
        for letter in letters
        for stored in attachments
    ]
    post(letters, enclosed)


def _letter(kind: NoticeKind, notice: Notice) -> OutgoingMail:
    text, html = mails.written(notice, can_be_switched_off=kind.by_mail is ByMail.AS_PREFERRED)
    return new_mail(
        notice=notice,
        sender=settings.DEFAULT_FROM_EMAIL,
        to=[notice.recipient.email],
        subject=f"[{settings.SERVICE_NAME}] {notice.subject}",
        body=text,
        html=html,
    )


@action
def mark_read(actor: Actor, notice: Notice) -> None:
    """The person opened it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, recipient=actor.user, read_at=None).update(read_at=clock.now())


@action
def mark_all_read(actor: Actor) -> int:
    """Returns how many were unread."""
    return Notice.objects.filter(recipient=actor.user, read_at=None).update(read_at=clock.now())


@action
def prefer(actor: Actor, wanted: Mapping[str, bool]) -> None:
    """Keeps for each category whether the person also wants it by e-mail."""
    rows = [MailPreference(user=actor.user, category=code, by_mail=on) for code, on in wanted.items()]
    MailPreference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "category"],
        update_fields=["by_mail", "changed_at"],
    )


@action
def resend(actor: Actor, public_id: uuid.UUID) -> OutgoingMail:
    """Puts a mail that was given up back into the queue, under the same Message-ID and with fresh attempts.

    Raises NotPermitted, MailNotVisible, TransitionRefused when it did not fail, SecretMail when its link has expired.
    """
    require_outbox(actor)
    mail = OutgoingMail.objects.select_for_update().filter(public_id=public_id).first()
    if mail is None:
        raise MailNotVisible()
    if mail.secret and mail.created_at < clock.now() - SECRETS_LAST:
        raise SecretMail()
    mail = advance(mail, "resend", actor, due_at=clock.now(), attempts=0)
    enqueue(DELIVERY_TASK, key="deliver_mails")
    return mail


@action
def forget_old_mails() -> int:
    """Deletes mails that were sent or given up more than MAILS_LAST ago, with their hold on attached files."""
    old = OutgoingMail.objects.filter(state__in=["sent", "failed"], created_at__lt=clock.now() - MAILS_LAST)
    _total, deleted = old.delete()
    return deleted.get(OutgoingMail._meta.label, 0)
