"""The data voucher (데이터바우처) on the shared engine."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from programs.models import Application
from programs.registry import Programme, ReviewRules, Settings, Standing, Text
from programs.rules.eligibility import ApplicantFacts, Finding
from vouchers import application_form
from vouchers.actions import settle_agreement
from vouchers.forms.settings import VoucherSettingsForm
from vouchers.presentation import agreement_gaps, agreement_panel
from vouchers.rules import eligibility
from vouchers.rules.contribution import Split, split
from vouchers.settings import DEFAULT, TRACKS, VoucherSettings


def check_eligibility(settings: Settings, facts: ApplicantFacts, today: date) -> list[Finding]:
    values = VoucherSettings.of(settings)
    return eligibility.check(
        facts, size_classes=values.shares.keys(), city_only=values.city_only, founded_by=values.founded_by
    )


def cost_split(application: Application) -> Split | None:
    """How the cost of the application's project is divided under its call, or None while that cannot be told."""
    values = VoucherSettings.of(application.call.terms.settings)
    cost, track = application.answers.get("cost"), application.answers.get("track")
    size = application.organisation.size_class if application.organisation else ""
    if not isinstance(cost, int) or cost < 0 or track not in values.caps:
        return None
    return split(cost, share=values.shares.get(size, Decimal(0)), cap=values.caps[track])


def amount(application: Application) -> int | None:
    """The voucher in won."""
    divided = cost_split(application)
    return divided.voucher if divided else None


def standing(application: Application) -> Standing:
    """The track, and the voucher that is asked for."""
    return Standing(track=str(application.answers.get("track") or ""), asked=amount(application))


def prefill(user: User, organisation: Organisation | None) -> dict[str, Any]:
    """What need not be typed again."""
    return {"contact_name": user.name, "contact_phone": user.phone, "contact_email": user.email}


def summary(settings: Settings) -> list[tuple[Text, Text]]:
    """What the public page says of the call's settings."""
    values = VoucherSettings.of(settings)
    sizes: Mapping[str, Any] = dict(Organisation.SizeClass.choices)
    caps = [
        _("%(track)s: up to %(cap)s won") % {"track": _(TRACKS[code]), "cap": f"{cap:,}"}
        for code, cap in values.caps.items()
    ]
    shares = [f"{sizes[size]} {share * 100:.0f}%" for size, share in values.shares.items()]
    return [
        (_("Support"), " · ".join(caps)),
        (_("Own share"), " · ".join(shares)),
        (_("Region"), _("businesses in Daejeon") if values.city_only else _("anywhere in Korea")),
    ]


PROGRAMME = Programme(
    code="vouchers",
    title=gettext_lazy("Data voucher"),
    applicant="organisation",
    receipt_prefix="DV",
    form=application_form.form,
    check=application_form.check,
    documents=application_form.documents,
    eligibility=check_eligibility,
    criteria=application_form.CRITERIA,
    review=ReviewRules(reviewers_each=2, cut_off=Decimal(60), tie_break=("use", "ability")),
    default_settings=DEFAULT,
    settings_form=VoucherSettingsForm,
    settings_summary=summary,
    checklist=application_form.CHECKLIST,
    prefill=prefill,
    gaps=agreement_gaps,
    panel=agreement_panel,
    on_submitted=settle_agreement,
    on_withdrawn=settle_agreement,
    standing=standing,
    amount=amount,
    title_answer="project_title",
    list_columns=("track", "cost", "supplier"),
    decision_document="vouchers.decision_notice",
)
