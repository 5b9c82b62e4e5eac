"""Personal data that accounts hold."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import PersonalField, declare_personal, mask_email, mask_name, mask_phone


def declare() -> None:
    purpose = _("to know who acts and to reach them")
    until = _("until the account is closed; with an application as long as its file is kept")
    declare_personal(
        PersonalField("accounts.user", "name", purpose, until, mask_name),
        PersonalField("accounts.user", "email", purpose, until, mask_email),
        PersonalField("accounts.user", "phone", purpose, until, mask_phone, encrypted=True),
        PersonalField(
            "accounts.organisation",
            "representative",
            _("to compare with the tax service's entry and to conclude agreements"),
            _("as long as the organisation is registered"),
            mask_name,
            whose=_("organisation"),
        ),
        PersonalField(
            "accounts.invitation",
            "email",
            _("to send the invitation"),
            _("as long as the organisation is registered"),
            mask_email,
            whose=_("invitation"),
        ),
    )
