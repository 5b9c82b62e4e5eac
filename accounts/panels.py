"""What accounts show in the menus and on the home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries.organisation import invitations_for
from kernel.registry import (
    NavItem,
    Panel,
    Todo,
    register_account_nav,
    register_nav,
    register_panel,
    register_records,
    register_systems,
    register_verbs,
)

VERBS = {
    "sign_up": _("signed up"),
    "erase_lines": _("words of lines in the trail destroyed"),
    "change_profile": _("own data changed"),
    "close_account": _("account closed"),
    "deactivate_person": _("barred from signing in"),
    "give_consent": _("consent given"),
    "withdraw_consent": _("consent withdrawn"),
    "grant_role": _("role given"),
    "revoke_role": _("role taken back"),
    "register_organisation": _("organisation registered"),
    "change_organisation": _("entry of an organisation changed"),
    "attach_size_evidence": _("certificate of the size class uploaded"),
    "confirm_business_status": _("business status recorded"),
    "invite_member": _("invitation sent"),
    "revoke_invitation": _("invitation cancelled"),
    "join_organisation": _("invitation accepted"),
    "leave_organisation": _("left an organisation"),
    "remove_member": _("member removed"),
    "hand_over_representation": _("representation handed over"),
}

RECORDS = {
    "accounts.user": _("person"),
    "accounts.organisation": _("organisation"),
    "accounts.invitation": _("invitation"),
}
SYSTEMS = {
    "demo": _("played city"),
    "account-closing": _("closing of an account"),
    "import-industries": _("import of industry codes"),
    "business-status": _("question to the tax service"),
}


def declare() -> None:
    register_verbs(VERBS)
    register_records(RECORDS)
    register_systems(SYSTEMS)
    register_nav(
        NavItem(_("People"), "accounts:people", _administers, order=60),
        NavItem(_("Organisations"), "accounts:staff_organisations", _administers, order=61),
        NavItem(_("Audit trail"), "accounts:audit", _audits, order=65),
    )
    register_account_nav(
        NavItem(_("My page"), "accounts:me", _signed_in, order=10),
        NavItem(_("My organisations"), "accounts:organisations", _signed_in, order=20),
        NavItem(_("Security"), "accounts:security", _signed_in, order=30),
    )
    register_panel(Panel("accounts.invitations", _("Invitations"), invitations, order=5))


def invitations(user: Any) -> Iterator[Todo]:
    """Organisations that wait for the person to join. One statement."""
    for one in invitations_for(user):
        yield Todo(
            title=_("%(name)s invites you") % {"name": one.organisation.name},
            url=reverse("accounts:organisations"),
        )


def _signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def _administers(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.ADMINISTRATOR, Role.MANAGER, Role.AUDITOR))


def _audits(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.AUDITOR, Role.ADMINISTRATOR))
