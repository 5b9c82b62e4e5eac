"""How long the records of an internship are kept, and by which law.

Two kinds: the records of the work for three years from the end of the employment, those of the pay for as long as tax
law wants the books of the withheld tax. Evidence of priority groups goes before, once nothing turns on it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from internships.rules.leave import month_end

WORK, PAY = "internships.work", "internships.pay"
MONTHS = 36
LAW = "근로기준법 제42조, 시행령 제22조"  # roll of workers, contracts, wage ledger, records of wages and leave
TAX_YEARS = 5
TAX_LAW = "국세기본법 제85조의3제2항, 근로기준법 제42조"
_DAY = timedelta(days=1)


def keep_until(ended_on: date) -> date:
    """The first day on which the records of an employment may be destroyed: three years after its last day
    (시행령 §22 ②; 민법 §157, §160)."""
    return month_end(ended_on + _DAY, MONTHS) + _DAY


def keep_pay_until(ended_on: date, paid_on: Iterable[date]) -> date:
    """The first day on which the records of the pay may be destroyed.

    Books and proofs of a tax are kept five years from the legal day of declaring it (국세기본법 §85의3 ②), of a year's
    income the last of May after it (소득세법 §70); the wage ledger three years from its last entry (근로기준법 시행령
    §22 ② 3). The later of both, counted from the last day of the employment or of payment.
    """
    last = max([ended_on, *paid_on])
    return max(keep_until(last), date(last.year + 1 + TAX_YEARS, 6, 1))


# Evidence of priority groups was shown for one purpose, the choice: once that can no longer be contested it goes
# within five days. It was sent over the web, so that nothing is given back (채용절차법 제11조제1항 단서).
EVIDENCE_LAW = "개인정보 보호법 제21조, 표준 개인정보 보호지침 제10조"
UNDECIDED = frozenset({"submitted", "correcting", "eligible", "in_review"})
GONE = frozenset({"withdrawn", "given_up"})


def evidence_needed(state: str, *, call: str, contested_until: datetime | None, appealed: bool, now: datetime) -> bool:
    """Whether evidence is still needed for the case in ``state`` of a call in the state ``call`` at the moment ``now``.

    A draft needs it while it can be handed in, nobody where the call was cancelled, a case until its result stands: it
    was told, the time to appeal against it (half-open end ``contested_until``, None: not told yet) is over and no
    appeal is open (``appealed``).
    """
    if call == "cancelled" or state in GONE:
        return False
    if state == "draft":
        return call == "published"
    if state in UNDECIDED or appealed:
        return True
    return contested_until is None or now < contested_until
