"""How long the records of an employment are kept, and by which law."""

from datetime import date, timedelta

from internships.rules.leave import month_end

MONTHS = 36
LAW = "근로기준법 제42조, 시행령 제22조"  # roll of workers, contracts, wage ledger, records of wages and leave


def keep_until(ended_on: date) -> date:
    """The first day on which the records of an employment may be destroyed: three years after its last day
    (시행령 §22 ②; 민법 §157, §160)."""
    day = timedelta(days=1)
    return month_end(ended_on + day, MONTHS) + day
