"""What the Korean texts keep to; the catalogue in which texts of allauth are said better than allauth says them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
OURS = ROOT / "locale" / "allauth" / "ko" / "LC_MESSAGES" / "django.po"
THEIRS = Path(allauth.__file__).parent / "locale" / "ko" / "LC_MESSAGES" / "django.po"
OPEN_PARTICLE = re.compile(r"은\(는\)|는\(은\)|을\(를\)|를\(을\)|이\(가\)|가\(이\)|와\(과\)|과\(와\)|\(으\)로")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """English and Korean of each entry, its plural left out."""
    with path.open("rb") as source:
        for message in read_po(source):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[0]
                yield english, message.string if isinstance(message.string, str) else message.string[0]


def test_no_text_leaves_the_choice_of_a_particle_to_its_reader() -> None:
    """은 or 는 goes by the sound before it: a sentence is built so that a known word stands there."""
    paths = (ROOT / "locale").glob("*/ko/LC_MESSAGES/django.po")
    assert [korean for path in paths for _english, korean in texts(path) if OPEN_PARTICLE.search(korean)] == []


def test_what_is_said_better_is_still_said_by_allauth() -> None:
    assert {english for english, _korean in texts(OURS)} - {english for english, _korean in texts(THEIRS)} == set()


def test_no_text_of_a_page_of_ours_is_changed_by_it() -> None:
    own = {
        english
        for path in (ROOT / "locale").glob("*/ko/LC_MESSAGES/django.po")
        if path != OURS
        for english, _korean in texts(path)
    }
    assert {english for english, _korean in texts(OURS)} & own == set()


def test_every_place_of_a_text_is_in_its_translation() -> None:
    for english, korean in texts(OURS):
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(korean)), english
