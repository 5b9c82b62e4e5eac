"""A published call as an amendment sees it, and the amendments of a call."""

from datetime import date
from typing import Any

from django.db.models import Max

from kernel import clock
from kernel.actor import Actor
from programs.models import Application, Call, CallAmendment, CallTerms, RankingRun, Review
from programs.queries.calls import managed_call
from programs.registry import programme
from programs.rules.amendment import Standing, changed, moment_json, values_of
from programs.rules.amendment_parts import changed_parts, parts_of
from programs.rules.terms import plain

TEXTS = ("title", "summary", "notice")
NUMBERS = ("seats", "reserves", "budget")
RUNNING = ("published", "closed")
# Whoever has begun or handed in and whose case is not over.
CONCERNED = ("draft", "submitted", "correcting", "eligible", "in_review")


def present_values(call: Call, terms: CallTerms | None = None) -> dict[str, Any]:
    """Every figure and text that an amendment can name, as it stands, or as it would with the prepared ``terms``. Calls
    from before tracks have only what is on the call."""
    found: dict[str, Any] = {name: getattr(call, name) for name in (*TEXTS, *NUMBERS)}
    found["opens_at"] = moment_json(call.opens_at)
    terms = terms or call.terms
    return found | (values_of(terms.choosing_terms) if terms.choosing else {})


def parts_in(terms: CallTerms) -> dict[str, Any]:
    """Every part of the terms (:mod:`programs.rules.amendment_parts`), with what the programme itself sets."""
    own = parts_of(terms.own_form, terms.own_documents, terms.scoring, terms.choosing_terms)
    return own | settings_in(terms)


def settings_in(terms: CallTerms) -> dict[str, Any]:
    """What the programme's form and steps set, as ``settings:<name>`` and ``step:<code>``; what only follows from other
    parts of the terms is left out."""
    owner = programme(terms.call.programme)
    found = {f"step:{step.code}": terms.settings.get(step.keeps) for step in owner.build_steps if step.keeps}
    if owner.settings_form:
        form = owner.settings_form.standing(terms.settings, built=bool(terms.choosing))
        found |= {f"settings:{name}": form.initial.get(name) for name in form.fields}
    parts: dict[str, Any] = plain(
        {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items()}
    )
    return parts


def differences(before: CallTerms, after: CallTerms | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between two versions of the terms of a call, figures and parts, old and new."""
    if after is None or after.pk == before.pk:
        return {}, {}
    figures = changed(_figures(before), _figures(after))
    parts = changed_parts(parts_in(before), parts_in(after))
    return figures[0] | parts[0], figures[1] | parts[1]


def _figures(terms: CallTerms) -> dict[str, Any]:
    return values_of(terms.choosing_terms) if terms.choosing else {}


def standing_for(call: Call) -> Standing:
    """Three statements."""
    applied = Application.objects.filter(call=call, receipt_serial__isnull=False).exclude(state="withdrawn").count()
    ranked = RankingRun.objects.filter(call=call, state__in=["proposed", "confirmed"]).exists()
    marked = Review.objects.filter(assignment__application__call=call, submitted_at__isnull=False).exists()
    return Standing(opened=call.opens_at <= clock.now(), applied=applied, ranked=ranked, marked=marked)


def mark_of(call: Call) -> str:
    """What tells one look at the published call from the next: its terms, how often it changed, what is prepared."""
    composed = composed_amendment(call)
    prepared = composed.terms.version if composed and composed.terms else 0
    return f"{call.terms_version}:{call.changes.count()}:{prepared}"


def open_amendment(call: Call) -> CallAmendment | None:
    """The one that waits for a second person."""
    return call.amendments.filter(state="proposed").select_related("proposed_by", "terms").first()


def composed_amendment(call: Call) -> CallAmendment | None:
    """The one that managers are composing."""
    return call.amendments.filter(state="composing").select_related("terms").first()


def shown_amendment(call: Call) -> CallAmendment | None:
    """The one that waits, or the last that did."""
    rows = call.amendments.select_related("proposed_by", "decided_by", "terms").order_by("-pk")
    return rows.filter(state="proposed").first() or rows.filter(state__in=["in_force", "dropped"]).first()


def next_version(call: Call) -> int:
    """Behind every version that was ever written, in force or not."""
    return int(call.all_terms.aggregate(last=Max("version"))["last"]) + 1


def as_prepared(call: Call, amendment: CallAmendment | None) -> Call:
    """The call as it would stand with the terms that the amendment has prepared: to be looked at, and to be saved only
    when it is put in force."""
    if amendment and amendment.terms:
        call.terms_version = amendment.terms.version
        call.__dict__.pop("terms", None)
    return call


def terms_to_build(call: Call) -> CallTerms:
    """What the next step of building starts from: the terms that stand, or those that an amendment has prepared."""
    composed = composed_amendment(call) if call.state in RUNNING else None
    return composed.terms if composed and composed.terms else call.terms


def call_to_build(actor: Actor, call_id: int) -> tuple[Call, bool]:
    """A call that the actor manages as its steps show it, and whether they change it: a draft; a published one while an
    amendment is composed, then with the terms prepared so far. Raises CallNotVisible."""
    call = managed_call(actor, call_id)
    if call.state not in RUNNING:
        return call, call.state == "draft"
    composed = composed_amendment(call)
    return as_prepared(call, composed), composed is not None
