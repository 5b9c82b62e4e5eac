from accounts.models.organisation import Membership, Organisation
from accounts.models.person import Role, RoleGrant, User

__all__ = ["Membership", "Organisation", "Role", "RoleGrant", "User"]
