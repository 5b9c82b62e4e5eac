from accounts.actions.business_status import confirm_business_status, note_business_status
from accounts.actions.consent import give_consent, withdraw_consent
from accounts.actions.membership import (
    accept_invitation,
    hand_over_representation,
    invite_member,
    leave_organisation,
    remove_member,
    revoke_invitation,
)
from accounts.actions.organisation import attach_size_evidence, change_organisation, register_organisation
from accounts.actions.person import change_language, change_profile, close_account, deactivate_person, sign_up
from accounts.actions.roles import grant_role, revoke_all_roles, revoke_role

__all__ = [
    "accept_invitation",
    "attach_size_evidence",
    "change_language",
    "change_organisation",
    "change_profile",
    "close_account",
    "confirm_business_status",
    "deactivate_person",
    "give_consent",
    "grant_role",
    "hand_over_representation",
    "invite_member",
    "leave_organisation",
    "note_business_status",
    "register_organisation",
    "remove_member",
    "revoke_all_roles",
    "revoke_invitation",
    "revoke_role",
    "sign_up",
    "withdraw_consent",
]
