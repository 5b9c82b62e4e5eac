"""Purchases in a circle (순환 거래): businesses that, through others, buy from each other."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def circles(purchases: Iterable[tuple[N, N]]) -> list[list[N]]:
    """Groups of two and more in which everybody, by way of the others, buys from everybody else: the strongly
    connected components of buyer → seller (R. Tarjan 1972), without recursion; buying from oneself is a group of one.

    Groups and their members stand in the order in which they were first named.
    """
    sells: dict[N, list[N]] = defaultdict(list)
    order: dict[N, int] = {}
    for buyer, seller in purchases:
        sells[buyer].append(seller)
        order.setdefault(buyer, len(order))
        order.setdefault(seller, len(order))
    themselves = {buyer for buyer, sellers in sells.items() if buyer in sellers}
    found = [
        sorted(group, key=order.__getitem__)
        for group in _components(order, sells)
        if len(group) > 1 or group[0] in themselves
    ]
    return sorted(found, key=lambda group: order[group[0]])


def _components(nodes: Iterable[N], sells: dict[N, list[N]]) -> list[list[N]]:
    reached: dict[N, int] = {}
    lowest: dict[N, int] = {}
    waiting: list[N] = []
    open_: set[N] = set()
    found: list[list[N]] = []
    for start in nodes:
        if start in reached:
            continue
        path = [(start, iter(sells.get(start, ())))]
        reached[start] = lowest[start] = len(reached)
        waiting.append(start)
        open_.add(start)
        while path:
            node, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == reached[node]:
                    found.append(_cut(waiting, open_, node))
            elif step not in reached:
                reached[step] = lowest[step] = len(reached)
                waiting.append(step)
                open_.add(step)
                path.append((step, iter(sells.get(step, ()))))
            elif step in open_:
                lowest[node] = min(lowest[node], reached[step])
    return found


def _cut(waiting: list[N], open_: set[N], node: N) -> list[N]:
    """Takes a whole component off the end of ``waiting``."""
    group = []
    while True:
        one = waiting.pop()
        open_.discard(one)
        group.append(one)
        if one == node:
            return group
