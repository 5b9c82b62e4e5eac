"""Two members of one business write one report at once: nothing is written over unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.vouchers import cases as make
from vouchers.actions.report import begin_report
from vouchers.models import Report

pytestmark = pytest.mark.django_db


class Writer:
    """One member's page of the report, with what it was shown with."""

    def __init__(self, world: make.World, report: Report, user: Any) -> None:
        self.client, self.report = Client(), report
        self.client.force_login(user)
        self.case = report.agreement.public_id
        self.opens()

    def opens(self) -> None:
        self.known(self.client.get(reverse("vouchers:case", args=[self.case])))

    def known(self, answer: Any) -> None:
        found = answer.context["reports"] if answer.context else []
        form = next(offer["form"] for row in found for offer in row["offers"] if offer["step"].code == "write")
        self.typed = {name: form[name].value() or "" for name in form.fields if name != "papers"}

    def saves(self, **texts: str) -> Any:
        url = reverse("vouchers:do", args=[self.case, "write", self.report.pk])
        answer = self.client.post(url, self.typed | texts)
        if answer.status_code == 422:
            self.known(answer)
        return answer


def two_writers() -> tuple[Writer, Writer]:
    world, voucher = make.issued()
    colleague = make_user()
    make.join(colleague, world.application.organisation)
    report = begin_report(world.as_("owner"), voucher.agreement_id, "final")
    return Writer(world, report, world.owner), Writer(world, report, colleague)


def kept() -> dict[str, str]:
    return {key: text for key, text in Report.objects.get().content.items() if text}


def test_the_same_section_is_never_written_over_unseen_and_both_texts_stand_side_by_side() -> None:
    one, other = two_writers()
    assert one.saves(summary="폐기량을 줄였습니다.").status_code == 302
    answer = other.saves(summary="품절이 줄었습니다.", results="하루 준비량을 정했습니다.")
    assert answer.status_code == 422
    sides = re.findall(r'class="conflict-text">(.*?)</p>', answer.content.decode())
    assert sides == ["품절이 줄었습니다.", "폐기량을 줄였습니다."]
    assert kept() == {"summary": "폐기량을 줄였습니다.", "results": "하루 준비량을 정했습니다."}
    assert other.saves(summary="폐기량과 품절이 줄었습니다.").status_code == 302
    assert kept()["summary"] == "폐기량과 품절이 줄었습니다."


def test_a_page_that_is_sent_whole_leaves_alone_what_its_writer_did_not_touch() -> None:
    one, other = two_writers()
    one.saves(summary="폐기량을 줄였습니다.", effect="30%")
    assert other.saves(results="하루 준비량을 정했습니다.").status_code == 302
    assert kept() == {"summary": "폐기량을 줄였습니다.", "effect": "30%", "results": "하루 준비량을 정했습니다."}


def test_a_refused_hand_in_keeps_what_was_saved_and_the_next_save_is_no_conflict_with_oneself() -> None:
    one, _other = two_writers()
    assert one.saves(summary="폐기량을 줄였습니다.", hand_in="1").status_code == 422
    assert one.saves(summary="폐기량을 30% 줄였습니다.").status_code == 302
    assert kept() == {"summary": "폐기량을 30% 줄였습니다."}


def test_a_colleagues_section_stands_on_the_page_that_comes_back() -> None:
    one, other = two_writers()
    one.saves(summary="폐기량을 줄였습니다.")
    other.saves(results="하루 준비량을 정했습니다.", hand_in="1")
    assert other.typed["summary"] == "폐기량을 줄였습니다."
    assert other.saves(results="하루 준비량을 자료로 정했습니다.").status_code == 302
    assert kept()["summary"] == "폐기량을 줄였습니다."
