"""Proving once more who one is, before something that binds."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password

from accounts.errors import WrongPassword
from kernel.actor import Actor
from kernel.errors import NotPermitted


@dataclass(frozen=True)
class Proof:
    """That the person showed just now who they are: ``how`` is ``password`` or ``passkey``."""

    user_id: int
    how: str

    def of(self, actor: Actor) -> bool:
        return actor.user_id == self.user_id


def prove_identity(actor: Actor, password: str) -> Proof:
    """What the typed password proves. Raises WrongPassword, NotPermitted for anybody but a person.

    What is signed under is the password typed at that moment, never the session: a colleague at an unlocked screen
    cannot sign. Pages take ``accounts.proof``, where wrong passwords count as at the sign-in.
    """
    if actor.user is None:
        raise NotPermitted()
    if not check_password(password, actor.user.password):
        raise WrongPassword(field="password")
    return Proof(actor.user.pk, "password")
