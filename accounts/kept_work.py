"""A form that was sent when its session had just ended: kept for the same person, offered again after sign-in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

KEY = "kept_work"
MOST_CHARACTERS = 1_000_000
SECRETS = ("password", "oldpassword", "csrfmiddlewaretoken", "credential")


@dataclass(frozen=True)
class KeptWork:
    """What was typed, and where it was to go. ``files``: names of files that must be chosen again."""

    path: str
    pairs: list[tuple[str, str]]
    files: list[str]


def keep_typed_work(request: HttpRequest, user_id: int | None) -> None:
    """Puts the posted fields, except secrets, into the (now anonymous) session of this browser."""
    posted = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not name.startswith(SECRETS):
            posted.setlist(name, values)
    text = posted.urlencode()
    if posted and len(text) <= MOST_CHARACTERS:
        names = [upload.name for _name, uploads in request.FILES.lists() for upload in uploads]
        request.session[KEY] = {"user": user_id, "path": request.get_full_path(), "fields": text, "files": names}


def kept_work(request: HttpRequest) -> KeptWork | None:
    """What is kept for the signed-in person. What another person left in this browser is thrown away."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None:
        return None
    if kept["user"] != request.user.pk:
        forget(request)
        return None
    fields = QueryDict(kept["fields"])
    return KeptWork(kept["path"], [(name, value) for name, values in fields.lists() for value in values], kept["files"])


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
