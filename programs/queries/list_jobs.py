"""Work on very long lists: what waits for the worker, and what it could not do."""

from programs.models import Call, ListJob


def waiting_job(call: Call) -> ListJob | None:
    """What the worker has still to do."""
    return ListJob.objects.filter(call=call, state="waiting").select_related("asked_by").first()


def refused_job(call: Call) -> ListJob | None:
    """The last one, when it could not be done."""
    last = ListJob.objects.filter(call=call).select_related("asked_by").order_by("-pk").first()
    return last if last is not None and last.state == "refused" else None


def waiting_jobs() -> list[int]:
    """Keys of all that wait, the earliest first."""
    return list(ListJob.objects.filter(state="waiting").order_by("asked_at", "pk").values_list("pk", flat=True))
