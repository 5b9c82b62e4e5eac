"""A published call as an amendment sees it, and the amendments of a call."""

from typing import Any

from kernel import clock
from programs.models import Application, Call, CallAmendment, RankingRun
from programs.rules.amendment import Standing, moment_json, values_of

TEXTS = ("title", "summary", "notice")
NUMBERS = ("seats", "reserves", "budget")
RUNNING = ("published", "closed")
# Whoever has begun or handed in and whose case is not over.
CONCERNED = ("draft", "submitted", "correcting", "eligible", "in_review")


def present_values(call: Call) -> dict[str, Any]:
    """Everything that an amendment can name, as it stands. Calls from before tracks have only what is on the call."""
    found: dict[str, Any] = {name: getattr(call, name) for name in (*TEXTS, *NUMBERS)}
    found["opens_at"] = moment_json(call.opens_at)
    return found | (values_of(call.terms.choosing_terms) if call.terms.choosing else {})


def standing_for(call: Call) -> Standing:
    """Two statements."""
    applied = Application.objects.filter(call=call, receipt_serial__isnull=False).exclude(state="withdrawn").count()
    ranked = RankingRun.objects.filter(call=call, state__in=["proposed", "confirmed"]).exists()
    return Standing(opened=call.opens_at <= clock.now(), applied=applied, ranked=ranked)


def mark_of(call: Call) -> str:
    """What tells one look at the published call from the next: its terms and how often it was changed."""
    return f"{call.terms_version}:{call.changes.count()}"


def open_amendment(call: Call) -> CallAmendment | None:
    """The one that waits for a second person."""
    return call.amendments.filter(state="proposed").select_related("proposed_by").first()


def shown_amendment(call: Call) -> CallAmendment | None:
    """The one that waits, or the last."""
    rows = call.amendments.select_related("proposed_by", "decided_by").order_by("-pk")
    return rows.filter(state="proposed").first() or rows.first()
