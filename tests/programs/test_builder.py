"""Building a call in steps, without a developer: each step is kept, leads on, and is what the call then chooses by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Role
from kernel import clock
from programs import actions
from programs.actions.call import TermsText
from programs.models import Call
from programs.rules.contribution import ANY, Exemption, Shares
from programs.rules.form import Choice, DocumentKind, FormSpec, Kind, Question, Section
from programs.rules.scoring import Anchor
from programs.rules.terms import ChoosingTerms
from tests.factories import make_user
from tests.programs import factories as make
from vouchers.settings import VoucherSettings

pytestmark = pytest.mark.django_db


class Builder:
    """A manager at the pages of a draft."""

    def __init__(self) -> None:
        manager = make.manager()
        self.call = make.draft_call(manager)
        self.client = Client()
        self.client.force_login(manager)

    def url(self, code: str) -> str:
        return reverse("programs:build_call", args=[self.call.pk, code])

    def sent(self, code: str) -> dict[str, Any]:
        """What the page would send when nothing were changed."""
        form = self.client.get(self.url(code)).context["form"]
        return posted(form)

    def save(self, code: str, **changed: Any) -> Any:
        return self.client.post(self.url(code), {**self.sent(code), **changed})

    @property
    def choosing(self) -> ChoosingTerms:
        return Call.objects.get(pk=self.call.pk).terms.choosing_terms

    @property
    def voucher(self) -> VoucherSettings:
        return VoucherSettings.of(Call.objects.get(pk=self.call.pk).terms.settings)


def refused(answer: Any) -> Any:
    """Why a step was not taken."""
    form = answer.context["form"]
    errors = (form.table.errors, form.exempt.errors) if hasattr(form, "table") else form.errors
    return answer.context["problem"], errors, getattr(form, "non_form_errors", list)()


def posted(form: Any) -> dict[str, Any]:
    """The values of a form, a formset, or several of them, as a browser sends them."""
    if hasattr(form, "table"):
        return posted(form.table) | posted(form.exempt) | posted(form.rules)
    forms = [form.management_form, *form.forms] if hasattr(form, "management_form") else [form]
    values: dict[str, Any] = {}
    for one in forms:
        for field in one:
            value = field.value()
            if value is True:
                values[field.html_name] = "on"
            elif value is not None and value is not False:
                values[field.html_name] = value
    return values


def test_saving_every_step_unchanged_keeps_what_the_programme_suggests() -> None:
    builder = Builder()
    for code, following in (("tracks", "shares"), ("shares", "eligibility"), ("marking", "bonus"), ("bonus", "panel")):
        answer = builder.save(code)
        assert answer.status_code == 302, refused(answer)
        assert answer["Location"] == builder.url(following)
    assert builder.save("panel")["Location"] == reverse("programs:manage_call", args=[builder.call.pk])
    from vouchers.settings import CHOOSING

    assert builder.choosing == CHOOSING
    version = Call.objects.get(pk=builder.call.pk).terms_version
    builder.save("panel")
    assert Call.objects.get(pk=builder.call.pk).terms_version == version, "nothing changed, no new version"


def test_tracks_with_money_places_and_least_shares() -> None:
    builder = Builder()
    sent = builder.sent("tracks")
    sent |= {
        "tracks-0-cap": 12_000_000, "tracks-0-places": 40, "tracks-0-group_1": "youth", "tracks-0-share_1": "30",
        "tracks-0-of_1": "places", "tracks-1-label": "", "tracks-3-label": "현장 실증", "tracks-3-budget": 50_000_000,
        "tracks-3-misfit": "stop", "tracks-3-partial": "on",
    }  # fmt: skip
    answer = builder.client.post(builder.url("tracks"), sent)
    assert answer.status_code == 302, refused(answer)
    first, second, third = builder.choosing.tracks
    assert (first.code, first.cap, first.places, first.quotas[0].share) == ("purchase", 12_000_000, 40, Decimal("0.3"))
    assert second.code == "ai"
    assert (third.label, third.budget, third.places, third.partial) == ("현장 실증", 50_000_000, None, True)
    assert builder.voucher.caps == {"purchase": 12_000_000, "ai": 60_000_000, third.code: None}
    assert builder.voucher.asks_youth, "applicants are asked where a share hangs on it"


def test_own_shares_by_size_class_and_track() -> None:
    builder = Builder()
    builder.save("tracks")
    sent = builder.sent("shares")
    sent |= {
        "shares-5-size": "micro", "shares-5-track": "ai", "shares-5-cash": "5", "shares-5-in_kind": "15",
        "shares-1-cash": "", "exempt-0-group": "youth", "exempt-0-cash": "0",
        "rules-rounding": "up", "rules-unit": 1000,
    }  # fmt: skip
    answer = builder.client.post(builder.url("shares"), sent)
    assert answer.status_code == 302, refused(answer)
    table = builder.voucher.contribution
    assert table.row("micro", "ai") == Shares(Decimal("0.05"), Decimal("0.15"))
    assert table.row("micro", "purchase") == Shares(Decimal("0.1"))
    assert ("small", ANY) not in table.rows
    assert (table.rounding, table.unit, table.exemptions[0].group) == ("up", 1000, "youth")


def test_exemptions_are_a_list_of_groups_with_their_shares() -> None:
    builder = Builder()
    builder.save("tracks")
    more = builder.client.post(builder.url("shares"), builder.sent("shares") | {"more": "exempt"})
    assert len(more.context["form"].exempt.forms) == 2 and builder.voucher.contribution.exemptions == ()
    lines = posted(more.context["form"]) | {
        "exempt-0-group": "youth", "exempt-1-group": "region:30110", "exempt-1-cash": "5", "exempt-1-in_kind": "2.5",
    }  # fmt: skip
    assert builder.client.post(builder.url("shares"), lines).status_code == 302
    assert builder.voucher.contribution.exemptions == (
        Exemption("youth"),
        Exemption("region:30110", Shares(Decimal("0.05"), Decimal("0.025"))),
    )
    for wrong in (
        {"exempt-1-group": "youth"},
        {"exempt-1-cash": "90", "exempt-1-in_kind": "20"},
        {"exempt-2-cash": "5"},
        {"exempt-1-group": "nobody"},
    ):
        assert builder.save("shares", **wrong).status_code == 422, wrong
    assert (
        builder.save("shares", **{"exempt-0-group": "", "exempt-0-cash": "", "exempt-0-in_kind": ""}).status_code == 302
    )
    assert [one.group for one in builder.voucher.contribution.exemptions] == ["region:30110"]


def test_the_notice_saved_afterwards_loses_no_step() -> None:
    builder = Builder()
    builder.save("tracks")
    sent = builder.sent("shares") | {
        "shares-5-size": "micro", "shares-5-track": "ai", "shares-5-cash": "5", "shares-5-in_kind": "15",
    }  # fmt: skip
    builder.client.post(builder.url("shares"), sent)
    before = builder.choosing, builder.voucher
    url = reverse("programs:edit_call", args=[builder.call.pk])
    forms = builder.client.get(url).context["forms"]
    values = posted(forms.call) | posted(forms.criteria) | posted(forms.settings)
    values |= {"opens_at": "2027-03-02T09:00", "closes_at": "2027-03-31T18:00", "title": "고친 제목"}
    assert builder.client.post(url, values).status_code == 302
    assert Call.objects.get(pk=builder.call.pk).title == "고친 제목"
    assert (builder.choosing, builder.voucher) == before


def test_marking_the_lot_comes_last_and_names_its_source() -> None:
    builder = Builder()
    wrong = builder.save("marking", tie_1="lottery", tie_2="mean", seed="코스피 종가")
    assert wrong.status_code == 422
    assert "추첨은 한 번, 맨 마지막에만" in wrong.content.decode()
    assert builder.save("marking", tie_1="mean", tie_2="lottery", tie_3="", seed="").status_code == 422
    typed = {"cut_off": "65.5", "needed": 3, "bonus_ceiling": "2.5"}
    builder.save("marking", tie_1="criterion:use", tie_2="lottery", tie_3="", seed="코스피 종가", **typed)
    marking = builder.choosing.marking
    assert (marking.needed, marking.bonus_ceiling) == (3, Decimal("2.5"))
    assert [(one.kind, one.criterion) for one in marking.tie_break] == [("criterion", "use"), ("lottery", "")]
    assert marking.cut_off == Decimal("65.5")
    assert Call.objects.get(pk=builder.call.pk).terms.cut_off == Decimal("65.5")


def test_bonus_points_get_a_question_and_a_document() -> None:
    builder = Builder()
    typed = {"bonus-0-label": "착한가격업소", "bonus-0-points": "1.5", "bonus-0-help": "지정서"}
    answer = builder.save("bonus", **typed)
    assert answer.status_code == 302, refused(answer)
    (bonus,) = builder.choosing.bonuses
    terms = Call.objects.get(pk=builder.call.pk).terms
    assert (bonus.label, bonus.points) == ("착한가격업소", Decimal("1.5"))
    assert bonus.document in {kind.code for kind in terms.document_kinds}


def test_panel_and_days() -> None:
    builder = Builder()
    builder.save("panel", reviewers=5, experts=2, limit=30, appeal=14, blind="on", results=40)
    choosing = builder.choosing
    assert (choosing.panel.reviewers, choosing.panel.experts, choosing.panel.limit, choosing.panel.blind) == (
        5,
        2,
        30,
        True,
    )
    assert (choosing.deadlines.appeal, choosing.plan.results) == (14, 40)


def test_grades_of_a_criterion_are_what_reviewers_read() -> None:
    builder = Builder()
    url = reverse("programs:edit_call", args=[builder.call.pk])
    forms = builder.client.get(url).context["forms"]
    values = posted(forms.call) | posted(forms.criteria) | posted(forms.settings)
    values |= {"opens_at": "2027-03-02T09:00", "closes_at": "2027-03-31T18:00"}
    wrong = builder.client.post(url, values | {"criteria-0-anchors": "20점 아주 좋음"})
    assert wrong.status_code == 422
    assert builder.client.post(url, values | {"criteria-0-anchors": "25: 배점보다 많음"}).status_code == 422
    answer = builder.client.post(url, values | {"criteria-0-anchors": "10: 말로만 있음\n20: 문제가 수치로 뚜렷함"})
    assert answer.status_code == 302, answer.content.decode()[:300]
    first = Call.objects.get(pk=builder.call.pk).terms.scoring[0]
    assert first.anchors == (Anchor(20, "문제가 수치로 뚜렷함"), Anchor(10, "말로만 있음"))


def test_a_published_call_is_only_read() -> None:
    builder = Builder()
    builder.save("tracks")
    actions.propose_call(make.SYSTEM, builder.call.pk)
    actions.publish_call(make.SYSTEM, builder.call.pk)
    page = builder.client.get(builder.url("tracks")).content.decode()
    assert "저장하고" not in page
    assert builder.save("tracks").status_code == 422


def test_a_copy_has_the_terms_but_neither_people_nor_cases() -> None:
    builder = Builder()
    builder.save("tracks", **{"tracks-0-cap": 12_000_000})
    actions.propose_call(make.SYSTEM, builder.call.pk)
    call = actions.publish_call(make.SYSTEM, builder.call.pk)
    make.submitted(call, track="purchase")
    answer = builder.client.post(reverse("programs:copy_call", args=[call.pk]))
    copy = Call.objects.exclude(pk=call.pk).get()
    assert answer["Location"] == reverse("programs:edit_call", args=[copy.pk])
    assert copy.state == "draft" and copy.opens_at > clock.now()
    assert copy.closes_at - copy.opens_at == call.closes_at - call.opens_at
    assert copy.terms.choosing_terms == call.terms.choosing_terms
    assert (copy.terms.settings, copy.terms.scoring) == (call.terms.settings, call.terms.scoring)
    assert not copy.applications.exists()
    stranger = Client()
    stranger.force_login(make_user(Role.MANAGER))
    assert stranger.post(reverse("programs:copy_call", args=[call.pk])).status_code in {403, 404}


def test_files_of_the_notice_are_everybodys_once_it_is_published() -> None:
    builder = Builder()
    url = reverse("programs:call_files", args=[builder.call.pk])
    sent = {"upload": make.png("공고문.png"), "title": "공고문 전문"}
    assert builder.client.post(url, sent).status_code == 302
    assert builder.client.post(url, {"upload": make.png("빼는 것.png"), "title": ""}).status_code == 302
    kept, removed = builder.call.notice_files.order_by("pk")
    builder.client.post(url, {"remove": removed.pk})
    visitor = Client()
    address = reverse("files:download", args=[kept.file.public_id])
    assert visitor.get(address).status_code == 302, "to the sign-in: the call is a draft"
    actions.propose_call(make.SYSTEM, builder.call.pk)
    actions.publish_call(make.SYSTEM, builder.call.pk)
    page = visitor.get(reverse("programs:call", args=[builder.call.pk])).content.decode()
    assert "공고문 전문" in page and "빼는 것" not in page
    assert visitor.get(address).status_code == 200
    assert builder.client.post(url, {"upload": make.png("늦은 것.png")}).status_code == 403
    assert builder.call.notice_files.count() == 2


def test_two_managers_do_not_undo_each_others_steps() -> None:
    builder = Builder()
    first = builder.sent("tracks") | {"version": builder.call.terms_version, "tracks-0-cap": 12_000_000}
    second = builder.sent("panel") | {"version": builder.call.terms_version, "appeal": 14}
    assert builder.client.post(builder.url("tracks"), first).status_code == 302
    late = builder.client.post(builder.url("panel"), second)
    assert late.status_code == 422
    assert "다른 담당자" in late.content.decode()
    assert builder.choosing.tracks[0].cap == 12_000_000


def test_a_copy_draws_no_lot_that_was_drawn_before() -> None:
    builder = Builder()
    builder.save("marking", tie_1="mean", tie_2="lottery", tie_3="", seed="코스피 종가")
    builder.client.post(reverse("programs:copy_call", args=[builder.call.pk]))
    marking = Call.objects.exclude(pk=builder.call.pk).get().terms.choosing_terms.marking
    assert [one.kind for one in marking.tie_break] == ["mean"] and not marking.seed


def test_a_share_of_a_track_that_was_taken_away_does_not_become_everybodys() -> None:
    builder = Builder()
    builder.save("tracks")
    sent = builder.sent("shares") | {
        "shares-5-size": "micro", "shares-5-track": "ai", "shares-5-cash": "5", "shares-5-in_kind": "15",
    }  # fmt: skip
    builder.client.post(builder.url("shares"), sent)
    builder.save("tracks", **{"tracks-2-label": ""})
    page = builder.client.get(builder.url("shares")).content.decode()
    assert "없어진 분야(ai)" in page
    assert builder.save("shares").status_code == 302
    table = builder.voucher.contribution
    assert table.rows["micro", "ai"] == Shares(Decimal("0.05"), Decimal("0.15"))
    assert table.rows["micro", ANY] == Shares(Decimal("0.1"))


def test_a_track_takes_any_number_of_least_shares() -> None:
    builder = Builder()
    sent = builder.sent("tracks") | {"tracks-0-group_1": "youth", "tracks-0-share_1": "30"}
    page = builder.client.post(builder.url("tracks"), sent | {"more": "tracks-0-quotas"})
    assert page.status_code == 200, "one more line is no failure"
    sent = posted(page.context["form"])
    assert sent["tracks-0-group_1"] == "youth" and sent["tracks-0-quotas"] == 3, "what was typed stays"
    districts = ["region:30110", "region:30140"]
    for number, group in enumerate(districts, 2):
        sent |= {f"tracks-0-group_{number}": group, f"tracks-0-share_{number}": "10", f"tracks-0-of_{number}": "money"}
    answer = builder.client.post(builder.url("tracks"), sent)
    assert answer.status_code == 302, refused(answer)
    quotas = builder.choosing.tracks[0].quotas
    assert [one.group for one in quotas] == ["youth", *districts]
    assert builder.save("tracks").status_code == 302
    assert builder.choosing.tracks[0].quotas == quotas, "the page shows all of them again"
    twice = builder.save("tracks", **{"tracks-0-group_2": "youth"})
    assert twice.status_code == 422 and "두 번" in twice.content.decode()


def test_rows_can_be_added_without_saving() -> None:
    builder = Builder()
    for code, prefix in (("tracks", "tracks"), ("shares", "shares"), ("bonus", "bonus")):
        before = builder.sent(code)[f"{prefix}-TOTAL_FORMS"]
        page = builder.client.post(builder.url(code), builder.sent(code) | {"more": prefix})
        assert posted(page.context["form"])[f"{prefix}-TOTAL_FORMS"] == before + 1
    assert Call.objects.get(pk=builder.call.pk).terms_version == 1


OWN_FORM = FormSpec(
    (
        Section(
            "project",
            "사업",
            (
                Question("track", "분야 고르기", Kind.CHOICE, choices=(Choice("purchase", "Data purchase"),)),
                Question("area", "매장 면적", Kind.NUMBER, unit="㎡", label_en="Floor space"),
            ),
            title_en="The project",
        ),
    )
)


def test_a_form_of_the_calls_own_survives_the_saving_of_every_other_step() -> None:
    builder = Builder()
    builder.save("tracks")
    kinds = (DocumentKind("licence", "영업신고증", label_en="Licence"),)
    actions.update_call(make.SYSTEM, builder.call.pk, terms=TermsText(form=OWN_FORM, documents=kinds))
    for code in ("tracks", "shares", "marking", "panel"):
        assert builder.save(code, **({"appeal": 14} if code == "panel" else {})).status_code == 302
    builder.save("bonus", **{"bonus-0-label": "착한가격업소", "bonus-0-points": "1.5"})
    terms = Call.objects.get(pk=builder.call.pk).terms
    assert [one.key for one in terms.kept_form.sections] == ["project", "bonus"]
    assert [one.key for one in terms.kept_form.sections[0].questions] == ["track", "area"]
    assert [one.code for one in terms.kept_documents] == ["licence", "proof_bonus1"]
    builder.save("bonus", **{"bonus-0-label": ""})
    terms = Call.objects.get(pk=builder.call.pk).terms
    assert [one.key for one in terms.kept_form.sections] == ["project"] and terms.kept_documents == kinds


def test_a_form_of_the_calls_own_goes_along_with_tracks_and_shares() -> None:
    builder = Builder()
    builder.save("tracks")
    actions.update_call(make.SYSTEM, builder.call.pk, terms=TermsText(form=OWN_FORM))
    builder.save(
        "tracks", **{"tracks-0-label": "데이터 구매(개정)", "tracks-0-group_1": "youth", "tracks-0-share_1": "30"}
    )
    form = Call.objects.get(pk=builder.call.pk).terms.kept_form
    question = form.question("track")
    assert question and question.label == "분야 고르기", "the wording stays the call's"
    assert question.choices[0].label == "데이터 구매(개정)", "the choices are the call's tracks"
    assert form.question("youth_representative"), "what a least share hangs on is asked"
    assert form.question("area")
    builder.save("tracks", **{"tracks-0-group_1": ""})
    form = Call.objects.get(pk=builder.call.pk).terms.kept_form
    assert form.question("youth_representative") is None
    assert form.question("cost") is None, "what the call took away does not come back"


def test_the_copy_of_a_call_keeps_its_form_when_a_step_is_saved() -> None:
    builder = Builder()
    builder.save("tracks")
    actions.update_call(make.SYSTEM, builder.call.pk, terms=TermsText(form=OWN_FORM))
    builder.client.post(reverse("programs:copy_call", args=[builder.call.pk]))
    builder.call = Call.objects.exclude(pk=builder.call.pk).get()
    builder.save("panel", appeal=21)
    assert builder.call.all_terms.count() == 2
    assert [one.key for one in Call.objects.get(pk=builder.call.pk).terms.kept_form.sections] == ["project"]


def test_each_reader_gets_the_form_in_their_language() -> None:
    builder = Builder()
    kinds = (DocumentKind("licence", "영업신고증", label_en="Licence"),)
    actions.update_call(make.SYSTEM, builder.call.pk, terms=TermsText(form=OWN_FORM, documents=kinds))
    terms = Call.objects.get(pk=builder.call.pk).terms
    for language, title, label, document in (
        ("ko", "사업", "매장 면적", "영업신고증"),
        ("en", "The project", "Floor space", "Licence"),
    ):
        with override(language):
            section = terms.form_spec.sections[0]
            assert (section.title, section.questions[1].label) == (title, label)
            assert terms.document_kinds[0].label == document


def test_a_criterion_that_told_equals_apart_does_not_go_unnoticed() -> None:
    builder = Builder()
    builder.save("marking", tie_1="criterion:use", tie_2="mean", tie_3="")
    url = reverse("programs:edit_call", args=[builder.call.pk])
    forms = builder.client.get(url).context["forms"]
    values = posted(forms.call) | posted(forms.criteria) | posted(forms.settings)
    values |= {"opens_at": "2027-03-02T09:00", "closes_at": "2027-03-31T18:00", "criteria-1-label": ""}
    page = builder.client.post(url, values, follow=True).content.decode()
    assert "더 이상 동점자를 가리지 않습니다" in page and "활용계획" in page
    assert [(one.kind, one.criterion) for one in builder.choosing.marking.tie_break] == [("mean", "")]
    assert Call.objects.get(pk=builder.call.pk).terms.tie_break == []
