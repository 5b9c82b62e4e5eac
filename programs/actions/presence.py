"""Who has a draft open: told to the colleagues who have it open too."""

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from programs.errors import ApplicationNotVisible
from programs.facts import own_application
from programs.models import Application, DraftPresence

LONGEST_KEY = 60  # characters of a section's key


@action
def note_presence(actor: Actor, application_id: int, section: str) -> None:
    """Notes that the actor has the draft open now and stands in ``section`` (empty: nowhere in particular).

    Every open page asks for it every few seconds, so it takes no lock and leaves no audit line; a later note replaces
    the earlier one. Raises ApplicationNotVisible for anybody but the applicant.
    """
    application = Application.objects.only("organisation_id", "user_id").filter(pk=application_id).first()
    if application is None or actor.user is None or not own_application(actor.user, application):
        raise ApplicationNotVisible()
    note = DraftPresence(application=application, user=actor.user, section=section[:LONGEST_KEY], seen_at=clock.now())
    DraftPresence.objects.bulk_create(
        [note],
        update_conflicts=True,
        unique_fields=["application", "user"],
        update_fields=["section", "seen_at"],
    )
