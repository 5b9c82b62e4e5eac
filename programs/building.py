"""What a draft call still lacks, step by step: what keeps it from being published, and what should be looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel import clock
from programs.models import Call
from programs.registry import programme
from programs.rules.form_build import Fault, problems
from programs.wording import form_problem_text


@dataclass(frozen=True)
class StepGap:
    """``step`` is the code of the step that mends it, ``part`` where on its page; ``must``: without it nothing is
    published."""

    step: str
    text: str
    must: bool = True
    part: str = ""


def gaps_of(call: Call) -> list[StepGap]:
    """In the order of the steps."""
    return [
        *_notice(call),
        *_tracks(call),
        *_shares(call),
        *_eligibility(call),
        *_form(call),
        *_marking(call),
        *_panel(call),
    ]


def _notice(call: Call) -> Iterator[StepGap]:
    if not call.notice.strip():
        yield StepGap("notice", _("the text of the notice is empty."), part="id_notice")
    if not call.terms.criteria:
        yield StepGap("notice", _("the scoring table is empty."))
    if call.closes_at <= clock.now():
        yield StepGap("notice", _("the closing moment has already passed."), part="id_closes_at")


def _tracks(call: Call) -> Iterator[StepGap]:
    if not call.terms.choosing:
        text = _("not set yet: one list with the number and the cut-off that stand with the notice.")
        yield StepGap("tracks", text, must=False)
        return
    choosing = call.terms.choosing_terms
    if choosing.budget and call.budget and choosing.budget > call.budget:
        sums = {"tracks": f"{choosing.budget:,}", "call": f"{call.budget:,}"}
        text = _("the tracks have %(tracks)s won together, the call %(call)s won.") % sums
        yield StepGap("tracks", text, must=False)
    for track in choosing.tracks:
        if track.places is None and track.budget is None:
            text = _("“%(name)s” has neither a number of places nor a budget.") % {
                "name": _(track.label) if track.label else "–"
            }
            yield StepGap("tracks", text, must=False)


def _shares(call: Call) -> Iterator[StepGap]:
    terms = call.terms
    for step, text in programme(call.programme).missing(terms.settings, terms.choosing_terms):
        yield StepGap(step, str(text))


def _eligibility(call: Call) -> Iterator[StepGap]:
    if programme(call.programme).applicant == "organisation" and not call.terms.choosing_terms.eligibility:
        yield StepGap("eligibility", _("nothing was chosen: the programme's usual rules hold."), must=False)


def _form(call: Call) -> Iterator[StepGap]:
    for one in problems(call.terms.kept_form):
        yield StepGap("form", form_problem_text(one), part=f"{_place(one.fault)}-{one.part}")


def _place(fault: Fault) -> str:
    return "section" if fault is Fault.EMPTY_SECTION else "question"


def _marking(call: Call) -> Iterator[StepGap]:
    terms = call.terms
    choosing = terms.choosing_terms
    marking = choosing.marking
    bonus = sum((one.points for one in choosing.bonuses), Decimal(0)) if marking.cut_off_with_bonus else Decimal(0)
    if terms.criteria and marking.cut_off > terms.full_points + bonus:
        text = _("nobody can reach the cut-off: the scoring table gives %(full)s points.") % {"full": terms.full_points}
        yield StepGap("marking", text)


def _panel(call: Call) -> Iterator[StepGap]:
    choosing = call.terms.choosing_terms
    panel, marking = choosing.panel, choosing.marking
    if marking.needed > panel.reviewers:
        yield StepGap("marking", _("more sheets are needed for a score than each application gets."))
    if panel.experts > panel.reviewers:
        yield StepGap("panel", _("more reviewers from the field are asked for than there are reviewers."))
    if marking.drop_extremes and panel.reviewers < marking.drop_from:
        figures = {"n": marking.drop_from, "each": panel.reviewers}
        text = _("the highest and lowest total are left out from %(n)s sheets on, but each application gets %(each)s.")
        yield StepGap("panel", text % figures, must=False)
    if not choosing.deadlines.appeal:
        yield StepGap("panel", _("there is no time for appeals."), must=False)
