"""From the call to the published result, through the actions."""

import pytest

from kernel.actor import Actor
from programs import actions
from programs.models import Decision
from tests.programs import factories as make

FULL = {"need": "18", "use": "27", "ability": "20.5", "effect": "22"}
WEAK = {"need": "8", "use": "10", "ability": "10", "effect": "10"}


@pytest.mark.django_db
def test_a_call_is_played_from_publication_to_results() -> None:
    manager = make.manager()
    call = make.open_call(manager, seats=1)
    good, weak = make.eligible(call), make.eligible(call)
    one, two = make.reviewer_of(call), make.reviewer_of(call, "황진이")
    for reviewer in (one, two):
        make.review(good, reviewer, FULL)
        make.review(weak, reviewer, WEAK)
    make.past(call)
    actions.decide_by_ranking(make.acting(manager), call.pk)
    actions.publish_results(make.acting(manager), call.pk)

    good.refresh_from_db()
    weak.refresh_from_db()
    call.refresh_from_db()
    assert (call.state, good.state, weak.state) == ("decided", "selected", "rejected")
    assert [str(a.score) for a in (good, weak)] == ["87.50", "38.00"]
    assert good.receipt_number.endswith("-00001")
    assert weak.receipt_number.endswith("-00002")
    decision = Decision.objects.get(application=good)
    assert decision.amount == 7_200_000  # 8,000,000 less ten percent of a micro-business
    assert decision.published_at == call.results_published_at


@pytest.mark.django_db
def test_nobody_but_a_manager_builds_a_call() -> None:
    from kernel.errors import NotPermitted

    with pytest.raises(NotPermitted):
        make.draft_call(make.person())
    assert make.draft_call().state == "draft"
    assert Actor.system("test").is_system
