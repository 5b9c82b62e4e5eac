"""What is refused of a questionnaire, and the words for what is wrong with its workbook."""

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import HanbatError
from survey.rules.xform.faults import Reason
from survey.rules.xform.tables import Unfit
from survey.rules.xform.workbook import Located


class QuestionnaireRefused(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = ngettext_lazy(
        "The workbook is no questionnaire that can be used: %(count)s place is to be mended.",
        "The workbook is no questionnaire that can be used: %(count)s places are to be mended.",
        "count",
    )

    def __init__(self, faults: Sequence[Located]) -> None:
        super().__init__(field="upload", count=len(faults))
        self.faults = list(faults)


class VersionTaken(HanbatError):
    status = HTTPStatus.CONFLICT
    message = _("Version %(version)s was published already. Write a new version into the sheet “settings”.")


class FieldChangesType(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "These fields have another type than in the version published before: %(fields)s. Give them new names, so that "
        "earlier records keep their meaning."
    )


REASONS: dict[str, str | Promise] = {
    Reason.NOT_A_FORM: _("This is no XLSForm workbook (.xlsx, up to 5 MB)."),
    Reason.BAD_TABLE: _("The table is no XLSForm. pyxform says: %(said)s"),
    Reason.BAD_EXPRESSION: _("The expression cannot be read at character %(at)s, at “%(found)s”: %(text)s"),
    Reason.UNKNOWN_FUNCTION: _("The function %(name)s() is not supported."),
    Reason.WRONG_ARGUMENTS: _("%(name)s() cannot take this many values: %(given)s."),
    Reason.NO_SUCH_QUESTION: _("There is no question %(named)s."),
    Reason.NO_SUCH_LIST: _("There is no list or attached table “%(name)s”."),
    Reason.NO_SUCH_COLUMN: _("The list “%(list)s” has no column “%(name)s”."),
    Reason.IN_A_CIRCLE: _("These depend on each other in a circle: %(around)s"),
    Reason.UNKNOWN_TYPE: _("The type “%(name)s” is not supported."),
    Reason.UNKNOWN_CONTROL: _("Questions of the kind “%(name)s” are not supported."),
    Reason.UNKNOWN_APPEARANCE: _("The appearance “%(name)s” is not supported."),
    Reason.UNKNOWN_PART: _("“%(name)s” is not supported here."),
    Reason.BAD_PATTERN: _(
        "The pattern “%(pattern)s” cannot be used: write it out in the cell, and without what Python, Java and "
        "JavaScript read differently (named groups, look-behind, possessive repeats)."
    ),
    Reason.BAD_ATTACHMENT: _("The attached table %(name)s cannot be used: %(why)s"),
    Reason.UNUSED_TABLE: _("The attached table %(name)s is not asked for by anything in the form."),
    Reason.EMPTY_SUM: _(
        "An answer that may be missing is calculated with: nothing plus 1 is no number. Write coalesce(${…}, 0) or "
        "make the question required."
    ),
}
UNFIT: dict[str, Promise] = {  # the reasons of BAD_ATTACHMENT
    Unfit.NO_CSV: _("its name does not end in .csv."),
    Unfit.TOO_LARGE: _("it is larger than 5 MB."),
    Unfit.NO_UTF8: _("it is not saved as UTF-8."),
    Unfit.BAD_CSV: _("its rows cannot be read as CSV (%(said)s)."),
    Unfit.NO_COLUMNS: _("its first row has to name the columns, each once, without spaces. It says: %(columns)s"),
    Unfit.TOO_MANY_ROWS: _("it has %(rows)s rows; at most %(most)s are possible."),
    Unfit.OTHER_CELLS: _("row %(row)s has not as many cells (%(cells)s) as there are columns (%(columns)s)."),
}
