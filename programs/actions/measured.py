"""Points of a test: taken from a file, all of them or none."""

from decimal import Decimal

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.actions.review import keep_score
from programs.errors_screening import ListHasFaults, NotMeasured, RankingMade
from programs.models import Application, Call, MeasuredPoints
from programs.queries.measured import MEASURED_IN, latest_measured
from programs.queries.reviews import reviews_are_closed
from programs.rules.measured import read_measured
from programs.rules.table_file import Fault, Problem, UnreadableTable, read_cells


@action
def import_measured(actor: Actor, call_id: int, criterion: str, content: bytes) -> tuple[int, int]:
    """Takes receipt numbers and points for a measured criterion of the call: (entered, already so). A number that is
    sent again with other points gets those; until a ranking is made.

    Raises NotPermitted, NotMeasured, RankingMade, and ListHasFaults with every row that cannot be taken.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    measured = next((one for one in call.terms.measured if one.key == criterion), None)
    if measured is None:
        raise NotMeasured(field="criterion")
    if reviews_are_closed(call):
        raise RankingMade()
    rows = Application.objects.filter(call=call, state__in=MEASURED_IN)
    receipts = dict(rows.values_list("receipt_number", "pk"))
    try:
        points, problems = read_measured(read_cells(content), receipts, measured.points)
    except UnreadableTable:
        points, problems = {}, [Problem(0, Fault.UNREADABLE)]
    if problems:
        raise ListHasFaults(problems)
    new = _changed(call, criterion, {receipts[receipt]: given for receipt, given in points.items()})
    MeasuredPoints.objects.bulk_create(
        MeasuredPoints(
            application_id=pk, criterion=criterion, points=given, entered_by=actor.user, entered_at=clock.now()
        )
        for pk, given in new.items()
    )
    scored = Application.objects.filter(pk__in=new, score__isnull=False).order_by("pk")  # others have no sheet yet
    for pk in scored.values_list("pk", flat=True):
        keep_score(pk, call.terms)
    record(actor, "import_measured", call, after={"criterion": criterion, "entered": len(new), "rows": len(points)})
    return len(new), len(points) - len(new)


def _changed(call: Call, criterion: str, points: dict[int, Decimal]) -> dict[int, Decimal]:
    """Those that do not stand there already."""
    known = latest_measured(call)
    return {pk: given for pk, given in points.items() if known.get(pk, {}).get(criterion) != given}
