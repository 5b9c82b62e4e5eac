"""Corrections: just the named items are reopened, until the due date, also after the call has closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.errors import NotPermitted, TransitionRefused
from notices.models import Notice
from programs import actions, tasks
from programs.errors import ApplicationNotVisible, Incomplete, NotEditable, UnknownField
from programs.errors_screening import (
    CorrectionDueTooSoon,
    CorrectionNoteNeeded,
    CorrectionOver,
    NothingNamed,
    NothingToCorrect,
    NotNamed,
)
from programs.models import Application, Call, Correction
from programs.rules.correction import Item, corrected_answers, strays, with_followers
from programs.rules.deadlines import last_day
from programs.rules.form import Choice, Condition, FormSpec, Kind, Question, Section
from tests.at_once import at_once
from tests.factories import make_organisation, make_user, person
from tests.programs import choosing
from tests.programs import factories as make

ASKED = clock.seoul(2026, 4, 1, 10)  # a Wednesday; five days later is Monday the 6th
DUE = clock.seoul(2026, 4, 7)
BETTER = "요일과 날씨에 따라 준비할 재료의 양을 정하고 버리는 빵을 절반으로 줄이려고 합니다."
NAMED = [
    Item("question", "need", "무엇이 문제인지 더 구체적으로 적어 주세요."),
    Item("document", "registration", "흐립니다."),
]


def handed_in(**options: Any) -> Application:
    """An application in a call that has closed since."""
    with clock.at(clock.seoul(2026, 3, 20, 9)):
        application = make.submitted(choosing.open_call(), **options)
    make.past(application.call)
    Call.objects.filter(pk=application.call_id).update(closes_at=clock.seoul(2026, 3, 27, 18))
    application.call.refresh_from_db()
    return application


def asked(application: Application, items: list[Item] | None = None, **more: Any) -> Correction:
    with clock.at(ASKED):
        return actions.ask_correction(make.SYSTEM, application.pk, items or NAMED, **more)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def attach(application: Application, name: str = "새 등록증.png") -> Any:
    return actions.attach_correction(person(application.user), application.pk, "registration", make.png(name))


def active_files(application: Application) -> list[str]:
    return sorted(application.attachments.filter(removed_at=None).values_list("file__name", flat=True))


@pytest.mark.django_db
def test_a_closed_call_takes_the_corrections_as_the_next_version() -> None:
    application = handed_in()
    correction = asked(application)
    assert (correction.due_at, fresh(application).state) == (DUE, "correcting")
    with clock.at(DUE - timedelta(microseconds=1)):
        actions.save_correction(person(application.user), application.pk, {"need": BETTER}, {"need": 1})
        old = application.attachments.get()
        actions.detach_correction(person(application.user), application.pk, old.pk)
        attach(application)
        actions.hand_in_correction(person(application.user), application.pk)
    first, second = application.submissions.order_by("version")
    assert (second.answers["need"], second.answers["use"]) == (BETTER, first.answers["use"])
    assert [one["name"] for one in second.documents] == ["새 등록증.png"]
    assert second.terms == first.terms
    correction.refresh_from_db()
    assert (correction.state, correction.before, correction.after) == ("answered", first, second)
    application = fresh(application)
    assert (application.state, application.answers["need"]) == ("submitted", BETTER)
    assert application.receipt_number


@pytest.mark.django_db
def test_at_the_due_moment_nothing_more_is_accepted_and_what_was_typed_is_kept() -> None:
    application = handed_in()
    correction = asked(application)
    who = person(application.user)
    with clock.at(DUE - timedelta(seconds=1)):
        actions.save_correction(who, application.pk, {"need": BETTER}, {"need": 1})
        attach(application)
    with clock.at(DUE):
        for late in (
            lambda: actions.save_correction(who, application.pk, {"need": "늦은 글"}, {"need": 2}),
            lambda: attach(application, "늦은 파일.png"),
            lambda: actions.hand_in_correction(who, application.pk),
        ):
            with pytest.raises(CorrectionOver):
                late()
        assert tasks.lapse_corrections() == 1
        assert tasks.lapse_corrections() == 0
    correction.refresh_from_db()
    assert (correction.state, correction.answers["need"]) == ("lapsed", BETTER)
    application = fresh(application)
    assert (application.state, application.answers["need"]) == ("submitted", make.PLAN)
    assert active_files(application) == ["등록증.png"]
    assert application.submissions.count() == 1


@pytest.mark.django_db
def test_nothing_but_the_named_items_can_be_touched() -> None:
    application = handed_in()
    asked(application, [NAMED[0]])
    who = person(application.user)
    with clock.at(ASKED):
        with pytest.raises(NotNamed):
            actions.save_correction(who, application.pk, {"need": BETTER, "use": BETTER}, {})
        with pytest.raises(NotNamed):
            attach(application)
        with pytest.raises(NotNamed):
            actions.detach_correction(who, application.pk, application.attachments.get().pk)
        with pytest.raises(NotEditable):
            actions.save_answers(who, application.pk, {"use": BETTER}, application.revisions)
        with pytest.raises(NotEditable):
            actions.attach_file(who, application.pk, "registration", make.png())
        with pytest.raises(ApplicationNotVisible):
            actions.save_correction(person(make_user()), application.pk, {"need": BETTER}, {})


@pytest.mark.django_db
def test_an_emptied_item_is_a_gap_and_others_are_not_asked_for() -> None:
    application = handed_in()
    asked(application)
    with clock.at(ASKED):
        actions.save_correction(person(application.user), application.pk, {"need": ""}, {"need": 1})
        with pytest.raises(Incomplete) as refused:
            actions.hand_in_correction(person(application.user), application.pk)
    assert [gap.field for gap in refused.value.gaps] == ["need"]
    assert fresh(application).state == "correcting"


@pytest.mark.django_db
def test_a_request_names_something_and_says_what_is_wanted() -> None:
    application = handed_in()
    for items, error in (
        ([], NothingNamed),
        ([Item("question", "need")], CorrectionNoteNeeded),
        ([Item("question", "salary", "?")], UnknownField),
        ([Item("secret", "need", "?")], UnknownField),
    ):
        with pytest.raises(error), clock.at(ASKED):
            actions.ask_correction(make.SYSTEM, application.pk, items)
    with pytest.raises(CorrectionDueTooSoon):
        asked(application, due_on=date(2026, 3, 31))
    with pytest.raises(NotPermitted), clock.at(ASKED):
        actions.ask_correction(person(make.manager()), application.pk, NAMED)
    assert fresh(application).state == "submitted"
    asked(application)
    with pytest.raises(TransitionRefused):
        asked(application)


@pytest.mark.django_db
def test_several_rounds_are_possible_and_each_stays_readable() -> None:
    application = handed_in()
    who = person(application.user)
    for text in (BETTER, BETTER + " 매주 확인합니다."):
        asked(application)
        with clock.at(ASKED + timedelta(hours=1)):
            present = fresh(application)
            number = present.corrections.latest("pk").revisions["need"]
            actions.save_correction(who, application.pk, {"need": text}, {"need": number})
            actions.hand_in_correction(who, application.pk)
    assert application.submissions.count() == 3
    assert [one.after.version for one in application.corrections.order_by("pk")] == [2, 3]


@pytest.mark.django_db
def test_the_office_can_take_a_request_back() -> None:
    application = handed_in()
    asked(application)
    with clock.at(ASKED):
        attach(application)
        actions.end_correction(make.SYSTEM, application.pk, "이미 확인했습니다.")
        with pytest.raises(NothingToCorrect):
            actions.hand_in_correction(person(application.user), application.pk)
    assert fresh(application).state == "submitted"
    assert active_files(application) == ["등록증.png"]


@pytest.mark.django_db
def test_a_corrected_track_brings_its_question_and_its_standing_along() -> None:
    application = handed_in()
    correction = asked(application, [Item("question", "track", "분야를 다시 골라 주세요.")])
    assert correction.questions == {"track", "model"}
    who = person(application.user)
    with clock.at(ASKED):
        actions.save_correction(who, application.pk, {"track": "ai"}, {"track": 1})
        with pytest.raises(Incomplete) as refused:
            actions.hand_in_correction(who, application.pk)
        assert [gap.field for gap in refused.value.gaps] == ["model"]
        actions.save_correction(who, application.pk, {"model": "수요 예측 모형"}, {})
        actions.hand_in_correction(who, application.pk)
    assert fresh(application).track == "ai"


@pytest.mark.django_db
def test_everybody_is_told_once() -> None:
    manager = make.manager()
    with clock.at(clock.seoul(2026, 3, 20, 9)):
        application = make.submitted(choosing.open_call(manager))
    with clock.at(ASKED):
        actions.ask_correction(person(manager), application.pk, NAMED)
    with clock.at(DUE - timedelta(days=1, seconds=1)):
        tasks.remind_corrections()
    assert not Notice.objects.filter(code="correction_reminder").exists()
    for hours in (20, 3):
        with clock.at(DUE - timedelta(hours=hours)):
            tasks.remind_corrections()
    with clock.at(DUE):
        tasks.lapse_corrections()
    told = {code: Notice.objects.filter(code=code).count() for code in Notice.objects.values_list("code", flat=True)}
    assert told["correction_asked"] == told["correction_reminder"] == told["correction_lapsed"] == 1
    assert told["correction_not_answered"] == 1
    assert Notice.objects.get(code="correction_not_answered").recipient == manager


@pytest.mark.django_db
def test_an_application_withdrawn_meanwhile_lets_its_request_lapse_in_silence() -> None:
    application = handed_in()
    asked(application)
    with clock.at(ASKED):
        actions.withdraw_application(person(application.user), application.pk)
    with clock.at(DUE):
        tasks.lapse_corrections()
    assert fresh(application).state == "withdrawn"
    assert not Notice.objects.filter(code="correction_lapsed").exists()


@pytest.mark.django_db(transaction=True)
def test_handing_in_while_the_time_runs_out_is_wholly_in_or_wholly_out() -> None:
    application = handed_in()
    asked(application)
    who = person(application.user)
    with clock.at(ASKED):
        actions.save_correction(who, application.pk, {"need": BETTER}, {"need": 1})

    def hand_in() -> Any:
        with clock.at(DUE - timedelta(microseconds=1)):
            return actions.hand_in_correction(who, application.pk)

    def lapse() -> Any:
        with clock.at(DUE):
            return tasks.lapse_corrections()

    at_once([hand_in, lapse, hand_in, lapse])
    correction, application = Correction.objects.get(), fresh(application)
    assert application.state == "submitted"
    versions = application.submissions.count()
    assert (correction.state, versions) in {("answered", 2), ("lapsed", 1)}
    assert application.answers["need"] == (BETTER if versions == 2 else make.PLAN)


@pytest.mark.django_db
def test_colleagues_correct_together_without_overwriting_each_other() -> None:
    owner, colleague = make_user(), make_user()
    application = handed_in(user=owner, organisation=make_organisation(owner, colleague))
    asked(application, [NAMED[0], Item("question", "use", "단계를 적어 주세요.")])
    with clock.at(ASKED):
        actions.save_correction(person(owner), application.pk, {"need": BETTER}, {"need": 1})
        saved = actions.save_correction(
            person(colleague), application.pk, {"use": BETTER, "need": "다른 글"}, {"use": 1, "need": 1}
        )
    assert [(one.field, one.kept) for one in saved.conflicts] == [("need", BETTER)]


# -- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_only_the_named_items_as_fields(client: Any) -> None:
    application = handed_in()
    asked(application, message="두 가지만 고쳐 주세요.")
    client.force_login(application.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/applications/{application.public_id}/correction/"
    with clock.at(ASKED):
        page = client.get(url).content.decode()
        assert 'name="need"' in page
        assert 'name="use"' not in page
        assert "흐립니다." in page
        answer = client.post(url, {"need": BETTER, "revisions": '{"need": 1}', "hand_in": "1"})
        assert answer.status_code == 302
    assert fresh(application).state == "submitted"
    assert "보완" in client.get(url).content.decode()


@pytest.mark.django_db
def test_the_office_asks_on_its_page_and_keeps_what_was_typed_when_refused(client: Any) -> None:
    manager = make.manager()
    application = make.submitted(choosing.open_call(manager))
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/manage/applications/{application.public_id}/correction/"
    page = client.get(url).content.decode()
    assert "010-0000-1234" not in page
    refused = client.post(url, {"item": ["question-need", "document-registration"], "note-question-need": "더 자세히"})
    assert refused.status_code == 422
    assert "더 자세히" in refused.content.decode()
    sent = client.post(url, {"item": ["question-need"], "note-question-need": "더 자세히", "message": "부탁드립니다."})
    assert sent.status_code == 302
    assert Correction.objects.get().items == [{"kind": "question", "key": "need", "note": "더 자세히"}]
    assert "더 자세히" in client.get(f"/manage/applications/{application.public_id}/").content.decode()


# -- rules -------------------------------------------------------------------------------------------------------

FORM = FormSpec(
    (
        Section(
            "all",
            "전부",
            (
                Question("a", "가", Kind.CHOICE, choices=(Choice("x", "x"), Choice("y", "y"))),
                Question("b", "나", condition=Condition("a", ("y",))),
                Question("c", "다", condition=Condition("b", ("1",))),
                Question("d", "라"),
            ),
        ),
    )
)
ANSWERS = st.fixed_dictionaries(
    {"a": st.sampled_from("xy"), "b": st.sampled_from("12"), "c": st.text(max_size=3), "d": st.text(max_size=3)}
)


def test_questions_that_hang_on_a_named_one_are_opened_with_it() -> None:
    assert with_followers(FORM, ["a"]) == ["a", "b", "c"]
    assert with_followers(FORM, ["d"]) == ["d"]


@given(ANSWERS, ANSWERS, st.sets(st.sampled_from("abcd"), min_size=1))
def test_no_correction_changes_what_was_not_named(
    before: dict[str, str], typed: dict[str, str], named: set[str]
) -> None:
    opened = set(with_followers(FORM, named))
    asked_before = {q.key: before[q.key] for _section, q in FORM.questions() if q.asked(before)}
    after = corrected_answers(FORM, asked_before, typed, opened)
    content = {"applicant": {}, "documents": []}
    assert strays({**content, "answers": asked_before}, {**content, "answers": after}, opened, set()) == []
    assert all(after.get(key) == asked_before.get(key) for key in set("abcd") - opened)


def test_the_check_names_every_stray() -> None:
    document = {"kind": "plan", "file": "1", "sha256": "aa", "name": "계획"}
    before = {"applicant": {"name": "가"}, "answers": {"a": "x", "d": "1"}, "documents": [document]}
    after = {"applicant": {"name": "나"}, "answers": {"a": "y"}, "documents": []}
    assert strays(before, after, {"a"}, set()) == ["applicant", "d", "documents"]
    assert strays(before, {**before, "documents": []}, set(), {"plan"}) == []


def test_a_term_ends_on_a_working_day() -> None:
    holidays = {date(2026, 5, 5)}
    assert last_day(date(2026, 4, 1), 5, holidays.__contains__) == date(2026, 4, 6)
    assert last_day(date(2026, 4, 1), 3, holidays.__contains__) == date(2026, 4, 6)  # the 4th is a Saturday
    assert last_day(date(2026, 4, 30), 5, holidays.__contains__) == date(2026, 5, 6)
