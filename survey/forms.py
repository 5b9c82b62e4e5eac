"""Forms of the census. What is right in a record the rules decide; the form shows it and keeps what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.kinds import TABLES, endings
from kernel.forms import RowChoice, RowForm, offer, offer_rows
from reports.forms import ParametersForm
from survey import wording
from survey.models import Business, Wave
from survey.models.record import RESULTS
from survey.queries.work import managed_waves
from survey.rules.edit_rules import Finding, Severity
from survey.rules.questionnaire import BLOCKS, Kind, Question
from survey.rules.record_check import REASON_PREFIX

FRAME_FILE_BYTES = 200 * 1024 * 1024


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
        fields = ["code", "title", "opens_at", "closes_at"]
        help_texts = {"code": _("Short, in Latin letters and digits; receipt numbers begin with it: 2026A")}
        widgets = {
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", ValidationError(_("The wave must close after it opens.")))
        return cleaned


def _told_apart(person: User) -> str:
    """People by name, told apart by the beginning of their address."""
    return f"{person.name} ({person.email.partition('@')[0]})"


class AssignForm(forms.Form):
    """Who gets how many businesses of an area."""

    enumerator = RowChoice(label=_("Intern or enumerator"), queryset=User.objects.none(), called=_told_apart)
    count = forms.IntegerField(label=_("How many businesses"), min_value=1, max_value=3000)

    def __init__(self, *args: Any, people: QuerySet[User], free: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "enumerator", people)
        self.fields["count"].initial = min(free, 100)
        self.fields["count"].help_text = _("%(free)s are free, given out in street order.") % {"free": f"{free:,}"}


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
    """Why a record goes back."""

    note = forms.CharField(
        label=_("What to mend"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )


class RecordForm(forms.Form):
    """A census record as the questionnaire describes it. It accepts every text: ``show`` then marks the findings."""

    result = forms.ChoiceField(label=wording.QUESTIONS["result"], choices=[("", _("choose")), *RESULTS], required=False)
    visited_on = forms.CharField(
        label=wording.QUESTIONS["visited_on"], required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    memo = forms.CharField(
        label=wording.QUESTIONS["memo"], required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, typed: Mapping[str, Any], *, findings: Iterable[Finding] = ()) -> None:
        super().__init__(dict(typed))
        for block in BLOCKS:
            for question in block.questions:
                self.fields[question.name] = _field(question)
        self._reasons: dict[str, str] = {}
        shown = list(findings)
        for finding in shown:
            if finding.severity is Severity.SOFT:
                self._ask_reason(finding)
        for name in self.fields:  # unknown codes and overlong texts are the rules' to name
            self.fields[name].validators = []
        self.is_valid()
        for finding in shown:
            self.add_error(finding.questions[0], wording.finding_text(finding))

    def _ask_reason(self, finding: Finding) -> None:
        name = REASON_PREFIX + finding.rule
        self.fields[name] = forms.CharField(
            label=_("Reason, if this is right as it stands"), required=False, max_length=500
        )
        self._reasons[finding.questions[0]] = name

    @property
    def visit_fields(self) -> list[BoundField]:
        return self._with_reasons(["result", "visited_on", "memo"])

    @property
    def blocks(self) -> list[tuple[Any, list[BoundField]]]:
        """Blocks of the questionnaire with their fields; a reason stands right below its question."""
        return [
            (wording.BLOCKS[block.name], self._with_reasons([question.name for question in block.questions]))
            for block in BLOCKS
        ]

    def _with_reasons(self, names: list[str]) -> list[BoundField]:
        fields: list[BoundField] = []
        for name in names:
            fields.append(self[name])
            if name in self._reasons:
                fields.append(self[self._reasons[name]])
        return fields


class AnyChoice(forms.ChoiceField):
    """Shows choices without judging what came in: that is the rules' task."""

    def validate(self, value: Any) -> None:
        return


class AnyChoices(forms.MultipleChoiceField):
    """The same for several answers."""

    def validate(self, value: Any) -> None:
        return


def _field(question: Question) -> forms.Field:
    label = wording.QUESTIONS[question.name]
    words = [(code, wording.CODES[question.name][code]) for code in question.codes]
    if question.kind is Kind.ONE:
        return AnyChoice(label=label, choices=words, required=False, widget=forms.RadioSelect)
    if question.kind is Kind.MANY:
        return AnyChoices(label=label, choices=words, required=False, widget=forms.CheckboxSelectMultiple)
    unit = "month" if question.kind is Kind.MONTH else question.unit
    modes = {Kind.WHOLE: "numeric", Kind.DECIMAL: "decimal"}
    attributes = {"autocomplete": "off", "inputmode": modes.get(question.kind, "text")}
    if question.minimum is not None and question.minimum < 0:
        attributes["inputmode"] = "text"  # numeric keypads of phones lack the minus sign
    return forms.CharField(
        label=label, help_text=wording.UNITS.get(unit, ""), required=False, widget=forms.TextInput(attrs=attributes)
    )
