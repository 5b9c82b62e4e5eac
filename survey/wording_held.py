"""What is known of a submission that is held, as its page tells it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from survey.models import HeldSubmission

FACTS = {
    "shop_id": _("Shop number"),
    "form": _("Form and version that it names"),
    "said": _("What the reader stumbled over"),
    "files": _("Files that were not kept"),
}


def facts_of(held: HeldSubmission) -> list[tuple[str, str]]:
    """Each with its label; files with the reason why they were refused. What is empty is left out."""
    return [(str(label), _text(held.facts[name])) for name, label in FACTS.items() if held.facts.get(name)]


def _text(fact: str | Mapping[str, str]) -> str:
    return fact if isinstance(fact, str) else "; ".join(f"{name}: {why}" for name, why in fact.items())
