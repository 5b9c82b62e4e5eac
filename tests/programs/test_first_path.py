"""From the call to the published result, through the actions."""

import pytest

from kernel.errors import NotPermitted
from notices.models import Notice
from programs import actions
from programs.models import Decision
from programs.tasks import tell_received
from tests.factories import make_user, person
from tests.programs import factories as make


@pytest.mark.django_db
def test_a_call_is_played_from_publication_to_results() -> None:
    manager = make.manager()
    call = make.open_call(manager, seats=1)
    good, weak = make.eligible(call), make.eligible(call)
    for reviewer in (make.reviewer_of(call), make.reviewer_of(call)):
        make.review(good, reviewer, make.FULL)
        make.review(weak, reviewer, make.WEAK)
    make.past(call)
    make.ranked(call)
    good.refresh_from_db()
    assert good.state == "in_review"  # decided inside, not yet to be seen
    actions.publish_results(person(manager), call.pk)

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
    assert tell_received() == 2
    told = Notice.objects.filter(recipient=good.user).values_list("code", flat=True)
    assert sorted(told) == ["application_received", "decision_published"]


@pytest.mark.django_db
def test_nobody_but_a_manager_builds_a_call() -> None:
    with pytest.raises(NotPermitted):
        make.draft_call(make_user())
