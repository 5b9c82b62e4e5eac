"""Where an application stands: track, sum asked, groups, kept when it is handed in."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from programs import actions
from programs.actions.call import TermsText
from programs.errors import Incomplete
from programs.rules.contribution import ANY, ContributionTable, Exemption, Shares, to_json
from programs.rules.ranking import Quota
from programs.rules.terms import ChoosingTerms, TrackTerms
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from vouchers.own_share import calculation, cost_split
from vouchers.programme import amount
from vouchers.settings import DEFAULT, YOUTH

pytestmark = pytest.mark.django_db
TABLE = ContributionTable(
    {("micro", ANY): Shares(Decimal("0.1"), Decimal("0.1")), ("micro", "ai"): Shares(Decimal("0.2"))},
    exemptions=(Exemption(YOUTH),),
)
TERMS = TermsText(
    settings=DEFAULT | {"contribution": to_json(TABLE)},
    choosing=ChoosingTerms(
        tracks=(
            TrackTerms("purchase", "구매", 10_000_000, places=5, quotas=(Quota(YOUTH, Decimal("0.3")),)),
            TrackTerms("ai", "AI 가공", 60_000_000, places=5),
        )
    ),
)


def test_a_young_micro_business_of_the_city_bears_nothing_and_counts_for_both_groups():
    user = make_user()
    organisation = make_organisation(user, address="대전광역시 서구 없는로 1")
    draft = make.draft(make.open_call(terms=TERMS), user, organisation, youth_representative="yes", cost="9,000,000")
    with pytest.raises(Incomplete) as refused:
        actions.submit_application(person(user), draft.pk)
    assert [gap.field for gap in refused.value.gaps] == ["document-youth_proof"]
    actions.attach_file(person(user), draft.pk, "youth_proof", make.png())
    handed_in = actions.submit_application(person(user), draft.pk)
    assert (handed_in.track, handed_in.asked) == ("purchase", 9_000_000)
    assert handed_in.groups == ["region", "region:30170", "youth"]


def test_shares_in_money_and_in_kind_and_the_cap_of_the_track_give_the_sum_asked():
    call = make.open_call(terms=TERMS)
    bought = make.submitted(call, youth_representative="no", cost="20,000,000")
    divided = cost_split(bought)
    assert divided and (divided.support, divided.in_kind, divided.own) == (10_000_000, 2_000_000, 10_000_000)
    assert bought.asked == 10_000_000
    model = "지난해의 매출을 배운 모형입니다."
    built = make.submitted(call, youth_representative="no", track="ai", cost="20,000,000", model=model)
    assert (built.asked, built.track) == (16_000_000, "ai")


def test_the_applicant_reads_how_the_cost_is_borne_with_the_exemption_until_the_result():
    call = make.open_call(terms=TERMS)
    user = make_user()
    organisation = make_organisation(user, address="대전광역시 서구 없는로 1")
    draft = make.draft(call, user, organisation, youth_representative="no", cost="20,000,000")
    told = calculation(draft)
    assert told and told["support"] == "10,000,000원" and not told["because"]
    assert [(row["won"], row["how"]) for row in told["rows"]] == [
        ("20,000,000원", ""),
        ("2,000,000원", "10%"),
        ("2,000,000원", "10%"),
        ("6,000,000원", "지원 한도 10,000,000원"),
    ]
    client = Client()
    client.force_login(user)
    page = client.get(reverse("programs:submit", args=[draft.public_id])).content.decode()
    assert "6,000,000원 <span" in page and "1원 미만은 버립니다" in page
    actions.save_answers(person(user), draft.pk, {"youth_representative": "yes"}, draft.revisions)
    page = client.get(reverse("programs:submit", args=[draft.public_id])).content.decode()
    assert "감면이 없으면 자기부담은 20%입니다" in page
    assert "청년 대표 감면 적용 0%" in client.get(reverse("programs:call", args=[call.pk])).content.decode()
    draft.state = "selected"
    assert calculation(draft) is None, "a result names its own sums"


def test_a_size_class_that_the_table_does_not_name_has_no_sum_instead_of_a_wrong_one():
    call = make.open_call(terms=TERMS)
    user = make_user()
    draft = make.draft(call, user, make_organisation(user, size_class=Organisation.SizeClass.MICRO))
    Organisation.objects.filter(pk=draft.organisation_id).update(size_class="")
    draft.organisation.refresh_from_db()
    assert amount(draft) is None
