"""Refusals of the time at work, from the contract to the closed month."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError


class NoWageSet(HanbatError):
    message = _("The call does not say what interns are paid. Enter the wage in the call's settings first.")


class NothingToContract(HanbatError):
    message = _("A contract belongs to a place that was accepted. This one is “%(state)s”.")


class ContractWaits(HanbatError):
    message = _("Contract %(number)s is waiting to be signed. Withdraw it before you draw up another.")


class ContractFlawed(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A contract can only be signed when it says what the law asks for: %(what)s.")


class SideNotYours(HanbatError):
    status = HTTPStatus.FORBIDDEN
    message = _("You do not sign this contract for this side.")


class ContractChanged(HanbatError):
    message = _("The contract is not the one that you were shown. Read it again; nothing was signed.")


class ContractSigned(HanbatError):
    message = _("This side has signed already.")


class NotHandedOver(HanbatError):
    message = _("Receipt is confirmed of a contract that both sides have signed.")
