from accounts.queries.consent import has_consent
from accounts.queries.organisation import invitations_for, is_member, membership_of, organisations_of

__all__ = ["has_consent", "invitations_for", "is_member", "membership_of", "organisations_of"]
