"""What this floor adds to the menu."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import NavItem, register_nav
from notices.permissions import may_see_outbox


def register() -> None:
    register_nav(NavItem(_("Outgoing mail"), "notices:outbox", visible=may_see_outbox, order=95))
