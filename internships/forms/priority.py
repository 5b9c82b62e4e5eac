"""Naming a priority group, judging its evidence, and who may see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.kinds import DOCUMENTS, endings
from internships.queries.priority import groups_on_offer
from kernel.forms import offer
from programs.models import Call


def _file(label: Any) -> forms.FileField:
    return forms.FileField(label=label, widget=forms.FileInput(attrs={"accept": endings(DOCUMENTS)}))


class EvidenceForm(forms.Form):
    """One more file for a claim."""

    upload = _file(_("More evidence"))


class NameForm(forms.Form):
    """The group and its first evidence."""

    group = forms.ChoiceField(label=_("Priority group"))
    upload = _file(_("Evidence"))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", [(one.code, gettext(one.label)) for one in groups_on_offer(call)])


class JudgeForm(forms.Form):
    """Proven or not, with the reason that the applicant reads."""

    proven = forms.TypedChoiceField(
        label=_("Does the evidence prove it?"),
        choices=[("yes", _("Yes, proven")), ("no", _("No, not proven"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why not (the applicant reads this)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SeerForm(forms.Form):
    """Somebody of the office by the address that they sign in with."""

    person = forms.ModelChoiceField(
        label=_("E-mail address"),
        queryset=User.objects.filter(is_active=True),
        to_field_name="email",
        widget=forms.EmailInput,
    )
