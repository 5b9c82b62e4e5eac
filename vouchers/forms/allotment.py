"""What a finance officer types when the budget moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer
from programs.models import Call
from vouchers.forms.fields import won
from vouchers.queries.allotment import tracks_of
from vouchers.rules.ledger import Verb

WORDS = {
    Verb.APPROPRIATE: _("Bring money in"),
    Verb.WITHDRAW: _("Take money out"),
    Verb.REALLOCATE: _("Allot again what came back"),
}


class MoveBudgetForm(forms.Form):
    verb = forms.TypedChoiceField(
        label=_("Kind of move"), choices=[(verb.value, label) for verb, label in WORDS.items()], coerce=Verb
    )
    track = forms.ChoiceField(label=_("Track"))
    won = won(_("Amount (won)"))
    document = forms.CharField(
        label=_("Number of the document"), max_length=40,
        help_text=_("Of the notice by which the budget is allotted or reduced. Each notice counts once."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, call: Call, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "track", [(track.code, gettext(track.label)) for track in tracks_of(call)])
