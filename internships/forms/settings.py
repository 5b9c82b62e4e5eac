"""The internship's part of "build a call"."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.forms.settings_end import EndSettingsForm
from internships.forms.settings_pay import PaySettingsForm
from internships.forms.settings_work import WorkSettingsForm
from internships.models import Host
from internships.rules.terms import DEFAULTS, terms_from
from internships.rules.work_terms import work_terms_from
from internships.wording import GROUPS


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _quota(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=10_000, help_text=_("Empty: no limit.")
    )


class InternshipSettingsForm(WorkSettingsForm, PaySettingsForm, EndSettingsForm):
    """Whom the call admits, when work is, and what completing it takes."""

    minimum_age = forms.IntegerField(label=_("Lowest age (full years)"), min_value=15, max_value=99)
    maximum_age = forms.IntegerField(label=_("Highest age (full years)"), min_value=15, max_value=99)
    age_day = forms.DateField(
        label=_("Age is counted on"),
        required=False,
        widget=_day(),
        help_text=_("Without a date: on the day of the check."),
    )
    military_years = forms.IntegerField(
        label=_("Military service extends the highest age by at most (years)"),
        help_text=_("One year for less than a year served, two for less than two, three from two on. 0: not at all."),
        min_value=0,
        max_value=3,
        required=False,
    )
    without_work = forms.BooleanField(label=_("Only people who are not employed"), required=False)
    residence = forms.ChoiceField(
        label=_("Residence"), required=False, choices=[("30", _("Daejeon only")), ("", _("from everywhere"))]
    )
    first_day = forms.DateField(label=_("First day of work"), widget=_day())
    last_day = forms.DateField(label=_("Last day of work"), widget=_day())
    attendance_percent = forms.DecimalField(
        label=_("Attendance needed for completion (%)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("The share of the hours due that must have been worked."),
    )

    wishes_until = forms.DateField(
        label=_("Wishes for places count until the end of"),
        required=False,
        widget=_day(),
        help_text=_("Without a date: until the matching is made."),
    )
    most_wishes = forms.IntegerField(label=_("Most positions that one may wish for"), min_value=1, max_value=50)
    offer_days = forms.IntegerField(label=_("Days to answer an offered place"), min_value=1, max_value=30)
    fit_points = forms.DecimalField(
        label=_("Points for work of a wished kind"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Added to the score at positions whose kind of work the applicant wished for."),
    )
    way_base = forms.IntegerField(
        label=_("Way to work: minutes for walking and waiting"), min_value=0, max_value=60,
        help_text=_("The way is estimated as these minutes and more for each kilometre as the crow flies."),
    )  # fmt: skip
    way_per_km = forms.DecimalField(
        label=_("Way to work: minutes for each kilometre"), min_value=0, max_value=30, decimal_places=1
    )
    positions_until = forms.DateField(
        label=_("Hosts ask for positions until"),
        required=False,
        widget=_day(),
        help_text=_("That day included. Without a date: as long as work lasts."),
    )
    mentor_capacity = forms.IntegerField(
        label=_("Most interns of one mentor"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Empty: no limit."),
    )
    quota_public_body = _quota(_("Most seats at public bodies"))
    quota_department = _quota(_("Most seats at city departments"))
    quota_company = _quota(_("Most seats at companies"))
    interview_change_days = forms.IntegerField(
        label=_("Interviews are changed until (days before)"),
        help_text=_("Applicants book, change and give back their interview until the end of that day."),
        min_value=0,
        max_value=14,
        required=False,
    )

    groups = forms.MultipleChoiceField(
        label=_("Priority groups"),
        required=False,
        choices=GROUPS.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Applicants name theirs with evidence, which only those see whom you let. Seats of a position can be kept "
            "for them."
        ),
    )
    priority_points = forms.DecimalField(
        label=_("Points for a priority group"),
        help_text=_("The same for every group, once a person. For a quota instead, set it with the track."),
        min_value=0,
        max_value=20,
        decimal_places=2,
        required=False,
    )

    @staticmethod
    def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
        terms = terms_from(settings)
        quotas = {f"quota_{kind}": terms.quotas.get(kind) for kind in Host.Kind.values}
        work = asdict(work_terms_from(settings)) | PaySettingsForm.pay_initial(settings)
        work |= EndSettingsForm.end_initial(settings)
        return asdict(terms) | work | quotas | {"way_base": terms.pace.base, "way_per_km": terms.pace.per_km}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if (values.get("minimum_age") or 0) > (values.get("maximum_age") or 999):
            self.add_error("maximum_age", _("The highest age must not be below the lowest."))
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day must not be before the first."))
        return values

    def settings(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "minimum_age": values["minimum_age"],
            "maximum_age": values["maximum_age"],
            "age_day": values["age_day"].isoformat() if values["age_day"] else "",
            "military_years": values["military_years"] or 0,
            "without_work": values["without_work"],
            "residence": values["residence"],
            "first_day": values["first_day"].isoformat(),
            "last_day": values["last_day"].isoformat(),
            "attendance_percent": str(values["attendance_percent"]),
            "wishes_until": values["wishes_until"].isoformat() if values["wishes_until"] else "",
            "most_wishes": values["most_wishes"],
            "offer_days": values["offer_days"],
            "fit_points": str(values["fit_points"]),
            "way_base": values["way_base"],
            "way_per_km": str(values["way_per_km"]),
            "positions_until": values["positions_until"].isoformat() if values["positions_until"] else "",
            "mentor_capacity": values["mentor_capacity"],
            "groups": values["groups"],
            "quotas": {
                kind: values[f"quota_{kind}"] for kind in Host.Kind.values if values[f"quota_{kind}"] is not None
            },
            **self.work_settings(),
            "interview_change_days": (
                DEFAULTS["interview_change_days"]
                if values["interview_change_days"] is None
                else values["interview_change_days"]
            ),
            "priority_points": str(values["priority_points"] or 0),
            **self.pay_settings(),
            **self.end_settings(),
        }
