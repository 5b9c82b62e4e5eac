"""Forms of the census. A record itself is filled in by its questionnaire, not by a form of these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from files.kinds import TABLES, endings
from kernel.forms import RowChoice, RowForm, offer, offer_rows
from reports.forms import ParametersForm
from survey.lifecycles import CENSUS_RECORD
from survey.models import Business, Wave
from survey.models.record import RESULTS
from survey.queries.questionnaire import for_a_wave
from survey.queries.records import Wanted
from survey.queries.work import managed_waves

FRAME_FILE_BYTES = 200 * 1024 * 1024


class NumberForm(forms.Form):
    """What a respondent types: the number from the letter, and that the answers may be collected."""

    number = forms.CharField(
        label=_("Participation number"),
        max_length=40,
        help_text=_("16 letters and digits from your letter, for example ABCD-EFGH-JKMN-PQRS."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    agreed = forms.BooleanField(label=_("I agree that my answers are collected for this"), required=False)


class FrameUploadForm(forms.Form):
    """A business file for the frame."""

    upload = forms.FileField(
        label=_("Business file"),
        help_text=_("CSV (UTF-8 or CP949; comma, pipe or tab) or Excel, as downloaded from data.go.kr; up to 200 MB."),
        widget=forms.ClearableFileInput(attrs={"data-max-bytes": FRAME_FILE_BYTES, "accept": endings(TABLES)}),
    )
    taxonomy = forms.ChoiceField(
        label=_("Industry classification"),
        required=False,
        choices=[
            ("", _("as the file shows")),
            ("new", _("new (10/75/247, such as I20101)")),
            ("old", _("old (such as Q01A01)")),
        ],
    )
    ksic_revision = forms.TypedChoiceField(
        label=_("KSIC revision of the file"),
        coerce=int,
        initial=10,
        choices=[(n, format_lazy(_("revision {n}"), n=n)) for n in (10, 11, 9)],
    )

    again = forms.BooleanField(
        label=_("Load it all the same"),
        help_text=_("Choose the file once more, too."),
        required=False,
        widget=forms.HiddenInput,
    )

    def offer_again(self, refusal: str) -> None:
        """The file is the latest loaded: says so, and lets the person insist."""
        self.add_error("upload", refusal)
        self.fields["again"].widget = forms.CheckboxInput()


class VerdictForm(forms.Form):
    """What entries of one name in one dong are: one business under several numbers, or several businesses."""

    answer = forms.ChoiceField(
        label=_("What are they?"),
        choices=[
            ("same", _("The same business: keep one entry, merge the others into it")),
            ("different", _("Different businesses: do not ask again")),
        ],
        widget=forms.RadioSelect,
    )
    repeats = forms.MultipleChoiceField(label=_("Which entries"), widget=forms.CheckboxSelectMultiple)
    kept = forms.ChoiceField(label=_("Which one is kept"), help_text=_("Only for the same business."), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How you know it: a call, a visit, the register."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, entries: Iterable[Business], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(one.pk), f"{one} · {one.address or one.industry} · {one.source_id}")
            for one in entries
            if one.merged_into_id is None
        ]
        offer(self, "repeats", choices)
        offer(self, "kept", choices)

    @property
    def chosen(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["repeats"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "same" and not cleaned.get("kept"):
            self.add_error("kept", ValidationError(_("Say which entry is kept.")))
        return cleaned


class WaveForm(RowForm):
    """A new round of the census."""

    class Meta:
        model = Wave
        fields = ["code", "title", "questionnaire", "opens_at", "closes_at"]
        help_texts = {"code": _("Short, in Latin letters and digits; receipt numbers begin with it: 2026A")}
        widgets = {
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "questionnaire", for_a_wave())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", ValidationError(_("The wave must close after it opens.")))
        return cleaned


def told_apart(person: User) -> str:
    """People by name, told apart by the beginning of their address."""
    return f"{person.name} ({person.email.partition('@')[0]})"


class AssignForm(forms.Form):
    """Who gets how many businesses of an area."""

    enumerator = RowChoice(label=_("Intern or enumerator"), queryset=User.objects.none(), called=told_apart)
    count = forms.IntegerField(label=_("How many businesses"), min_value=1, max_value=3000)

    def __init__(self, *args: Any, people: QuerySet[User], free: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "enumerator", people)
        self.fields["count"].initial = min(free, 100)
        self.fields["count"].help_text = _("Free: %(free)s, given out in street order.") % {"free": f"{free:,}"}


class FullRecordsForm(ParametersForm):
    """Which wave's records, and why with the personal answers."""

    wave = forms.ModelChoiceField(label=_("Wave"), queryset=Wave.objects.none())
    reason = forms.CharField(
        label=_("Reason for seeing personal data in full"),
        help_text=_("Kept in the access log with your name. Without personal data the table needs no reason."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "wave", managed_waves(self.actor.user).order_by("-opens_at"))


class ReturnForm(forms.Form):
    """Why a record goes back, in general; notes at single answers come beside it, by their address."""

    note = forms.CharField(
        label=_("What to mend"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class RecordsForm(forms.Form):
    """How the list of records is narrowed. What does not fit narrows nothing."""

    q = forms.CharField(label=_("Business, shop number or receipt"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False)
    gu = forms.ChoiceField(label=_("Gu"), required=False)
    by = RowChoice(
        label=_("Entered by"), queryset=User.objects.none(), called=told_apart, required=False, empty_label=_("All")
    )
    result = forms.ChoiceField(label=_("Result of the visit"), required=False)
    since = forms.DateField(label=_("Visited from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Visited to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    issues = forms.BooleanField(label=_("Only with points to mend"), required=False)
    question = forms.ChoiceField(label=_("Question"), required=False)
    answer = forms.CharField(
        label=pgettext_lazy("questionnaire", "Answer"),
        help_text=_("Its code, or the text itself."),
        required=False,
        max_length=100,
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        gus: Iterable[tuple[str, str]],
        questions: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        offer(self, "state", [every, *(choice for choice in CENSUS_RECORD.choices if choice[0] != "draft")])
        offer(self, "gu", [every, *gus])
        offer(self, "result", [every, *RESULTS])
        offer(self, "question", [every, *questions])
        offer_rows(self, "by", people)
        self.is_valid()

    @property
    def narrowed_by(self) -> list[tuple[Any, str]]:
        """What the list is narrowed by, in the words of the form; a question narrows nothing without its answer."""
        given = {name for name, value in self.cleaned_data.items() if value}
        if not given >= {"question", "answer"}:
            given -= {"question", "answer"}
        return [(field.label, self._words(field.name)) for field in self if field.name in given]

    def _words(self, name: str) -> str:
        value = self.cleaned_data[name]
        if isinstance(value, bool):
            return ""  # the label says it
        if isinstance(value, date):
            return date_format(value, "SHORT_DATE_FORMAT")
        if isinstance(self.fields[name], forms.ChoiceField):
            return next(one.choice_label for one in self[name].subwidgets if one.data["selected"])
        return str(value)

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        entered_by = given.get("by")
        return Wanted(
            state=given.get("state", ""),
            gu=given.get("gu", ""),
            typed=given.get("q", ""),
            entered_by=entered_by.pk if entered_by is not None else None,
            since=given.get("since"),
            until=given.get("until"),
            result=given.get("result", ""),
            issues=given.get("issues", False),
            path=given.get("question", ""),
            answer=given.get("answer", "").strip(),
        )
