"""Corrections as the applicant and the office read them."""

from programs.models import Application, Correction


def corrections_of(application: Application) -> list[Correction]:
    """Every round, the latest first, with the versions around it; one statement."""
    rows = Correction.objects.filter(application=application).select_related("before__terms", "after", "asked_by")
    found = list(rows.order_by("-pk"))
    for one in found:
        one.application = application
        one.before.terms.call = application.call
    return found
