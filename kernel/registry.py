"""What an upper app shows in places that belong to all: navigation and the home page's "what to do next"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

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


_nav: dict[str, NavItem] = {}
_panels: dict[str, Panel] = {}


def register_nav(*items: NavItem) -> None:
    for item in items:
        _nav[item.url_name] = item


def register_panel(*panels: Panel) -> None:
    for panel in panels:
        _panels[panel.code] = panel


def nav_items() -> list[NavItem]:
    return sorted(_nav.values(), key=lambda item: (item.order, item.url_name))


def panels() -> list[Panel]:
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.code))
