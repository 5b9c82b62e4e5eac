"""What may be noted of a day: a payment, a visit, a breach."""

from datetime import date

from kernel import clock
from vouchers.errors import DayInFuture


def not_in_future(field_name: str, day: date) -> None:
    """Raises DayInFuture: what has not happened yet is not noted."""
    if day > clock.today():
        raise DayInFuture(field=field_name)
