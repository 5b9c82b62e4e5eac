"""Programmes: calls for everybody, applications for their applicants, reviews for who was asked, the rest for the
managers of the call."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from kernel import clock
from programs import actions
from programs.actions.calendar import renew_feed
from programs.actions.figure import propose_figure
from programs.models import Application, Call, Meeting, Review
from programs.rules.correction import Item
from tests.factories import make_organisation, make_registration_number, make_user, person
from tests.permissions.world import (
    COLLEAGUE,
    EVERYBODY,
    REPRESENTATIVE,
    SIGNED_IN,
    Access,
    World,
)
from tests.programs import factories as make

MEMBERS = {REPRESENTATIVE, COLLEAGUE}
MANAGER, REVIEWER, APPROVER = {"manager"}, {"reviewer"}, {"approver"}
RUN = {"manager", "administrator"}
APPROVES_ANYWHERE = {"approver", "administrator"}  # what belongs to no call


def call_of(world: World) -> Call:
    return make.open_call(world.person("manager"))


def a_call(world: World) -> Mapping[str, Any]:
    return {"call_id": call_of(world).pk}


def a_figure(world: World) -> Mapping[str, Any]:
    figure = propose_figure(make.SYSTEM, "vouchers.clawback_interest", Decimal("0.05"), date(2026, 1, 1), "가상 고시")
    return {"proposal_id": figure.pk}


def a_draft_call(world: World) -> Mapping[str, Any]:
    return {"call_id": make.draft_call(world.person("manager")).pk}


def ranked_twice(world: World) -> Mapping[str, Any]:
    """A call with two rankings, in which the approver approves."""
    call = call_of(world)
    actions.add_approver(make.SYSTEM, call.pk, world.person("approver"))
    application = make.eligible(call)
    make.review(application, make.reviewer_of(call), make.FULL)
    make.past(call)
    for _number in range(2):
        actions.propose_ranking(make.SYSTEM, call.pk)
    return {"call_id": call.pk}


def a_proposed_call(world: World) -> Mapping[str, Any]:
    call = make.proposed_call(world.person("manager"))
    actions.add_approver(make.SYSTEM, call.pk, world.person("approver"))
    return {"call_id": call.pk}


def an_amended_call(world: World) -> Mapping[str, Any]:
    named = {"call_id": call_of(world).pk}
    actions.add_approver(make.SYSTEM, named["call_id"], world.person("approver"))
    actions.propose_amendment(make.SYSTEM, named["call_id"], {"summary": "고친 요약"}, "오기를 바로잡습니다.")
    return named


def own(world: World, made: Callable[..., Application] = make.submitted) -> Mapping[str, Any]:
    applicant = world.organisation.memberships.get(role="representative").user
    application = made(call_of(world), user=applicant, organisation=world.organisation)
    return {"public_id": application.public_id}


def with_attachment(world: World) -> Mapping[str, Any]:
    named = own(world, make.draft)
    attachment = Application.objects.get(**named).attachments.get()
    return {**named, "attachment_id": attachment.pk}


def sheet_of(world: World) -> Review:
    call = call_of(world)
    reviewer = world.person("reviewer")
    actions.add_reviewer(make.SYSTEM, call.pk, reviewer)
    owner = make_user()
    application = make.eligible(call, user=owner, organisation=make_organisation(owner))
    return make.review(application, reviewer, make.FULL, hand_in=False)


def a_review(world: World) -> Mapping[str, Any]:
    return {"review_id": sheet_of(world).pk}


def a_returned_review(world: World) -> Mapping[str, Any]:
    sheet = sheet_of(world)
    actions.submit_review(person(world.person("reviewer")), sheet.pk)
    return {"public_id": sheet.assignment.application.public_id, "review_id": sheet.pk}


def correcting(world: World) -> Mapping[str, Any]:
    named = own(world)
    application = Application.objects.get(**named)
    actions.ask_correction(make.SYSTEM, application.pk, [Item("document", "registration", "흐립니다.")])
    return named


def with_correction_file(world: World) -> Mapping[str, Any]:
    named = correcting(world)
    return {**named, "attachment_id": Application.objects.get(**named).attachments.get().pk}


def an_exclusion(world: World) -> Mapping[str, Any]:
    return {"exclusion_id": make.excluded(make_registration_number(), since=date(2026, 1, 1)).pk}


def a_listing(world: World) -> Mapping[str, Any]:
    return {"proposal_id": make.listing(make_registration_number(), since=date(2026, 1, 1)).pk}


def a_meeting(world: World) -> Mapping[str, Any]:
    call, held = call_of(world), clock.seoul(2026, 5, 4, 14)
    return {"meeting_id": actions.plan_meeting(make.SYSTEM, call.pk, title="평가위원회", held_at=held).pk}


def a_meeting_with_case(world: World) -> Mapping[str, Any]:
    meeting = Meeting.objects.get(pk=a_meeting(world)["meeting_id"])
    return {"meeting_id": meeting.pk, "public_id": make.submitted(meeting.call).public_id}


def row(url: str, allowed: Any, arguments: Callable[[World], Mapping[str, Any]] | None = None, **more: Any) -> Access:
    return Access(f"programs:{url}", allowed, **({"arguments": arguments} if arguments else {}), **more)


posted = partial(row, method="post")
BODY = {"fields": "{}"}


def a_feed(world: World) -> Mapping[str, Any]:
    """Known by its address alone: calendar programs cannot sign in."""
    return {"token": renew_feed(person(world.somebody)).token}


ROWS = [
    row("calls", EVERYBODY),
    row("call", EVERYBODY, a_call),
    row("call", MANAGER, a_draft_call, visitor_refused=True),
    row("call", {"manager", "approver"}, a_proposed_call, visitor_refused=True),
    row("check", SIGNED_IN, a_call),
    row("applications", SIGNED_IN),
    *(row(name, MEMBERS, own) for name in ("application", "edit", "submit", "receipt")),
    *(posted(name, MEMBERS, own) for name in ("attach", "withdraw", "receipt_pdf", "application_pdf")),
    posted("detach", MEMBERS, with_attachment),
    row("reviews", SIGNED_IN),
    row("review", REVIEWER, a_review),
    row("pledge", REVIEWER, a_review),
    posted("step_back", REVIEWER, a_review),
    row("reviewer_profile", REVIEWER),
    *(row(name, MANAGER, a_call) for name in ("panel_board", "panel_plan", "drift", "meetings")),
    row("meeting", MANAGER, a_meeting),
    row("agree", MANAGER, a_meeting_with_case),
    posted("minutes_pdf", MANAGER, a_meeting),
    *(posted(name, MANAGER, a_call) for name in ("assign_panel", "remind_reviewers")),
    posted("recuse", MANAGER, own),
    row("manage_calls", RUN),
    row("new_call", RUN, lambda world: {"programme_code": "vouchers"}),
    row("edit_call", MANAGER, a_draft_call),
    *(row(name, MANAGER, a_call) for name in ("manage_call", "manage_cases")),
    row("ranking", MANAGER | APPROVER, ranked_twice),
    *(
        posted(name, MANAGER, a_call)
        for name in ("extend_call", "panel", "export", "propose_ranking", "publish_results")
    ),
    *(row(name, MANAGER | APPROVER, ranked_twice) for name in ("sensitivity", "compare_rankings", "confirm_ranking")),
    posted("rank_again", MANAGER | APPROVER, ranked_twice),
    row("results", MANAGER | APPROVER, ranked_twice),
    *(posted(name, MANAGER | APPROVER, ranked_twice) for name in ("plan_results", "take_back_moment")),
    row("amend_call", MANAGER, a_call),
    row("board_limits", MANAGER, a_call),
    row("measured", MANAGER, a_call),
    posted("compose_amendment", MANAGER, a_call),
    row("amendment", MANAGER | APPROVER, an_amended_call),
    posted("propose_call", MANAGER, a_draft_call),
    posted("take_back_call", MANAGER, a_proposed_call),
    posted("approvers", MANAGER, a_call),
    posted("payers", MANAGER, a_call),
    posted("copy_call", MANAGER, a_call),
    row("call_files", MANAGER, a_call),
    *(row(name, MANAGER, a_call) for name in ("build_form", "new_section", "new_question", "new_document")),
    posted("arrange_form", MANAGER, a_call, data={"verb": "standard"}),
    row("form_section", MANAGER, lambda world: {**a_call(world), "key": "project"}),
    row("form_question", MANAGER, lambda world: {**a_call(world), "key": "cost"}),
    row("form_document", MANAGER, lambda world: {**a_call(world), "key": "registration"}),
    row("call_steps", MANAGER, a_draft_call),
    row("preview_call", {"manager", "approver"}, a_proposed_call),
    row("build_call", MANAGER, lambda world: {**a_call(world), "code": "tracks"}),
    row("call_approval", {"manager", "approver"}, a_proposed_call),
    posted("publish_call", {"manager", "approver"}, a_proposed_call),
    posted("send_back_call", {"manager", "approver"}, a_proposed_call, data={"reason": "기간 확인"}),
    row("manage_case", MANAGER, own),
    *(posted(name, MANAGER, own) for name in ("screen", "screen_again", "assign", "decide")),
    row("correction", MEMBERS, correcting),
    posted("attach_correction", MEMBERS, correcting),
    posted("detach_correction", MEMBERS, with_correction_file),
    row("ask_correction", MANAGER, own),
    posted("end_correction", MANAGER, correcting),
    *(posted(name, MANAGER, own) for name in ("check_taxes", "note_support", "judge_bonus")),
    row("exclusions", RUN | APPROVER),
    row("listing_proposal", RUN | APPROVER, a_listing),
    posted("confirm_exclusions", APPROVES_ANYWHERE, a_listing),
    posted("drop_exclusions", APPROVES_ANYWHERE, a_listing, data={"answer": "다른 업체입니다."}),
    row("figures", {"manager", "finance", "administrator", "approver", "auditor"}),
    row("holidays", {"manager", "finance", "administrator", "approver", "auditor"}),
    posted("decide_figure", APPROVES_ANYWHERE, a_figure, data={"verb": "approve"}),
    *(row(name, MANAGER, a_call) for name in ("board", "budget")),
    posted("bulk", MANAGER, a_call, data={"verb": "write"}),
    posted("call_document", MANAGER, lambda world: {**a_call(world), "code": "scores"}),
    posted("case_document", MANAGER, lambda world: {**own(world), "code": "audit_pack"}),
    row("calendar", SIGNED_IN),
    posted("calendar_feed", SIGNED_IN),
    row("calendar_ics", EVERYBODY, a_feed),
    *(posted(name, RUN) for name in ("propose_exclusion", "import_exclusions")),
    posted("lift_exclusion", RUN, an_exclusion),
    posted("reveal", MANAGER, lambda world: {**own(world), "key": "contact_phone"}, data={"reason": "서류 문의"}),
    posted("return_review", MANAGER, a_returned_review),
    # Answered with JSON to JSON only; what they let in and refuse is tested in tests/programs.
    row("save_correction", set(), correcting, method="get", refused=frozenset({404, 405})),
    posted("take_over", MEMBERS, own),
    row("presence", set(), own, method="get", refused=frozenset({404, 405})),
    row("save", set(), own, method="get", refused=frozenset({404, 405})),
    row("save_review", set(), a_review, method="get", refused=frozenset({404, 405})),
    row("notice_pdf", set(), own, method="get", refused=frozenset({404, 405})),
]
