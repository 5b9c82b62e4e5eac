"""After the results: appeals for applicant, panel and office; places for applicants and the managers of the call."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from programs import actions
from programs.models import Appeal, AppealOpinion, Application
from tests.factories import person
from tests.permissions.matrix.programs import APPROVER, MANAGER, MEMBERS, REVIEWER, a_call, own, row
from tests.permissions.world import SIGNED_IN, World
from tests.programs import factories as make

posted = partial(row, method="post")


def turned_away(world: World) -> Mapping[str, Any]:
    """An application of the world's organisation that was found not eligible; the approver approves in its call."""
    call = make.open_call(world.person("manager"))
    actions.add_approver(make.SYSTEM, call.pk, world.person("approver"))
    applicant = world.organisation.memberships.get(role="representative").user
    application = make.submitted(call, user=applicant, organisation=world.organisation)
    actions.screen_application(make.SYSTEM, application.pk, eligible=False, reason_code="tax", reason="체납")
    return {"public_id": application.public_id}


def filed(world: World) -> Appeal:
    application = Application.objects.get(**turned_away(world))
    who = person(application.user)
    actions.save_appeal(who, application.pk, {"grounds": "납부했습니다."}, {})
    actions.attach_to_appeal(who, application.pk, make.png())
    return actions.file_appeal(who, application.pk)


def an_appeal(world: World) -> Mapping[str, Any]:
    return {"public_id": filed(world).public_id}


def own_appeal(world: World) -> Mapping[str, Any]:
    return {"public_id": filed(world).application.public_id}


def own_paper(world: World) -> Mapping[str, Any]:
    return {**own_appeal(world), "code": "receipt"}


def a_paper(world: World) -> Mapping[str, Any]:
    return {**an_appeal(world), "code": "receipt"}


def a_file(world: World) -> Mapping[str, Any]:
    named = turned_away(world)
    application = Application.objects.get(**named)
    put = actions.attach_to_appeal(person(application.user), application.pk, make.png())
    return {**named, "file_id": put.pk}


def an_opinion(world: World) -> Mapping[str, Any]:
    appeal = filed(world)
    manager = person(world.person("manager"))
    actions.give_to_panel(manager, appeal.pk, [world.person("reviewer")])
    return {"opinion_id": AppealOpinion.objects.get(appeal=appeal).pk}


def a_call_up(world: World) -> Mapping[str, Any]:
    return {**a_call(world), "call_up_id": 0}


def appeals_of(world: World) -> Mapping[str, Any]:
    return {"call_id": filed(world).application.call_id}


ROWS = [
    row("appeal", MEMBERS, turned_away),
    posted("attach_appeal", MEMBERS, turned_away),
    posted("detach_appeal", MEMBERS, a_file),
    posted("withdraw_appeal", MEMBERS, own_appeal),
    posted("appeal_paper", MEMBERS, own_paper),
    row("call_up", MEMBERS, own),
    row("give_up", MEMBERS, own),
    row("appeal_opinions", SIGNED_IN),
    row("appeal_opinion", REVIEWER, an_opinion),
    posted("decline_opinion", REVIEWER, an_opinion, data={"reason": "아는 사이입니다."}),
    row("manage_appeals", MANAGER | APPROVER, appeals_of),
    row("manage_appeal", MANAGER | APPROVER, an_appeal),
    posted("give_appeal", MANAGER | APPROVER, an_appeal),  # who approves is refused by the action, with a message
    posted("confirm_after_appeal", MANAGER | APPROVER, an_appeal),
    posted("manage_appeal_paper", MANAGER | APPROVER, a_paper),
    row("reserves", MANAGER, a_call),
    posted("call_next", MANAGER, a_call),
    posted("take_back_call_up", MANAGER, a_call_up, data={"reason": "잘못 불렀습니다."}),
    posted("issue_notices", MANAGER, lambda world: {**a_call(world), "format": "pdf"}),
    row("give_up_for", MANAGER, own),
    posted("publish_decision", MANAGER, own),
    # Answered with JSON to JSON only; what it lets in and refuses is tested in tests/programs.
    row("save_appeal", set(), turned_away, method="get", refused=frozenset({404, 405})),
]
