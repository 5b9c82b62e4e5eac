"""What a ranking is made from, frozen: the call's terms of choosing and everything that counts of each application.

The inputs are kept as canonical JSON with a hash. The list is a function of them alone, so whoever holds the JSON can
make the list again, at any time, and compare.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

RULE = "hanbat-ranking-1"  # named in the JSON: another rule is another name, and earlier lists stay what they are


class Normalisation(StrEnum):
    """How strict and lenient reviewers are brought onto one scale, within each track."""

    NONE = "none"
    MEAN_SHIFT = "mean_shift"  # every sheet is moved by the distance of its reviewer's mean from the panel's
    Z_SCORE = "z_score"  # the spread is brought to the panel's too


class TieKind(StrEnum):
    """What may separate equal scores. Time of receipt counts only in a call that names it."""

    CRITERION = "criterion"  # higher mean of one criterion first
    MEAN = "mean"  # higher mean before bonus first
    ASKED = "asked"  # smaller sum asked first
    RECEIPT = "receipt"  # earlier arrival of the first version handed in
    LOTTERY = "lottery"  # by the published seed


class Misfit(StrEnum):
    """What happens at an application that no longer fits into the budget."""

    GO_ON = "go_on"  # it is passed over and the next is looked at
    STOP = "stop"  # nobody below it is selected


class QuotaOf(StrEnum):
    PLACES = "places"
    MONEY = "money"


@dataclass(frozen=True)
class TieBreak:
    kind: TieKind
    criterion: str = ""


@dataclass(frozen=True)
class Marking:
    """From sheets to a score. Points have at most two decimals; a sheet's total is the sum of its points.

    ``drop_from``: with at least so many sheets one highest and one lowest total are dropped. ``needed``: with fewer
    sheets there is no score. ``stretch``: the most by which Z_SCORE widens a reviewer's spread.
    """

    cut_off: Decimal = Decimal(0)
    cut_off_with_bonus: bool = True
    drop_extremes: bool = False
    drop_from: int = 3
    needed: int = 1
    normalisation: Normalisation = Normalisation.NONE
    normalise_from: int = 5  # a reviewer with fewer sheets in the track is left as they are
    stretch: Decimal = Decimal(2)
    bonus_ceiling: Decimal | None = None
    tie_break: tuple[TieBreak, ...] = ()
    seed: str = ""

    def __post_init__(self) -> None:
        if self.needed < 1 or self.drop_from < 3 or self.normalise_from < 1 or self.stretch < 1:
            raise ValueError("at least one sheet, three to drop from, one to normalise from, and a stretch of one")
        lots = [tie.kind for tie in self.tie_break].count(TieKind.LOTTERY)
        if lots and (lots > 1 or self.tie_break[-1].kind is not TieKind.LOTTERY or not self.seed):
            raise ValueError("a lottery comes once, last, and with a published seed")
        object.__setattr__(self, "cut_off", _points(self.cut_off))
        if self.bonus_ceiling is not None:
            object.__setattr__(self, "bonus_ceiling", _points(self.bonus_ceiling))

    @property
    def by_lot(self) -> bool:
        """Whether no two applications can stay equal."""
        return bool(self.tie_break) and self.tie_break[-1].kind is TieKind.LOTTERY


@dataclass(frozen=True)
class Quota:
    """A least share (0 to 1) of a track's places or budget for the applications that belong to ``group``."""

    group: str
    share: Decimal
    of: QuotaOf = QuotaOf.PLACES

    def need(self, whole: int) -> int:
        """In places or won, rounded up: a least share is reached, not nearly reached."""
        return int((self.share * whole).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class Track:
    """One list. ``places`` and ``budget`` (won) may each be open (None); ``quotas`` are served in their order.

    ``partial``: an application that does not fit whole gets what is left, if that is at least its ``least``.
    """

    code: str = ""
    places: int | None = None
    budget: int | None = None
    reserves: int = 0
    quotas: tuple[Quota, ...] = ()
    partial: bool = False
    misfit: Misfit = Misfit.GO_ON

    def __post_init__(self) -> None:
        if min(self.places or 0, self.budget or 0, self.reserves) < 0:
            raise ValueError("places, budget and reserves are not negative")
        for quota in self.quotas:
            if not 0 <= quota.share <= 1 or self.whole(quota) is None:
                raise ValueError("a quota is a share of a number of places or of a budget that the track has")

    def whole(self, quota: Quota) -> int | None:
        return self.places if quota.of is QuotaOf.PLACES else self.budget

    def need(self, quota: Quota) -> int:
        return quota.need(self.whole(quota) or 0)


@dataclass(frozen=True)
class Terms:
    """The call's terms of choosing."""

    marking: Marking
    tracks: tuple[Track, ...]

    def __post_init__(self) -> None:
        codes = [track.code for track in self.tracks]
        if len(set(codes)) != len(codes):
            raise ValueError("a track is named once")
        if any(track.partial for track in self.tracks) and not self.marking.by_lot:
            raise ValueError("funding in part needs an order without equals: end the tie-breaks with a lottery")


@dataclass(frozen=True)
class Sheet:
    """One reviewer's points by criterion, as handed in."""

    reviewer: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True)
class Bonus:
    """Bonus points (가점) that were asked for; they count only when ``proven``."""

    code: str
    points: Decimal
    proven: bool


