"""What may be noted of a day: a payment, a visit, a breach."""

from datetime import date

from vouchers.errors import DayInFuture


def not_in_future(field_name: str, day: date, today: date) -> None:
    """Raises DayInFuture: what has not happened yet is not noted."""
    if day > today:
        raise DayInFuture(field=field_name)
