"""Notices in a person's inbox, mails on their way out, and what people want to get by mail."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.lifecycle import LifeCycle
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from notices.lifecycles import OUTGOING_MAIL
from notices.registry import category_label


class Notice(models.Model):
    """What one person was told, in the words and the language of that day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices")
    code = models.CharField(max_length=60)
    category = models.CharField(max_length=20)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True, help_text="label of the record's model")
    about_id = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=200, null=True, help_text="makes a repeated call harmless")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "code", "key"], name="notice_once_per_key"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["about", "about_id"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def category_label(self) -> str:
        return category_label(self.category)


class OutgoingMail(Staged):
    """A mail that was promised in the transaction of the change that it speaks of.

    ``message_id`` is given once: a mail that goes out twice, because the worker died after the server took it and
    before that could be written down, goes out under the same Message-ID, and mail systems show it once.
    """

    LIFE_CYCLE: ClassVar[LifeCycle] = OUTGOING_MAIL

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message_id = models.CharField(max_length=200, unique=True)
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="mail")
    sender = models.CharField(max_length=300)
    to = ArrayField(models.CharField(max_length=320))
    cc = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    bcc = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    reply_to = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    html = models.TextField(blank=True)
    secret = models.BooleanField(default=False, help_text="carries a link or code: its text is erased once sent")
    state = models.CharField(max_length=10, choices=OUTGOING_MAIL.choices, default=OUTGOING_MAIL.initial)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now, help_text="not before this moment")
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="which run of the worker holds it")
    lease_until = models.DateTimeField(null=True, help_text="until when; afterwards anybody may take it")
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sending", claim__isnull=False, lease_until__isnull=False)
                | ~models.Q(state="sending") & models.Q(claim=None, lease_until=None),
                name="mail_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | ~models.Q(state="sent") & models.Q(sent_at=None),
                name="mail_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="mail_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="sending"), name="mail_leased"),
            models.Index(fields=["state", "-id"], name="mail_by_state"),
        ]
        triggers = [life_cycle_trigger(OUTGOING_MAIL)]

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.to)}"


class MailAttachment(models.Model):
    """What goes with a mail: a stored file, or bytes that another library attached."""

    mail = models.ForeignKey(OutgoingMail, models.CASCADE, related_name="attachments")
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    data = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stored_file=None, data__isnull=False)
                | models.Q(stored_file__isnull=False, data=None),
                name="mail_attachment_one_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MailPreference(models.Model):
    """A category that a person does or does not want by e-mail too; without a row: yes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_preferences")
    category = models.CharField(max_length=20)
    by_mail = models.BooleanField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "category"], name="mail_preference_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.category} {self.by_mail}"
