"""Building a call: its text and the versions of its terms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Role
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.permissions import require
from kernel.transition import lock
from programs.actions.office import managers_group, reviewers_group
from programs.errors_building import CallIncomplete, StepChanged, WindowBackwards
from programs.models import Call, CallTerms
from programs.registry import Programme, programme
from programs.rules.board import Limits, limits_of
from programs.rules.bonus import with_bonuses, with_proofs
from programs.rules.form import DocumentKind, FormSpec
from programs.rules.form_follow import follow_documents, follow_form
from programs.rules.ranking import TieKind
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms, to_json

COPY_OPENS_IN = timedelta(days=14)


@dataclass(frozen=True)
class CallText:
    """What a manager types on a call. ``budget`` in won; the window is half-open."""

    title: str
    opens_at: datetime
    closes_at: datetime
    seats: int
    summary: str = ""
    notice: str = ""
    reserves: int = 0
    fund: str = Call.Fund.CITY
    budget: int = 0


@dataclass(frozen=True)
class TermsText:
    """The terms to set; what is None is taken from the programme's suggestions (or, in an update, left as it is)."""

    settings: Mapping[str, Any] | None = None
    criteria: tuple[Criterion, ...] | None = None
    reviewers_each: int | None = None
    drop_extremes: bool | None = None
    cut_off: Decimal | None = None
    tie_break: tuple[str, ...] | None = None
    choosing: ChoosingTerms | None = None  # tracks, money, scoring and deadlines; the four above follow from it
    form: FormSpec | None = None  # a form of the call's own instead of the programme's
    documents: tuple[DocumentKind, ...] | None = None  # and its documents


def text_of(call: Call) -> CallText:
    """What stands on the call now."""
    return CallText(**{name: getattr(call, name) for name in CallText.__dataclass_fields__})


def _without_lot(choosing: ChoosingTerms) -> ChoosingTerms:
    """A lot drawn before is no source that nobody knows: a copy names its own."""
    ties = tuple(tie for tie in choosing.marking.tie_break if tie.kind is not TieKind.LOTTERY)
    return replace(choosing, marking=replace(choosing.marking, tie_break=ties, seed=""))


@action
def copy_call(actor: Actor, call_id: int) -> Call:
    """A draft with the notice, the form and all terms of an earlier call; its window of the same length begins in two
    weeks at nine. Neither applications nor people nor decisions are taken along, nor the notice's files and
    the source of a lot. Raises NotPermitted."""
    earlier = Call.objects.get(pk=call_id)
    require(actor, "manage_call", earlier)
    old, day = earlier.terms, clock.today() + COPY_OPENS_IN
    opens_at = clock.seoul(day.year, day.month, day.day, 9)
    title = _("%(title)s (copy)") % {"title": earlier.title}
    text = replace(
        text_of(earlier),
        title=title[:200],
        opens_at=opens_at,
        closes_at=opens_at + (earlier.closes_at - earlier.opens_at),
    )
    terms = TermsText(
        settings=old.settings,
        criteria=old.scoring,
        reviewers_each=old.reviewers_each,
        drop_extremes=old.drop_extremes,
        cut_off=old.cut_off,
        tie_break=tuple(old.tie_break),
        choosing=_without_lot(old.choosing_terms) if old.choosing else None,
        form=old.kept_form,
        documents=old.own_documents,
    )
    made = create_call(actor, earlier.programme, text, terms)
    if earlier.late_after:
        set_limits(actor, made.pk, earlier.late_after)
    record(actor, "copy_call", made, after={"from": earlier.pk})
    return made


@action
def create_call(actor: Actor, programme_code: str, text: CallText, terms: TermsText = TermsText()) -> Call:
    """A draft call; the actor becomes its manager. Raises NotPermitted for whom is no manager, WindowBackwards."""
    if not (actor.is_system or (actor.user and actor.user.has_role(Role.MANAGER, Role.ADMINISTRATOR))):
        raise NotPermitted()
    owner = programme(programme_code)
    _check_window(text)
    call = Call.objects.create(programme=owner.code, created_by=actor.user, created_at=clock.now(), **asdict(text))
    write_terms(actor, call, terms, None, version=1)
    reviewers_group(call)
    if actor.user:
        actor.user.groups.add(managers_group(call))
    record(actor, "create", call, after={"programme": owner.code, "title": call.title})
    return call


