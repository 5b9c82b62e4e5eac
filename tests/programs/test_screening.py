"""The office screens by what it has looked up: each finding says where it comes from, a person decides."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Organisation
from kernel import clock
from programs import actions
from programs.actions.submission import gaps_of
from programs.errors_screening import BonusNotAsked, BonusReasonNeeded, EvidenceExpired, SupportIncomplete
from programs.facts import findings_for, handed_in
from programs.models import Application
from programs.rules.eligibility import Finding, Verdict
from tests.factories import make_organisation, make_user, person
from tests.programs import choosing
from tests.programs import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _on_a_day() -> Any:
    with clock.at(clock.seoul(2026, 4, 1, 10)):
        yield


def screened_call(manager: Any = None) -> Any:
    return choosing.open_call(manager, choosing.terms(eligibility=choosing.RULES))


def found(application: Application) -> dict[str, Finding]:
    findings = findings_for(
        application.call, application.user, application.organisation, handed_in(application), application
    )
    return {finding.code: finding for finding in findings}


def certificate(application: Application, kind: str, *, clear: bool = True, until: date = date(2026, 4, 30)) -> Any:
    return actions.check_taxes(make.SYSTEM, application.pk, kind, clear=clear, valid_until=until)


def test_what_nobody_has_looked_up_is_not_confirmed_and_turns_nobody_away() -> None:
    application = make.submitted(screened_call())
    verdicts = {code: finding.verdict for code, finding in found(application).items()}
    assert verdicts == {
        "size": Verdict.MET,
        "status": Verdict.UNCONFIRMED,
        "tax": Verdict.UNCONFIRMED,
        "sanctions": Verdict.MET,
        "one_case": Verdict.MET,
        "same_task": Verdict.UNCONFIRMED,
    }


def test_certificates_count_until_their_last_day_for_every_case_of_the_business() -> None:
    application = make.submitted(screened_call())
    certificate(application, "national")
    assert found(application)["tax"].verdict is Verdict.UNCONFIRMED
    certificate(application, "local", until=TODAY)
    finding = found(application)["tax"]
    assert finding.verdict is Verdict.MET
    assert [source.code for source in finding.sources] == ["tax_local", "tax_national"]
    with clock.at(clock.seoul(2026, 4, 2)):
        assert found(application)["tax"].verdict is Verdict.UNCONFIRMED
    certificate(application, "national", clear=False)
    assert found(application)["tax"].verdict is Verdict.UNMET


def test_an_expired_certificate_is_not_taken() -> None:
    application = make.submitted(screened_call())
    with pytest.raises(EvidenceExpired):
        certificate(application, "national", until=date(2026, 3, 31))


def test_a_certificate_is_read_by_the_calls_managers_and_nobody_else(client: Any) -> None:
    manager = make.manager()
    application = make.submitted(screened_call(manager))
    check = actions.check_taxes(
        person(manager),
        application.pk,
        "national",
        clear=True,
        valid_until=TODAY,
        certificate=make.png("납세증명서.png"),
    )
    other = make.manager()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    for reader, status in ((other, 404), (application.user, 404)):
        client.force_login(reader, backend=backend)
        assert client.get(f"/files/{check.file.public_id}/").status_code == status
    actions.add_manager(person(manager), application.call_id, other)
    client.force_login(other, backend=backend)
    assert client.get(f"/files/{check.file.public_id}/").status_code == 200


def test_an_exclusion_holds_from_its_first_day_up_to_its_end() -> None:
    application = make.submitted(screened_call())
    number = application.organisation.registration_number
    first, after = TODAY, TODAY + timedelta(days=3)
    make.excluded(number, source="지방보조금법 §32", since=first, until=after)
    finding = found(application)["sanctions"]
    assert (finding.verdict, finding.values["source"]) == (Verdict.UNMET, "지방보조금법 §32")
    for day, verdict in ((first - timedelta(days=1), Verdict.MET), (after, Verdict.MET)):
        with clock.at(clock.seoul(day.year, day.month, day.day, 12)):
            assert found(application)["sanctions"].verdict is verdict
    with clock.at(clock.seoul(2026, 4, 3, 23, 59, 59)):
        assert found(application)["sanctions"].verdict is Verdict.UNMET


def test_another_running_case_of_the_business_is_found_and_one_that_ended_is_not() -> None:
    owner = make_user()
    business = make_organisation(owner)
    first = make.submitted(screened_call(), user=owner, organisation=business)
    second = make.submitted(choosing.open_call(), user=owner, organisation=business)
    assert found(first)["one_case"].values == {"numbers": [second.receipt_number]}
    assert found(first)["same_task"].verdict is Verdict.UNCONFIRMED
    actions.withdraw_application(person(owner), second.pk)
    assert found(first)["one_case"].verdict is Verdict.MET


def test_a_person_who_looked_elsewhere_confirms_or_refuses_the_same_task() -> None:
    application = make.submitted(screened_call())
    note = {"programme": "AI바우처", "number": "NIPA-2026-17"}
    actions.note_support(make.SYSTEM, application.pk)
    assert found(application)["same_task"].verdict is Verdict.MET
    actions.note_support(make.SYSTEM, application.pk, **note)
    assert found(application)["same_task"].verdict is Verdict.UNCONFIRMED
    actions.note_support(make.SYSTEM, application.pk, same_task=False, **note)
    assert found(application)["same_task"].verdict is Verdict.MET
    actions.note_support(make.SYSTEM, application.pk, same_task=True, **note)
    assert found(application)["same_task"].values == {"numbers": ["NIPA-2026-17"]}
    with pytest.raises(SupportIncomplete):
        actions.note_support(make.SYSTEM, application.pk, programme="AI바우처")


def test_the_findings_stay_with_the_verdict_as_they_were() -> None:
    application = make.submitted(screened_call())
    certificate(application, "national")
    certificate(application, "local")
    kept = actions.screen_application(
        make.SYSTEM, application.pk, eligible=True, checklist=dict.fromkeys(make.CHECKLIST, True)
    )
    certificate(application, "national", clear=False)
    tax = next(one for one in kept.findings if one["code"] == "tax")
    assert (tax["verdict"], tax["sources"][0]["code"]) == ("met", "tax_local")


def test_a_call_without_rules_from_the_catalogue_keeps_the_programmes_own() -> None:
    application = make.submitted(choosing.open_call())
    assert set(found(application)) == {"size", "status", "place"}


# -- bonus points ------------------------------------------------------------------------------------------------


def with_bonus(**answers: Any) -> Application:
    call = choosing.open_call()
    draft = make.draft(call, **{"bonus-crowd": True, **answers})
    actions.attach_file(person(draft.user), draft.pk, "crowd_proof", make.png("크라우드소싱 계획.png"))
    return actions.submit_application(person(draft.user), draft.pk)


def test_the_form_asks_for_each_bonus_of_the_call_and_wants_its_proof() -> None:
    draft = make.draft(choosing.open_call(), **{"bonus-crowd": True})
    form = draft.call.terms.form_spec
    assert [section.key for section in form.sections][-2:] == ["bonus", "consents"]
    assert [gap.field for gap in gaps_of(draft, draft.call.terms)] == ["document-crowd_proof"]


def test_a_bonus_counts_only_after_a_person_has_judged_its_proof() -> None:
    application = with_bonus()
    with pytest.raises(BonusReasonNeeded):
        actions.judge_bonus(make.SYSTEM, application.pk, "crowd", proven=False)
    actions.judge_bonus(make.SYSTEM, application.pk, "crowd", proven=False, reason="계획이 없습니다.")
    latest = actions.judge_bonus(make.SYSTEM, application.pk, "crowd", proven=True)
    assert application.bonus_verdicts.count() == 2
    assert latest.proven
    with pytest.raises(BonusNotAsked):
        actions.judge_bonus(make.SYSTEM, application.pk, "youth", proven=True)


def test_a_bonus_that_was_not_ticked_cannot_be_given() -> None:
    application = make.submitted(choosing.open_call())
    with pytest.raises(BonusNotAsked):
        actions.judge_bonus(make.SYSTEM, application.pk, "crowd", proven=True)


def test_the_business_register_stays_the_source_of_size() -> None:
    application = make.submitted(screened_call())
    Organisation.objects.filter(pk=application.organisation_id).update(size_class="medium")
    application.organisation.refresh_from_db()
    assert found(application)["size"].verdict is Verdict.UNMET
