"""What the census refuses, each with its words for people; and the words for faults of files, rows and records."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError
from survey.rules.frame_problems import CellProblem, FileProblem


class EntryClosed(HanbatError):
    message = _(
        "Records of this wave can be entered from %(opens)s until before %(closes)s. What you typed is kept as a draft."
    )


class NotAssignedToYou(HanbatError):
    status = HTTPStatus.NOT_FOUND
    message = _("This business is not assigned to you. Ask the survey manager if it should be.")


class SavedElsewhere(HanbatError):
    """``fields`` names what was changed in both windows, ``record`` what is kept."""

    message = _(
        "This record was saved in another window in the meantime. "
        "Look through it; handing in again keeps what stands here."
    )


class NoQuestionnaire(HanbatError):
    message = _("The questionnaire of this wave has no published version. The survey manager has to publish one.")


class QuestionnaireLacks(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A census needs questions of these names in its questionnaire: %(names)s. “%(title)s” lacks them.")


class ContentUnreadable(HanbatError):
    status = HTTPStatus.BAD_REQUEST
    message = _("What the page sent cannot be read as its form. Load the page again; what was saved is kept.")


class RecordHandedIn(HanbatError):
    message = _("This record has been handed in and can be changed only when it is returned to you.")


class RecordHasProblems(HanbatError):
    """``problems`` are what stands in the way, ``form`` says what they are about."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "The record cannot be submitted yet: %(count)s point needs your attention.",
        "The record cannot be submitted yet: %(count)s points need your attention.",
        "count",
    )


