"""What an earlier application of the same business gives to the next one, so that nobody types it twice."""

from typing import Any

import pytest
from django.urls import reverse

from programs import actions
from programs.errors import NothingToTakeOver
from programs.models import Application
from programs.rules.form import Choice, FormSpec, Kind, Question, Section
from programs.rules.takeover import takeable
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in


@pytest.fixture
def pair() -> tuple[Application, Application]:
    """Last year's application as handed in, and an empty draft of the same business."""
    owner = make_user(phone="010-0000-1234")
    organisation = make_organisation(owner)
    earlier = make.submitted(make.open_call(title="2025년 데이터바우처"), user=owner, organisation=organisation)
    return earlier, actions.start_application(person(owner), make.open_call().pk, organisation)


@pytest.mark.django_db
def test_the_empty_questions_of_a_section_are_filled_in_from_what_was_handed_in(
    pair: tuple[Application, Application],
) -> None:
    earlier, draft = pair
    changed = {"need": "그 뒤에 고쳤지만 제출하지 않은 글", "contact_phone": "010-0000-9999"}
    actions.save_answers(person(earlier.user), earlier.pk, changed, earlier.revisions)
    actions.save_answers(person(draft.user), draft.pk, {"use": "이미 쓴 글"}, draft.revisions)
    assert set(actions.take_over(person(draft.user), draft.pk, "plan")) == {"need", "ability", "effect"}
    draft.refresh_from_db()
    assert draft.answers["use"] == "이미 쓴 글"  # what was typed stays
    assert draft.answers["need"] == make.PLAN  # what counts is what was handed in
    assert "project_title" not in draft.answers  # another section


@pytest.mark.django_db
def test_consents_are_given_anew_each_time(pair: tuple[Application, Application]) -> None:
    _earlier, draft = pair
    with pytest.raises(NothingToTakeOver):
        actions.take_over(person(draft.user), draft.pk, "consents")


@pytest.mark.django_db
def test_nothing_comes_from_another_business_of_the_same_person() -> None:
    owner = make_user()
    make.submitted(make.open_call(), user=owner, organisation=make_organisation(owner))
    draft = actions.start_application(person(owner), make.open_call().pk, make_organisation(owner))
    page = signed_in(owner).get(reverse("programs:edit", args=[draft.public_id])).context
    assert page["earlier_application"] is None
    with pytest.raises(NothingToTakeOver):
        actions.take_over(person(owner), draft.pk, "plan")


@pytest.mark.django_db
def test_the_page_offers_answers_and_documents_of_the_earlier_application(
    pair: tuple[Application, Application],
) -> None:
    earlier, draft = pair
    client = signed_in(draft.user)
    address = reverse("programs:edit", args=[draft.public_id])
    page: Any = client.get(address)
    offered = {one["section"].key for one in page.context["sections"] if one["offer"]}
    assert offered == {"project", "plan"}  # the contact is filled in already, consents are never offered
    assert make.PLAN[:60] in page.content.decode()

    (document,) = [one for one in page.context["documents"] if one["before"]]
    (before,) = document["before"]
    assert before.file.name == "등록증.png"
    taken = client.post(
        reverse("programs:attach", args=[draft.public_id]), {"kind": "registration", "earlier": before.file_id}
    )
    assert taken.status_code == 302
    assert draft.attachments.get().file_id == earlier.attachments.get().file_id
    assert not any(one["before"] for one in client.get(address).context["documents"])

    # without scripts the button sends the whole page: what was typed on it is saved first
    sent = {"revisions": page.context["revisions"], "marks": page.context["marks"], "section": "plan"}
    answer = client.post(reverse("programs:take_over", args=[draft.public_id]), {**sent, "need": "방금 쓴 글"})
    assert answer["Location"].endswith("/edit/#section-plan")
    draft.refresh_from_db()
    assert (draft.answers["need"], draft.answers["use"]) == ("방금 쓴 글", make.PLAN)


def test_choices_that_are_no_longer_offered_and_questions_of_another_kind_are_left_out() -> None:
    def form(*questions: Question) -> FormSpec:
        return FormSpec((Section("s", "S", questions),))

    old = form(
        Question("track", "T", Kind.CHOICE, choices=(Choice("old", "Old"),)),
        Question("kinds", "K", Kind.CHOICES, choices=(Choice("a", "A"), Choice("b", "B"))),
        Question("sum", "Sum", Kind.TEXT),
        Question("same", "Same"),
        Question("gone", "Gone"),
    )
    new = form(
        Question("track", "T", Kind.CHOICE, choices=(Choice("new", "New"),)),
        Question("kinds", "K", Kind.CHOICES, choices=(Choice("a", "A"), Choice("b", "B"))),
        Question("sum", "Sum", Kind.MONEY),
        Question("same", "Same"),
    )
    answers = {"track": "old", "kinds": ["a"], "sum": "백만", "same": "그대로", "gone": "없음"}
    assert takeable(new, {}, old, answers) == {"s": {"kinds": ["a"], "same": "그대로"}}
    assert takeable(new, {"same": " ", "kinds": ["b"]}, old, answers) == {"s": {"same": "그대로"}}
