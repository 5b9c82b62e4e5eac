"""A questionnaire on its way: uploaded, looked at, published, closed; and never changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel.errors import NotPermitted, TransitionRefused
from survey.actions.questionnaire import move_questionnaire, publish_questionnaire, upload_questionnaire
from survey.errors_questionnaire import FieldChangesType, QuestionnaireRefused, VersionTaken
from survey.models import Questionnaire, QuestionnaireVersion
from tests.factories import make_user, person
from tests.survey.xform.samples import CENSUS, HOUSEHOLD

pytestmark = pytest.mark.django_db


def upload(table: str = HOUSEHOLD, name: str = "household.md") -> QuestionnaireVersion:
    return upload_questionnaire(person(make_user(Role.MANAGER)), table.encode(), name)


def publish(version: QuestionnaireVersion) -> QuestionnaireVersion:
    return publish_questionnaire(person(make_user(Role.MANAGER)), version.pk)


def second(table: str = HOUSEHOLD) -> str:
    return table.replace("| household | Household | 1 |", "| household | Household | 2 |")


def test_a_workbook_becomes_a_draft_that_holds_what_was_sent() -> None:
    draft = upload()
    assert (draft.state, draft.version, bytes(draft.workbook).decode()) == ("draft", "1", HOUSEHOLD)
    assert draft.form.asked[0] == "/data/people"


def test_only_the_office_brings_questionnaires_in() -> None:
    with pytest.raises(NotPermitted):
        upload_questionnaire(person(make_user(Role.INTERN)), HOUSEHOLD.encode(), "household.md")


def test_a_draft_of_the_same_version_takes_the_place_of_the_earlier_one() -> None:
    first, again = upload(), upload()
    first.refresh_from_db()
    assert (first.state, again.state) == ("discarded", "draft")


def test_a_published_version_is_not_uploaded_again() -> None:
    publish(upload())
    with pytest.raises(VersionTaken):
        upload()


def test_versions_live_side_by_side() -> None:
    first = publish(upload())
    other = publish(upload(second()))
    first.refresh_from_db()
    assert (first.state, other.state) == ("published", "published")
    assert move_questionnaire(person(make_user(Role.MANAGER)), first.pk, "close").state == "closed"
    assert Questionnaire.objects.count() == 1


def test_a_field_that_changes_its_type_keeps_a_version_from_being_published() -> None:
    publish(upload())
    changed = upload(second(HOUSEHOLD.replace("| | integer | age |", "| | text | age |")))
    with pytest.raises(FieldChangesType) as refused:
        publish(changed)
    assert "age" in str(refused.value)


def test_what_a_version_asks_cannot_be_changed_even_by_hand() -> None:
    draft = upload()
    for field in ("xform", "version"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            QuestionnaireVersion.objects.filter(pk=draft.pk).update(**{field: "another"})


def test_a_closed_version_is_not_discarded() -> None:
    published = publish(upload())
    with pytest.raises(TransitionRefused):
        move_questionnaire(person(make_user(Role.MANAGER)), published.pk, "discard")


def test_what_is_wrong_is_told_by_row_on_the_page(client: Client) -> None:
    client.force_login(make_user(Role.MANAGER))
    bad = HOUSEHOLD.replace(". > 0 and . < 20", "floor(.) > 0")
    file = SimpleUploadedFile("household.md", bad.encode())
    answer = client.post(reverse("survey:questionnaires"), {"upload": file})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "floor()" in page and "constraint" in page
    assert QuestionnaireVersion.objects.count() == 0


def test_the_page_of_a_version_tells_what_is_different(client: Client) -> None:
    publish(upload())
    draft = upload(second(HOUSEHOLD.replace("| Name |", "| Full name |")))
    client.force_login(make_user(Role.MANAGER))
    page = client.get(reverse("survey:questionnaire", args=[draft.pk])).content.decode()
    assert "Full name" in page
    client.post(reverse("survey:questionnaire_move", args=[draft.pk, "publish"]))
    draft.refresh_from_db()
    assert draft.state == "published"


def test_the_source_and_the_xform_are_handed_out_as_they_are(client: Client) -> None:
    draft = upload()
    client.force_login(make_user(Role.MANAGER))
    kept = client.get(reverse("survey:questionnaire_source", args=[draft.pk, "workbook"]))
    assert kept.content == HOUSEHOLD.encode()
    assert client.get(reverse("survey:questionnaire_source", args=[draft.pk, "xform"])).content.startswith(b"<?xml")


def test_a_version_or_a_step_that_does_not_exist_is_not_found(client: Client) -> None:
    client.force_login(make_user(Role.MANAGER))
    draft = upload()
    for version_id, verb in ((draft.pk + 1, "publish"), (draft.pk, "burn")):
        assert client.post(reverse("survey:questionnaire_move", args=[version_id, verb])).status_code == 404


def test_the_list_asks_the_same_number_of_statements_whatever_its_length(
    client: Client, django_assert_max_num_queries
) -> None:
    client.force_login(make_user(Role.MANAGER))
    for number in range(1, 6):
        upload(HOUSEHOLD.replace("| household | Household | 1 |", f"| household{number % 2} | Household | {number} |"))
    with django_assert_max_num_queries(10):
        client.get(reverse("survey:questionnaires"))


def test_the_census_is_uploaded_as_it_is_shipped() -> None:
    draft = upload(CENSUS, "census.md")
    assert draft.questionnaire.code == "daejeon_census"
    assert draft.warnings == []


def test_a_workbook_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionnaireRefused):
        upload("nothing", "nothing.xlsx")
