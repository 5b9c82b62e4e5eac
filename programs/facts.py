"""What is known of an applicant, and who an application belongs to: read by actions, queries and pages alike."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Membership, Organisation, User
from kernel import clock
from programs.models import Application, Call
from programs.registry import programme
from programs.rules.eligibility import ApplicantFacts, Finding


def facts_of(call: Call, user: User, organisation: Organisation | None, answers: Mapping[str, Any]) -> ApplicantFacts:
    """By the programme's own function where it has one."""
    own = programme(call.programme).facts
    if own:
        return own(user, organisation, answers)
    if organisation is None:
        return ApplicantFacts(name=user.name, answers=dict(answers))
    return ApplicantFacts(
        name=organisation.name,
        size_class=organisation.size_class,
        business_status=organisation.business_status,
        founded_on=organisation.founded_on,
        industry_code=organisation.industry_code,
        address=organisation.address,
        answers=dict(answers),
    )


def findings_for(
    call: Call, user: User, organisation: Organisation | None, answers: Mapping[str, Any]
) -> list[Finding]:
    """The eligibility rules of the call on what is known today (Seoul's date)."""
    facts = facts_of(call, user, organisation, answers)
    return programme(call.programme).eligibility(call.terms.settings, facts, clock.today())


def own_application(user: Any, application: Application) -> bool:
    """Whether the person is the applicant, or a present member of the applying organisation."""
    if user is None or not user.is_authenticated:
        return False
    if application.organisation_id is None:
        return bool(application.user_id == user.pk)
    return Membership.objects.filter(
        organisation_id=application.organisation_id, user=user, left_at__isnull=True
    ).exists()


def applications_of(user: User) -> QuerySet[Application]:
    """Every application that is the person's own or their organisation's."""
    organisations = Membership.objects.filter(user=user, left_at__isnull=True).values("organisation_id")
    return Application.objects.filter(Q(organisation__isnull=True, user=user) | Q(organisation_id__in=organisations))
