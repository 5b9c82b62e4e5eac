"""Forms of what came after the areas were cut: a business found in the field, what the office says of it, and where a
business that moved is now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.actions import store
from files.actions.storing import MOST_BYTES
from files.kinds import IMAGES, endings
from files.models import StoredFile
from files.queries import own
from kernel.actor import Actor
from kernel.forms import offer
from survey.actions.additions import Found
from survey.models import Business, IndustryCode
from survey.queries.additions import Candidate

NONE_OF_THESE = "none"


def photo_field() -> forms.FileField:
    """A photo, from the camera of a phone or from its files."""
    attributes = {"accept": endings(IMAGES), "data-max-bytes": MOST_BYTES}
    return forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput(attrs=attributes),
        help_text=_("The sign, the notice on the door, the empty shop; no people."),
    )  # fmt: skip


class FoundForm(forms.Form):
    """A business that the list lacks. What is chosen by typing and the place of the device come in hidden fields; so do
    the photo once it was sent, and the entries that the person was asked about."""

    name = forms.CharField(label=_("Business name"), max_length=200)
    industry = forms.ModelChoiceField(IndustryCode.objects.all(), label=_("Industry"), widget=forms.HiddenInput)
    sells = forms.CharField(
        label=_("What it sells"),
        required=False,
        max_length=200,
        help_text=_("In its own words: 수제 샌드위치, 휴대폰 수리"),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("As the sign on the house says, with the floor."),
    )
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    beside = forms.ModelChoiceField(
        Business.objects.all(), label=_("Next to which business"), required=False, widget=forms.HiddenInput
    )
    photo = photo_field()
    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    client_id = forms.CharField(max_length=100, widget=forms.HiddenInput, initial=lambda: str(uuid.uuid4()))

    @property
    def found(self) -> Found:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        known = given["longitude"] is not None and given["latitude"] is not None
        return Found(
            name=given["name"],
            industry_id=given["industry"].pk,
            address=given["address"],
            sells=given["sells"],
            place=(given["longitude"], given["latitude"]) if known else None,
            accuracy=given["accuracy"],
            beside=given["beside"].pk if given["beside"] else None,
        )

    @property
    def seen_entries(self) -> set[int]:
        return {int(one) for one in self.cleaned_data["seen"].split(",") if one.isdecimal()}

    def photo_of(self, actor: Actor) -> StoredFile | None:
        """The photo: a new one, stored, or the one that was sent before the person was asked. Raises FileRefused."""
        if self.cleaned_data["photo"]:
            return store(actor, self.cleaned_data["photo"], kinds=IMAGES, field="photo")
        kept = self.cleaned_data["kept"]
        return own(actor).filter(public_id=kept).first() if kept else None

    def ask_again(self, candidates: Iterable[Candidate], photo: StoredFile | None) -> None:
        """Shown once more with what the person is asked about: saying "none of these" sends it all again."""
        entries = {str(one.business.pk) for one in candidates} | {str(one) for one in self.seen_entries}
        kept = str(photo.public_id) if photo is not None else ""
        self.data = {**dict(self.data.items()), "seen": ",".join(sorted(entries)), "kept": kept}


class ReasonForm(forms.Form):
    """Why the office says so."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How you know it: a call, a visit, the register."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConfirmForm(forms.Form):
    """A business of its own."""

    reason = forms.CharField(
        label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(ReasonForm):
    """With which entry of the list it is one business: one that looks alike, or another by its shop number."""

    entry = forms.ChoiceField(label=_("Which entry is it?"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Or its shop number"), required=False, max_length=40, help_text=_("As the list of businesses has it.")
    )
    field_order = ("entry", "number", "reason")

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "merge_%s"  # it stands beside another form that asks for a reason
        offer(self, "entry", [(str(one.business.pk), _called(one.business)) for one in candidates])

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        number = (chosen.get("number") or "").strip().upper()
        by_number = Business.objects.filter(source_id=number).order_by("-pk").first() if number else None
        if number and by_number is None:
            self.add_error("number", _("The list has no such number."))
        elif not number and not chosen.get("entry"):
            self.add_error("entry", _("Choose an entry, or type its shop number."))
        else:
            chosen["entry"] = by_number.pk if by_number else int(chosen.get("entry") or 0)
        return chosen


def _called(business: Business) -> str:
    return f"{business} · {business.address or business.industry} · {business.source_id}"


class PassOnForm(forms.Form):
    """Where a business that moved within the city is now."""

    moved_to = forms.CharField(label=_("Address now"), max_length=300)
    beside = forms.ModelChoiceField(Business.objects.all(), label=_("Next to which business"), widget=forms.HiddenInput)
