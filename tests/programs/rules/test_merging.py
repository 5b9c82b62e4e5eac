"""Merging two people's typing."""

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.merging import merge

FIELDS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(("", "가", "나다", "라")), max_size=4)


@given(FIELDS, FIELDS)
def test_a_repeated_request_changes_nothing_the_second_time(start: dict[str, str], sent: dict[str, str]) -> None:
    revisions = dict.fromkeys(start, 1)
    once = merge(start, revisions, sent, revisions)
    twice = merge(once.values, once.revisions, sent, revisions)
    assert (twice.values, twice.changed, twice.conflicts) == (once.values, (), ())


@given(FIELDS, FIELDS, FIELDS)
def test_nothing_typed_is_ever_thrown_away(start: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    base = dict.fromkeys(start, 1)
    first = merge(start, base, theirs, base)
    second = merge(first.values, first.revisions, mine, base)
    refused = {conflict.field for conflict in second.conflicts}
    for field, value in mine.items():
        assert second.values[field] == value or field in refused
    for field in refused:
        assert second.values[field] == theirs[field]
