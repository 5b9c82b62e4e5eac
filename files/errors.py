"""Why an upload is not taken. Each says what is wrong with the file and what to do about it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError, NotVisible


class FileRefused(HanbatError):
    """Base of all refusals of an upload; the form field is ``upload`` unless the caller names another."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This file cannot be accepted.")


class NoName(FileRefused):
    message = _("The file has no usable name. Rename it (for example “plan.pdf”) and choose it again.")


class EmptyFile(FileRefused):
    message = _("“%(name)s” is empty (0 bytes). Check the original on your computer and choose it again.")


class TooLarge(FileRefused):
    message = _(
        "“%(name)s” is %(size)s MB; at most %(limit)s MB is possible. "
        "Make it smaller (for example with “reduced size” when saving as PDF) and choose it again."
    )


class KindNotAccepted(FileRefused):
    message = _("“%(name)s” is not a kind of file that is accepted here. Accepted: %(kinds)s.")


class OldOfficeFormat(FileRefused):
    message = _("“%(name)s” is in an old Office format. Save it as DOCX, XLSX, PPTX or PDF and choose it again.")


class AppleImage(FileRefused):
    message = _("“%(name)s” is a HEIC photo, which not every computer can open. Send it as JPEG.")


class ContentMismatch(FileRefused):
    message = _(
        "The content of “%(name)s” does not fit its name. "
        "Do not change the ending by hand; save the document again in the format you need."
    )


class DisguisedName(FileRefused):
    message = _("“%(name)s” carries the ending of a program in its name. Rename the file and choose it again.")


class DamagedFile(FileRefused):
    message = _("“%(name)s” is damaged and cannot be opened. Open it on your computer, save it again and choose it.")


class EncryptedFile(FileRefused):
    message = _("“%(name)s” is protected by a password. Save it without the password and choose it again.")


class HasMacros(FileRefused):
    message = _("“%(name)s” contains macros (programs). Save it without macros, or as PDF, and choose it again.")


class SuspiciousArchive(FileRefused):
    message = _("“%(name)s” would become far too large when unpacked and is not opened. Save it as PDF instead.")


class TooManyPixels(FileRefused):
    message = _("The picture “%(name)s” has %(pixels)s million pixels; at most %(limit)s million. Make it smaller.")


class TextNotReadable(FileRefused):
    message = _("“%(name)s” is not readable text. Save it as UTF-8 (or Korean Windows, CP949) and choose it again.")


class InfectedFile(FileRefused):
    message = _(
        "The virus scanner found something in “%(name)s”. Do not open it; check your computer, "
        "make the document anew and choose it again."
    )


class NothingChosen(FileRefused):
    message = _("Choose a file, or one of the files that you uploaded earlier.")


class FileStillNeeded(HanbatError):
    message = _("This file belongs to an application or another record and cannot be removed.")


class StillBeingScanned(HanbatError):
    message = _("This file is still being checked for viruses. Try again in a minute.")


class FileQuarantined(HanbatError):
    status = HTTPStatus.GONE
    message = _("The virus scanner found something in this file, so it is locked. Ask the uploader for a new one.")


class FileNotVisible(NotVisible):
    message = _("There is no such file, or it is not open to you.")
