"""Edit rules (내검) that look beyond the form, at what the frame knows of the business.

What a form can say of itself stands in its own rules (XLSForm); here is what it cannot: the number under which the
frame knows the business, the usual sales of small businesses, the limit of regular workers in its industry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from survey.rules.reference_figures import USUAL_SALES, figure_of, worker_limit
from survey.rules.xform.check import nodes_at
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Fault, Problem
from survey.rules.xform.values import day_of

UNIT_SLIP_FACTOR = 100
UNITS_IN_10K_WON = {"10k_won": 1.0, "1k_won": 0.1, "won": 0.0001}  # one of the unit in 만원
OTHER_BUSINESS, UNIT_SLIP, NO_SMALL_BUSINESS = "other_business", "unit_slip", "no_small_business"


@dataclass(frozen=True)
class FrameFacts:
    """What the frame knows: the shop numbers of the business, also of entries that were merged into it (none: not to be
    looked at), and its industry (KSIC); and the day of today, for records that do not say when the visit was."""

    today: date
    shop_ids: frozenset[str] = frozenset()
    ksic_code: str = ""


def frame_problems(form: Form, root: Node, frame: FrameFacts) -> Iterator[Problem]:
    """What the frame has against a settled instance; ``facts["rule"]`` says which rule."""
    shop = _node(form, root, "shop_id")
    if shop is not None and frame.shop_ids and shop.text not in frame.shop_ids:
        yield Problem(Fault.CONSTRAINT, shop.address, {"rule": OTHER_BUSINESS, "given": shop.text[:40]})
    yield from _unit_slip(form, root, frame)
    yield from _too_many_workers(form, root, frame)


def _unit_slip(form: Form, root: Node, frame: FrameFacts) -> Iterator[Problem]:
    """Sales a hundred times the usual or less than a hundredth of it: another unit was probably meant."""
    sales, visited = _node(form, root, "sales"), _node(form, root, "visited_on")
    day = day_of(visited.text) if visited is not None else None
    usual = figure_of(USUAL_SALES, day.at.date() if day else frame.today)
    unit = UNITS_IN_10K_WON.get(form.named["sales"].unit) if sales is not None else None
    figure = _figure(sales)
    if sales is None or unit is None or not usual or not figure:
        return
    if not usual.value / UNIT_SLIP_FACTOR < figure * unit < usual.value * UNIT_SLIP_FACTOR:
        facts = {"rule": UNIT_SLIP, "sales": round(figure * unit), "usual": usual.value}
        yield Problem(Fault.UNLIKELY, sales.address, facts)


def _too_many_workers(form: Form, root: Node, frame: FrameFacts) -> Iterator[Problem]:
    """As many regular workers as make it no small business (소상공인기본법 시행령 §3)."""
    workers = _figure(_node(form, root, "regular_workers"))
    asked = _node(form, root, "staff_total")
    industry = _node(form, root, "industry")
    limit = worker_limit(industry.text.lstrip("ABCDEFGHIJKLMNOPQRSTU") if industry is not None else frame.ksic_code)
    if workers is not None and asked is not None and workers >= limit:
        yield Problem(Fault.UNLIKELY, asked.address, {"rule": NO_SMALL_BUSINESS, "limit": limit})


def _node(form: Form, root: Node, name: str) -> Node | None:
    """The relevant, answered node of this name."""
    item = form.named.get(name)
    found = nodes_at(root, item.path) if item else []
    return found[0] if found and found[0].relevant and found[0].text else None


def _figure(node: Node | None) -> float | None:
    """The figure that was answered; None for what is none, or none that can be reckoned with."""
    try:
        figure = float(node.text) if node is not None else math.nan
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None
