from accounts.queries.organisation import invitations_for, is_member, membership_of, organisations_of

__all__ = ["invitations_for", "is_member", "membership_of", "organisations_of"]
