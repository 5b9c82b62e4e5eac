"""What a manager types: hosts, mentors, positions, placings, reasons."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from internships.models import Host, Position
from internships.queries.placement import positions
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
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Organisation.objects.filter(internship_host=None).order_by("name")


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


class PositionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A position; its days lie within the call's period, which they are filled in with."""

    class Meta:
        model = Position
        fields = (
            "host", "title", "duties", "seats", "first_day", "last_day", "starts_at", "ends_at", "break_minutes",
            "place", "address", "latitude", "longitude",
        )  # fmt: skip
        widgets = {"duties": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        host = self.fields["host"]
        if isinstance(host, forms.ModelChoiceField):
            host.queryset = (
                Host.objects.filter(state="approved").select_related("organisation").order_by("organisation__name")
            )
            host.help_text = _("Approved host institutions.")
            host.empty_label = _("Choose")
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("starts_at"), values.get("ends_at")
        if start and end and start >= end:
            self.add_error("ends_at", _("Work must end after it starts."))
        if (values.get("latitude") is None) != (values.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return values


class PlacingForm(forms.Form):
    """One position and the applicants who go there."""

    position = forms.ModelChoiceField(label=_("Position"), queryset=Position.objects.none(), empty_label=_("Choose"))
    applications = forms.TypedMultipleChoiceField(
        label=_("Applicants"), coerce=int, error_messages={"required": _("Tick at least one applicant.")}
    )

    def __init__(self, *args: Any, call: Call, applications: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["position"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = positions(call, free_only=True)
            chosen.label_from_instance = self._label  # type: ignore[method-assign, assignment]
        ticked = self.fields["applications"]
        if isinstance(ticked, forms.TypedMultipleChoiceField):
            ticked.choices = [(pk, str(pk)) for pk in applications]

    @staticmethod
    def _label(position: Any) -> str:
        return str(
            _("%(host)s – %(title)s (%(free)s free)")
            % {"host": position.host, "title": position.title, "free": position.free}
        )
