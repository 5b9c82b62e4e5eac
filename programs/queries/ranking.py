"""The ranking of a call from its handed-in reviews."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Avg

from programs.models import Call, Review, Score
from programs.rules.scoring import CENT, Ranked, Scored, rank


def ranking(call: Call) -> list[Ranked]:
    """The list by the call's own terms; three statements, whatever the number of applications."""
    totals: dict[int, list[Decimal]] = defaultdict(list)
    waiting = call.applications.filter(state__in=["eligible", "in_review", "selected", "reserve", "rejected"])
    ids = list(waiting.values_list("pk", flat=True))
    reviews = Review.objects.filter(assignment__application__call=call, assignment__revoked_at=None, state="submitted")
    for application, total in reviews.values_list("assignment__application_id", "total"):
        totals[application].append(total or Decimal(0))
    means: dict[int, dict[str, Decimal]] = defaultdict(dict)
    scores = (
        Score.objects.filter(review__in=reviews)
        .values("review__assignment__application_id", "criterion")
        .annotate(mean=Avg("points"))
        .order_by()
    )
    for row in scores:
        means[row["review__assignment__application_id"]][row["criterion"]] = row["mean"].quantize(CENT)
    terms = call.terms
    return rank(
        [Scored(pk, tuple(totals[pk]), means[pk]) for pk in ids],
        seats=call.seats,
        reserves=call.reserves,
        cut_off=terms.cut_off,
        drop_extremes=terms.drop_extremes,
        tie_break=terms.tie_break,
    )
