"""What an upper app shows in places that belong to all: navigation, the home page's "what to do next", what a person
has brought in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kernel import lifecycle

Text = str | Promise


@dataclass(frozen=True)
class NavItem:
    """An entry of the main menu. ``visible`` gets the user (perhaps anonymous)."""

    label: Text
    url_name: str
    visible: Callable[[Any], bool]
    order: int = 50


@dataclass(frozen=True)
class Todo:
    """One thing for a person to do next."""

    title: Text
    url: str
    detail: Text = ""
    due: str = ""
    count: int | None = None
    tone: str = "info"


@dataclass(frozen=True)
class Panel:
    """A group of things to do on the home page; ``todos`` gets the signed-in user and may return nothing."""

    code: str
    title: Text
    todos: Callable[[Any], Iterable[Todo]]
    order: int = 50


@dataclass(frozen=True)
class Opening:
    """Something that anybody can apply for or read now. ``due`` is said in words ("until 30 June, 18:00")."""

    title: Text
    url: str
    due: Text = ""
    soon: bool = False


@dataclass(frozen=True)
class Offer:
    """What a programme offers to the public on the front page; ``openings`` are its open calls or releases."""

    code: str
    title: Text
    audience: Text
    text: Text
    icon: str
    url_name: str = ""
    closed_text: Text = ""  # what stands there while nothing is open
    openings: Callable[[], Iterable[Opening]] = tuple
    order: int = 50


@dataclass(frozen=True)
class Output:
    """What a person has brought in for one piece of work, in figures by their names; ``url`` is of what came back to
    them, empty when nothing did."""

    title: Text
    figures: Sequence[tuple[Text, int]]
    url: str = ""


_nav: dict[str, NavItem] = {}
_account_nav: dict[str, NavItem] = {}
_panels: dict[str, Panel] = {}
_verbs: dict[str, Text] = {}
_records: dict[str, Text] = {}
_systems: dict[str, Text] = {}
_offers: dict[str, Offer] = {}
_outputs: dict[str, Callable[[Any], Iterable[Output]]] = {}


def register_nav(*items: NavItem) -> None:
    for item in items:
        _nav[item.url_name] = item


def register_account_nav(*items: NavItem) -> None:
    """Entries of the menu under the person's own name."""
    for item in items:
        _account_nav[item.url_name] = item


def register_panel(*panels: Panel) -> None:
    for panel in panels:
        _panels[panel.code] = panel


def register_offer(*offers: Offer) -> None:
    for offer in offers:
        _offers[offer.code] = offer


def register_outputs(code: str, outputs: Callable[[Any], Iterable[Output]]) -> None:
    """``outputs`` gets a person and answers what they have brought in to the app, also when they no longer work for it;
    a page of another app shows it to that person."""
    _outputs[code] = outputs


def outputs_of(user: Any) -> list[Output]:
    return [one for _code, outputs in sorted(_outputs.items()) for one in outputs(user)]


def offers() -> list[Offer]:
    return sorted(_offers.values(), key=lambda offer: (offer.order, offer.code))


def nav_items() -> list[NavItem]:
    return sorted(_nav.values(), key=lambda item: (item.order, item.url_name))


def account_nav_items() -> list[NavItem]:
    return sorted(_account_nav.values(), key=lambda item: (item.order, item.url_name))


def panels() -> list[Panel]:
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.code))


def register_verbs(labels: Mapping[str, Text]) -> None:
    """What the verbs of an app's actions are called in the audit trail; those of life cycles are known already."""
    _verbs.update(labels)


def verb_label(verb: str, entity: str = "") -> Text:
    """A verb of the audit trail in words; one that nobody has named stands as it is.

    Several life cycles may share a verb ("refuse"): with ``entity`` ("survey.frameimport") its own word counts,
    without it all words stand side by side.
    """
    own = _cycle_of(entity)
    for arrow in own.transitions if own else ():
        if arrow.verb == verb:
            return arrow.label
    if verb in _verbs:
        return _verbs[verb]
    arrows = (arrow for cycle in lifecycle.REGISTRY.values() for arrow in cycle.transitions)
    words = dict.fromkeys(str(arrow.label) for arrow in arrows if arrow.verb == verb)
    return " / ".join(words) or verb


def _cycle_of(entity: str) -> lifecycle.LifeCycle | None:
    try:
        return getattr(apps.get_model(entity), "LIFE_CYCLE", None)
    except (LookupError, ValueError):
        return None


def register_records(labels: Mapping[str, Text]) -> None:
    """What the trail calls a record of a model ("programs.call")."""
    _records.update(labels)


def record_label(entity: str) -> Text:
    """A kind of record in words; one that nobody has named stands as it is."""
    return _records.get(entity, entity)


def register_systems(labels: Mapping[str, Text]) -> None:
    """What the trail calls a task or command that acts as ``Actor.system(name)``."""
    _systems.update(labels)


def actor_label(label: str) -> Text:
    """Who acted, in words: a person's name as it was kept, a visitor, or the system with its task."""
    if label == "visitor":
        return _("visitor")
    start, sign, name = label.partition(":")
    return _("System (%(task)s)") % {"task": _systems.get(name, name)} if sign and start == "system" else label
