"""The data voucher (데이터바우처) on the shared engine."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from programs.models import Application, Decision
from programs.registry import BuildStep, CallTab, Programme, ReviewRules, Settings, Standing, Text
from programs.rules.catalogue import Chosen
from programs.rules.contribution import ANY, Shares
from programs.rules.eligibility import ApplicantFacts, Finding
from programs.rules.terms import ChoosingTerms
from vouchers import application_form
from vouchers.actions import settle_agreement
from vouchers.actions.agreement import leave_agreement
from vouchers.forms import shares
from vouchers.forms.settings import VoucherSettingsForm
from vouchers.money import MONEY_PAGE, papers
from vouchers.office_panel import office_panel
from vouchers.own_share import cost_split, groups
from vouchers.presentation import case_panel, gaps
from vouchers.queries.money import spent
from vouchers.rules import eligibility
from vouchers.rules.groups import REGION
from vouchers.settings import CHOOSING, DEFAULT, YOUTH, VoucherSettings, follow
from vouchers.wording import in_won, percent


def check_eligibility(settings: Settings, facts: ApplicantFacts, today: date) -> list[Finding]:
    values = VoucherSettings.of(settings)
    return eligibility.check(facts, size_classes=values.sizes, city_only=values.city_only, founded_by=values.founded_by)


def starting_rules(settings: Settings) -> tuple[Chosen, ...]:
    """What a call's catalogue of rules starts from: what its settings have said so far, and the usual exclusions."""
    values = VoucherSettings.of(settings)
    place = (Chosen("place", {"places": list(eligibility.CITY)}),) if values.city_only else ()
    founded = (Chosen("founded", {"founded_by": values.founded_by.isoformat()}),) if values.founded_by else ()
    usual = (
        Chosen("tax", {"kinds": ["national", "local"]}),
        Chosen("sanctions"),
        Chosen("one_case", {"programmes": ["vouchers"]}),
        Chosen("same_task"),
    )
    size = Chosen("size", {"classes": list(values.sizes)})
    return (size, *place, Chosen("status", {"suspended_too": False}), *founded, *usual)


def missing(settings: Settings, choosing: ChoosingTerms) -> Iterator[tuple[str, Text]]:
    """A size class that may apply has a share of its own, in every track; else its voucher has no sum."""
    table = VoucherSettings.of(settings).contribution
    classes = next((one.values["classes"] for one in choosing.eligibility if one.code == "size"), ())
    labels: Mapping[str, Any] = dict(Organisation.SizeClass.choices)
    for size in classes:
        for track in choosing.tracks:
            if not {(size, ANY), (ANY, ANY), (size, track.code), (ANY, track.code)} & set(table.rows):
                names = {"size": labels.get(size, size), "track": _(track.label) if track.label else "–"}
                yield "shares", _("%(size)s may apply, but has no own share in “%(track)s”.") % names


def amount(application: Application) -> int | None:
    """The voucher in won."""
    divided = cost_split(application)
    return divided.support if divided else None


def notice_facts(application: Application, decision: Decision) -> Iterator[tuple[Text, str]]:
    """Track and own share, for the notice of a selection. The share is told only where the whole sum was granted."""
    values = VoucherSettings.of(application.call.terms.settings)
    if label := values.track_label(application.track):
        yield _("Track"), _(label)
    divided = cost_split(application)
    if divided is None:
        return
    yield _("Cost of the project"), in_won(divided.cost)
    if divided.support != decision.amount:
        yield _("Own share"), _("agreed on with the agreement, since the support differs from what was asked")
        return
    parts = {"own": f"{divided.own:,}", "cash": f"{divided.cash:,}", "in_kind": f"{divided.in_kind:,}"}
    yield _("Own share"), _("%(own)s won (in money %(cash)s, in kind %(in_kind)s)") % parts


def standing(application: Application) -> Standing:
    """The track, the voucher that is asked for and the least that will do, the groups of the quotas."""
    values = VoucherSettings.of(application.call.terms.settings)
    track = str(application.answers.get("track") or "")
    asked = amount(application)
    return Standing(track, asked, _least(application, values, asked), groups(application, values))


def _least(application: Application, values: VoucherSettings, asked: int | None) -> int | None:
    """The least voucher that the applicant named, where the call asks for it; never more than is asked."""
    named = application.answers.get(application_form.LEAST_QUESTION)
    return min(named, asked) if values.asks_least and asked is not None and isinstance(named, int) else None


def prefill(user: User, organisation: Organisation | None) -> dict[str, Any]:
    """What need not be typed again."""
    return {"contact_name": user.name, "contact_phone": user.phone, "contact_email": user.email}


