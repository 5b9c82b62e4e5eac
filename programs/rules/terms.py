"""The terms by which a call chooses, as one value: scoring, tracks with their money, bonus, eligibility, deadlines.

They are kept as JSON with each version of the call's terms (``CallTerms.choosing``), so that a past case is always
judged by the terms of its day. Nothing here is a constant of a programme: DOMAIN.md knows no official table.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.rules.catalogue import Chosen
from programs.rules.ranking.inputs import (
    Marking,
    Misfit,
    Normalisation,
    Quota,
    QuotaOf,
    Terms,
    TieBreak,
    TieKind,
    Track,
)


class Fund(StrEnum):
    """Whose money it is: national and city subsidies follow different laws."""

    NATIONAL = "national"  # 보조금법
    CITY = "city"  # 지방보조금법


@dataclass(frozen=True)
class TrackTerms:
    """One track (분야) of a call. ``cap``: the most that one case gets, in won (None: none set); ``places`` and
    ``budget`` (won) may each be open. The rest is as in :class:`programs.rules.ranking.Track`."""

    code: str = ""
    label: str = ""
    cap: int | None = None
    places: int | None = None
    budget: int | None = None
    reserves: int = 0
    quotas: tuple[Quota, ...] = ()
    partial: bool = False
    misfit: Misfit = Misfit.GO_ON

    def for_ranking(self) -> Track:
        names = ("code", "places", "budget", "reserves", "quotas", "partial", "misfit")
        return Track(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True)
class BonusRule:
    """Bonus points (가점) that an applicant may ask for; ``document`` is the code of the document that proves them."""

    code: str
    label: str
    points: Decimal
    document: str = ""
    help: str = ""


@dataclass(frozen=True)
class Deadlines:
    """In days, each counted from the notice to the end of the last day (민법 §157: the day of the notice not counted).

    ``appeal``: to object to a result (이의신청); none when 0. ``correction``: to mend what was asked for (보완).
    ``acceptance``: for a reserve who is called up to accept."""

    appeal: int = 10
    correction: int = 5
    acceptance: int = 5


@dataclass(frozen=True)
class Plan:
    """By when each step is meant to be done, in days from the closing day; 0: the call names no day. Told to applicants
    as planned; nothing hangs on it."""

    screening: int = 0
    review: int = 0
    results: int = 0


@dataclass(frozen=True)
class Panel:
    """How applications are judged: ``reviewers`` for each, of whom ``experts`` in its field; ``blind`` hides whatever
    says who applies; a reviewer's former employers count for ``conflict_years``; ``limit`` bounds a reviewer's load
    (None: no bound)."""

    reviewers: int = 2
    experts: int = 0
    blind: bool = False
    conflict_years: int = 3
    limit: int | None = None


class Told(StrEnum):
    """What an applicant reads of where it stands, besides its own points."""

    RANK = "rank"  # its rank among how many
    BAND = "band"  # the quarter of the list in which it stands


@dataclass(frozen=True)
class ChoosingTerms:
    """Everything by which a call chooses. ``tracks`` is never empty: a call without tracks has one without a code."""

    marking: Marking = field(default_factory=Marking)
    tracks: tuple[TrackTerms, ...] = (TrackTerms(),)
    bonuses: tuple[BonusRule, ...] = ()
    eligibility: tuple[Chosen, ...] = ()
    panel: Panel = Panel()
    deadlines: Deadlines = Deadlines()
    plan: Plan = Plan()
    told: Told = Told.BAND

    def __post_init__(self) -> None:
        codes = [track.code for track in self.tracks]
        if not codes or len(set(codes)) != len(codes):
            raise ValueError("at least one track, and each code once")

    @property
    def places(self) -> int | None:
        """Of all tracks together; None when one of them is open."""
        found = [track.places for track in self.tracks]
        return None if None in found else sum(count or 0 for count in found)

    @property
    def budget(self) -> int | None:
        """Of all tracks together, in won; None when one of them is open."""
        found = [track.budget for track in self.tracks]
        return None if None in found else sum(won or 0 for won in found)

    def track(self, code: str) -> TrackTerms | None:
        return next((track for track in self.tracks if track.code == code), None)

    def for_ranking(self) -> Terms:
        return Terms(self.marking, tuple(track.for_ranking() for track in self.tracks))


# -- as JSON ---------------------------------------------------------------------------------------------------


def to_json(terms: ChoosingTerms) -> dict[str, Any]:
    """Plain JSON values; points and shares as text, so that no float ever touches them."""
    kept: dict[str, Any] = plain(asdict(terms))
    return kept


def from_json(data: Mapping[str, Any]) -> ChoosingTerms:
    """The inverse of :func:`to_json`. Raises KeyError, TypeError or ValueError for what is not such terms."""
    return ChoosingTerms(
        marking=_marking(data["marking"]),
        tracks=tuple(map(_track, data["tracks"])),
        bonuses=tuple(BonusRule(**{**one, "points": Decimal(one["points"])}) for one in data["bonuses"]),
        eligibility=tuple(Chosen(one["code"], dict(one["values"])) for one in data["eligibility"]),
        panel=Panel(**data["panel"]),
        deadlines=Deadlines(**data["deadlines"]),
        plan=Plan(**data.get("plan", {})),
        told=Told(data.get("told", Told.BAND)),
    )


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.value if isinstance(value, StrEnum) else value


def _marking(data: Mapping[str, Any]) -> Marking:
    ceiling = data["bonus_ceiling"]
    return Marking(
        **{
            **data,
            "cut_off": Decimal(data["cut_off"]),
            "stretch": Decimal(data["stretch"]),
            "bonus_ceiling": None if ceiling is None else Decimal(ceiling),
            "normalisation": Normalisation(data["normalisation"]),
            "tie_break": tuple(TieBreak(TieKind(one["kind"]), one["criterion"]) for one in data["tie_break"]),
        }
    )


def _track(data: Mapping[str, Any]) -> TrackTerms:
    quotas = tuple(Quota(one["group"], Decimal(one["share"]), QuotaOf(one["of"])) for one in data["quotas"])
    return TrackTerms(**{**data, "quotas": quotas, "misfit": Misfit(data["misfit"])})
