"""What comes of the reviews: means by criterion, the comments meant for the applicant, the figures of a call."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, QuerySet, Sum

from programs.models import Application, Call, Decision, Review, Score
from programs.queries.measured import measured_of
from programs.queries.meetings import agreed_points_of
from programs.rules.position import position, score_band
from programs.rules.scoring import CENT, Criterion
from programs.rules.terms import Told


def criterion_means(application: Application) -> list[tuple[Criterion, Decimal]]:
    """What counts for each criterion, in the order of the scoring table: the points that the panel agreed on, else the
    mean of the handed-in sheets, and the points of a test; three statements at most."""
    means = agreed_points_of(application) or {
        key: mean.quantize(CENT) for key, mean in _scores(application).values_list("criterion").annotate(Avg("points"))
    }
    means |= measured_of(application)
    return [(criterion, means[criterion.key]) for criterion in application.call.terms.scoring if criterion.key in means]


def _scores(application: Application) -> QuerySet[Score]:
    return Score.objects.filter(
        review__assignment__application=application,
        review__assignment__revoked_at=None,
        review__state="submitted",
    ).order_by()


@dataclass(frozen=True)
class Result:
    """What an applicant reads of its published result besides outcome and money. ``sheets`` were counted (0: the panel
    agreed on the points); ``position`` is its rank, or the quarter of the list, among ``listed``, as the call tells."""

    means: list[tuple[Criterion, Decimal]]
    agreed: bool
    sheets: int
    opinions: list[str]
    band: tuple[int, int] | None
    told: Told
    position: int | None
    listed: int


def result_of(decision: Decision) -> Result:
    """For a published decision. Seven statements at most."""
    application = decision.application
    handed_in = Review.objects.filter(
        assignment__application=application, assignment__revoked_at=None, state="submitted"
    ).count()
    told = application.call.terms.choosing_terms.told
    listed = Decision.objects.filter(
        application__call=application.call, track=decision.track, rank__isnull=False
    ).count()
    agreed = agreed_points_of(application) is not None
    return Result(
        means=criterion_means(application),
        agreed=agreed,
        sheets=0 if agreed else handed_in,
        opinions=opinions(application),
        band=score_band(decision.score),
        told=told,
        position=position(decision.rank, listed, told),
        listed=listed,
    )


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