def summary(settings: Settings) -> list[tuple[Text, Text]]:
    """What the public page says of the call's settings."""
    values = VoucherSettings.of(settings)
    sizes: Mapping[str, Any] = dict(Organisation.SizeClass.choices)
    caps = [
        _("%(track)s: up to %(cap)s won") % {"track": _(track.label), "cap": f"{track.cap:,}"}
        if track.cap is not None
        else _(track.label)
        for track in values.tracks
    ]
    shares = []
    for (size, track_code), row in values.contribution.rows.items():
        who = str(sizes[size]) if size != ANY else _("every size class")
        label = values.track_label(track_code)
        shares.append(f"{who}{f' ({_(label)})' if label else ''} {_share(row)}")
    for one in values.contribution.exemptions:
        names = {"group": GROUPS.get(one.group, one.group), "share": _share(one.shares)}
        shares.append(_("%(group)s instead %(share)s") % names)
    return [
        (_("Support"), " · ".join(caps)),
        (_("Own share"), " · ".join(shares)),
        (_("Region"), _region(values)),
    ]


def _region(values: VoucherSettings) -> str:
    if values.places:
        return ", ".join(values.places)
    return _("businesses in Daejeon") if values.city_only else _("anywhere in Korea")


def prepare(settings: Settings) -> list[tuple[Text, Text]]:
    """The supplier's part, where the call wants it."""
    values = VoucherSettings.of(settings)
    if values.agreement == "none":
        return []
    if values.agreement == "required":
        how = _(
            "Choose it from the register and ask for its prior agreement in time: it has to agree before you hand in."
        )
    else:
        how = _("Choose it from the register. You can ask for its prior agreement, but need not.")
    return [(_("A data supplier"), how), (_("The cost of the data"), _("An offer of the supplier, without VAT."))]


def _share(row: Shares) -> str:
    """10%, or 10% with the part that may be borne in kind."""
    whole = percent(row.cash + row.in_kind)
    return (
        _("%(share)s (%(in_kind)s of it in kind)") % {"share": whole, "in_kind": percent(row.in_kind)}
        if (row.in_kind)
        else whole
    )


GROUPS = {
    YOUTH: gettext_lazy("young representatives"),
    REGION: gettext_lazy("businesses of the city"),
    f"{REGION}:30110": gettext_lazy("Dong-gu"),
    f"{REGION}:30140": gettext_lazy("Jung-gu"),
    f"{REGION}:30170": gettext_lazy("Seo-gu"),
    f"{REGION}:30200": gettext_lazy("Yuseong-gu"),
    f"{REGION}:30230": gettext_lazy("Daedeok-gu"),
}
PROGRAMME = Programme(
    code="vouchers",
    title=gettext_lazy("Data voucher"),
    applicant="organisation",
    receipt_prefix="DV",
    form=application_form.form,
    check=application_form.check,
    documents=application_form.documents,
    eligibility=check_eligibility,
    criteria=application_form.CRITERIA,
    review=ReviewRules(reviewers_each=2, cut_off=Decimal(60), tie_break=("use", "ability")),
    default_settings=DEFAULT,
    choosing=CHOOSING,
    follow=follow,
    settings_form=VoucherSettingsForm,
    settings_summary=summary,
    checklist=application_form.CHECKLIST,
    prefill=prefill,
    gaps=gaps,
    prepare=prepare,
    panel=case_panel,
    office_panel=office_panel,
    build_steps=(
        BuildStep(
            "shares",
            gettext_lazy("Own shares"),
            shares.load,
            shares.read,
            "vouchers/build/shares.html",
            keeps="contribution",
            words=shares.words,
        ),
    ),
    rules=starting_rules,
    missing=missing,
    fixed_questions=application_form.FIXED,
    fixed_documents=frozenset({application_form.YOUTH_PROOF}),
    tabs=(
        CallTab("late", gettext_lazy("What is late"), "vouchers:late"),
        CallTab("clauses", gettext_lazy("Agreement text"), "vouchers:clauses"),
        CallTab("signals", gettext_lazy("Reasons to look"), "vouchers:signals"),
        CallTab("surveys", gettext_lazy("Surveys"), "vouchers:surveys"),
    ),
    on_submitted=settle_agreement,
    on_withdrawn=settle_agreement,
    groups=GROUPS,
    standing=standing,
    amount=amount,
    spent=spent,
    money_page=MONEY_PAGE,
    papers=papers,
    title_answer="project_title",
    list_columns=("track", "cost", "supplier"),
    decision_document="vouchers.decision_notice",
    notice_facts=notice_facts,
    on_given_up=leave_agreement,
    next_steps={
        "selected": gettext_lazy(
            "The agreement (협약) comes next. The office draws it up and writes to you when it is ready to be signed. "
            "Buy nothing before it is signed by everybody: what was bought earlier cannot be supported."
        )
    },
)
