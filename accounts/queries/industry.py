"""Finding industries."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import IndustryCode

NEWEST = 11
LEAF = 5


def find_industries(text: str) -> QuerySet[IndustryCode]:
    """Five-digit codes whose code begins with, or whose name contains ``text``; the newest revision first.

    Codes of the older revision follow where they differ from the newer one. One statement; slice it.
    """
    same = IndustryCode.objects.filter(revision=NEWEST, code=OuterRef("code"), name=OuterRef("name"))
    return (
        IndustryCode.objects.filter(level=LEAF)
        .filter(Q(code__startswith=text) | Q(name__icontains=text))
        .filter(Q(revision=NEWEST) | ~Exists(same))
        .order_by("-revision", "code")
    )


def industry(revision: int, code: str) -> IndustryCode | None:
    """The code of a revision, or None when the list does not have it."""
    return IndustryCode.objects.filter(revision=revision, code=code).first() if code else None
