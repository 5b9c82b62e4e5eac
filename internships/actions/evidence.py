"""Evidence of priority groups is destroyed once nothing turns on it any more; that somebody named a group, who judged
it and how stays, since the list stands on it."""

from files.actions.cleaning import remove_unused
from files.queries import is_unused
from internships.models import PriorityClaim
from internships.queries.evidence import needs_evidence
from internships.rules.retention import EVIDENCE_LAW
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import lock
from programs.models import Application


@action
def destroy_evidence(actor: Actor, claim_id: int) -> list[str]:
    """Takes the files off a claim, with the reason for not being proven, which may say what they showed; the hashes of
    those that nothing else needs, whose bytes go after the commit. Nothing where the evidence is still needed, or gone.
    """
    application_id = PriorityClaim.objects.values_list("application_id", flat=True).get(pk=claim_id)
    application = Application.objects.select_for_update(of=("self",)).select_related("call").get(pk=application_id)
    claim: PriorityClaim = lock(PriorityClaim, claim_id)
    if claim.evidence_gone_at is not None or needs_evidence(application):
        return []
    files = [one.file for one in claim.files.select_related("file").order_by("pk")]
    claim.files.all().delete()
    PriorityClaim.objects.filter(pk=claim.pk).update(reason="", evidence_gone_at=clock.now())
    record(actor, "destroy_evidence", claim, before={"files": len(files)}, after={"law": EVIDENCE_LAW})
    return [stored.sha256 for stored in files if is_unused(stored) and remove_unused(stored)]