@action
def update_call(
    actor: Actor, call_id: int, text: CallText | None = None, terms: TermsText = TermsText(), *, seen: int | None = None
) -> Call:
    """Changes a draft call; changed terms become the next version. Without ``text`` what stands on it stays. ``seen``
    is the version of the terms that whoever changes it had before their eyes.

    Raises CallIncomplete when it is published, StepChanged when another version stands by now.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if seen is not None and seen != call.terms_version:
        raise StepChanged()
    text = text or text_of(call)
    if call.state != "draft":
        raise CallIncomplete(what=_("a published call is amended in the open, not rewritten"))
    _check_window(text)
    before = {name: getattr(call, name) for name in asdict(text)}
    for name, value in asdict(text).items():
        setattr(call, name, value)
    changed = {name: value for name, value in asdict(text).items() if before[name] != value}
    old = call.terms
    if write_terms(actor, call, terms, old, version=old.version + 1):
        call.terms_version = old.version + 1
        changed["terms_version"] = before["terms_version"] = call.terms_version
    call.save()
    record(actor, "update", call, before={name: before[name] for name in changed}, after=changed)
    return call


@action
def set_limits(actor: Actor, call_id: int, days: Limits) -> Call:
    """After how many days a case of each stage is late on the call's board (None: never). A working rule of the office:
    it stands at once, in whatever state the call is, and no applicant is told of it. Raises NotPermitted."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    before, after = limits_of(call.late_after), limits_of(days)
    if before != after:
        call.late_after = after
        call.save(update_fields=["late_after"])
        record(actor, "set_limits", call, before=before, after=after)
    return call


def _check_window(text: CallText) -> None:
    if text.closes_at <= text.opens_at:
        raise WindowBackwards(field="closes_at")


def write_terms(actor: Actor, call: Call, terms: TermsText, old: CallTerms | None, *, version: int) -> CallTerms | None:
    """Writes the terms that follow on ``old`` as ``version`` when they differ from it; None when they do not."""
    new = _terms(programme(call.programme), terms, old)
    if old is not None and all(getattr(old, name) == value for name, value in new.items()):
        return None
    call.__dict__.pop("terms", None)
    return CallTerms.objects.create(call=call, version=version, made_by=actor.user, made_at=clock.now(), **new)


def _terms(owner: Programme, terms: TermsText, old: CallTerms | None) -> dict[str, Any]:
    chosen = _followed({name: value for name, value in vars(terms).items() if value is not None})
    settings = dict(chosen.get("settings", old.settings if old else owner.default_settings))
    choosing = chosen.get("choosing") or (old.choosing_terms if old and old.choosing else None)
    if choosing:
        settings = dict(owner.follow(settings, choosing))
    bonuses = choosing.bonuses if choosing else ()
    form: FormSpec = chosen.get("form") or _form(owner, settings, old)
    documents: tuple[DocumentKind, ...] | None = chosen.get("documents")
    if documents is None:
        documents = _documents(owner, settings, old)
    criteria = chosen.get("criteria")
    rules = replace(
        owner.review,
        **{
            name: chosen[name] for name in ("reviewers_each", "drop_extremes", "cut_off", "tie_break") if name in chosen
        },
    )
    keep = old.criteria if old and criteria is None else [asdict(c) for c in criteria or owner.criteria]
    result = {
        "form": asdict(with_bonuses(form, bonuses)),
        "documents": [asdict(kind) for kind in with_proofs(documents, bonuses)],
        "criteria": keep,
        "settings": settings,
        "reviewers_each": rules.reviewers_each,
        "drop_extremes": rules.drop_extremes,
        "cut_off": rules.cut_off,
        "tie_break": list(rules.tie_break),
        "choosing": to_json(chosen["choosing"]) if "choosing" in chosen else (old.choosing if old else {}),
    }
    if old:
        for name in ("reviewers_each", "drop_extremes", "cut_off", "tie_break"):
            if name not in chosen:
                result[name] = getattr(old, name)
    return _as_json(_without_lost_ties(result))


def _form(owner: Programme, settings: Mapping[str, Any], old: CallTerms | None) -> FormSpec:
    """The programme's form, or the call's own brought along to changed settings."""
    standard = owner.form(settings)
    if old is None:
        return standard
    return follow_form(old.own_form, owner.form(old.settings), standard)


def _documents(owner: Programme, settings: Mapping[str, Any], old: CallTerms | None) -> tuple[DocumentKind, ...]:
    standard = owner.documents(settings)
    return standard if old is None else follow_documents(old.own_documents, owner.documents(old.settings), standard)


def _without_lost_ties(terms: dict[str, Any]) -> dict[str, Any]:
    """Equals are not told apart by a criterion that the scoring table no longer has."""
    known = {one["key"] for one in terms["criteria"]}
    terms["tie_break"] = [key for key in terms["tie_break"] if key in known]
    if terms["choosing"]:
        marking = terms["choosing"]["marking"]
        ties = [one for one in marking["tie_break"] if not one["criterion"] or one["criterion"] in known]
        terms["choosing"] = {**terms["choosing"], "marking": {**marking, "tie_break": ties}}
    return terms


def _followed(chosen: dict[str, Any]) -> dict[str, Any]:
    """With what lists and sheets read from columns of their own taken from the terms of choosing."""
    choosing: ChoosingTerms | None = chosen.get("choosing")
    if choosing is None:
        return chosen
    marking = choosing.marking
    ties = tuple(tie.criterion for tie in marking.tie_break if tie.kind is TieKind.CRITERION)
    return chosen | {
        "reviewers_each": choosing.panel.reviewers,
        "drop_extremes": marking.drop_extremes,
        "cut_off": marking.cut_off,
        "tie_break": ties,
    }


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Tuples as lists, as the database gives them back, so that versions compare."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    return {name: plain(value) for name, value in values.items()}
