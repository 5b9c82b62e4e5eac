"""The steps of building a call beyond its notice: tracks with their money, marking, panel and days, bonus points."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.forms import FormSet
from programs.board_pages import LIMIT_LABELS
from programs.registry import Programme
from programs.rules.board import LIMITED, Limits, limits_of
from programs.rules.ranking import Marking, Misfit, Normalisation, Quota, QuotaOf, TieBreak, TieKind
from programs.rules.scoring import Criterion
from programs.rules.terms import BonusRule, ChoosingTerms, Deadlines, Panel, Plan, Told, TrackTerms

Text = Any  # a text, or one that is translated when it is shown
MOST = 10**12
QUOTAS = 2  # offered for each track at first
MOST_QUOTAS = 20
MOST_TRACKS = 12
TIES = 4
HUNDRED = Decimal(100)
MISFITS: list[tuple[str, Text]] = [
    (Misfit.GO_ON, gettext_lazy("it is passed over and the next is looked at")),
    (Misfit.STOP, gettext_lazy("nobody below it is selected")),
]
NORMALISATIONS: list[tuple[str, Text]] = [
    (Normalisation.NONE, gettext_lazy("points count as they were given")),
    (Normalisation.MEAN_SHIFT, gettext_lazy("each reviewer's mean is moved to the panel's")),
    (Normalisation.Z_SCORE, gettext_lazy("mean and spread of each reviewer are brought to the panel's")),
]
TIE_WORDS: list[tuple[str, Text]] = [
    (TieKind.MEAN, gettext_lazy("higher mean before bonus points")),
    (TieKind.ASKED, gettext_lazy("smaller sum asked for")),
    (TieKind.RECEIPT, gettext_lazy("earlier receipt")),
    (TieKind.LOTTERY, gettext_lazy("by lot, from the published source")),
]
TOLD: list[tuple[str, Text]] = [
    (Told.BAND, gettext_lazy("the quarter of the list")),
    (Told.RANK, gettext_lazy("the rank among how many")),
]


def _won(label: Text, help_text: Text = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=MOST, required=False)


def _number(label: Text, *, least: int = 0, most: int = 10_000, help_text: Text = "", required: bool = True) -> Any:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, required=required)


class TrackForm(forms.Form):
    """One track; without a name it is left out. Places and budget may stay open."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label=gettext_lazy("Name of the track"), max_length=60, required=False)
    cap = _won(gettext_lazy("Most for one case (won)"))
    places = _number(gettext_lazy("Places"), required=False)
    reserves = _number(gettext_lazy("Places on the reserve list"), required=False)
    budget = _won(gettext_lazy("Budget of the track (won)"))
    misfit = forms.ChoiceField(
        label=gettext_lazy("When one no longer fits into the budget"), choices=MISFITS, required=False
    )
    partial = forms.BooleanField(
        label=gettext_lazy("What no longer fits whole may be supported in part"), required=False
    )

    quotas = forms.IntegerField(
        widget=forms.HiddenInput, required=False, initial=QUOTAS
    )  # how many lines of least shares there are

    def __init__(self, *arguments: Any, groups: list[tuple[str, Text]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        sent = str(self.data.get(self.add_prefix("quotas"), "")) if self.is_bound else ""
        lines = int(sent) if sent.isdigit() else self.get_initial_for_field(self.fields["quotas"], "quotas") or QUOTAS
        self.lines = range(1, min(lines, MOST_QUOTAS) + 1)
        for number in self.lines:
            self.fields[f"group_{number}"] = forms.ChoiceField(
                label=_("Least share for"), choices=[("", _("nobody in particular")), *groups], required=False
            )
            self.fields[f"share_{number}"] = forms.DecimalField(
                label=_("Share (%)"), min_value=0, max_value=100, decimal_places=1, required=False
            )
            self.fields[f"of_{number}"] = forms.ChoiceField(
                label=_("of the"),
                choices=[(QuotaOf.PLACES, _("places of the track")), (QuotaOf.MONEY, _("budget of the track"))],
                required=False,
            )

    @property
    def quota_fields(self) -> list[list[Any]]:
        return [[self[f"{name}_{n}"] for name in ("group", "share", "of")] for n in self.lines]

    @property
    def more_quotas(self) -> bool:
        return len(self.lines) < MOST_QUOTAS

    @property
    def main_fields(self) -> list[Any]:
        return [self[name] for name in ("label", "cap", "places", "reserves", "budget", "misfit", "partial")]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        groups: set[str] = set()
        for number in self.lines:
            group = cleaned.get(f"group_{number}")
            if group and cleaned.get(f"share_{number}") is None:
                self.add_error(f"share_{number}", _("Say how large the share is."))
            if group in groups:
                self.add_error(f"group_{number}", _("This group stands in the track twice."))
            groups |= {group} if group else set()
        return cleaned

    def track(self, code: str) -> TrackTerms:
        given = self.cleaned_data
        quotas = tuple(
            Quota(given[f"group_{n}"], given[f"share_{n}"] / HUNDRED, QuotaOf(given[f"of_{n}"] or QuotaOf.PLACES))
            for n in self.lines
            if given.get(f"group_{n}") and given.get(f"share_{n}")
        )
        return TrackTerms(
            code=code, label=given["label"], cap=given["cap"], places=given["places"], budget=given["budget"],
            reserves=given["reserves"] or 0, quotas=quotas, partial=given["partial"],
            misfit=Misfit(given["misfit"] or Misfit.GO_ON),
        )  # fmt: skip

    @staticmethod
    def initial_of(track: TrackTerms) -> dict[str, Any]:
        values: dict[str, Any] = {
            name: getattr(track, name)
            for name in ("code", "cap", "places", "reserves", "budget", "partial", "misfit")
        }  # fmt: skip
        values["label"] = _(track.label) if track.label else ""
        values["quotas"] = max(QUOTAS, len(track.quotas))
        for number, quota in enumerate(track.quotas[:MOST_QUOTAS], 1):
            values |= {
                f"group_{number}": quota.group,
                f"share_{number}": f"{(quota.share * HUNDRED).normalize():f}",
                f"of_{number}": quota.of,
            }
        return values


class BaseTracks(FormSet):
    def clean(self) -> None:
        if not any(form.cleaned_data.get("label") for form in self.forms if hasattr(form, "cleaned_data")):
            raise forms.ValidationError(_("Name at least one track."))

    def tracks(self) -> tuple[TrackTerms, ...]:
        """As typed; new ones get a code of their own."""
        found, used = [], set()
        for number, form in enumerate(self.forms, 1):
            if not form.cleaned_data.get("label"):
                continue
            code = form.cleaned_data.get("code") or f"track{number}"
            while code in used:
                code += "x"
            used.add(code)
            found.append(form.track(code))
        return tuple(found)


TrackFormSet = forms.formset_factory(TrackForm, formset=BaseTracks, extra=1, max_num=MOST_TRACKS)


def with_more_lines(data: Any) -> Any:
    """What was sent with one more line where its button ``more`` asks for it: a formset by its prefix, or a hidden
    field that says how many lines there are."""
    more = data.copy()
    name = data.get("more", "")
    for counter in (f"{name}-TOTAL_FORMS", name):
        if str(more.get(counter, "")).isdigit():
            more[counter] = int(more[counter]) + 1
            break
    return more


def tracks_of(owner: Programme, choosing: ChoosingTerms, data: Any = None) -> BaseTracks:
    groups = [(code, label) for code, label in owner.groups.items()]
    initial = [TrackForm.initial_of(one) for one in choosing.tracks if one.code]
    formset = TrackFormSet(data, initial=initial, prefix="tracks", form_kwargs={"groups": groups})
    return cast(BaseTracks, formset)


def with_tracks(choosing: ChoosingTerms, typed: tuple[TrackTerms, ...]) -> ChoosingTerms:
    """Labels that were left as they were stay message ids, so that they are still translated."""
    known = {one.code: one for one in choosing.tracks}

    def kept(track: TrackTerms) -> TrackTerms:
        old = known.get(track.code)
        return replace(track, label=old.label) if old and track.label == _(old.label) else track

    return replace(choosing, tracks=tuple(map(kept, typed)))


class MarkingForm(forms.Form):
    """From sheets to a list."""

    cut_off = forms.DecimalField(
        label=gettext_lazy("Cut-off (points)"), min_value=0, max_value=200, max_digits=5, decimal_places=2
    )
    cut_off_with_bonus = forms.BooleanField(
        label=gettext_lazy("Bonus points count towards the cut-off"), required=False
    )
    drop_extremes = forms.BooleanField(label=gettext_lazy("Leave out the highest and the lowest total"), required=False)
    drop_from = _number(gettext_lazy("from how many sheets on"), least=3, most=15)
    needed = _number(gettext_lazy("Sheets needed for a score"), least=1, most=15)
    bonus_ceiling = forms.DecimalField(
        label=gettext_lazy("Most bonus points"), min_value=0, max_value=100, decimal_places=2, required=False,
        help_text=gettext_lazy("Left empty, all that are proven count."),
    )  # fmt: skip
    normalisation = forms.ChoiceField(label=gettext_lazy("Strict and lenient reviewers"), choices=NORMALISATIONS)
    seed = forms.CharField(
        label=gettext_lazy("Source of the lot"), max_length=100, required=False,
        help_text=gettext_lazy("Something public that nobody knows yet, as a day's closing index of the exchange."),
    )  # fmt: skip
    told = forms.ChoiceField(label=gettext_lazy("What applicants read of where they stand"), choices=TOLD)

    def __init__(self, *arguments: Any, scoring: tuple[Criterion, ...], **options: Any) -> None:
        super().__init__(*arguments, **options)
        more = _("more points for: %(name)s")
        criteria = [(f"criterion:{one.key}", more % {"name": _(one.label)}) for one in scoring]
        choices = [("", "–"), *criteria, *TIE_WORDS]
        for number in range(1, TIES + 1):
            label = _("Among equals, %(n)s.") % {"n": number}
            self.fields[f"tie_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def tie_fields(self) -> list[Any]:
        return [self[f"tie_{number}"] for number in range(1, TIES + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        ties = [cleaned[f"tie_{n}"] for n in range(1, TIES + 1) if cleaned.get(f"tie_{n}")]
        lots = [place for place, tie in enumerate(ties) if tie == TieKind.LOTTERY]
        if lots and lots != [len(ties) - 1]:
            self.add_error("tie_1", _("The lot comes once and last."))
        elif lots and not cleaned.get("seed"):
            self.add_error("seed", _("Say from what the lot is drawn, before anybody can know it."))
        return cleaned

    def apply(self, choosing: ChoosingTerms) -> ChoosingTerms:
        given = self.cleaned_data
        names = ("cut_off", "cut_off_with_bonus", "drop_extremes", "drop_from", "needed", "bonus_ceiling")
        marking = replace(
            choosing.marking,
            **{name: given[name] for name in names},
            normalisation=Normalisation(given["normalisation"]),
            tie_break=tuple(_tie(given[f"tie_{n}"]) for n in range(1, TIES + 1) if given.get(f"tie_{n}")),
            seed=given["seed"],
        )
        return replace(choosing, marking=marking, told=Told(given["told"]))

    @staticmethod
    def initial_of(choosing: ChoosingTerms) -> dict[str, Any]:
        marking: Marking = choosing.marking
        names = (
            "cut_off", "cut_off_with_bonus", "drop_extremes", "drop_from", "needed", "bonus_ceiling", "normalisation",
            "seed",
        )  # fmt: skip
        ties = {f"tie_{n}": _tie_code(tie) for n, tie in enumerate(marking.tie_break[:TIES], 1)}
        return {name: getattr(marking, name) for name in names} | ties | {"told": choosing.told}


def _tie(code: str) -> TieBreak:
    kind, _colon, criterion = code.partition(":")
    return TieBreak(TieKind(kind), criterion)


def _tie_code(tie: TieBreak) -> str:
    return f"{tie.kind}:{tie.criterion}" if tie.criterion else tie.kind.value


class PanelForm(forms.Form):
    """Who judges, and the days of the procedure."""

    reviewers = _number(gettext_lazy("Reviewers for each application"), least=1, most=15)
    experts = _number(gettext_lazy("of them from its field"), most=15)
    limit = _number(gettext_lazy("Most applications for one reviewer"), least=1, required=False)
    conflict_years = _number(gettext_lazy("Former employers count for (years)"), most=20)
    blind = forms.BooleanField(label=gettext_lazy("Reviewers do not read who applies"), required=False)
    correction = _number(gettext_lazy("Days to correct what was asked for"), least=1, most=60)
    appeal = _number(
        gettext_lazy("Days to appeal"), most=60, help_text=gettext_lazy("0: this call gives no time for appeals.")
    )
    acceptance = _number(gettext_lazy("Days for a reserve to accept"), least=1, most=60)
    screening = _number(gettext_lazy("Screening done after (days)"), most=365)
    review = _number(gettext_lazy("Reviews done after (days)"), most=365)
    results = _number(
        gettext_lazy("Results after (days)"), most=365,
        help_text=gettext_lazy("Counted from the closing day and told to applicants as planned; 0 names no day."),
    )  # fmt: skip

    def apply(self, choosing: ChoosingTerms) -> ChoosingTerms:
        given = self.cleaned_data

        def of(*names: str) -> dict[str, Any]:
            return {name: given[name] for name in names}

        return replace(
            choosing,
            panel=Panel(**of("reviewers", "experts", "blind", "conflict_years", "limit")),
            deadlines=Deadlines(**of("appeal", "correction", "acceptance")),
            plan=Plan(**of("screening", "review", "results")),
        )

    @staticmethod
    def initial_of(choosing: ChoosingTerms) -> dict[str, Any]:
        return {**vars(choosing.panel), **vars(choosing.deadlines), **vars(choosing.plan)}


class BonusForm(forms.Form):
    """One kind of bonus points; without a name it is left out."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label=gettext_lazy("Bonus points for"), max_length=100, required=False)
    points = forms.DecimalField(
        label=gettext_lazy("Points"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    help = forms.CharField(label=gettext_lazy("What proves it"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("label") and not self.cleaned_data.get("points"):
            self.add_error("points", _("Say how many points."))
        return self.cleaned_data


BonusFormSet = forms.formset_factory(BonusForm, extra=2, max_num=10)


def bonuses_of(choosing: ChoosingTerms, data: Any = None) -> Any:
    initial = [
        {
            "code": one.code,
            "label": _(one.label),
            "points": f"{one.points.normalize():f}",
            "help": _(one.help) if one.help else "",
        }
        for one in choosing.bonuses
    ]
    return BonusFormSet(data, initial=initial, prefix="bonus")


def with_bonus_rules(choosing: ChoosingTerms, formset: Any) -> ChoosingTerms:
    """Each kind is proved by a document of its own; known ones keep theirs."""
    known = {one.code: one for one in choosing.bonuses}
    found: list[BonusRule] = []
    for number, form in enumerate(formset.forms, 1):
        given = form.cleaned_data
        if not given.get("label"):
            continue
        code = given.get("code") or f"bonus{number}"
        while code in {one.code for one in found}:
            code += "x"
        old = known.get(code)
        document = old.document if old else f"proof_{code}"
        found.append(BonusRule(code, given["label"], given["points"], document, given.get("help", "")))
    return replace(choosing, bonuses=tuple(found))


class LimitsForm(forms.Form):
    """After how many days a case is late on the board, stage by stage."""

    def __init__(self, own: Limits, data: Any = None) -> None:
        super().__init__(data, initial=limits_of(own))
        for stage in LIMITED:
            help_text = _("Usually %(days)s. Left empty, it is never late.") % {"days": stage.days}
            self.fields[stage.code] = _number(
                LIMIT_LABELS[stage.code], least=1, most=365, help_text=help_text, required=False
            )


class NoticeFileForm(forms.Form):
    upload = forms.FileField(label=gettext_lazy("File"))
    title = forms.CharField(
        label=gettext_lazy("What it is called on the page"), max_length=120, required=False,
        help_text=gettext_lazy("Left empty, its file name."),
    )  # fmt: skip
