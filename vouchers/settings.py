"""What a voucher call sets: tracks with caps, the table of own shares, who is covered, what is asked of applicants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from programs.rules import contribution
from programs.rules.contribution import ANY, ContributionTable, Shares
from programs.rules.ranking import Marking, TieBreak, TieKind
from programs.rules.terms import ChoosingTerms, Plan, TrackTerms
from programs.rules.wording import gettext_noop

AI = "ai"
TRACKS = {
    "purchase": gettext_noop("Data purchase"),
    "general": gettext_noop("General processing"),
    AI: gettext_noop("AI processing"),
}
# Whether an application needs its supplier's agreement beforehand (사전협의서).
AGREEMENT = {
    "required": gettext_noop("required for handing in"),
    "optional": gettext_noop("possible, not required"),
    "none": gettext_noop("not asked for: the supplier is plain text"),
}
SIZES = ("micro", "small", "medium", "sole_creator", "prospective")
YOUTH = "youth"  # the group of young representatives (청년 대표) in quotas, exemptions and bonus points
# Caps of the national programme in 2023 (zdnet, 2023-02-23). No table of own shares was found; every call sets its own.
DEFAULT = {
    "caps": {"purchase": 10_000_000, "general": 40_000_000, "ai": 60_000_000},
    "contribution": {
        "rows": [
            {"size": "micro", "track": ANY, "cash": "0.1", "in_kind": "0"},
            {"size": "small", "track": ANY, "cash": "0.15", "in_kind": "0"},
            {"size": "medium", "track": ANY, "cash": "0.25", "in_kind": "0"},
            {"size": "sole_creator", "track": ANY, "cash": "0.1", "in_kind": "0"},
            {"size": "prospective", "track": ANY, "cash": "0.1", "in_kind": "0"},
        ],
        "exemptions": [],
        "rounding": "down",
        "unit": 1,
    },
    "city_only": True,
    "agreement": "optional",
    "founded_by": None,
}
# What a new call starts from: the tracks of 2023, places and won for a city of Daejeon's size. A suggestion only.
CHOOSING = ChoosingTerms(
    Marking(
        cut_off=Decimal(60),
        tie_break=(TieBreak(TieKind.CRITERION, "use"), TieBreak(TieKind.CRITERION, "ability"), TieBreak(TieKind.MEAN)),
    ),
    (
        TrackTerms("purchase", TRACKS["purchase"], 10_000_000, places=30, budget=300_000_000, reserves=10),
        TrackTerms("general", TRACKS["general"], 40_000_000, places=10, budget=400_000_000, reserves=4),
        TrackTerms("ai", TRACKS["ai"], 60_000_000, places=5, budget=300_000_000, reserves=2),
    ),
    plan=Plan(screening=10, review=25, results=30),
)


@dataclass(frozen=True)
class TrackSetting:
    """A track on offer; ``cap`` in won, None without one."""

    code: str
    label: str
    cap: int | None


@dataclass(frozen=True)
class VoucherSettings:
    """The settings of a call, typed. ``contribution`` holds the caps of the tracks too."""

    tracks: tuple[TrackSetting, ...]
    contribution: ContributionTable
    city_only: bool
    agreement: str  # a code of AGREEMENT; calls from before the register have none
    founded_by: date | None
    places: tuple[str, ...] = ()  # where the rules of the catalogue name them
    by_catalogue: bool = False  # who may apply is said by rules of the catalogue
    asks_youth: bool = False
    asks_least: bool = False  # where a track funds in part

    @property
    def caps(self) -> dict[str, int | None]:
        return {track.code: track.cap for track in self.tracks}

    @property
    def sizes(self) -> tuple[str, ...]:
        """The size classes that the call covers: those for which the table of shares has a row."""
        named = self.contribution.sizes
        return SIZES if ANY in named else tuple(size for size in SIZES if size in named)

    def track_label(self, code: str) -> str:
        return next((track.label for track in self.tracks if track.code == code), "")

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "VoucherSettings":
        founded_by = values.get("founded_by")
        tracks = _tracks(values)
        table = _table(values, {track.code: track.cap for track in tracks if track.cap is not None})
        exempt = any(one.group == YOUTH for one in table.exemptions)
        return cls(
            tracks=tracks,
            contribution=table,
            city_only=values["city_only"],
            agreement=values.get("agreement", "none"),
            founded_by=date.fromisoformat(founded_by) if founded_by else None,
            places=tuple(values.get("places", ())),
            by_catalogue=bool(values.get("by_catalogue")),
            asks_youth=bool(values.get("youth")) or exempt,
            asks_least=bool(values.get("partial")),
        )


def _tracks(values: Mapping[str, Any]) -> tuple[TrackSetting, ...]:
    """Those that the terms of choosing name; in calls from before them, those that have a cap."""
    if values.get("tracks"):
        return tuple(TrackSetting(**track) for track in values["tracks"])
    caps = values["caps"]
    return tuple(TrackSetting(code, label, caps[code]) for code, label in TRACKS.items() if code in caps)


def _table(values: Mapping[str, Any], caps: Mapping[str, int]) -> ContributionTable:
    """The table of own shares; calls from before it had one share in money for each size class."""
    if "contribution" in values:
        return contribution.from_json(values["contribution"], caps)
    return ContributionTable({(size, ANY): Shares(Decimal(share)) for size, share in values["shares"].items()}, caps)


def follow(settings: Mapping[str, Any], choosing: ChoosingTerms) -> dict[str, Any]:
    """The settings with what follows from how the call chooses: its tracks with their caps, whether applicants are
    asked for a young representative (only where a quota or bonus points hang on it) and for the least sum that will do
    (only where a track funds in part)."""
    tracks = [{"code": one.code, "label": one.label, "cap": one.cap} for one in choosing.tracks if one.code]
    quotas = {quota.group for track in choosing.tracks for quota in track.quotas}
    bonuses = {bonus.code for bonus in choosing.bonuses}
    partial = any(track.partial for track in choosing.tracks)
    said = {**settings, "tracks": tracks, "youth": YOUTH in quotas | bonuses, "partial": partial}
    return said | _by_rules(choosing) if choosing.eligibility else said


def _by_rules(choosing: ChoosingTerms) -> dict[str, Any]:
    """What the rules of the catalogue say in place of the settings of before."""
    values = {rule.code: rule.values for rule in choosing.eligibility}
    places = list(values.get("place", {}).get("places", ()))
    return {
        "by_catalogue": True,
        "city_only": bool(places),
        "places": places,
        "founded_by": values.get("founded", {}).get("founded_by"),
    }
