"""The window of a call, held: who is in time, and when what follows may begin."""

from datetime import datetime
from math import ceil

from django.conf import settings
from django.db import connection

from kernel import clock
from programs.errors import StillArriving, WindowStillOpen
from programs.models import Call
from programs.models.call import terms_as_kept
from programs.wording import moment_text

# What is in WITH is worked out first: the row is locked before the clock is read.
HELD = """
WITH held AS MATERIALIZED (SELECT id, state, closes_at, terms_version FROM programs_call WHERE id = %s FOR SHARE)
SELECT held.state, held.closes_at, held.terms_version, terms.id, clock_timestamp() FROM held
LEFT JOIN programs_callterms terms ON terms.call_id = held.id AND terms.version = held.terms_version
"""


def hold_window(call: Call) -> datetime:
    """Shares the call's row until the end, so that it cannot be closed between the look at the clock and the commit;
    others who submit share it too and do not wait. Gives the moment that counts: when the request reached us."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [call.pk])
        call.state, call.closes_at, version, terms, moment = cursor.fetchone()
    if version != call.terms_version:  # amended since it was read: what is handed in stands under the terms of now
        call.terms_version = version
        call.__dict__.pop("terms", None)
    if terms is not None and "terms" not in call.__dict__:  # None: they came while the row was waited for
        call.__dict__["terms"] = terms_as_kept(terms, call)
    return clock.arrived(moment)


def require_over(call: Call) -> None:
    """For what follows the closing. Raises WindowStillOpen, and StillArriving while somebody who was in time may still
    wait for their turn."""
    if clock.settled() >= call.closes_at:
        return
    if clock.now() < call.closes_at:
        raise WindowStillOpen(moment=moment_text(call.closes_at))
    raise StillArriving(minutes=ceil(settings.LONGEST_WAIT / 60))


def require_nobody_arriving(call: Call) -> None:
    """For what may be done while the window is open, but not while its last applications come in. Raises
    StillArriving."""
    if call.state == "published" and call.closes_at <= clock.now():
        require_over(call)
