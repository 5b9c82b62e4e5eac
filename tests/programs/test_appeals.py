"""Appeals: written and filed in time, judged by others than before, answered by a second person, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Membership, Role, User
from files.registry import name_for_reader
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.appeal_pages import material_context
from programs.errors import ApplicationNotVisible, NotEditable, SecondPersonNeeded
from programs.errors_aftermath import (
    AnswerNeeded,
    AppealMade,
    AppealNotVisible,
    AppealOver,
    GroundsNeeded,
    NoRoom,
    NotForThisPanel,
    NothingToAppeal,
    NothingToPublish,
    OpinionReasonNeeded,
    OpinionsOpen,
    PanelEmpty,
    PanelMemberAnswers,
)
from programs.errors_choosing import NotAReviewer
from programs.models import Appeal, AppealOpinion, Application, Decision, Recusal
from programs.queries.appeals import appealable, candidates
from tests.factories import make_organisation, make_user, person
from tests.papers import made
from tests.programs import choosing
from tests.programs import factories as make
from tests.programs.aftermath import APPEAL_DUE, GROUNDS, OUT, World, appealed, judged

pytestmark = pytest.mark.django_db
ANSWER = "자료 12개월이 모두 있음을 확인했습니다. 다시 심사합니다."


def applicant(world: World, place: int = -1) -> Actor:
    return person(world[place % len(world.applications)].user)


def answered(world: World, appeal: Appeal, *, uphold: bool = True) -> Appeal:
    with clock.at(OUT + timedelta(days=3)):
        return actions.answer_appeal(person(world.second), appeal.pk, uphold=uphold, answer=ANSWER)


def turned_away() -> Application:
    """Found not eligible on 20 April, in a call that is still being judged."""
    call = choosing.open_call(make.manager())
    application = make.submitted(call)
    with clock.at(OUT):
        actions.screen_application(
            make.SYSTEM, application.pk, eligible=False, reason_code="document", reason="등록증이 없습니다."
        )
    return Application.objects.get(pk=application.pk)


# -- writing and filing --------------------------------------------------------------------------------------------


def test_an_appeal_is_written_filed_and_gets_a_number_and_a_receipt() -> None:
    world = World()
    last, who = world[3], applicant(world, 3)
    with clock.at(OUT + timedelta(days=1)):
        saved = actions.save_appeal(who, last.pk, {"grounds": GROUNDS}, {})
        actions.attach_to_appeal(who, last.pk, make.png("매출.png"))
        appeal = actions.file_appeal(who, last.pk)
        assert actions.file_appeal(who, last.pk) == appeal
    assert saved.revisions == {"grounds": 1}
    assert (appeal.state, appeal.number, appeal.due_at) == ("filed", "AP-2026-00001", APPEAL_DUE)
    mail = OutgoingMail.objects.filter(to__contains=[last.user.email]).latest("pk")
    assert "AP-2026-00001" in mail.subject and "2026-04-21 10:00" in mail.body
    assert Notice.objects.filter(code="appeal_to_handle", recipient=world.manager).count() == 1


def test_the_window_is_half_open_by_the_clock() -> None:
    world = World()
    last, who = world[3], applicant(world, 3)
    with clock.at(APPEAL_DUE - timedelta(microseconds=1)):
        actions.save_appeal(who, last.pk, {"grounds": GROUNDS}, {})
    with clock.at(APPEAL_DUE):
        for late in (
            lambda: actions.save_appeal(who, last.pk, {"grounds": "더"}, {"grounds": 1}),
            lambda: actions.attach_to_appeal(who, last.pk, make.png()),
            lambda: actions.file_appeal(who, last.pk),
        ):
            with pytest.raises(AppealOver):
                late()
    assert Appeal.objects.get().grounds == GROUNDS


def test_only_a_result_that_disappoints_and_is_out_can_be_appealed_against() -> None:
    world = World()
    with clock.at(OUT), pytest.raises(NothingToAppeal):
        actions.save_appeal(applicant(world, 0), world[0].pk, {"grounds": GROUNDS}, {})
    waiting = make.eligible(make.open_call())
    with pytest.raises(NothingToAppeal):
        actions.save_appeal(person(waiting.user), waiting.pk, {"grounds": GROUNDS}, {})
    with clock.at(OUT), pytest.raises(ApplicationNotVisible):
        actions.save_appeal(person(make_user()), world[3].pk, {"grounds": GROUNDS}, {})


def test_a_call_without_days_for_it_takes_no_appeals() -> None:
    call = choosing.open_call(make.manager(), choosing.terms(deadlines=choosing.Deadlines(appeal=0)))
    application = make.submitted(call)
    actions.screen_application(make.SYSTEM, application.pk, eligible=False, reason_code="tax", reason="체납")
    assert appealable(Application.objects.get(pk=application.pk)) is None


def test_grounds_are_needed_and_one_appeal_can_be_made() -> None:
    world = World()
    last, who = world[3], applicant(world, 3)
    with clock.at(OUT):
        with pytest.raises(GroundsNeeded):
            actions.file_appeal(who, last.pk)
        actions.save_appeal(who, last.pk, {"grounds": GROUNDS}, {})
        actions.file_appeal(who, last.pk)
        with pytest.raises(AppealMade):
            actions.save_appeal(who, last.pk, {"grounds": "더 있습니다."}, {"grounds": 1})


def test_a_withdrawn_appeal_can_be_made_anew_while_there_is_time() -> None:
    world = World()
    appealed(world)
    with clock.at(OUT):
        actions.withdraw_appeal(applicant(world), world[3].pk)
    assert Notice.objects.filter(code="appeal_withdrawn", recipient=world.manager).exists()
    again = appealed(world)
    assert again.number == "AP-2026-00002"


def test_colleagues_do_not_overwrite_each_others_grounds() -> None:
    world = World()
    last = world[3]
    colleague = make_user()
    assert last.organisation is not None
    Membership.objects.create(organisation=last.organisation, user=colleague, role="staff")
    with clock.at(OUT):
        actions.save_appeal(applicant(world), last.pk, {"grounds": GROUNDS}, {})
        saved = actions.save_appeal(person(colleague), last.pk, {"grounds": "제 글"}, {"grounds": 0})
    assert [one.field for one in saved.conflicts] == ["grounds"]
    assert Appeal.objects.get().grounds == GROUNDS


# -- the panel -----------------------------------------------------------------------------------------------------


def test_who_judged_belongs_or_is_recused_cannot_sit_on_the_panel() -> None:
    world = World()
    appeal = appealed(world)
    relative, recused, free = make_user(Role.REVIEWER), world.member(), world.member()
    assert world[3].organisation is not None
    Membership.objects.create(organisation=world[3].organisation, user=relative, role="staff")
    Recusal.objects.create(application=world[3], reviewer=recused, source="declared", reason="아는 사이입니다.")
    barred = {one.person: one.barred for one in candidates(appeal)}
    assert barred[world.reviewers[0]] == barred[world.reviewers[1]] == "judged"
    assert (barred[relative], barred[recused], barred[free]) == ("belongs", "recused", "")
    with clock.at(OUT):
        for nobody in (world.reviewers[0], relative, recused):
            with pytest.raises(NotForThisPanel):
                actions.give_to_panel(person(world.manager), appeal.pk, [free, nobody])
        with pytest.raises(NotAReviewer):
            actions.give_to_panel(person(world.manager), appeal.pk, [make_user()])
        with pytest.raises(PanelEmpty):
            actions.give_to_panel(person(world.manager), appeal.pk, [])
        with pytest.raises(NotPermitted):
            actions.give_to_panel(person(make_user(Role.MANAGER)), appeal.pk, [free])
    appeal.refresh_from_db()
    assert appeal.state == "filed"


def test_members_are_told_without_the_applicants_name_and_only_they_give_their_opinion() -> None:
    world = World(blind=True)
    appeal = appealed(world)
    member = world.member()
    with clock.at(OUT):
        (opinion,) = actions.give_to_panel(person(world.manager), appeal.pk, [member])
        with pytest.raises(AppealNotVisible):
            actions.give_opinion(person(world.member()), opinion.pk, "uphold", "이유")
        with pytest.raises(OpinionReasonNeeded):
            actions.give_opinion(person(member), opinion.pk, "uphold", " ")
        actions.give_opinion(person(member), opinion.pk, "dismiss", "근거가 부족합니다.")
        actions.give_opinion(person(member), opinion.pk, "uphold", "다시 보니 맞습니다.")
    notice = Notice.objects.get(code="appeal_opinion_asked", recipient=member)
    assert world[3].name not in notice.subject + notice.body
    opinion.refresh_from_db()
    assert opinion.view == "uphold"


def test_a_panel_of_a_blind_call_reads_no_name_in_grounds_material_or_file_names() -> None:
    world = World(blind=True)
    last, who = world[3], applicant(world)
    with clock.at(OUT):
        actions.attach_to_appeal(who, last.pk, make.png(f"{last.name} 매출.png"))
    appeal = appealed(world, grounds=f"저희 {last.name}은(는) 자료를 다 냈습니다.")
    member = world.member()
    with clock.at(OUT):
        actions.give_to_panel(person(world.manager), appeal.pk, [member])
    shown = material_context(Appeal.objects.get(pk=appeal.pk))
    everything = [shown["grounds"], shown["case"].name, shown["case"].title, shown["case"].applicant]
    everything += [one.name for one in (*shown["materials"], *shown["files"])]
    everything += [row["text"] for section in shown["sections"] for row in section["rows"]]
    assert "○○○" in shown["grounds"]
    assert not [text for text in everything if last.name in text or last.receipt_number in text]
    put = appeal.files.get().file
    name = name_for_reader(person(member), put)
    assert name is not None and last.name not in name
    assert name_for_reader(person(world.member()), put) is None
    assert name_for_reader(person(world.manager), put) is not None


def test_a_member_with_a_conflict_steps_back_and_cannot_be_asked_again() -> None:
    world = World()
    appeal = appealed(world)
    member = world.member()
    with clock.at(OUT):
        (opinion,) = actions.give_to_panel(person(world.manager), appeal.pk, [member])
        with pytest.raises(ReasonNeeded):
            actions.decline_opinion(person(member), opinion.pk, "")
        actions.decline_opinion(person(member), opinion.pk, "거래처입니다.")
        with pytest.raises(NotForThisPanel):
            actions.give_to_panel(person(world.manager), appeal.pk, [member])
    assert not AppealOpinion.objects.exists()
    assert Notice.objects.filter(code="appeal_opinion_declined", recipient=world.manager).count() == 1


# -- the answer ----------------------------------------------------------------------------------------------------


def test_the_answer_is_a_second_persons_and_waits_for_every_opinion() -> None:
    world = World()
    appeal = appealed(world)
    member = world.member()
    with clock.at(OUT):
        (opinion,) = actions.give_to_panel(person(world.manager), appeal.pk, [member])

    def answer(who: User, text: str = ANSWER) -> Appeal:
        with clock.at(OUT):
            return actions.answer_appeal(person(who), appeal.pk, uphold=True, answer=text)

    with pytest.raises(OpinionsOpen):
        answer(world.second)
    with clock.at(OUT):
        actions.give_opinion(person(member), opinion.pk, "uphold", "맞습니다.")
    with pytest.raises(SecondPersonNeeded):
        answer(world.manager)
    with pytest.raises(NotPermitted):
        answer(make_user(Role.APPROVER))
    with pytest.raises(AnswerNeeded):
        answer(world.second, " ")
    actions.add_approver(make.SYSTEM, world.call.pk, make.approver_of(world.call))
    both = make_user(Role.REVIEWER, Role.APPROVER)
    actions.add_approver(make.SYSTEM, world.call.pk, both)
    with clock.at(OUT):
        (own,) = actions.give_to_panel(person(world.manager), appeal.pk, [both])
        actions.give_opinion(person(both), own.pk, "uphold", "맞습니다.")
    with pytest.raises(PanelMemberAnswers):
        answer(both)
    assert answer(world.second).state == "upheld"


def test_a_dismissal_leaves_the_result_and_its_mail_carries_the_answer() -> None:
    world = World()
    appeal = answered(world, judged(world, appealed(world)), uphold=False)
    assert (appeal.state, world[3].state, world.outcome(3).state) == ("dismissed", "rejected", "published")
    mail = OutgoingMail.objects.filter(to__contains=[world[3].user.email]).latest("pk")
    assert "기각" in mail.subject and ANSWER in mail.body
    with clock.at(OUT), pytest.raises(NotEditable):
        actions.withdraw_appeal(applicant(world), world[3].pk)
    pdf = made(applicant(world), "programs.appeal_answer", {"appeal": str(appeal.public_id)}, "pdf")
    assert pdf.startswith(b"%PDF")


def test_an_upheld_appeal_against_the_screening_lets_the_application_be_judged() -> None:
    application = turned_away()
    manager = User.objects.get(groups__name=f"programs.call:{application.call_id}:manager")
    second = make.approver_of(application.call)
    with clock.at(OUT):
        actions.save_appeal(person(application.user), application.pk, {"grounds": GROUNDS}, {})
        appeal = actions.file_appeal(person(application.user), application.pk)
        member = make_user(Role.REVIEWER)
        (opinion,) = actions.give_to_panel(person(manager), appeal.pk, [member])
        actions.give_opinion(person(member), opinion.pk, "uphold", "등록증이 있습니다.")
        actions.answer_appeal(person(second), appeal.pk, uphold=True, answer=ANSWER)
    application.refresh_from_db()
    assert (application.state, application.screenings.latest("pk").verdict) == ("eligible", "eligible")
    make.review(application, make.reviewer_of(application.call), make.FULL)
    application.refresh_from_db()
    assert application.state == "in_review"


# -- the new decision ----------------------------------------------------------------------------------------------


def decide_anew(world: World, place: int = 3, outcome: str = "selected") -> None:
    with clock.at(OUT + timedelta(days=4)):
        actions.decide(person(world.manager), world[place].pk, outcome, reason="이의신청을 받아들였습니다.")
        actions.confirm_decisions(person(world.second), world.call.pk, [world[place].pk])
        actions.publish_decision(person(world.manager), world[place].pk)


def test_after_an_upheld_appeal_the_decision_is_taken_confirmed_and_published_anew() -> None:
    world = World(places=2)
    with clock.at(OUT):
        actions.give_up(applicant(world, 0), world[0].pk, "사업을 접었습니다.")
    answered(world, judged(world, appealed(world)))
    assert (world[3].state, world.outcome(3).state, world.outcome(3).published_at) == ("eligible", "proposed", None)
    decide_anew(world)
    decision = world.outcome(3)
    assert (world[3].state, decision.state, decision.outcome) == ("selected", "published", "selected")
    told = Notice.objects.filter(recipient=world[3].user, code="decision_published")
    assert told.count() == 2
    with pytest.raises(NothingToPublish):
        actions.publish_decision(person(world.manager), world[3].pk)


def test_no_more_are_selected_after_an_appeal_than_there_are_places_also_offered_ones() -> None:
    world = World()
    answered(world, judged(world, appealed(world)))
    with pytest.raises(NoRoom):
        decide_anew(world)
    with clock.at(OUT):
        actions.give_up(applicant(world, 0), world[0].pk, "사업을 접었습니다.")
        actions.call_next(person(world.manager), world.call.pk)
    with pytest.raises(NoRoom), clock.at(OUT):
        actions.publish_decision(person(world.manager), world[3].pk)
    decided = Decision.objects.filter(application__call=world.call, application__state="selected")
    assert decided.count() == 0


def test_after_the_results_an_application_found_eligible_on_appeal_is_decided_by_itself() -> None:
    world = World(number=2, places=2, reserves=0)
    Application.objects.filter(pk=world[1].pk)  # both were selected
    late = turned_away_in(world)
    with clock.at(OUT):
        actions.save_appeal(person(late.user), late.pk, {"grounds": GROUNDS}, {})
        appeal = actions.file_appeal(person(late.user), late.pk)
    answered(world, judged(world, appeal))
    with clock.at(OUT):
        actions.give_up(applicant(world, 0), world[0].pk, "사업을 접었습니다.")
        actions.decide(person(world.manager), late.pk, "selected")
        actions.confirm_decisions(person(world.second), world.call.pk, [late.pk])
        actions.publish_decision(person(world.manager), late.pk)
    late.refresh_from_db()
    assert late.state == "selected"


def turned_away_in(world: World) -> Application:
    """Handed in and found not eligible before the results came out."""
    owner = make_user()
    organisation = make_organisation(owner)
    call = world.call
    with clock.at(clock.seoul(2026, 4, 1, 10)):
        application = Application.objects.create(
            call=call,
            user=owner,
            organisation=organisation,
            name=organisation.name,
            state="draft",
            answers=make.ANSWERS,
        )
    Application.objects.filter(pk=application.pk).update(
        state="submitted", receipt_serial=900, receipt_number="DV-2026-001-00900", submitted_at=OUT
    )
    with clock.at(OUT):
        actions.screen_application(
            make.SYSTEM, application.pk, eligible=False, reason_code="document", reason="등록증이 없습니다."
        )
    return Application.objects.get(pk=application.pk)
