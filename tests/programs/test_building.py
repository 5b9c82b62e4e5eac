"""What a draft still lacks, and how its applicants will see it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from programs import actions
from programs.actions.call import TermsText
from programs.building import gaps_of
from programs.errors_building import CallIncomplete
from programs.models import Application, Call
from programs.rules.catalogue import Chosen
from programs.rules.form import Condition, FormSpec, Kind, Question, Section
from programs.rules.ranking import Marking
from tests.programs import factories as make
from tests.programs.test_builder import Builder
from vouchers.settings import CHOOSING

pytestmark = pytest.mark.django_db


def musts(call: Call) -> set[str]:
    return {gap.step for gap in gaps_of(Call.objects.get(pk=call.pk)) if gap.must}


def test_a_finished_draft_lacks_nothing() -> None:
    builder = Builder()
    for code in ("tracks", "shares", "eligibility", "marking", "panel"):
        assert builder.save(code).status_code == 302
    assert musts(builder.call) == set()
    page = builder.client.get(reverse("programs:call_steps", args=[builder.call.pk])).content.decode()
    assert "승인 요청" in page and "누락" not in page


def test_each_gap_keeps_the_call_from_being_published_and_leads_to_its_step() -> None:
    broken = Question("q", "질문", Kind.TEXT, condition=Condition("gone", ("a",)))
    for step, terms in (
        ("form", TermsText(form=FormSpec((Section("s", "구역", (broken,)),)))),
        ("form", TermsText(form=FormSpec((Section("s", "빈 구역", ()),)))),
        ("marking", TermsText(choosing=replace(CHOOSING, marking=Marking(cut_off=Decimal(101))))),
        ("marking", TermsText(choosing=replace(CHOOSING, marking=Marking(needed=3)))),
        ("panel", TermsText(choosing=replace(CHOOSING, panel=replace(CHOOSING.panel, experts=9)))),
    ):
        builder = Builder()
        actions.update_call(make.SYSTEM, builder.call.pk, terms=terms)
        assert musts(builder.call) == {step}
        with pytest.raises(CallIncomplete):
            actions.propose_call(make.SYSTEM, builder.call.pk)
        answer = builder.client.post(reverse("programs:propose_call", args=[builder.call.pk]))
        assert answer["Location"] == reverse("programs:call_steps", args=[builder.call.pk])
        assert "누락" in builder.client.get(answer["Location"]).content.decode()


def test_a_size_class_that_may_apply_needs_its_own_share() -> None:
    builder = Builder()
    builder.save("shares", **{"shares-1-cash": ""})
    rules = (Chosen("size", {"classes": ["micro", "small"]}),)
    actions.update_call(make.SYSTEM, builder.call.pk, terms=TermsText(choosing=replace(CHOOSING, eligibility=rules)))
    assert musts(builder.call) == {"shares"}


def test_the_preview_checks_a_made_up_business_and_keeps_nothing() -> None:
    builder = Builder()
    builder.save("eligibility")
    url = reverse("programs:preview_call", args=[builder.call.pk])
    page = builder.client.get(url).content.decode()
    assert "미리보기입니다" in page and "신청할 수 있습니다" in page
    sample = {"size": "micro", "status": "closed", "address": "서울특별시 중구 1", "taxes": "owed", "excluded": "yes"}
    answer = builder.client.get(url, sample)
    assert answer.context["verdict"] == "unmet"
    tones = [row["tone"] for row in answer.context["findings"]]
    assert tones.count("danger") == 4, "status, place, taxes, exclusion"
    wrong = builder.client.post(url, {"project_title": "제목", "cost": "많이"})
    assert wrong.status_code == 200
    assert {"id_cost", "id_need"} <= {one["field"] for one in wrong.context["gaps"]}
    fine = builder.client.post(url, {**make.ANSWERS, "consent_personal": "on", "consent_truth": "on"})
    assert fine.context["gaps"] == []
    assert not Application.objects.exists()
    assert Call.objects.get(pk=builder.call.pk).terms_version == 2, "only the step was saved"
