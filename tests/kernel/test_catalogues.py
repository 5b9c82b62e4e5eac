"""What the Korean texts keep to, and the English ones with numbers; the catalogue in which texts of allauth are said
better than allauth says them."""

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
# What is counted one by one. Limits and measures (characters, minutes, days, points) are left to the reader's eye.
THINGS = (
    "answers|applications|areas|businesses|cases|cells|columns|interns|lines|payments|people|places|positions"
    "|records|repeats|reviewers|reviews|rows|seats|sheets|values"
)
MANY = re.compile(rf"%\((?P<number>\w+)\)s(?: (?!won\b|person\b)[a-z-]+)? (?:{THINGS}|are|were|have)\b")
AMOUNTS = {"cut_off", "missing", "sales", "time"}  # a mark, a sum of money and times, each with its unit
NEVER_ONE = {
    "%(kept)s seats would be kept for groups; the position has %(seats)s.": "more than the seats of a position",
    "%(mentor)s would look after %(total)s interns, %(already)s of them at other positions; a mentor has at most "
    "%(most)s. Name another mentor or fewer seats.": "more than a mentor has at most",
    "%(n)s businesses were given to %(people)s people, %(least)s to %(most)s each.": "two people at least",
    "A sample has between 1 and %(most)s cases of a call that has some, and a seed.": "a limit",
    "The dearest first. Wish as you mean it: nobody gets a better place by putting another position first. At most "
    "%(most)s positions.": "a limit",
    "You may wish for %(most)s positions at most. Take some off the list.": "a limit",
    "The file has %(value)s rows, more than one import takes.": "above a limit",
    "it has %(rows)s rows; at most %(most)s are possible.": "above a limit",
    "The line in the middle is the panel; the edges are %(most)s points away; the mark is the reviewer, the bar how "
    "far half of their sheets spread. Fewer than %(least)s sheets that others scored too say nothing.": "a limit",
    "the highest and lowest total are left out from %(n)s sheets on, but each application gets %(each)s.": "a limit",
    "The table appears from %(fewest)s answers on, so that nobody is known again by what was answered.": "a limit",
    "The table appears once %(fewest)s have answered, so that nobody is known by an answer.": "a limit",
}


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


def english_for_one() -> Iterator[str]:
    """The English of our own that is read where a number is one: the first form, or the only one."""
    for path in (ROOT / "locale").glob("*/en/LC_MESSAGES/django.po"):
        if path.parts[-4] != OURS.parts[-4]:
            yield from (english for english, _english in texts(path))


def test_no_english_sentence_says_of_one_what_is_right_for_many() -> None:
    said = {
        english
        for english in english_for_one()
        if any(found["number"] not in AMOUNTS for found in MANY.finditer(english))
    }
    assert said == set(NEVER_ONE)


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
