"""A call's own form goes along with its programme's: by an oracle on keys, and in any order of changes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.form import Choice, DocumentKind, FormSpec, Kind, Question, Section
from programs.rules.form_follow import follow_documents, follow_form

KEYS = [f"k{number}" for number in range(8)]


@st.composite
def forms(draw: st.DrawFn) -> FormSpec:
    """A form of at most three sections over a small set of keys, in any order."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    homes = draw(st.lists(st.integers(0, 2), min_size=len(keys), max_size=len(keys)))
    sections = [
        Section(
            f"s{home}", f"S{home}", tuple(Question(key, key) for key, at in zip(keys, homes, strict=True) if at == home)
        )
        for home in range(3)
    ]
    return FormSpec(tuple(section for section in sections if section.questions))


def key_list(form: FormSpec) -> list[str]:
    return [question.key for _section, question in form.questions()]


@given(own=forms(), before=forms(), after=forms())
def test_exactly_what_the_programme_added_and_took_away_comes_and_goes(
    own: FormSpec, before: FormSpec, after: FormSpec
) -> None:
    found = key_list(follow_form(own, before, after))
    mine, old, new = set(key_list(own)), set(key_list(before)), set(key_list(after))
    assert len(found) == len(set(found))
    assert set(found) == (mine - (old - new)) | (new - old)
    if own != before:
        kept = [key for key in key_list(own) if key in found]
        assert [key for key in found if key in mine] == kept, "the order of what was there stays"


@given(own=forms(), standard=forms())
def test_a_form_stays_as_it_is_while_the_programmes_does(own: FormSpec, standard: FormSpec) -> None:
    assert follow_form(own, standard, standard) == own


@given(before=forms(), after=forms())
def test_whoever_changed_nothing_has_the_programmes_form(before: FormSpec, after: FormSpec) -> None:
    assert follow_form(before, before, after) == after


def test_wording_stays_the_calls_and_choices_become_the_programmes() -> None:
    old = Question("track", "Track", Kind.CHOICE, "Choose.", choices=(Choice("a", "A"),))
    new = replace(old, help="Choose one.", choices=(Choice("a", "A"), Choice("b", "B")))
    own = replace(old, label="분야", max_length=50)
    before, after = (FormSpec((Section("s", "S", (one,)),)) for one in (old, new))
    (found,) = follow_form(FormSpec((Section("mine", "M", (own,)),)), before, after).sections[0].questions
    assert (found.label, found.help, found.choices) == ("분야", "Choose one.", new.choices)
    reworded = replace(own, help="한 가지")
    (found,) = follow_form(FormSpec((Section("mine", "M", (reworded,)),)), before, after).sections[0].questions
    assert found.help == "한 가지"


def test_a_new_question_stands_behind_what_stands_before_it_in_the_standard_form() -> None:
    cost, least, supplier = (Question(key, key) for key in ("cost", "least", "supplier"))
    before = FormSpec((Section("project", "P", (cost, supplier)),))
    after = FormSpec((Section("project", "P", (cost, least, supplier)),))
    own = FormSpec((Section("money", "돈", (supplier, cost, Question("own", "own"))),))
    assert key_list(follow_form(own, before, after)) == ["supplier", "cost", "least", "own"]


def test_documents_come_and_go_and_keep_their_wording() -> None:
    licence, youth, other = DocumentKind("licence", "L"), DocumentKind("youth", "Y"), DocumentKind("other", "O")
    own = (replace(other, label="기타"), DocumentKind("lease", "임대차계약서"), licence)
    found = follow_documents(own, (licence, other), (licence, youth, other))
    assert [one.code for one in found] == ["other", "lease", "licence", "youth"]
    assert found[0].label == "기타"
    assert follow_documents(found, (licence, youth, other), (licence, other)) == own
