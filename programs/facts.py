"""What is known of an applicant, and who an application belongs to: read by actions, queries and pages alike."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Membership, Organisation, User
from kernel import clock
from programs.models import Application, Call
from programs.queries.evidence import evidence_of
from programs.registry import programme
from programs.rules.catalogue import check_all
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
    call: Call,
    user: User,
    organisation: Organisation | None,
    answers: Mapping[str, Any],
    application: Application | None = None,
) -> list[Finding]:
    """The eligibility rules of the call on what is known today (Seoul's date): those that it chose from the catalogue,
    each with where its facts come from, or the programme's own where it chose none.

    ``application`` is the case under screening; it does not count as another case of the same business, and what other
    cases say of it is found too: applicants never read that (it would tell who else has applied).
    """
    facts = facts_of(call, user, organisation, answers)
    owner, chosen = programme(call.programme), call.terms.choosing_terms.eligibility
    beside = owner.beside(application) if application is not None else []
    if not chosen:
        return [*owner.eligibility(call.terms.settings, facts, clock.today()), *beside]
    known = evidence_of(call, organisation, application)
    facts = replace(facts, taxes=known.taxes, exclusions=known.exclusions, cases=known.cases, elsewhere=known.elsewhere)
    found = check_all(chosen, facts, clock.today())
    return [*(replace(one, sources=known.sources.get(one.code, ())) for one in found), *beside]


def handed_in(application: Application) -> dict[str, Any]:
    """The answers that count: of the latest version handed in, not what was typed since."""
    latest = application.submissions.order_by("-version").values_list("answers", flat=True).first()
    return dict(application.answers if latest is None else latest)


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
