"""What the worker does for the census. Each can be started again after it was killed at any instruction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.db import connection

from accounts.models import User
from files import blobs
from kernel import clock
from kernel.actor import Actor, Channel
from survey.actions import additions, areas, safety, tallies
from survey.actions.frame import check_frame_file, load_frame_file
from survey.actions.frame_sql import Progress
from survey.errors import NothingNew
from survey.models import FrameImport, Wave
from survey.queries.safety import missed, to_be_told_again

Work = Callable[[Actor, int, BinaryIO, Progress], FrameImport]


def check_import(import_id: int) -> None:
    """The dry run of an uploaded file."""
    _work(import_id, "uploaded", check_frame_file)


def load_import(import_id: int) -> None:
    """Loading of an accepted file."""
    _work(import_id, "accepted", load_frame_file)


def _work(import_id: int, state: str, work: Work) -> None:
    frame_import = FrameImport.objects.select_related("file__content", "made_by").get(pk=import_id)
    if frame_import.state != state or frame_import.file is None:
        return  # done by an earlier start
    person = frame_import.made_by
    actor = Actor.person(person, Channel.TASK) if person else Actor.system("frame", Channel.TASK)
    with blobs.open_content(frame_import.file.content) as stream, progress_of(import_id) as progress:
        work(actor, import_id, cast(BinaryIO, stream.file), progress)


def cut_areas(wave_id: int, user_id: int) -> None:
    """Cutting of a wave with many businesses, for the person who asked."""
    actor = Actor.person(User.objects.get(pk=user_id), Channel.TASK)
    if not Wave.objects.get(pk=wave_id).areas.exists():  # done by an earlier start
        areas.cut_areas(actor, wave_id)


def take_in_listed(wave_id: int, user_id: int) -> None:
    """Newcomers of a later file into the areas of a wave, for the person who asked."""
    try:
        additions.take_in_listed(Actor.person(User.objects.get(pk=user_id), Channel.TASK), wave_id)
    except NothingNew:
        return  # done by an earlier start


def look_after() -> int:
    """Every minute: who is out and gave no word is told of, and told again while nobody looks after it; how many. Each
    in a transaction of its own."""
    actor, now = Actor.system("survey.look_after", Channel.TASK), clock.now()
    silent = sum(safety.note_silence(actor, pk) for pk in missed(now))
    return silent + sum(safety.tell_again(actor, pk) for pk in to_be_told_again(now))


def add_up_tallies() -> None:
    """What boards count, added up; while it is not done boards are right, but slower."""
    tallies.add_up_tallies()


@contextmanager
def progress_of(import_id: int) -> Iterator[Progress]:
    """Progress that others see at once: written on a connection of its own, beside the transaction that loads."""
    beside = connection.copy()

    def tell(step: str, percent: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE survey_importprogress SET step = %s, percent = %s WHERE frame_import_id = %s",
                [step, percent, import_id],
            )

    try:
        yield tell
    finally:
        beside.close()
