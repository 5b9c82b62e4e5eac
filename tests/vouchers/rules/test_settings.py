"""What a voucher call sets, read from its terms: shares, tracks, what is asked of whom."""

from decimal import Decimal
from typing import Any

from programs.models import CallTerms
from programs.rules.contribution import ANY, ContributionTable, Exemption, Rounding, Shares, from_json, to_json
from programs.rules.ranking import Quota
from programs.rules.terms import BonusRule, ChoosingTerms, TrackTerms
from vouchers import application_form
from vouchers.rules.groups import groups_of
from vouchers.settings import CHOOSING, DEFAULT, YOUTH, VoucherSettings, follow

OLD: dict[str, Any] = {
    "caps": {"purchase": 10_000_000, "ai": 60_000_000},
    "shares": {"micro": "0.10", "medium": "0.25"},
    "city_only": True,
    "founded_by": None,
}


def test_a_call_from_before_the_table_keeps_its_one_share_in_money_for_every_track():
    values = VoucherSettings.of(OLD)
    assert values.contribution.row("medium", "ai") == Shares(Decimal("0.25"))
    assert values.contribution.caps == {"purchase": 10_000_000, "ai": 60_000_000}
    assert values.sizes == ("micro", "medium")
    assert [track.code for track in values.tracks] == ["purchase", "ai"]


def test_tracks_and_caps_follow_from_how_the_call_chooses():
    choosing = ChoosingTerms(tracks=(TrackTerms("ai", "AI", None), TrackTerms("open", "공개데이터", 5_000_000)))
    values = VoucherSettings.of(follow(DEFAULT, choosing))
    assert values.caps == {"ai": None, "open": 5_000_000}
    assert values.contribution.caps == {"open": 5_000_000}
    question = application_form.form(follow(DEFAULT, choosing)).question("track")
    assert question and [choice.label for choice in question.choices] == ["AI", "공개데이터"]


def test_a_young_representative_is_asked_for_only_where_something_hangs_on_it():
    quota = ChoosingTerms(tracks=(TrackTerms("ai", places=10, quotas=(Quota(YOUTH, Decimal("0.3")),)),))
    bonus = ChoosingTerms(bonuses=(BonusRule(YOUTH, "청년", Decimal(1)),))
    exempt = DEFAULT | {
        "contribution": to_json(ContributionTable({(ANY, ANY): Shares()}, exemptions=(Exemption(YOUTH),)))
    }
    asked = [follow(DEFAULT, quota), follow(DEFAULT, bonus), exempt]
    for settings in asked:
        question = application_form.form(settings).question(application_form.YOUTH_QUESTION)
        assert question and question.personal
        assert application_form.YOUTH_PROOF in {kind.code for kind in application_form.documents(settings)}
    settings = follow(DEFAULT, CHOOSING)
    assert application_form.form(settings).question(application_form.YOUTH_QUESTION) is None
    assert application_form.YOUTH_PROOF not in {kind.code for kind in application_form.documents(settings)}


def test_who_says_that_the_representative_is_young_has_to_show_it():
    answers = {application_form.YOUTH_QUESTION: "yes"}
    assert [gap.field for gap in application_form.youth_gaps(answers, set())] == ["document-youth_proof"]
    assert not application_form.youth_gaps(answers, {"youth_proof"})
    assert not application_form.youth_gaps({application_form.YOUTH_QUESTION: "no"}, set())


def test_groups_follow_from_the_address_and_the_answer():
    assert groups_of("대전광역시 유성구 없는로 1", youth=YOUTH, claims_youth=True) == {"region", "region:30200", YOUTH}
    assert groups_of("대전 가상구 없는로 1", youth=YOUTH, claims_youth=False) == {"region"}
    assert groups_of("대전광역시", youth=YOUTH, claims_youth=False) == {"region"}
    assert groups_of("세종특별자치시 동구 없는로 1", youth=YOUTH, claims_youth=False) == frozenset()
    assert groups_of("", youth=YOUTH, claims_youth=False) == frozenset()


def test_the_table_of_shares_is_kept_as_json_without_loss():
    table = ContributionTable(
        {("micro", ANY): Shares(Decimal("0.05"), Decimal("0.125")), (ANY, "ai"): Shares(Decimal("0.10"))},
        {"ai": 3},
        (Exemption(YOUTH, Shares(Decimal("0.01"))),),
        Rounding.UP,
        1000,
    )
    assert from_json(to_json(table), {"ai": 3}) == table


def test_the_suggestion_for_a_new_call_can_be_ranked_and_shown():
    CHOOSING.for_ranking()
    assert (CHOOSING.places, CHOOSING.budget) == (45, 1_000_000_000)
    assert CallTerms(settings=follow(DEFAULT, CHOOSING)).settings["youth"] is False
