"""The table of own shares of a call: size class × track, in money and in kind, with exemptions and rounding."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from kernel.forms import FormSet
from programs.registry import Settings, programme
from programs.rules.contribution import ANY, ContributionTable, Exemption, Rounding, Shares, to_json
from programs.rules.terms import ChoosingTerms
from vouchers.forms.fields import HUNDRED, percent
from vouchers.settings import SIZES, VoucherSettings
from vouchers.wording import in_percent

MOST_EXEMPTIONS = 20
ROUNDING = [
    (Rounding.DOWN, gettext_lazy("rounded down")),
    (Rounding.UP, gettext_lazy("rounded up")),
    (Rounding.HALF_UP, gettext_lazy("rounded to the nearest")),
]


class ShareForm(forms.Form):
    """One row; without a share in money it is left out. A row for one size class or track goes before one for all."""

    cash = percent(gettext_lazy("Own share in money (%)"))
    in_kind = percent(gettext_lazy("Own share in kind (%)"))

    def __init__(self, *arguments: Any, tracks: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        sizes = dict(Organisation.SizeClass.choices)
        size_choices = [(ANY, _("every size class")), *((size, sizes[size]) for size in SIZES)]
        self.fields["size"] = forms.ChoiceField(label=_("Size class"), choices=size_choices)
        self.fields["track"] = forms.ChoiceField(label=_("Track"), choices=[(ANY, _("every track")), *tracks])
        self.order_fields(["size", "track", "cash", "in_kind"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if (given.get("cash") or 0) + (given.get("in_kind") or 0) > HUNDRED:
            self.add_error("in_kind", _("Money and kind together are at most the whole cost."))
        return given


class BaseShares(FormSet):
    def clean(self) -> None:
        keys = [
            (form.cleaned_data["size"], form.cleaned_data["track"])
            for form in self.forms
            if getattr(form, "cleaned_data", {}).get("cash") is not None
        ]
        if not keys:
            raise forms.ValidationError(_("Cover at least one size class."))
        if len(set(keys)) < len(keys):
            raise forms.ValidationError(_("A size class and track stand in the table twice."))

    def rows(self) -> dict[tuple[str, str], Shares]:
        given = [form.cleaned_data for form in self.forms if form.cleaned_data.get("cash") is not None]
        return {
            (one["size"], one["track"]): Shares(one["cash"] / HUNDRED, (one["in_kind"] or Decimal(0)) / HUNDRED)
            for one in given
        }


class ExemptionForm(forms.Form):
    """What those of one group bear instead; without a group it is left out. Nothing typed: they bear nothing."""

    cash = percent(gettext_lazy("Borne instead in money (%)"))
    in_kind = percent(gettext_lazy("Borne instead in kind (%)"))

    def __init__(self, *arguments: Any, groups: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["group"] = forms.ChoiceField(
            label=_("Exemption for"), choices=[("", _("nobody in particular")), *groups], required=False
        )
        self.order_fields(["group", "cash", "in_kind"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if (given.get("cash") or 0) + (given.get("in_kind") or 0) > HUNDRED:
            self.add_error("in_kind", _("Money and kind together are at most the whole cost."))
        if not given.get("group") and (given.get("cash") is not None or given.get("in_kind") is not None):
            self.add_error("group", _("Say for whom these shares are."))
        return given


class BaseExemptions(FormSet):
    def clean(self) -> None:
        named = [form.cleaned_data["group"] for form in self.forms if getattr(form, "cleaned_data", {}).get("group")]
        if len(set(named)) < len(named):
            raise forms.ValidationError(_("A group stands among the exemptions twice."))

    def exemptions(self) -> tuple[Exemption, ...]:
        given = [form.cleaned_data for form in self.forms if form.cleaned_data.get("group")]
        return tuple(
            Exemption(
                one["group"],
                Shares((one["cash"] or Decimal(0)) / HUNDRED, (one["in_kind"] or Decimal(0)) / HUNDRED),
            )
            for one in given
        )


class RulesForm(forms.Form):
    """How a share becomes won."""

    rounding = forms.ChoiceField(label=gettext_lazy("Each share is"), choices=ROUNDING)
    unit = forms.IntegerField(label=gettext_lazy("to whole (won)"), min_value=1, max_value=1_000_000)


class SharesForms:
    """Table, exemptions and rounding as one."""

    def __init__(self, table: ContributionTable, tracks: list[tuple[str, Any]], data: Any = None) -> None:
        rows = [
            {"size": size, "track": track, "cash": in_percent(row.cash), "in_kind": in_percent(row.in_kind)}
            for (size, track), row in table.rows.items()
        ]
        named = {track for _size, track in table.rows} - {ANY, *(code for code, _label in tracks)}
        # A row of a track that was taken away stays one of that track: shown as "every track" it would become that.
        tracks = [*tracks, *((code, _("track taken away (%(code)s)") % {"code": code}) for code in sorted(named))]
        formset = forms.formset_factory(ShareForm, formset=BaseShares, extra=2, max_num=60)
        self.table: Any = formset(data, initial=rows, prefix="shares", form_kwargs={"tracks": tracks})
        exempt = forms.formset_factory(ExemptionForm, formset=BaseExemptions, extra=1, max_num=MOST_EXEMPTIONS)
        known = programme("vouchers").groups
        gone = {one.group for one in table.exemptions} - set(known)  # a group of before stays what it is
        self.exempt: Any = exempt(
            data,
            initial=[
                {"group": one.group, "cash": in_percent(one.shares.cash), "in_kind": in_percent(one.shares.in_kind)}
                for one in table.exemptions
            ],
            prefix="exempt",
            form_kwargs={"groups": [*known.items(), *((code, code) for code in sorted(gone))]},
        )
        self.rules = RulesForm(data, prefix="rules", initial={"rounding": table.rounding, "unit": table.unit})

    def is_valid(self) -> bool:
        return bool(self.table.is_valid()) & bool(self.exempt.is_valid()) & self.rules.is_valid()

    def contribution(self) -> ContributionTable:
        given = self.rules.cleaned_data
        return ContributionTable(
            self.table.rows(),
            exemptions=self.exempt.exemptions(),
            rounding=Rounding(given["rounding"]),
            unit=given["unit"],
        )


def load(settings: Settings, choosing: ChoosingTerms, data: Any) -> SharesForms:
    """The step of the builder: the table as it stands, over the tracks of the call."""
    tracks = [(one.code, _(one.label)) for one in choosing.tracks if one.code]
    return SharesForms(VoucherSettings.of(settings).contribution, tracks, data)


def read(settings: Settings, typed: SharesForms) -> Mapping[str, Any]:
    return {**settings, "contribution": to_json(typed.contribution())}


def words(kept: Mapping[str, Any], settings: Settings) -> str:
    """The table in lines, for the log of a call's changes."""
    table = VoucherSettings.of({**settings, "contribution": kept}).contribution
    labels = {one.code: _(one.label) for one in VoucherSettings.of(settings).tracks}
    sizes = dict(Organisation.SizeClass.choices)
    lines = []
    for (size, track), row in table.rows.items():
        who = str(sizes[size]) if size != ANY else _("every size class")
        where = labels.get(track, track) if track != ANY else _("every track")
        lines.append(f"{who}, {where}: {_in_words(row)}")
    groups = programme("vouchers").groups
    lines += [f"{groups.get(one.group, one.group)}: {_in_words(one.shares)}" for one in table.exemptions]
    rounding = _("Each share is %(how)s to whole %(unit)s won.")
    return "\n".join([*lines, rounding % {"how": dict(ROUNDING)[table.rounding], "unit": f"{table.unit:,}"}])


def _in_words(row: Shares) -> str:
    return _("%(cash)s%% in money, %(in_kind)s%% in kind") % {
        "cash": in_percent(row.cash), "in_kind": in_percent(row.in_kind)
    }  # fmt: skip
