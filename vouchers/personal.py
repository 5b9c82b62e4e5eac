"""Personal data that the voucher programme holds."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import PersonalField, declare_personal, mask_email, mask_name, mask_phone


def declare() -> None:
    purpose = _("to reach the supplier about its entry and its agreements")
    until = _("as long as the supplier is in the register, then five years with its cases")
    whose = _("supplier")
    declare_personal(
        PersonalField("vouchers.supplier", "contact_name", purpose, until, mask_name, whose=whose),
        PersonalField("vouchers.supplier", "contact_phone", purpose, until, mask_phone, whose=whose),
        PersonalField("vouchers.supplier", "contact_email", purpose, until, mask_email, whose=whose),
    )
