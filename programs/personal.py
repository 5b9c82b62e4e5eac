"""Personal data that the shared engine holds."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import PersonalField, declare_personal, mask_all


def declare() -> None:
    purpose = _("to find conflicts of interest before applications are given to reviewers")
    until = _("as long as the person reviews, then five years with the last call")
    whose = _("reviewer's profile")
    declare_personal(
        PersonalField("programs.reviewerprofile", "business_number", purpose, until, mask_all, whose=whose),
        PersonalField("programs.reviewerprofile", "address", purpose, until, mask_all, whose=whose),
        PersonalField("programs.reviewerprofile", "employers", purpose, until, mask_all, whose=whose),
    )
