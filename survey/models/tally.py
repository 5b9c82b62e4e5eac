"""Counts of a wave's cases that are kept as they change, so that a board of a million businesses is read from a few
thousand rows."""

from django.db import models

from survey.models.collection import Wave


class Tally(models.Model):
    """So many cases more (or fewer) at a line of a board; written by :mod:`survey.models.tally_triggers` and
    :mod:`survey.models.tally_work`.

    What counts is the sum of all rows of a line: a change adds rows and changes none, so that nobody who records a
    visit waits for anybody else who does. The worker adds the rows of a line up, which changes no sum.

    ======== ======================== ============== =================================================
    board    key                      result         counts
    ======== ======================== ============== =================================================
    area     area                     last visit's   cases of the frame
    dong     dong                     last visit's   cases of the frame
    industry industry                 last visit's   cases of the frame
    person   enumerator, 0: nobody    last visit's   cases of the frame
    open     enumerator, 0: nobody    –              cases that are not settled
    settled  day of the last visit    –              cases that are settled
    stands   day of the last visit    last visit's   cases of the frame; no day: not visited
    visited  day                      the visit's    visits
    door     part of the day          the visit's    visits to a door whose hour is known
    record   area                     record's state records
    given    area                     –              businesses that are given to somebody
    work     enumerator               record's state businesses given to them; no state: no record
    ======== ======================== ============== =================================================

    What came beside the frame (``Case.added``) is open and settled like any other. A business that was found to be the
    same as another one is no case of any board; visits to it were made all the same.
    """

    # No constraint in the database: triggers alone write rows, out of rows whose own wave is checked, and a record that
    # is handed in adds seventeen: each would lock the row of the wave. A wave that goes takes its rows by a trigger.
    wave = models.ForeignKey(Wave, models.DO_NOTHING, related_name="tallies", db_index=False, db_constraint=False)
    board = models.CharField(max_length=8)
    key = models.CharField(max_length=20)
    result = models.CharField(max_length=12)
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["wave", "board", "key"], include=["result", "n"], name="tally_of_board"),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.key} {self.result}: {self.n:+}"
