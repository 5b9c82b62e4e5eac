"""What a reviewer sees: their own assignments, nothing else."""

from django.db.models import QuerySet

from accounts.models import User
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Review


def my_reviews(user: User) -> QuerySet[Review]:
    """The reviews asked of the person, open ones first."""
    return (
        Review.objects.filter(assignment__reviewer=user, assignment__revoked_at=None)
        .select_related("assignment__application__call")
        .order_by("submitted_at", "assignment__application__call_id", "assignment__application__receipt_serial")
    )


def my_review(actor: Actor, review_id: int) -> Review:
    """One of them. Raises NotVisible for everybody else's."""
    if actor.user is None:
        raise NotVisible()
    review = my_reviews(actor.user).filter(pk=review_id).first()
    if review is None:
        raise NotVisible()
    return review
