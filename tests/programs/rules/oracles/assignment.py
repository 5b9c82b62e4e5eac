"""Every possible assignment tried: for worlds of a few applications and reviewers."""

from itertools import combinations, product


def best(cases: dict[int, set[int]], reviewers: dict[int, int], each: int) -> tuple[int, list[int]]:
    """(places filled, loads from the highest) of the best assignment: first the most places, then the smallest sum of
    squares of the loads. ``cases`` maps to the reviewers who may be asked, ``reviewers`` to their limit."""
    found: tuple[int, int, list[int]] | None = None
    panels = [
        [panel for size in range(each + 1) for panel in combinations(sorted(allowed), size)]
        for allowed in cases.values()
    ]
    for choice in product(*panels):
        loads = {reviewer: sum(reviewer in panel for panel in choice) for reviewer in reviewers}
        if any(loads[reviewer] > limit for reviewer, limit in reviewers.items()):
            continue
        mark = (-sum(loads.values()), sum(load * load for load in loads.values()), sorted(loads.values(), reverse=True))
        if found is None or mark < found:
            found = mark
    assert found is not None
    return -found[0], found[2]
