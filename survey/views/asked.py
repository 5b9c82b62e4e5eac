"""What an address asks for beside its path."""

from __future__ import annotations

from collections.abc import Container

from django.http import Http404, QueryDict


def asked(given: QueryDict, name: str, known: Container[str], usual: str = "") -> str:
    """One of the ``known`` values, or the ``usual`` one where the address names none. Raises Http404 for any other: a
    list narrowed by what does not exist would be empty, and look as if there were nothing."""
    value = given.get(name) or usual
    if value != usual and value not in known:
        raise Http404
    return value
