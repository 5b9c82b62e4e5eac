"""Keeping what an organisation proves its size class with, for the accounts app."""

from typing import Any
from uuid import UUID

from files.actions import store
from files.kinds import IMAGES, FileKind
from kernel.actor import Actor

EVIDENCE = IMAGES | {FileKind.PDF}


def store_evidence(actor: Actor, upload: Any, *, organisation: Any) -> UUID:
    """A certificate as PDF or picture, open to the organisation's members. Raises FileRefused."""
    return store(actor, upload, organisation=organisation, kinds=EVIDENCE, field="size_evidence").public_id
