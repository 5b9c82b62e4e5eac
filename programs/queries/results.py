"""What comes of the reviews: means by criterion, the comments meant for the applicant, the figures of a call."""

from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Sum

from programs.models import Application, Call, Decision, Review, Score
from programs.rules.scoring import CENT, Criterion


def criterion_means(application: Application) -> list[tuple[Criterion, Decimal]]:
    """The mean of the handed-in points of each criterion, in the order of the scoring table; one statement."""
    counted = (
        Score.objects.filter(
            review__assignment__application=application,
            review__assignment__revoked_at=None,
            review__state="submitted",
        )
        .order_by()
        .values_list("criterion")
        .annotate(mean=Avg("points"))
    )
    means = {key: mean.quantize(CENT) for key, mean in counted}
    return [(criterion, means[criterion.key]) for criterion in application.call.terms.scoring if criterion.key in means]


def opinions(application: Application) -> list[str]:
    """The reviewers' comments for the applicant, without names."""
    handed_in = Review.objects.filter(
        assignment__application=application, assignment__revoked_at=None, state="submitted"
    )
    return [text for text in handed_in.order_by("pk").values_list("opinion", flat=True) if text]


def decision_figures(call: Call) -> dict[str, Any]:
    """Number and amount (won) of the decisions by outcome; one statement."""
    rows = (
        Decision.objects.filter(application__call=call)
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("pk"), amount=Sum("amount"))
    )
    figures = {outcome: {"n": n, "amount": amount or 0} for outcome, n, amount in rows}
    return {str(outcome): figures.get(str(outcome), {"n": 0, "amount": 0}) for outcome in Decision.Outcome.values}
