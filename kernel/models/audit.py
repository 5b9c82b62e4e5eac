"""The audit trail and the access log: append-only and hash-chained.

A trigger (migration 0002) numbers each row without gaps, links it to the row before it and computes its hash;
UPDATE, DELETE and TRUNCATE are refused by triggers and not granted to the application's role. ``manage.py
verify_audit`` computes everything again in Python.

When the records of a case are destroyed, the words of its lines go too (개인정보보호법 §21): number, time, verb,
record, who by number, and the hash of what once stood there stay. The blanked line is sealed: a later line of the audit
trail holds its seal, so that nothing of it can be changed afterwards either, and nobody can blank a line without one.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kernel import clock
from kernel.actor import Actor
from kernel.audit_sql import LINE_ERASED
from kernel.one_statement import new_row
from kernel.triggers import append_only_triggers


def canonical(values: dict[str, Any]) -> str:
    """JSON with sorted keys and no spaces; what is not JSON (dates, decimals, rows) becomes text."""
    return json.dumps(
        values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder, default=str
    )


def _microseconds(moment: datetime) -> int:
    # Whole seconds and microseconds apart: a float would lose the last digits.
    return int(moment.timestamp() // 1) * 1_000_000 + moment.microsecond


class ChainHead(models.Model):
    """The last number and hash of each chain; written by the triggers only."""

    chain = models.CharField(max_length=20, primary_key=True)
    last_id = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain} #{self.last_id}"


def _digest(parts: Iterable[Any]) -> str:
    """SHA-256 over the texts with their lengths, as the database's function makes it."""
    texts = []
    for part in parts:
        texts.append(str(_microseconds(part)) if isinstance(part, datetime) else "" if part is None else str(part))
    return hashlib.sha256("".join(f"{len(text)}:{text}" for text in texts).encode()).hexdigest()


class ChainedRow(models.Model):
    """What both chains share: number, times, who, from where, and the links. ``erased_by``: the order of destruction
    under which the words of the line were taken away."""

    CHAIN: ClassVar[str]
    HASHED: ClassVar[tuple[str, ...]]

    id = models.BigIntegerField(primary_key=True, default=0)  # the trigger gives the next number
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)  # the trigger writes the database's own time
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_label = models.CharField(max_length=200)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=200, blank=True)
    entity = models.CharField(max_length=80)
    entity_id = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")
    erased_by = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def expected_hash(self) -> str:
        """The row's SHA-256 from its own columns, computed here independently of the database's function."""
        return _digest([self.id, self.previous_hash, *(getattr(self, name) for name in self.HASHED)])

    def seal(self) -> str:
        """SHA-256 of what is left of a line whose words were taken away, with the hash of the whole one."""
        left = (getattr(self, name) for name in self.HASHED)
        return _digest([self.id, self.previous_hash, *left, self.hash, self.erased_by])


def _common(actor: Actor, about: models.Model) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.user_id,
        "actor_label": actor.label[:200],
        "channel": actor.channel.value,
        "address": actor.address,
        "device": actor.device,
        "entity": about._meta.label_lower,
        "entity_id": str(about.pk),
    }


class AuditEntry(ChainedRow):
    """Who did what to which record, when, from where, before and after."""

    CHAIN = "audit"
    HASHED = (
        "at", "recorded_at", "actor_id", "actor_label", "channel", "address", "device",
        "entity", "entity_id", "verb", "before", "after", "reason",
    )  # fmt: skip

    verb = models.CharField(max_length=60)
    before = models.TextField(default="{}")
    after = models.TextField(default="{}")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["entity", "entity_id", "id"], name="audit_entity"),
            models.Index(fields=["verb", "-id"], name="audit_verb"),
            models.Index(fields=["at"], name="audit_at"),
        ]
        triggers = append_only_triggers(unless=LINE_ERASED)

    def __str__(self) -> str:
        return f"#{self.id} {self.verb} {self.entity} {self.entity_id}"

    @classmethod
    def prepare(
        cls,
        actor: Actor,
        verb: str,
        about: models.Model,
        before: dict[str, Any],
        after: dict[str, Any],
        reason: str,
    ) -> "AuditEntry":
        """An unsaved entry; its number and hash come from the database."""
        return new_row(
            cls,
            **_common(actor, about),
            verb=verb,
            before=canonical(before),
            after=canonical(after),
            reason=reason,
        )

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) for readers."""
        old, new = json.loads(self.before), json.loads(self.after)
        return [(name, old.get(name), new.get(name)) for name in sorted({*old, *new})]


class AccessEntry(ChainedRow):
    """A look at unmasked personal data (안전성 확보조치 기준 §8: who, when, from where, whose, for what task)."""

    CHAIN = "access"
    HASHED = (
        "at", "recorded_at", "actor_id", "actor_label", "channel", "address", "device",
        "entity", "entity_id", "subject", "fields", "task", "reason",
    )  # fmt: skip

    subject = models.CharField(max_length=200)
    fields = models.CharField(max_length=400)
    task = models.CharField(max_length=60)
    reason = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["entity", "entity_id", "id"], name="access_entity"),
            models.Index(fields=["subject", "-id"], name="access_subject"),
            models.Index(fields=["at"], name="access_at"),
        ]
        triggers = append_only_triggers(unless=LINE_ERASED)

    def __str__(self) -> str:
        return f"#{self.id} {self.actor_label}: {self.subject}"

    @classmethod
    def prepare(
        cls, actor: Actor, about: models.Model, *, subject: str, fields: Iterable[str], task: str, reason: str
    ) -> "AccessEntry":
        return cls(**_common(actor, about), subject=subject, fields=",".join(fields)[:400], task=task, reason=reason)


class ChainVerification(models.Model):
    """What one walk over a whole chain found; made by the worker every night and when an auditor asks."""

    chain = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)
    rows = models.BigIntegerField()
    head = models.CharField(max_length=64, blank=True)
    first_bad = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["chain", "-at"], name="verification_newest")]

    def __str__(self) -> str:
        return f"{self.chain} at {self.at}: {self.fault or 'whole'}"
