"""What an auditor may write: the papers of the audit itself, nothing of a case."""

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from programs.models import Call
from programs.queries.audit import audits
from vouchers.errors import SampleFlawed
from vouchers.models import Agreement, AuditSample
from vouchers.rules.sample import draw, frame_hash

MOST = 200  # cases in one sample


@action
def draw_sample(actor: Actor, call_id: int, size: int, seed: str, reason: str) -> AuditSample:
    """Draws ``size`` cases of a call by ``seed``. Raises NotPermitted for anybody but an auditor, ReasonNeeded,
    SampleFlawed without a seed, a size, or a case to draw from."""
    if not audits(actor):
        raise NotPermitted()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    call = Call.objects.get(pk=call_id, programme="vouchers")
    cases = {one.number: one for one in Agreement.objects.filter(call=call)}
    if not cases or not 1 <= size <= MOST or not seed.strip():
        raise SampleFlawed(field="size", most=MOST)
    chosen = draw(cases, size, seed.strip())
    sample = AuditSample.objects.create(
        call=call,
        size=len(chosen),
        seed=seed.strip(),
        reason=reason.strip(),
        frame=len(cases),
        frame_hash=frame_hash(cases),
        drawn_by=actor.user,
        drawn_at=clock.now(),
    )
    sample.agreements.set([cases[number] for number in chosen])
    record(actor, "draw_sample", sample, after={"seed": sample.seed, "cases": list(chosen)}, reason=reason.strip())
    return sample
