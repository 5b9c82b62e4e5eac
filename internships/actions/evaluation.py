"""Evaluations: the mentor in the middle and at the end, the host institution at the end."""

from collections.abc import Mapping

from internships.actions.placement import locked
from internships.errors_end import EvaluationFlawed, EvaluationOver, NotBegunYet
from internships.lifecycles import JUDGED
from internships.models import Evaluation
from internships.queries.access import belongs, mentors
from internships.rules.ending import CRITERIA, MARKS, evaluation_points
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible


@action
def evaluate(actor: Actor, placement_id: int, stage: str, marks: Mapping[str, int], opinion: str) -> Evaluation:
    """Writes an evaluation, or writes it anew as long as nobody was judged by it.

    Raises NotVisible for anybody but the host's mentors (of ``host``: its people), NotBegunYet, EvaluationOver,
    EvaluationFlawed.
    """
    placement = locked(placement_id)
    theirs = belongs(actor, placement.position.host) if stage == "host" else mentors(actor, placement)
    if stage not in CRITERIA or not (theirs or actor.is_system):
        raise NotVisible()
    if placement.state not in {"working", "left", *JUDGED}:
        raise NotBegunYet()
    if placement.state in JUDGED and stage == "end":
        raise EvaluationOver()
    given = [marks.get(name) for name in CRITERIA[stage]]
    whole = [mark for mark in given if mark in MARKS]
    if len(whole) < len(given) or not opinion.strip():
        raise EvaluationFlawed(field="opinion" if len(whole) == len(given) else CRITERIA[stage][0])
    written, _new = Evaluation.objects.update_or_create(
        placement=placement,
        stage=stage,
        defaults={
            "marks": {name: marks[name] for name in CRITERIA[stage]},
            "points": evaluation_points([marks[name] for name in CRITERIA[stage]]),
            "opinion": opinion.strip(),
            "written_by": actor.user,
            "written_at": clock.now(),
        },
    )
    record(actor, "evaluate_intern", written, after={"stage": stage, "points": written.points})
    return written
