"""What a reviewer sees: their own assignments, nothing else."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from files.models import StoredFile
from files.rules.names import ending
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Application, Call, Review
from programs.registry import programme


def my_reviews(user: User) -> QuerySet[Review]:
    """The reviews asked of the person, open ones first."""
    return (
        Review.objects.filter(assignment__reviewer=user, assignment__revoked_at=None)
        .select_related("assignment__application__call")
        .order_by(
            F("submitted_at").asc(nulls_first=True),
            "assignment__application__call_id",
            "assignment__application__receipt_serial",
        )
    )


def my_review(actor: Actor, review_id: int) -> Review:
    """One of them. Raises NotVisible for everybody else's."""
    if actor.user is None:
        raise NotVisible()
    review = my_reviews(actor.user).filter(pk=review_id).first()
    if review is None:
        raise NotVisible()
    return review


@dataclass(frozen=True)
class ReviewerFile:
    """A file as reviewers see it; ``name`` says nothing of the applicant where they judge without names."""

    stored: StoredFile
    name: str


def files_for_reviewers(application: Application) -> list[ReviewerFile]:
    """The application's present files. In a blind programme without what identifies the applicant (also when the same
    file was attached as something else), and each under the name of its document and a number."""
    call = application.call
    present = application.attachments.filter(removed_at=None).select_related("file__content").order_by("pk")
    if not programme(call.programme).blind:
        return [ReviewerFile(one.file, one.file.name) for one in present]
    labels = _harmless_kinds(call)
    named = {one.file_id for one in present if one.kind not in labels}
    count: Counter[str] = Counter()
    shown = []
    for one in present:
        if one.file_id not in named:
            count[one.kind] += 1
            name = f"{application.receipt_number} {_(labels[one.kind])} {count[one.kind]}.{ending(one.file.name)}"
            shown.append(ReviewerFile(one.file, name))
    return shown


def _harmless_kinds(call: Call) -> dict[str, str]:
    """Code and label of the documents that do not identify. Terms from before documents were marked say nothing of
    it: what the programme marks today counts for them too."""
    marked = {kind.code for kind in programme(call.programme).documents(call.terms.settings) if kind.identifying}
    kinds = call.terms.document_kinds
    return {kind.code: kind.label for kind in kinds if not kind.identifying and kind.code not in marked}
