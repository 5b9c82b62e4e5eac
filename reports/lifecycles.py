"""The life of a job."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

JOB = LifeCycle(
    name="report-job",
    title=_("Making of a document"),
    states=(
        State("queued", _("waiting"), "info"),
        State("running", _("being made"), "info"),
        State("done", _("ready"), "success"),
        State("failed", _("failed"), "danger"),
        State("expired", _("destroyed"), "neutral"),
    ),
    transitions=(
        Transition("start", _("start"), ("queued",), "running", _("worker")),
        Transition("resume", _("take up again"), ("running",), "running", _("worker"), _("the lease has run out")),
        Transition("finish", _("finish"), ("running",), "done", _("worker"), _("by the latest attempt only")),
        Transition("fail", _("give up"), ("queued", "running"), "failed", _("worker")),
        Transition("expire", _("destroy the file"), ("done", "failed"), "expired", _("nightly task")),
    ),
    initial="queued",
)
