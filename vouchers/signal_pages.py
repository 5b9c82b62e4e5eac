"""Reasons to look in the words of their pages."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation
from programs.models import Application, Submission
from programs.registry import Text
from vouchers.models import Signal
from vouchers.rules.likeness import likeness, passages, shingles

WORTH_SHOWING = 30  # per cent; a group also hangs together by pairs that are less alike
MOST_PAIRS = 6  # shown side by side; the group itself is listed whole
COMMON: Mapping[str, Text] = {
    "business_number": gettext_lazy("business registration number"),
    "address": gettext_lazy("address"),
    "phone": gettext_lazy("telephone"),
    "mail_domain": gettext_lazy("own mail domain"),
    "member": gettext_lazy("a person who acts for both"),
    "representative": gettext_lazy("name of the representative"),
}
INVOICE: Mapping[str, Text] = {
    "number": gettext_lazy("The same invoice number was entered for another order after it had been voided."),
    "file": gettext_lazy("The same file was handed in as the invoice of another order."),
    "figures": gettext_lazy("The same supplier, day and sum stand on invoices of different cases."),
}


def told(signal: Signal) -> str:
    """What was found, in one sentence, without the value itself."""
    facts = signal.facts
    match signal.kind:
        case Signal.Kind.TEXT:
            return _("Texts that are up to %(share)s%% the same.") % {"share": facts["share"]}
        case Signal.Kind.RELATED:
            common = ", ".join(str(COMMON[one]) for one in facts["common"])
            return _("The applicant and the supplier it names have in common: %(common)s.") % {"common": common}
        case Signal.Kind.ROUND_ROBIN:
            count = len(facts["businesses"])
            text = ngettext(
                "A business buys from itself.", "%(count)s businesses buy from each other in a circle.", count
            )
            return text % {"count": count}
        case Signal.Kind.INVOICE:
            return str(INVOICE[facts["what"]])
        case Signal.Kind.ACCOUNT:
            return _("Different suppliers of these applications are paid on one bank account.")
        case _kind:
            count = facts["applicants"]
            text = ngettext(
                "%(count)s applicant has it: %(what)s.", "%(count)s different applicants have it: %(what)s.", count
            )
            return text % {"count": count, "what": signal.get_kind_display()}


def rows(signals: list[Signal]) -> list[dict[str, Any]]:
    """The lines of a list."""
    return [{"signal": one, "told": told(one), "applications": list(one.applications.all())} for one in signals]


def businesses(signal: Signal) -> list[Organisation]:
    """Those of a circle, in the order of the finding; one statement."""
    keys = signal.facts.get("businesses", [])
    found = Organisation.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def side_by_side(signal: Signal, applications: list[Application]) -> list[dict[str, Any]]:
    """The answers that are alike, pair by pair, with what stands in both marked; two statements."""
    if signal.kind != Signal.Kind.TEXT:
        return []
    latest = Submission.objects.filter(application__in=applications).select_related("terms")
    handed_in = {one.application_id: one for one in latest.order_by("application", "-version").distinct("application")}
    pairs = []
    for one, other in combinations([each for each in applications if each.pk in handed_in], 2):
        if one.organisation_id != other.organisation_id:
            pairs += _pair(one, other, handed_in[one.pk], handed_in[other.pk], signal.facts["questions"])
    return sorted(pairs, key=lambda pair: -pair["share"])[:MOST_PAIRS]


def _pair(
    one: Application, other: Application, first: Submission, second: Submission, questions: list[str]
) -> list[dict[str, Any]]:
    labels = {question.key: question.label for _section, question in first.terms.form_spec.questions()}
    found = []
    for key in questions:
        mine, theirs = str(first.answers.get(key) or ""), str(second.answers.get(key) or "")
        share = int(likeness(shingles(mine), shingles(theirs)) * 100)
        if share >= WORTH_SHOWING:
            found.append({
                "question": _(labels[key]) if key in labels else key,
                "share": share,
                "sides": [(one, passages(mine, theirs)), (other, passages(theirs, mine))],
            })  # fmt: skip
    return found
