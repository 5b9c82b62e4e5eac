"""One verb for many cases: looked at first, then done; a case that cannot is left out with its reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.action import action
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import require
from programs.actions.screening import screen_application
from programs.errors_choosing import BulkUnknown
from programs.facts import findings_for, handed_in
from programs.messages_bulk import tell_message, tell_reminder
from programs.models import Application, Call, Review
from programs.registry import programme
from programs.rules.eligibility import Verdict, overall

MOST = 200  # cases at once

Text = str | Promise


@dataclass(frozen=True)
class BulkVerb:
    """``objection`` says why a case is left out (empty: it is not); ``do`` carries the verb out for one case.
    ``asks_text``: a message is typed; ``attests``: the person says that every point was checked."""

    code: str
    label: Text
    objection: Callable[[Application], str]
    do: Callable[[Actor, Application, str], object]
    asks_text: bool = False
    attests: Text = ""


@dataclass(frozen=True)
class Looked:
    """A case as the verb would find it."""

    application: Application
    objection: str


def _may_pass(application: Application) -> str:
    if application.state != "submitted":
        return _("It is not waiting to be screened.")
    answers = handed_in(application)
    found = findings_for(application.call, application.user, application.organisation, answers, application)
    if overall(found) is not Verdict.MET:
        return _("Something is open or not met: a person looks at this case by itself.")
    return ""


def _pass(actor: Actor, application: Application, _text: str) -> object:
    points = dict.fromkeys((code for code, _label in programme(application.call.programme).checklist), True)
    return screen_application(actor, application.pk, eligible=True, checklist=points)


def _may_remind(application: Application) -> str:
    return "" if _open_sheets(application) else _("No sheet of it is outstanding.")


def _open_sheets(application: Application) -> list[Review]:
    if application.state != "in_review":
        return []
    rows = Review.objects.filter(assignment__application=application, assignment__revoked_at=None)
    return list(rows.exclude(state="submitted").select_related("assignment__reviewer"))


def _remind(actor: Actor, application: Application, _text: str) -> object:
    for review in _open_sheets(application):
        tell_reminder(application, review)
    return None


def _may_write(application: Application) -> str:
    return _("It was withdrawn.") if application.state in {"withdrawn", "given_up"} else ""


def _write(actor: Actor, application: Application, text: str) -> object:
    tell_message(application, text)
    return application


BULK: dict[str, BulkVerb] = {
    verb.code: verb
    for verb in (
        BulkVerb(
            "pass",
            gettext_lazy("Find eligible"),
            _may_pass,
            _pass,
            attests=gettext_lazy("I have checked every point of the checklist for each of these cases."),
        ),
        BulkVerb("remind", gettext_lazy("Remind reviewers"), _may_remind, _remind),
        BulkVerb("write", gettext_lazy("Write to the applicants"), _may_write, _write, asks_text=True),
    )
}


def bulk_verb(code: str) -> BulkVerb:
    """Raises BulkUnknown."""
    if code not in BULK:
        raise BulkUnknown()
    return BULK[code]


def chosen(call: Call, keys: Iterable[int]) -> list[Application]:
    """The cases of the call among ``keys``, at most two hundred, by number."""
    rows = Application.objects.filter(call=call, pk__in=list(keys)[:MOST], receipt_serial__isnull=False)
    found = list(rows.select_related("organisation", "user").order_by("receipt_serial"))
    for one in found:
        one.call = call
    return found


def look(call: Call, verb: BulkVerb, keys: Iterable[int]) -> list[Looked]:
    """What the verb would do to each, without doing it."""
    return [Looked(one, verb.objection(one)) for one in chosen(call, keys)]


@action
def do_bulk(actor: Actor, call_id: int, code: str, keys: Sequence[int], text: str = "") -> list[Looked]:
    """Carries the verb out for each case that has no objection now; returns every case with what stood in its way.

    One case that is refused does not hold the others. Raises NotVisible, BulkUnknown.
    """
    call = Call.objects.get(pk=call_id)
    require(actor, "manage_call", call, hide=True)
    verb = bulk_verb(code)
    results = []
    for looked in look(call, verb, keys):
        objection = looked.objection
        if not objection:
            try:
                verb.do(actor, looked.application, text.strip())
            except HanbatError as refusal:
                objection = str(refusal)
        results.append(Looked(looked.application, objection))
    return results
