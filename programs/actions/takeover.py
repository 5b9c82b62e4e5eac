"""Taking over answers from an earlier application."""

from kernel.action import action, record
from kernel.actor import Actor
from programs.actions.application import check_editable, keep_answers, own_locked
from programs.errors import NothingToTakeOver
from programs.queries.earlier import earlier_of
from programs.rules.merging import merge


@action
def take_over(actor: Actor, application_id: int, section: str) -> list[str]:
    """Fills in the section's empty questions with the answers of the applicant's earlier application; gives their keys.

    What was typed stays, whoever typed it. Raises NothingToTakeOver, NotEditable, CallClosed.
    """
    application = own_locked(actor, application_id)
    check_editable(application)
    earlier = earlier_of(application)
    fields = earlier.offers(application).get(section, {}) if earlier else {}
    if earlier is None or not fields:
        raise NothingToTakeOver()
    merged = merge(application.answers, application.revisions, fields, application.revisions)
    keep_answers(actor, application, merged)
    record(actor, "take_over", application, after={"from": earlier.application.pk, "fields": sorted(fields)})
    return list(merged.changed)
