"""Evidence of priority groups is destroyed once no result turns on it any more, and not a day before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from files.models import Content, StoredFile
from internships import actions, tasks
from internships.models import PriorityClaim
from internships.queries.priority import proven_groups
from internships.rules.retention import UNDECIDED, evidence_needed
from kernel import clock
from kernel.actor import Actor
from kernel.models import AuditEntry
from programs import actions as engine
from programs.models import Application, Call
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
NOW = clock.seoul(2026, 11, 2)


def claimed(call: Call, application: Application, *, proven: bool = False) -> PriorityClaim:
    upload = make.evidence(pages=1 + application.pk % 97)
    claim = actions.name_group(make.acting(application.user), application.pk, "disabled", upload)
    checker = make.manager("박문수")
    actions.let_see_priority(make.SYSTEM, call.pk, checker)
    reason = "" if proven else "장애인증명서가 아닙니다."
    return actions.judge_claim(make.acting(checker), claim.pk, proven=proven, reason=reason)


@pytest.mark.parametrize(
    ("state", "call", "until", "appealed", "needed"),
    [
        ("draft", "published", None, False, True),
        ("draft", "closed", None, False, False),
        ("submitted", "cancelled", None, False, False),
        ("withdrawn", "published", None, False, False),
        ("rejected", "decided", None, False, True),
        ("rejected", "decided", NOW + timedelta(seconds=1), False, True),
        ("rejected", "decided", NOW, False, False),
        ("rejected", "decided", NOW, True, True),
        ("selected", "decided", NOW, False, False),
        *((state, "closed", NOW, False, True) for state in sorted(UNDECIDED)),
    ],
)
def test_evidence_is_needed_until_a_result_stands(
    state: str, call: str, until: datetime | None, appealed: bool, needed: bool
) -> None:
    assert evidence_needed(state, call=call, contested_until=until, appealed=appealed, now=NOW) is needed


def test_files_reason_and_bytes_go_after_the_time_to_appeal_and_the_verdict_stays() -> None:
    call = make.call_of(make.manager(), groups=["disabled"], priority_points="3")
    application = make.submitted(call)
    claim = claimed(call, application)
    stored = claim.files.get().file
    place = stored.content.place
    assert tasks.destroy_evidence() == 0  # nothing is told yet
    make.published(call, {application: "selected"})
    days = call.terms.choosing_terms.deadlines.appeal
    assert days > 0 and tasks.destroy_evidence() == 0
    with clock.at(clock.now() + timedelta(days=days + 8)):  # holidays may move the end
        assert tasks.destroy_evidence() == 1
        assert tasks.destroy_evidence() == 0
    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.files.count()) == ("refused", "", 0)
    assert claim.evidence_gone_at is not None and claim.judged_by_id is not None
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not Content.objects.filter(pk=stored.sha256).exists() and not default_storage.exists(place)
    line = AuditEntry.objects.get(verb="destroy_evidence")
    assert '"files":1' in line.before and "제21조" in line.after
    client = Client()
    client.force_login(application.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("internships:priority", args=[application.public_id])).content.decode()
    assert "파기" in page and "장애인증명서가 아닙니다" not in page


def test_a_claim_that_fails_keeps_no_other_and_is_raised_after_all_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    call = make.call_of(make.manager(), groups=["disabled"])
    claims = []
    for name in ("성춘향", "임꺽정"):
        application = make.submitted(call, make.person(name))
        claims.append(claimed(call, application))
        engine.withdraw_application(make.acting(application.user), application.pk, "다른 일을 구했습니다.")
    real = tasks.destroy_evidence_of

    def failing(actor: Actor, claim_id: int) -> list[str]:
        if claim_id == claims[0].pk:
            raise OSError("no such disk")
        return real(actor, claim_id)

    monkeypatch.setattr(tasks, "destroy_evidence_of", failing)
    with pytest.raises(ExceptionGroup) as raised:
        tasks.destroy_evidence()
    assert [str(one) for one in raised.value.exceptions] == ["no such disk"]
    assert list(PriorityClaim.objects.filter(evidence_gone_at__isnull=False)) == [claims[1]]
    monkeypatch.undo()
    assert tasks.destroy_evidence() == 1


def test_what_counts_goes_on_counting_and_whoever_withdraws_leaves_no_evidence() -> None:
    call = make.call_of(make.manager(), groups=["disabled"], priority_points="3")
    kept, gone = make.submitted(call), make.submitted(call, make.person("임꺽정"))
    first, second = claimed(call, kept, proven=True), claimed(call, gone)
    engine.withdraw_application(make.acting(gone.user), gone.pk, "다른 일을 구했습니다.")
    assert tasks.destroy_evidence() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.evidence_gone_at is None and first.files.count() == 1
    assert second.evidence_gone_at is not None
    assert proven_groups(call) == {kept.pk: frozenset({"disabled"})}
