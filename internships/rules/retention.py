"""How long the records of an employment are kept, and by which law."""

from datetime import date, datetime, timedelta

from internships.rules.leave import month_end

MONTHS = 36
LAW = "근로기준법 제42조, 시행령 제22조"  # roll of workers, contracts, wage ledger, records of wages and leave


def keep_until(ended_on: date) -> date:
    """The first day on which the records of an employment may be destroyed: three years after its last day
    (시행령 §22 ②; 민법 §157, §160)."""
    day = timedelta(days=1)
    return month_end(ended_on + day, MONTHS) + day


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
