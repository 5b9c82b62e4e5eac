"""Proving once more who one is, before something that binds."""

from django.contrib.auth.hashers import check_password

from accounts.errors import WrongPassword
from kernel.actor import Actor
from kernel.errors import NotPermitted


def prove_identity(actor: Actor, password: str) -> str:
    """How the person proved who they are (``password``). Raises WrongPassword, NotPermitted for anybody but a person.

    What is signed under is the password typed at that moment, never the session: a colleague at an unlocked screen
    cannot sign.
    """
    if actor.user is None:
        raise NotPermitted()
    if not check_password(password, actor.user.password):
        raise WrongPassword(field="password")
    return "password"
