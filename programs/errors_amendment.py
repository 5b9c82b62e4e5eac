"""What is refused when a published call is amended."""

from collections.abc import Mapping
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kernel.errors import HanbatError
from programs.rules.amendment import Why

REASONS = {
    Why.OPENED: _("The window has opened already; its beginning stands."),
    Why.APPLIED: _("Businesses have applied already: what they are judged by and can be given is not changed."),
    Why.LESS: _("Businesses have applied already: it can be made more, not less."),
    Why.SHORTER: _("Businesses have applied already: the term can be made longer, not shorter."),
    Why.RANKED: _("There is a ranking already, made from this figure. It can no longer be changed."),
    Why.ASKED: _(
        "Businesses have applied already: everybody is asked for the same. What can still change is what explains it "
        "(help, English texts), its place, and that something is no longer required."
    ),
    Why.JUDGED: _("Businesses have applied already: they are judged by what stood when they applied."),
    Why.MARKED: _("Sheets have been handed in already: the grades of the scoring table stand."),
    Why.LESS_CAREFUL: _("Businesses have applied already: they are not judged by fewer, nor with their names shown."),
    Why.FIXED: _("This is not changed in a published call. Cancel it with a reason and publish another one."),
}


class NotAmendable(HanbatError):
    """``refused`` says why for each value; ``field`` is the first of them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This may not be changed any more: %(why)s")

    def __init__(self, refused: Mapping[str, Why]) -> None:
        self.refused = refused
        first = next(iter(refused))
        super().__init__(field=first, why=REASONS[refused[first]])


class NotRunning(HanbatError):
    message = _("The call is “%(state)s”: only a published call whose results are not out is amended.")


class AmendmentWaits(HanbatError):
    message = _("An amendment of this call waits for a second person already. It is decided first.")


class NotComposing(HanbatError):
    message = _("A published call is amended in the open. Begin an amendment on its page, then change this step.")


class LeavesGap(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The call would no longer hold together: %(what)s")


class NothingAmended(HanbatError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Nothing was changed. Change at least one value, or add or take off a file.")
