"""Refusals around priority groups, each with what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class GroupUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call has no such priority group. Choose one from the list.")


class GroupNamed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("You have named this group already. Add the evidence to it below.")


class TooMuchEvidence(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("At most %(most)s files prove one group. Put several pages into one PDF.")


class ClaimFixed(HanbatError):
    message = _("This can no longer be changed: the evidence is being looked at, or the list is made.")


class ClaimTooLate(HanbatError):
    message = _("The list is made already, so evidence is no longer judged.")


class OwnClaim(HanbatError):
    message = _("Nobody judges their own evidence. Leave it to somebody else.")


class NotToYourself(HanbatError):
    message = _("Nobody gives this permission to themselves. Ask another manager of the call.")


class NotOfTheOffice(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("%(name)s is neither a programme manager nor an approving officer, so cannot look at evidence.")


class GroupsNotSeen(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("Seats are kept for groups by somebody who may see priority groups. Ask a manager of the call.")
