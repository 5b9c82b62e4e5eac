"""Reviewers are asked evenly, never against a conflict, and as many as can be found."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rules.assignment import Case, Reviewer, assign
from programs.rules.conflicts import (
    Employment,
    Kind,
    Party,
    building,
    business_name,
    find_conflicts,
    mail_domain,
    phone,
)
from tests.programs.rules.oracles.assignment import best

SINCE = date(2024, 3, 2)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_assignment_fills_more_places_or_is_more_even(data):
    reviewers = {n: data.draw(st.integers(0, 4)) for n in range(data.draw(st.integers(1, 4)))}
    allowed = {n: data.draw(st.sets(st.sampled_from(sorted(reviewers)))) for n in range(data.draw(st.integers(1, 4)))}
    each = data.draw(st.integers(1, 2))
    made = assign(
        [Case(n) for n in allowed],
        [Reviewer(n, limit=limit) for n, limit in reviewers.items()],
        each=each,
        conflicts={n: {r: (Kind.DECLARED,) for r in reviewers if r not in able} for n, able in allowed.items()},
    )
    filled = sum(map(len, made.reviewers.values()))
    assert (filled, sorted(made.loads.values(), reverse=True)) == best(allowed, reviewers, each)
    assert sum(short.missing for short in made.shortages) == each * len(allowed) - filled


@st.composite
def worlds(draw):
    fields = st.frozensets(st.sampled_from(["ai", "buy", "map"]), max_size=2)
    reviewers = [Reviewer(n, draw(fields), draw(st.none() | st.integers(1, 6))) for n in range(draw(st.integers(3, 8)))]
    cases = [Case(100 + n, draw(fields)) for n in range(draw(st.integers(1, 12)))]
    conflicts = {
        case.application: dict.fromkeys(draw(st.sets(st.integers(0, 7), max_size=2)), (Kind.PHONE,)) for case in cases
    }
    each = draw(st.integers(1, 3))
    return cases, reviewers, conflicts, each, draw(st.integers(0, each))


@settings(max_examples=100, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_nobody_is_asked_twice_over_their_limit_or_against_a_conflict(world, dice: Random):
    cases, reviewers, conflicts, each, experts = world
    made = assign(cases, reviewers, each=each, experts=experts, conflicts=conflicts, seed="s")
    fields = {one.reviewer: one.fields for one in reviewers}
    for case in cases:
        panel = made.reviewers[case.application]
        assert len(set(panel)) == len(panel) <= each
        assert not set(panel) & set(conflicts[case.application])
        assert all(fields[name] & case.fields for name in made.experts[case.application])
        assert set(made.experts[case.application]) <= set(panel)
        short = {one.application: one for one in made.shortages}.get(case.application)
        assert len(panel) == each - (short.missing if short else 0)
        assert len(made.experts[case.application]) == experts - (short.missing_experts if short else 0)
    for one in reviewers:
        assert made.loads[one.reviewer] == sum(one.reviewer in panel for panel in made.reviewers.values())
        assert one.limit is None or made.loads[one.reviewer] <= one.limit
    mixed = assign(
        dice.sample(cases, len(cases)),
        dice.sample(reviewers, len(reviewers)),
        each=each,
        experts=experts,
        conflicts=conflicts,
        seed="s",
    )
    assert mixed == made


def test_loads_lie_within_one_when_nothing_stands_in_the_way():
    made = assign([Case(n) for n in range(100)], [Reviewer(n) for n in range(7)], each=5)
    assert sorted(made.loads.values()) == [71, 71, 71, 71, 72, 72, 72]


def test_an_even_load_is_found_although_the_conflicts_point_to_one_reviewer():
    # By hand: 2 and 3 may go to reviewer 1 only; so 1 and 4 must both go to reviewer 2.
    conflicts = {1: {}, 2: {2: (Kind.PHONE,)}, 3: {2: (Kind.ADDRESS,)}, 4: {}}
    made = assign([Case(n) for n in (1, 2, 3, 4)], [Reviewer(1), Reviewer(2)], each=1, conflicts=conflicts)
    assert made.reviewers == {1: (2,), 2: (1,), 3: (1,), 4: (2,)}
    assert made.excluded[2] == {2: (Kind.PHONE,)}


# -- conflicts -------------------------------------------------------------------------------------------------


def found(reviewer: Party, applicant: Party, **more) -> tuple[Kind, ...]:
    return find_conflicts({1: reviewer}, {9: applicant}, employed_since=SINCE, **more).get(9, {}).get(1, ())


def test_each_kind_of_conflict_is_found_however_it_is_written():
    reviewer = Party(
        business_numbers=("120-88-00767",),
        addresses=("대전 유성구 대학로 99, 3층 (궁동)",),
        phones=("+82 10-0000-0001",),
        mails=("hong@mail.hanbat-data.kr",),
        employments=(Employment(name="(주)한밭데이터", until=SINCE),),
    )
    assert found(reviewer, Party(business_numbers=("1208800767",))) == (Kind.BUSINESS_NUMBER,)
    assert found(reviewer, Party(addresses=("대전광역시 유성구 대학로 99 101호",))) == (Kind.ADDRESS,)
    assert found(reviewer, Party(phones=("01000000001",))) == (Kind.PHONE,)
    assert found(reviewer, Party(mails=("ceo@HANBAT-DATA.kr",))) == (Kind.MAIL_DOMAIN,)
    assert found(reviewer, Party(names=("한밭데이터 주식회사",))) == (Kind.FORMER_EMPLOYER,)
    assert found(reviewer, Party(), declared=[(9, 1)]) == (Kind.DECLARED,)


def test_an_employment_counts_up_to_its_last_day():
    left = {day: Party(employments=(Employment(number="1208800767", until=day),)) for day in (SINCE, date(2024, 3, 1))}
    applicant = Party(business_numbers=("120-88-00767",))
    assert found(left[SINCE], applicant) == (Kind.FORMER_EMPLOYER,)
    assert found(left[date(2024, 3, 1)], applicant) == ()


def test_public_mail_hosts_and_blank_facts_are_no_conflict():
    blank = Party(names=("",), business_numbers=("",), addresses=(" ",), phones=("-",), mails=("hong@naver.com", "x"))
    assert found(blank, blank) == ()


def test_facts_are_compared_as_people_mean_them():
    assert mail_domain("a@mail.acme.co.kr") == "acme.co.kr"
    assert mail_domain("a@acme.co.kr") == "acme.co.kr"
    assert building("대전시 서구 둔산로 100 (둔산동)") == building("대전광역시  서구 둔산로 100, 지하1층 B호")
    assert building("대전 서구 둔산로 100") != building("대전 서구 둔산로 10")
    assert phone("+82-42-000-0001") == phone("042-000-0001")
    assert business_name("㈜ 한밭 데이터") == "한밭데이터"
