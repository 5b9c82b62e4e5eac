"""Who acts: a person through a channel, or the system under a name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Channel(StrEnum):
    WEB = "web"
    API = "api"
    COMMAND = "command"
    TASK = "task"


@dataclass(frozen=True)
class Actor:
    """Who does something, through what and from where; the first argument of every action."""

    user: Any  # accounts.User or None; kernel lies below accounts and must not import it
    channel: Channel
    label: str
    address: str = ""
    device: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Actor":
        """The signed-in person behind a request (or an anonymous visitor)."""
        user = request.user if request.user.is_authenticated else None
        return cls(
            user=user,
            channel=Channel.WEB,
            label=str(user) if user else "visitor",
            address=request.META.get("REMOTE_ADDR", ""),
            device=request.headers.get("User-Agent", "")[:200],
        )

    @classmethod
    def person(cls, user: "AbstractBaseUser", channel: Channel = Channel.TASK) -> "Actor":
        """A person on whose behalf a task or command runs."""
        return cls(user=user, channel=channel, label=str(user))

    @classmethod
    def system(cls, name: str, channel: Channel = Channel.TASK) -> "Actor":
        """The system itself, under the name of a task or command; passes every permission check."""
        return cls(user=None, channel=channel, label=f"system:{name}")

    @property
    def is_system(self) -> bool:
        return self.user is None and self.channel in {Channel.TASK, Channel.COMMAND}

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None
