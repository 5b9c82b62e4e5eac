"""What a manager types: hosts, mentors, positions, placings, reasons."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from internships.forms.position import WorkForm
from internships.models import Host, Position
from internships.queries.position import offered_like
from kernel.forms import RowChoice, offer, offer_rows
from programs.models import Call


class HostForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Organisations that are registered here and not a host institution yet."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Host.Kind.choices)
    contact = forms.CharField(label=_("Contact (department, telephone)"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "organisation", Organisation.objects.filter(internship_host=None).order_by("name"))


class MentorForm(forms.Form):
    """A mentor is found by the e-mail address of their account."""

    email = forms.EmailField(label=_("Mentor's e-mail address"), help_text=_("The person needs an account here."))

    def clean_email(self) -> User:
        user = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if user is None:
            raise ValidationError(_("Nobody has an account with this address. Ask the person to sign up first."))
        return user


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PositionBeginForm(WorkForm):
    """The first step of a position that the office writes in the place of a host."""

    host = forms.ModelChoiceField(
        label=_("Host institution"),
        queryset=Host.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Approved host institutions."),
    )
    field_order = ("host",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        approved = Host.objects.filter(state="approved").select_related("organisation")
        offer_rows(self, "host", approved.order_by("organisation__name"))


def _with_free_seats(position: Position) -> str:
    values = {"host": position.host, "title": position.title, "free": position.free}
    return str(_("%(host)s – %(title)s (%(free)s free)") % values)


class PlacingForm(forms.Form):
    """One position and the applicants who go there."""

    position = RowChoice(
        label=_("Position"), queryset=Position.objects.none(), empty_label=_("Choose"), called=_with_free_seats
    )
    applications = forms.TypedMultipleChoiceField(
        label=_("Applicants"), coerce=int, error_messages={"required": _("Tick at least one applicant.")}
    )

    def __init__(self, *args: Any, call: Call, applications: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "position", offered_like(call, free=True))
        offer(self, "applications", [(pk, str(pk)) for pk in applications])
