"""Finding businesses as somebody types."""

from __future__ import annotations

import re

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Length

from survey.models import Business
from survey.rules.korean import name_key, typed_pattern

_NUMBER = re.compile(r"(?:MA|F)?\d{6,20}", re.IGNORECASE)


def find_businesses(
    businesses: QuerySet[Business], typed: str, limit: int = 12, *, addresses: bool = False
) -> QuerySet[Business]:
    """Businesses whose name fits what was typed (also initial consonants, also half-typed), best first.

    A shop number (of the list, or ours for what was found in the field: F000012), or six or more of its first digits,
    is looked for as such. ``addresses``: among a person's own few hundred also those whose address has every word that
    was typed. One statement; the index of name tokens keeps it under 50 ms on 80,000 businesses.
    """
    typed = typed.strip()
    if _NUMBER.fullmatch(typed):
        return businesses.filter(number_fits(typed)).order_by("source_id")[:limit]
    if not name_key(typed):
        return businesses.none()
    begins = Case(When(name_key__startswith=name_key(typed), then=Value(0)), default=Value(1))
    fits = name_fits(typed) | address_fits(typed) if addresses else name_fits(typed)
    return (
        businesses.filter(fits)
        .order_by(begins, Length("name_key"), "name_key", "pk")
        .select_related("dong", "industry")[:limit]
    )


def address_fits(typed: str) -> Q:
    """Every word stands in the address, or names the building."""
    fits = Q()
    for word in typed.split():
        fits &= (
            Q(road_address__icontains=word) | Q(lot_address__icontains=word) | Q(building_name__icontains=word)
        )  # fmt: skip
    return fits


def number_fits(typed: str) -> Q:
    """The shop number begins so, or that of an entry which was merged into the business."""
    begins = Q(source_id__startswith=typed.upper())
    merged = Business.objects.filter(begins).exclude(merged_into=None)
    return begins | Q(pk__in=merged.values("merged_into"))


def looks_like_number(typed: str) -> bool:
    return _NUMBER.fullmatch(typed.strip()) is not None


def name_fits(typed: str) -> Q:
    """The same condition for lists that are narrowed by a name; nothing typed narrows nothing."""
    pattern = typed_pattern(typed)
    if pattern is None:
        return Q()
    return Q(tokens__contains=sorted(pattern.tokens), name_key__regex=pattern.expression)
