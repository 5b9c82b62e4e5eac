"""The applicant's earlier application: what it holds for the one that is being written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from programs.models import Application, Attachment
from programs.rules.form import FormSpec
from programs.rules.takeover import takeable


@dataclass(frozen=True)
class Earlier:
    """The latest other application of the same applicant in the same programme, as it was handed in last (or, never
    handed in, as it was typed)."""

    application: Application
    form: FormSpec
    answers: Mapping[str, Any]

    def offers(self, application: Application) -> dict[str, dict[str, Any]]:
        """Section → field → earlier answer that the draft has no answer for yet."""
        return takeable(application.call.terms.form_spec, application.answers, self.form, self.answers)

    def files(self) -> list[Attachment]:
        """Its present documents; one statement."""
        return list(self.application.attachments.filter(removed_at=None).select_related("file").order_by("pk"))


def earlier_of(application: Application) -> Earlier | None:
    """What was handed in comes before what was only begun, the newest first; three statements at most."""
    same = Application.objects.filter(
        organisation=application.organisation_id, call__programme=application.call.programme
    ).exclude(pk=application.pk)
    if application.organisation_id is None:
        same = same.filter(user=application.user_id)
    found = same.select_related("call").order_by(F("submitted_at").desc(nulls_last=True), "-created_at").first()
    if found is None:
        return None
    latest = found.submissions.select_related("terms").order_by("-version").first()
    if latest is not None:
        return Earlier(found, latest.terms.form_spec, latest.answers)
    return Earlier(found, found.call.terms.form_spec, found.answers)