class NumberUnknown(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This participation number is not known. Compare it with your letter, or call the office that sent it.")


class AgreementNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The questionnaire opens once you agree. You may refuse without any disadvantage.")


class NotAnswering(HanbatError):
    status = HTTPStatus.UNAUTHORIZED
    message = _("Type your participation number again, then go on: what you answered is kept.")


class BegunByEnumerator(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _("An enumerator has begun this questionnaire with you. Finish it together, or call the office.")


class NothingToApprove(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("None of the records found can be approved: they are approved, returned, or have points to mend.")


class NobodyToMend(HanbatError):
    message = _("The business is given to nobody. Give it out first, then send the record back.")


class RecordHasIssues(HanbatError):
    message = ngettext_lazy(
        "%(count)s point of this record is still to be mended. Return it to the enumerator.",
        "%(count)s points of this record are still to be mended. Return it to the enumerator.",
        "count",
    )


class ReasonsMissing(RecordHasIssues):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "%(count)s unusual answer has no reason. Ask the enumerator, and write at it why it is kept.",
        "%(count)s unusual answers have no reason. Ask the enumerator, and write at each why it is kept.",
        "count",
    )


class HeldUnreadable(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("No form of this wave reads this submission. Put it away, or have it sent again.")


class NoSuchBusiness(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("No business of this wave has the shop number “%(given)s”.")


class TooManyTokens(HanbatError):
    message = _("You have %(most)s devices already. Remove one that you no longer use.")


class NothingToAssign(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("No business of this dong is free to be assigned. End an assignment first, or choose another dong.")


class WorkBegun(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _("Businesses of this wave were given out already; its areas stay as they are.")


class VisitNeedsRecord(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("An interview is kept with its record.")


class NoteNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Write how you know it.")


class HourReasonNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This is outside the hours for visits and calls of this wave. Write why it was at this hour.")


class NotInTheFuture(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A visit cannot lie in the future. Look at the clock of your device.")


class NoBoundary(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("No dong of this city is in the file. Is “%(name)s” the property that holds the code of the dong?")


class RoundTooLong(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The round has to end later than now and within %(hours)s hours.")


class NotOut(HanbatError):
    message = _("You are not out just now. Begin your round first.")


class NoWatcher(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose somebody who works in the office now.")


class ItemDamaged(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This came damaged or for no business of yours. It stays on the device; export it for the office.")


class BusinessNotTakenIn(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The business that this belongs to was found in the field and is not taken in. Decide that item first.")


class NoSuchDevice(HanbatError):
    status = HTTPStatus.GONE
    message = _("This device is not known any more. Sign in and set it up again; what was not sent is kept.")


class ExportUnreadable(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This file is no export of the field app, or it was changed after it was written. Nothing was loaded.")


class NotToBeDecided(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose an answer for each question.")


class NoEnumerator(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose an active intern or enumerator.")


class SameFileLoaded(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _(
        "Exactly this file is the latest one loaded (import %(number)s of %(when)s, “%(name)s”). "
        "Nothing needs to be done; to load it all the same, say so."
    )


class FrameBusy(HanbatError):
    message = _("A business file is being loaded just now. Try again in a minute.")


class PerhapsThere(HanbatError):
    """``alike`` are the entries that it may be (``rules.field.additions.Likeness``)."""

    message = _("The list has something of that name or in that place. Look whether it is one of these.")


class PlaceNeeded(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Use the place of your device, or choose the business of yours next to which it is.")


class OutsideTheCity(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This place lies outside the city. Choose the business next to which it is instead.")


class NothingNew(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Nothing of the list is missing in the areas of this wave.")


class NoSuchEntry(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose an entry of the list that stands for itself, other than this one.")


class BothRecorded(HanbatError):
    message = _("Both have a census record. One of them would be lost; they stay two entries.")


class NotMoved(HanbatError):
    message = _("This business is not waiting to be handed over: its last visit says something else.")


class NoRepeat(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose entries of the same name in the same dong, and one other of them to keep.")


class RepeatHasRecord(HanbatError):
    message = _("“%(name)s” (%(number)s) has a census record. Keep this entry, and merge the other one into it.")


class RepeatIsKept(HanbatError):
    message = _("Other entries were merged into “%(name)s” (%(number)s). Keep this entry, or take those merges back.")


class MergeInUse(HanbatError):
    message = _("Since the merge a census record was begun for “%(name)s”. The merge can no longer be taken back.")


FILE_MESSAGES: dict[str, str | Promise] = {
    FileProblem.EMPTY: _("The file is empty."),
    FileProblem.NOT_A_TABLE: _(
        "This is not a CSV or Excel file. Upload the file as downloaded from data.go.kr (unpack a ZIP first)."
    ),
    FileProblem.WRONG_ENCODING: _(
        "The text is neither UTF-8 nor CP949 (EUC-KR): line %(row)s cannot be read. In Excel save it as “CSV "
        "UTF-8”, then upload it again."
    ),
    FileProblem.NO_HEADER: _(
        "No header row was found in the first ten lines. The first line must hold the column names, such as "
        "상가업소번호, 상호명, 행정동코드. Found instead: %(found)s"
    ),
    FileProblem.MISSING_COLUMNS: _("Columns are missing: %(missing)s. %(hint)sThe file has: %(found)s"),
    FileProblem.REPEATED_COLUMN: _("Two columns mean the same: “%(first)s” and “%(second)s”. Delete one of them."),
    FileProblem.BROKEN_QUOTES: _("A quotation mark near line %(row)s is opened but never closed. Mend that line."),
    FileProblem.BROKEN_WORKBOOK: _(
        "The Excel file cannot be opened; it may be damaged or protected by a password. Save it again as CSV UTF-8."
    ),
    "bad_rows": ngettext_lazy(
        "%(bad_rows)s row is wrong, so nothing was loaded. Mend it, or load again and leave it out.",
        "%(bad_rows)s rows are wrong, so nothing was loaded. Mend them, or load again and leave them out.",
        "bad_rows",
    ),
    "no_rows": _("No row of the file can be taken: none is a business of this city without faults."),
}

CELL_MESSAGES: dict[str, str | Promise] = {
    CellProblem.CELL_COUNT: _(
        "Cells in the row: %(found)s, in the header: %(expected)s. Look for a missing quotation mark or separator."
    ),
    CellProblem.REQUIRED: _("This must not be empty."),
    CellProblem.LINE_BREAK: _("The cell goes over several lines: a quotation mark is probably not closed."),
    CellProblem.TOO_LONG: _("Longer than %(limit)s characters."),
    CellProblem.REPEATED_ID: _("The same shop number stands in row %(first_row)s already."),
    CellProblem.UNKNOWN_DONG: _("No administrative dong of this city. It may have been renamed, split or mistyped."),
    CellProblem.NOT_A_NUMBER: _("This is not a number."),
    CellProblem.NOT_DEGREES: _("Longitude and latitude must be in degrees (WGS84), such as 127.38 and 36.35."),
    CellProblem.SWAPPED_POINT: _("Longitude and latitude seem to be swapped."),
    CellProblem.OUTSIDE_CITY: _("The point lies outside the city."),
    CellProblem.HALF_POINT: _("Longitude and latitude must both be given, or neither."),
    CellProblem.INDUSTRY_CODE: _(
        "This is no industry code of the commercial-area classification (such as I20101 or Q01A01)."
    ),
    CellProblem.OTHER_TAXONOMY: _(
        "The code belongs to the other classification; this file is read by the “%(expected)s” one."
    ),
    CellProblem.KSIC_CODE: _("This is no KSIC code: it has two to five digits, perhaps after a letter."),
}


def file_message(problem: str, facts: Mapping[str, Any]) -> str:
    """Why a file was refused, in the reader's language."""
    values = {key: ", ".join(value) if isinstance(value, list) else value for key, value in facts.items()}
    guesses = facts.get("guesses") or {}
    hints = [gettext("Is “%(guess)s” meant as %(column)s? Rename it. ") % {"guess": guess, "column": column}
             for column, guess in guesses.items() if guess]  # fmt: skip
    return str(FILE_MESSAGES[problem] % (values | {"hint": "".join(hints)}))


def cell_message(problem: str, facts: Mapping[str, Any]) -> str:
    """Why a row was not taken, in the reader's language."""
    return str(CELL_MESSAGES[problem]) % dict(facts)
