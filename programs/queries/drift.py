"""Whether reviewers score on different scales, from the sheets that were handed in."""

from programs.models import Call, Review
from programs.rules.drift import Drift, Total, drift


def drift_of(call: Call) -> tuple[Drift, ...]:
    """One line for each reviewer (their id as text), in the order in which sheets were handed in; one statement."""
    sheets = Review.objects.filter(
        assignment__application__call=call, assignment__revoked_at=None, state="submitted", total__isnull=False
    )
    rows = sheets.order_by("submitted_at", "pk").values_list(
        "assignment__application_id", "assignment__reviewer_id", "total"
    )
    return drift(
        Total(application, str(reviewer), total, turn)
        for turn, (application, reviewer, total) in enumerate(rows)
        if total is not None
    )
