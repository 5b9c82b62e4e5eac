"""What is owed of a clawback on a day: interest runs until the day on which the money comes back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vouchers.models import Clawback
from vouchers.queries.figures import claim_interest
from vouchers.rules.interest import Part, Span, shown


@dataclass(frozen=True)
class Owed:
    """On ``day``, in won: interest that has run in all (``run``), what of it and of the principal is open, and the
    spans of the computation."""

    day: date
    run: int
    interest: int
    principal: int
    spans: tuple[Span, ...]

    @property
    def total(self) -> int:
        return self.interest + self.principal

    @property
    def figures(self) -> dict[str, Any]:
        """The computation as it is kept with what rests on it."""
        return {"until": self.day.isoformat(), "interest": self.run, "spans": told(self.spans)}


def parts_of(clawback: Clawback) -> list[Part]:
    """What is claimed back, each part with the day from which it bears interest."""
    return [Part(one["principal"], date.fromisoformat(one["since"])) for one in clawback.figures["parts"]]


def owed(clawback: Clawback, day: date) -> Owed:
    """What is to be paid for everything to be paid back on ``day``, which is not before any money that was noted. Two
    statements besides the recoveries. Raises FigureMissing."""
    back = list(clawback.recoveries.all())
    repaid = [Part(one.principal, one.paid_on) for one in back if one.principal]
    run, spans = claim_interest(parts_of(clawback), day, clawback.agreement.call.fund, repaid)
    principal = clawback.principal - sum(one.principal for one in back)
    return Owed(day, run, run - sum(one.interest for one in back), principal, spans)


def first_day(clawback: Clawback) -> date:
    """The earliest day on which money can have come back: none before what was paid, none before what was noted."""
    days = [part.since for part in parts_of(clawback)]
    return max([*days, *(one.paid_on for one in clawback.recoveries.all())])


def told(spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    """Spans as they are kept and printed; their won to four decimals, rounded only in the sum."""
    return [
        {
            "principal": span.principal,
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "days": span.days,
            "yearly": str(span.rate.yearly),
            "source": span.rate.source,
            "won": str(shown(span.won)),
        }
        for span in spans
    ]
