"""Calls that choose by terms of their own, for tests of screening, reviewing and meeting."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from accounts.models import User
from programs.actions.call import TermsText
from programs.models import Call
from programs.rules.catalogue import Chosen
from programs.rules.terms import BonusRule, ChoosingTerms, Deadlines, Panel, TrackTerms
from tests.programs import factories as make

TRACKS = (
    TrackTerms("purchase", "데이터 구매", 10_000_000, 10),
    TrackTerms("general", "일반가공", 40_000_000, 5),
    TrackTerms("ai", "AI 가공", 60_000_000, 5),
)
YOUNG = BonusRule("crowd", "크라우드소싱 활용", Decimal(1), "crowd_proof", "크라우드소싱으로 데이터를 만들 때")
RULES = (
    Chosen("size", {"classes": ["micro", "small"]}),
    Chosen("status", {}),
    Chosen("tax", {}),
    Chosen("sanctions", {}),
    Chosen("one_case", {"programmes": ["vouchers"]}),
    Chosen("same_task", {}),
)


def terms(**parts: Any) -> ChoosingTerms:
    """Terms with three tracks; ``parts`` replace what a test is about."""
    return replace(
        ChoosingTerms(tracks=TRACKS, bonuses=(YOUNG,), panel=Panel(reviewers=2), deadlines=Deadlines(correction=5)),
        **parts,
    )


def open_call(manager: User | None = None, choosing: ChoosingTerms | None = None, **fields: Any) -> Call:
    return make.open_call(manager, terms=TermsText(choosing=choosing or terms()), **fields)