@dataclass(frozen=True)
class Candidate:
    """An application that passed screening. ``asked`` and ``least`` in won; ``least`` is the smallest sum with which
    the project can still be done (None: only the whole). ``ticket``, its receipt number, stands for it in the lottery.
    ``agreed``: the points by criterion on which the panel agreed in a meeting; they count in place of the sheets.
    ``measured``: the points of a test by criterion, added to what the sheets or the panel give; no scale touches them.
    """

    application: int
    track: str = ""
    sheets: tuple[Sheet, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    asked: int = 0
    least: int | None = None
    groups: frozenset[str] = frozenset()
    receipt: int = 0
    ticket: str = ""
    agreed: Mapping[str, Decimal] | None = None
    measured: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.asked < 0 or not 0 <= (self.asked if self.least is None else self.least) <= self.asked:
            raise ValueError("asked is not negative, and the least sum lies between nothing and what is asked")
        if len({sheet.reviewer for sheet in self.sheets}) != len(self.sheets):
            raise ValueError("a reviewer hands in one sheet per application")


@dataclass(frozen=True)
class Inputs:
    """Everything that the list follows from."""

    terms: Terms
    candidates: tuple[Candidate, ...] = field(default=())

    def __post_init__(self) -> None:
        ids = {candidate.application for candidate in self.candidates}
        if len(ids) != len(self.candidates):
            raise ValueError("an application stands on the list once")
        unknown = {candidate.track for candidate in self.candidates} - {track.code for track in self.terms.tracks}
        if unknown:
            raise ValueError(f"no such track: {', '.join(sorted(unknown))}")


def hundredths(points: Decimal) -> int:
    """Points as whole hundredths. Raises ValueError when they have more than two decimals."""
    whole = points * 100
    result = int(whole)
    if whole != result:
        raise ValueError(f"{points} has more than two decimals")
    return result


def _points(points: Decimal) -> Decimal:
    return Decimal(hundredths(points)) / 100


# -- as JSON ---------------------------------------------------------------------------------------------------


def to_json(inputs: Inputs) -> str:
    """Canonical: the same inputs give the same text, in whatever order they were gathered."""
    candidates = sorted(inputs.candidates, key=lambda candidate: candidate.application)
    content = {
        "rule": RULE,
        "terms": {
            "marking": asdict(inputs.terms.marking),
            "tracks": [asdict(track) for track in sorted(inputs.terms.tracks, key=lambda track: track.code)],
        },
        "candidates": [_candidate_to_json(candidate) for candidate in candidates],
    }
    return json.dumps(content, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(inputs: Inputs) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return text_hash(to_json(inputs))


def text_hash(text: str) -> str:
    """Of the JSON as it is kept: anybody can compute it again from the text alone."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(text: str) -> Inputs:
    """The inverse of :func:`to_json`. Raises ValueError for inputs of another rule."""
    content = json.loads(text)
    if content["rule"] != RULE:
        raise ValueError(f"made for the rule {content['rule']}, this is {RULE}")
    marking, tracks = content["terms"]["marking"], content["terms"]["tracks"]
    terms = Terms(_marking_from_json(marking), tuple(map(_track_from_json, tracks)))
    return Inputs(terms, tuple(map(_candidate_from_json, content["candidates"])))


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    raise TypeError(f"{type(value)} is not an input of a ranking")


def _candidate_to_json(candidate: Candidate) -> dict[str, Any]:
    bonuses = sorted(candidate.bonuses, key=lambda bonus: (bonus.code, bonus.points, bonus.proven))
    sheets = sorted(candidate.sheets, key=lambda sheet: sheet.reviewer)
    # Named only where there is one, so that the hashes of lists without a meeting or a test stay what they were.
    agreed = {} if candidate.agreed is None else {"agreed": dict(candidate.agreed)}
    measured = {"measured": dict(candidate.measured)} if candidate.measured else {}
    return {
        **agreed,
        **measured,
        **{name: getattr(candidate, name) for name in ("application", "track", "asked", "least", "receipt", "ticket")},
        "sheets": [{"reviewer": sheet.reviewer, "points": dict(sheet.points)} for sheet in sheets],
        "bonuses": [asdict(bonus) for bonus in bonuses],
        "groups": sorted(candidate.groups),
    }


def _candidate_from_json(data: dict[str, Any]) -> Candidate:
    sheets = [
        Sheet(sheet["reviewer"], {key: Decimal(points) for key, points in sheet["points"].items()})
        for sheet in data["sheets"]
    ]
    bonuses = [Bonus(bonus["code"], Decimal(bonus["points"]), bonus["proven"]) for bonus in data["bonuses"]]
    agreed = data.get("agreed")
    changed = {
        "sheets": tuple(sheets),
        "bonuses": tuple(bonuses),
        "groups": frozenset(data["groups"]),
        "agreed": None if agreed is None else {key: Decimal(points) for key, points in agreed.items()},
        "measured": {key: Decimal(points) for key, points in data.get("measured", {}).items()},
    }
    return Candidate(**{**data, **changed})


def _marking_from_json(data: dict[str, Any]) -> Marking:
    ceiling = data["bonus_ceiling"]
    changed = {
        "cut_off": Decimal(data["cut_off"]),
        "stretch": Decimal(data["stretch"]),
        "normalisation": Normalisation(data["normalisation"]),
        "bonus_ceiling": None if ceiling is None else Decimal(ceiling),
        "tie_break": tuple(TieBreak(TieKind(tie["kind"]), tie["criterion"]) for tie in data["tie_break"]),
    }
    return Marking(**{**data, **changed})


def _track_from_json(data: dict[str, Any]) -> Track:
    quotas = tuple(Quota(q["group"], Decimal(q["share"]), QuotaOf(q["of"])) for q in data["quotas"])
    return Track(**{**data, "quotas": quotas, "misfit": Misfit(data["misfit"])})
