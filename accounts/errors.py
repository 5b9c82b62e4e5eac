"""Refusals of accounts, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class RegistrationNumberWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is not a business registration number: please compare its ten digits with your certificate.")


class CorporateNumberWrong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A corporate registration number has 13 digits.")


class OrganisationExists(HanbatError):
    message = _(
        "This business is already registered. Ask its representative to invite you; "
        "if you do not know who that is, ask the office in charge."
    )


class IndustryUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("There is no industry “%(code)s” in revision %(revision)s of the classification. Choose from the list.")


class NotAMember(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("There is no such organisation among yours.")


class OnlyRepresentative(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Only the representative of the organisation can do this.")


class AlreadyMember(HanbatError):
    message = _("This person already belongs to the organisation.")


class RepresentativeCannotLeave(HanbatError):
    message = _("Hand the representation over to another member before you leave.")


class InvitationOver(HanbatError):
    status = HTTPStatus.GONE
    message = _("This invitation has expired or was withdrawn. Ask the organisation to send a new one.")


class InvitationForAnother(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("This invitation was sent to %(address)s. Sign in with that address to accept it.")


class RoleNotYours(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You may not give or take this role.")


class ConsentNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The service cannot be given without this consent.")


class ConsentUnknown(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("There is no such consent.")


class AccountHeld(HanbatError):
    message = _("The account cannot be closed yet: %(reason)s")


class EvidenceUnavailable(HanbatError):
    message = _("Files cannot be kept at the moment. Please try again later.")


class WrongPassword(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The password is not right. Nothing was signed; type it again.")


class SignInLocked(HanbatError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _("The password was wrong too often. Wait half an hour and try again.")


class NotYourPasskey(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The passkey was not recognised. Nothing was signed; try again, or use your password.")
