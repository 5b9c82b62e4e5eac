"""Reading files: what belongs to whom, and the one permission check."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Organisation
from files.errors import FileNotVisible
from files.models import Content, StoredFile
from files.registry import name_for_reader
from kernel.actor import Actor


def own(actor: Actor) -> QuerySet[StoredFile]:
    """Files that the actor uploaded or that belong to an organisation of theirs; newest first, one statement."""
    if actor.user is None:
        return StoredFile.objects.none()
    organisations = Membership.objects.filter(user=actor.user, left_at=None).values("organisation")
    mine = Q(uploader=actor.user) | Q(organisation__in=organisations)
    return StoredFile.objects.filter(mine).select_related("content", "organisation", "uploader").order_by("-pk")


def reusable(actor: Actor) -> QuerySet[StoredFile]:
    """Earlier uploads (own and the organisation's) that can be attached again without sending them a second time."""
    return own(actor).exclude(content__scan=Content.Scan.INFECTED)


@dataclass(frozen=True)
class Readable:
    """A file as one actor may have it: ``name`` is what their copy is called."""

    stored: StoredFile
    is_owner: bool
    name: str


def readable(actor: Actor, public_id: uuid.UUID) -> Readable:
    """The file for ``actor``. Raises FileNotVisible, also when there is none."""
    stored = StoredFile.objects.filter(public_id=public_id).select_related("content").first()
    if stored is None:
        raise FileNotVisible()
    if actor.is_system or own(actor).filter(pk=stored.pk).exists():
        return Readable(stored, True, stored.name)
    name = name_for_reader(actor, stored)
    if name is None:
        raise FileNotVisible()
    return Readable(stored, False, name)


def unused(before: datetime) -> QuerySet[StoredFile]:
    """Files stored before ``before`` to which no row of any app points."""
    found = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.related_objects:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        found = found.exclude(Exists(pointing))
    evidence = Organisation.objects.filter(size_evidence=OuterRef("public_id"))  # the floor below names a file so
    return found.exclude(Exists(evidence))


def is_unused(stored: StoredFile) -> bool:
    """Whether no row of any app points to this file any more, however new it is."""
    return unused(stored.created_at + timedelta(microseconds=1)).filter(pk=stored.pk).exists()


def bare_contents(before: datetime) -> QuerySet[Content, str]:
    """Hashes of contents to which no stored file points any more; infected ones stay, so that they are known again."""
    bare = Content.objects.filter(stored_at__lt=before, files=None).exclude(scan=Content.Scan.INFECTED)
    return bare.values_list("pk", flat=True)


def waiting_for_scan(most: int = 500) -> list[str]:
    """Hashes of contents that the scanner has not seen yet, oldest first."""
    waiting = Content.objects.filter(scan=Content.Scan.WAITING).order_by("stored_at")
    return list(waiting.values_list("pk", flat=True)[:most])
