"""What the worker does for the internship. Each may run twice, late, or be killed half-way."""

from datetime import datetime, time, timedelta

from accounts.models import User
from files.actions.cleaning import remove_bare
from internships.actions import lapse_placement, release_interview
from internships.actions.aftercare import go_on_asking
from internships.actions.archive import archive_ended
from internships.actions.completion import complete_all
from internships.actions.evidence import destroy_evidence as destroy_evidence_of
from internships.actions.pay_run import compute_asked
from internships.messages_interview import tell_reminded
from internships.models import Placement, PriorityClaim
from internships.queries.ending import over_in
from internships.queries.evidence import needs_evidence, with_evidence_to_destroy
from internships.queries.interview import near, of_those_who_are_out
from internships.queries.pay import asked_runs
from kernel import clock
from kernel.action import action
from kernel.actor import Actor, Channel
from programs.models import Call


def lapse_placements() -> int:
    """Every five minutes: offers of places whose due date has passed; how many. Each in a transaction of its own, with
    what follows from it."""
    over = Placement.objects.filter(state="proposed", due_at__lte=clock.settled()).order_by("due_at", "pk")
    actor = Actor.system("internships.lapse_placements", Channel.TASK)
    return sum(lapse_placement(actor, pk) for pk in list(over.values_list("pk", flat=True)))


def release_interviews() -> int:
    """Every five minutes, and at once when somebody withdraws: times of applications that are out go to others. Apart
    from the withdrawal itself, whose lock on the application would meet the slot's the wrong way round."""
    actor = Actor.system("internships.release_interviews", Channel.TASK)
    found = of_those_who_are_out()
    for application in found:
        release_interview(actor, application)
    return len(found)


def ask_interns() -> tuple[int, int]:
    """Every morning: interns whose day has come are asked what became of them, and reminded. May run twice."""
    return go_on_asking(Actor.system("internships.ask_interns", Channel.TASK))


def compute_pay() -> int:
    """Every minute, and at once when it is asked for: pay runs of many people, each in a transaction of its own: a
    worker that is killed in it has computed nothing, and the next one does."""
    return sum(compute_asked(Actor.person(user), pk) for user, pk in asked_runs())


def complete_placements(call_id: int, user_id: int) -> tuple[int, int]:
    """Completes everybody of a call who may be, for the manager who asked for it: (completed, refused). Each has a
    transaction of its own; run again, it goes on with who is left."""
    return complete_all(Actor.person(User.objects.get(pk=user_id)), over_in(Call.objects.get(pk=call_id)))


def destroy_evidence() -> int:
    """Every night: evidence of priority groups that no result turns on any more; how many claims. One that fails does
    not keep the others beyond their days: all are tried, then it is raised."""
    actor, done = Actor.system("internships.destroy_evidence", Channel.TASK), 0
    failed: list[Exception] = []
    for claim in list(with_evidence_to_destroy()):
        try:
            done += _without_evidence(actor, claim)
        except Exception as error:  # whatever goes wrong with one claim must not stop the others
            failed.append(error)
    if failed:
        raise ExceptionGroup("evidence that could not be destroyed", failed)
    return done


def _without_evidence(actor: Actor, claim: PriorityClaim) -> bool:
    """Whether nothing needs the evidence of a claim, which is then destroyed. The bytes go after the commit; what a
    killed worker leaves of them the clean-up of files takes."""
    if needs_evidence(claim.application):
        return False
    for sha256 in destroy_evidence_of(actor, claim.pk):
        remove_bare(sha256)
    return True


def remind_interviews() -> int:
    """By day: applicants whose interview is tomorrow; each is told once for each booking."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(), clock.SEOUL)
    found = near(tomorrow, tomorrow + timedelta(days=1))
    for booking in found:
        action(tell_reminded)(booking)
    return len(found)


def keep_archive() -> int:
    """Every night: records of internships that ended are archived, of how many; may run twice."""
    return archive_ended(Actor.system("internships.archive", Channel.TASK))
