"""What this floor adds to a person's menu."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import NavItem, register_account_nav


def register() -> None:
    register_account_nav(
        NavItem(_("My files"), "files:mine", visible=lambda user: bool(user.is_authenticated), order=40)
    )
