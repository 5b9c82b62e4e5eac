"""Personal data: declared in one place, shown masked, shown in full only with a logged reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise

from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.models import AccessEntry

Mask = Callable[[str], str]


def mask_name(value: str) -> str:
    """홍길동 → 홍*동, 남궁민수 → 남**수, 이산 → 이*."""
    if len(value) <= 1:
        return value
    return value[0] + "*" * max(1, len(value) - 2) + (value[-1] if len(value) > 2 else "")


def mask_phone(value: str) -> str:
    """010-0000-1234 → 010-****-1234."""
    digits = [character for character in value if character.isdigit()]
    if len(digits) < 8:
        return "*" * len(value)
    return f"{''.join(digits[:3])}-****-{''.join(digits[-4:])}"


def mask_email(value: str) -> str:
    """gildong@example.org → gi*****@example.org."""
    name, sign, host = value.partition("@")
    return name[:2] + "*" * max(1, len(name) - 2) + sign + host


def mask_account(value: str) -> str:
    """All but the last four characters hidden."""
    return "*" * max(0, len(value) - 4) + value[-4:]


def mask_all(value: str) -> str:
    return "*" * min(8, len(value))


@dataclass(frozen=True)
class PersonalField:
    """One field that holds personal data: why it is held, until when, how it is masked, and whether encrypted."""

    model: str  # "accounts.user"
    field: str
    purpose: str | Promise
    retention: str | Promise
    mask: Mask
    encrypted: bool = False
    whose: str | Promise = ""  # what the record is called; its model's name by default
    label: str | Promise = ""  # what the field is called; its own name by default


REGISTRY: dict[tuple[str, str], PersonalField] = {}


def declare_personal(*fields: PersonalField) -> None:
    """Called from an app's ``AppConfig.ready`` with all of its personal fields."""
    for declared in fields:
        REGISTRY[declared.model.lower(), declared.field] = declared


def masked(row: models.Model, field: str) -> str:
    """The field as pages show it by default."""
    value = str(getattr(row, field) or "")
    declared = REGISTRY.get((row._meta.label_lower, field))
    return declared.mask(value) if declared else value


@action
def reveal(
    actor: Actor, row: models.Model, fields: Iterable[str], *, subject: str, task: str, reason: str
) -> dict[str, str]:
    """The unmasked values, with a line in the access log. Raises ReasonNeeded when ``reason`` is empty.

    The caller checks the right to look; a person who looks at their own data needs no reveal.
    """
    names = list(fields)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    AccessEntry.objects.bulk_create(
        [AccessEntry.prepare(actor, row, subject=subject, fields=names, task=task, reason=reason.strip())]
    )
    return {name: str(getattr(row, name) or "") for name in names}
