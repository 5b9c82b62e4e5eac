"""Random calls for property tests: small, with many equal scores, so that every rule has something to decide."""

from decimal import Decimal

from hypothesis import strategies as st

from programs.rules.ranking import (
    Bonus,
    Candidate,
    Inputs,
    Marking,
    Misfit,
    Normalisation,
    Quota,
    QuotaOf,
    Sheet,
    Terms,
    TieBreak,
    TieKind,
    Track,
)

GROUPS = ("region", "youth", "women")
LOT = TieBreak(TieKind.LOTTERY)
PLAIN_TIES = st.lists(
    st.sampled_from(
        [
            TieBreak(TieKind.CRITERION, "use"),
            TieBreak(TieKind.CRITERION, "ability"),
            TieBreak(TieKind.MEAN),
            TieBreak(TieKind.ASKED),
            TieBreak(TieKind.RECEIPT),
        ]
    ),
    max_size=3,
    unique=True,
)
POINTS = st.sampled_from([Decimal(n) / 4 for n in range(120, 200, 7)])
BONUSES = st.builds(Bonus, st.just("youth"), st.sampled_from([Decimal(1), Decimal("0.75")]), st.booleans())


@st.composite
def markings(draw, normalised: bool = True, lot: bool = True) -> Marking:
    return Marking(
        cut_off=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(75)])),
        cut_off_with_bonus=draw(st.booleans()),
        drop_extremes=draw(st.booleans()),
        drop_from=draw(st.sampled_from([3, 4])),
        needed=draw(st.sampled_from([1, 2])),
        normalisation=draw(st.sampled_from(list(Normalisation))) if normalised else Normalisation.NONE,
        normalise_from=draw(st.sampled_from([1, 3])),
        bonus_ceiling=draw(st.sampled_from([None, Decimal("1.5")])),
        tie_break=(*draw(PLAIN_TIES), *([LOT] if lot else [])),
        seed=draw(st.sampled_from(["2026-03", "둔산"])) if lot else "",
    )


@st.composite
def tracks(draw, code: str = "", partial: bool = True) -> Track:
    places = draw(st.none() | st.integers(2, 6) | st.integers(0, 6))
    budget = draw(st.none() | st.integers(0, 300))
    kinds = [kind for kind, whole in ((QuotaOf.PLACES, places), (QuotaOf.MONEY, budget)) if whole is not None]
    quotas = []
    if kinds:
        shares = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)
        quotas = draw(
            st.lists(
                st.builds(Quota, st.sampled_from(GROUPS), shares, st.sampled_from(kinds)),
                min_size=1,
                max_size=3,
                unique_by=lambda quota: quota.group,
            )
        )
    return Track(
        code,
        places,
        budget,
        reserves=draw(st.integers(0, 3)),
        quotas=tuple(quotas),
        partial=partial and draw(st.booleans()),
        misfit=draw(st.sampled_from(Misfit)),
    )


@st.composite
def candidates(draw, number: int, codes: tuple[str, ...]) -> Candidate:
    reviewers = draw(st.lists(st.sampled_from("가나다라마"), max_size=5, unique=True))
    asked = draw(st.sampled_from([0, 30, 50, 80, 120]))
    return Candidate(
        application=number,
        track=draw(st.sampled_from(codes)),
        sheets=tuple(Sheet(name, {"use": draw(POINTS), "ability": draw(POINTS)}) for name in reviewers),
        bonuses=tuple(draw(st.lists(BONUSES, max_size=2))),
        asked=asked,
        least=draw(st.none() | st.just(asked // 2)),
        groups=draw(st.frozensets(st.sampled_from(GROUPS))),
        receipt=draw(st.integers(0, 5)),
        ticket=f"DV-{number}",
        agreed=draw(st.none() | st.none() | st.fixed_dictionaries({"use": POINTS, "ability": POINTS})),
    )


@st.composite
def calls(draw, normalised: bool = True, lot: bool = True, partial: bool = True) -> Inputs:
    codes = draw(st.sampled_from([("",), ("ai", "buy")]))
    terms = Terms(
        draw(markings(normalised=normalised, lot=lot)),
        tuple(draw(tracks(code, partial=partial and lot)) for code in codes),
    )
    count = draw(st.integers(0, 9) | st.integers(5, 9))
    return Inputs(terms, tuple(draw(candidates(number, codes)) for number in range(1, count + 1)))
