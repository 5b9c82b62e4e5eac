from accounts.models.business_status import BusinessStatusCheck
from accounts.models.consent import Consent, ConsentText
from accounts.models.industry import IndustryCode
from accounts.models.invitation import Invitation
from accounts.models.organisation import BusinessStatus, Membership, Organisation
from accounts.models.person import STAFF_ROLES, Role, RoleGrant, User

__all__ = [
    "STAFF_ROLES",
    "BusinessStatus",
    "BusinessStatusCheck",
    "Consent",
    "ConsentText",
    "IndustryCode",
    "Invitation",
    "Membership",
    "Organisation",
    "Role",
    "RoleGrant",
    "User",
]
