"""The life cycle of a mail on its way out."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

OUTGOING_MAIL = LifeCycle(
    name="outgoing_mail",
    title=_("Outgoing mail"),
    states=(
        State("queued", _("waiting")),
        State("sending", _("being sent"), "info"),
        State("sent", _("sent"), "success"),
        State("failed", _("not delivered"), "danger"),
    ),
    transitions=(
        Transition("claim", _("Take"), ("queued", "sending"), "sending", _("worker"), _("due, or its lease ran out")),
        Transition("mark_sent", _("Mark as sent"), ("sending",), "sent", _("worker"), _("accepted by the mail server")),
        Transition("postpone", _("Try later"), ("sending",), "queued", _("worker"), _("refused for the time being")),
        Transition("give_up", _("Give up"), ("sending",), "failed", _("worker"), _("refused for good")),
        Transition("resend", _("Send again"), ("failed",), "queued", _("staff")),
    ),
    initial="queued",
)
