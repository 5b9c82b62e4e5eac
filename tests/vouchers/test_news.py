"""Every piece of news of a case has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def told() -> set[str]:
    """The events that the voucher's actions tell, as written in their code."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "vouchers" / "actions").glob("*.py"))
    direct = re.findall(r'tell_(?:case|order|survey)\(\s*[\w.]+,\s*"(\w+)"', code)
    chosen = [name for pair in re.findall(r'event = "(\w+)" if \w+ else "(\w+)"', code) for name in pair]
    return {*direct, *chosen}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_event_has_a_headline_and_a_next_step(language: str) -> None:
    path = ROOT / "templates" / "notices" / "messages" / f"case_news.{language}.txt"
    text = path.read_text(encoding="utf-8")
    events = told()
    assert len(events) > 25
    missing = {event for event in events if text.count(f'event == "{event}" %}}') != 2}
    assert not missing
