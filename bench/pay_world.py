"""A month of very many interns: one through the actions, then copied in bulk.

The copies come straight into the tables, past the actions but under every constraint and trigger of the database.
"""

from __future__ import annotations

from datetime import date
from typing import Any

RUN = 1_000


def bulk(size: int) -> int:
    """A call with ``size`` interns and a closed September 2026; its key."""
    from django.db import transaction

    from internships.models import AttendanceMonth
    from tests.internships import pay

    with transaction.atomic():  # one commit for the whole world
        made = pay.world(1, seats=size, mentor_capacity=None)
        pattern = made.interns[0]
        pattern.refresh_from_db()
        pattern.position.seats = size
        pattern.position.save(update_fields=["seats"])
        placements = _placements(pattern, size - 1)
        _contracts(pattern, placements)
        _days(pattern, placements)
        _accounts(placements, made.finance)
        days = size * pattern.days.count()
        AttendanceMonth.objects.create(call=made.call, month=pay.SEPTEMBER, days=days, closed_by=made.manager)
    return int(made.call.pk)


def _placements(pattern: Any, count: int) -> list[Any]:
    from accounts.models import User
    from internships.models import Placement
    from programs.models import Application
    from tests.internships import factories as make

    users = User.objects.bulk_create(
        [User(email=f"paid{number}of{count}@example.org", name=f"가상인{number:05d}") for number in range(count)],
        batch_size=RUN,
    )
    applications = Application.objects.bulk_create(
        [Application(call=pattern.position.call, user=one, name=one.name, answers=make.ANSWERS) for one in users],
        batch_size=RUN,
    )
    made = Placement.objects.bulk_create(
        [
            Placement(
                application=application,
                person=application.user,
                position=pattern.position,
                first_day=pattern.first_day,
                last_day=pattern.last_day,
            )
            for application in applications
        ],
        batch_size=RUN,
    )
    for state in ("accepted", "working"):
        Placement.objects.filter(position=pattern.position_id).exclude(pk=pattern.pk).update(state=state)
    return made


def _contracts(pattern: Any, placements: list[Any]) -> None:
    from internships.models import Contract

    agreed = pattern.contracts.get()
    names = [
        field.attname
        for field in Contract._meta.concrete_fields
        if field.attname not in {"id", "number", "placement_id", "state", "delivered_at"}
    ]
    same = {name: getattr(agreed, name) for name in names}
    Contract.objects.bulk_create(
        [Contract(number=f"DC-BENCH-{one.pk:06d}", placement=one, **same) for one in placements], batch_size=RUN
    )
    copies = Contract.objects.filter(placement__in=placements)
    copies.update(state="signing")
    copies.update(state="in_force", delivered_at=agreed.delivered_at)


def _days(pattern: Any, placements: list[Any]) -> None:
    """As the first one's; a few missed, late or long by the number of the person."""
    from internships.models import AttendanceDay

    days = list(pattern.days.order_by("day"))

    def credited(number: int, day: date, minutes: int) -> int:
        return {3: 0, 5: min(minutes, 300)}.get((day.day + number) % 17, minutes)

    for start in range(0, len(placements), RUN):
        AttendanceDay.objects.bulk_create(
            [
                AttendanceDay(
                    placement=one,
                    day=day.day,
                    kind=day.kind,
                    worked_minutes=day.worked_minutes,
                    credited_minutes=credited(start + number, day.day, day.credited_minutes),
                    confirmed_by_id=day.confirmed_by_id,
                    confirmed_at=day.confirmed_at,
                )
                for number, one in enumerate(placements[start : start + RUN])
                for day in days
            ],
            batch_size=RUN * 5,
        )


def _accounts(placements: list[Any], finance: Any) -> None:
    from internships.models import PayAccount
    from kernel import clock

    PayAccount.objects.bulk_create(
        [
            PayAccount(
                person=one.person,
                bank="가상은행",
                number="12345678901",
                holder=one.person.name,
                last_digits="8901",
                entered_by=one.person,
                confirmed_by=finance,
                confirmed_at=clock.now(),
            )
            for one in placements
        ],
        batch_size=RUN,
    )
