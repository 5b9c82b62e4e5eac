"""Calls (공고), their terms and what was changed in them after publication."""

from copy import copy
from datetime import datetime
from functools import cached_property, lru_cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.lifecycles import AMENDMENT, CALL
from programs.rules import terms as choosing_terms
from programs.rules import windows
from programs.rules.bonus import without_bonuses, without_proofs
from programs.rules.form import DocumentKind, FormSpec, form_from_json
from programs.rules.form_language import documents_in_english, form_in_english
from programs.rules.ranking import Marking, TieBreak, TieKind
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms, Panel, TrackTerms


class Call(Staged):
    """An invitation to apply to a programme within a window, under terms that stand once it is published."""

    class Fund(models.TextChoices):
        """Whose money it is: national and city subsidies follow different laws (보조금법, 지방보조금법)."""

        NATIONAL = "national", _("national subsidy")
        CITY = "city", _("city's own money")

    LIFE_CYCLE = CALL

    programme = models.CharField(max_length=30)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    notice = models.TextField(_("text of the notice"), blank=True)
    state = models.CharField(max_length=20, choices=CALL.choices, default=CALL.initial)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    fund = models.CharField(_("source of funds"), max_length=10, choices=Fund.choices, default=Fund.CITY)
    budget = models.BigIntegerField(_("budget (won)"), default=0)
    seats = models.PositiveIntegerField(_("number to select"))
    reserves = models.PositiveIntegerField(_("number on the reserve list"), default=0)
    terms_version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    results_published_at = models.DateTimeField(null=True)
    late_after = models.JSONField(default=dict)  # programs.rules.board.Limits: days of the office, told to nobody

    class Meta:
        permissions = [
            ("manage_call", "Manage the call and decide its applications"),
            ("approve_call", "Approve what another person prepared in the call"),
            ("review_call", "Review applications of the call"),
            ("see_priority", "See priority groups and their evidence"),
            ("pay_call", "Pay out the money of the call"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="call_window_forward"),
            models.CheckConstraint(condition=models.Q(budget__gte=0), name="call_budget_not_negative"),
            models.CheckConstraint(
                condition=models.Q(published_by=None)
                | models.Q(proposed_by=None)
                | ~models.Q(published_by=models.F("proposed_by")),
                name="call_published_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state"], name="call_programme_state"),
            models.Index(fields=["-closes_at", "id"], name="call_by_closing"),
        ]
        triggers = [life_cycle_trigger(CALL)]

    def __str__(self) -> str:
        return self.title

    def phase(self, moment: datetime) -> windows.Phase:
        return windows.phase(self.opens_at, self.closes_at, moment)

    def open_at(self, moment: datetime) -> bool:
        """Whether applications are taken at ``moment``: published and within the half-open window."""
        return self.state == "published" and self.phase(moment) is windows.Phase.OPEN

    @cached_property
    def terms(self) -> "CallTerms":
        return self.all_terms.get(version=self.terms_version)


class CallTerms(models.Model):
    """The terms of a call as they stood in one version: form, documents, scoring and the programme's own settings.

    Append-only: a change makes the next version, so that every submission can be read under its own terms.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="all_terms")
    version = models.PositiveIntegerField()
    form = models.JSONField()
    documents = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    reviewers_each = models.PositiveSmallIntegerField(default=2)
    drop_extremes = models.BooleanField(default=False)
    cut_off = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    tie_break = models.JSONField(default=list)
    choosing = models.JSONField(default=dict)  # programs.rules.terms as JSON; empty in terms from before tracks
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "version"], name="one_terms_per_version")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version}"

    @cached_property
    def kept_form(self) -> FormSpec:
        """The form as it is kept, with the texts of both languages."""
        return form_from_json(self.form)

    @cached_property
    def kept_documents(self) -> tuple[DocumentKind, ...]:
        return tuple(DocumentKind(**kind) for kind in self.documents)

    @cached_property
    def own_form(self) -> FormSpec:
        """The form without the section that its bonus points bring along."""
        return without_bonuses(self.kept_form)

    @cached_property
    def own_documents(self) -> tuple[DocumentKind, ...]:
        """The documents without the proofs that its bonus points bring along."""
        return without_proofs(self.kept_documents, self.choosing_terms.bonuses)

    @property
    def form_spec(self) -> FormSpec:
        """The form in the reader's language."""
        return self._form_in_english if get_language() == "en" else self.kept_form

    @property
    def document_kinds(self) -> tuple[DocumentKind, ...]:
        return documents_in_english(self.kept_documents) if get_language() == "en" else self.kept_documents

    @cached_property
    def _form_in_english(self) -> FormSpec:
        return form_in_english(self.kept_form)

    @cached_property
    def scoring(self) -> tuple[Criterion, ...]:
        return tuple(Criterion.of(criterion) for criterion in self.criteria)

    @property
    def judged(self) -> tuple[Criterion, ...]:
        """The criteria that reviewers judge."""
        return tuple(one for one in self.scoring if not one.measured)

    @property
    def measured(self) -> tuple[Criterion, ...]:
        """The criteria whose points a test gives."""
        return tuple(one for one in self.scoring if one.measured)

    @cached_property
    def choosing_terms(self) -> ChoosingTerms:
        """How the call chooses. Terms from before tracks have one list of the call's number of places."""
        if self.choosing:
            return choosing_terms.from_json(self.choosing)
        ties = tuple(TieBreak(TieKind.CRITERION, key) for key in self.tie_break)
        return ChoosingTerms(
            Marking(cut_off=self.cut_off, drop_extremes=self.drop_extremes, tie_break=ties),
            (TrackTerms(places=self.call.seats, reserves=self.call.reserves),),
            panel=Panel(reviewers=self.reviewers_each),
        )

    @property
    def full_points(self) -> int:
        return sum(criterion.points for criterion in self.scoring)

    @property
    def sheet_points(self) -> int:
        """The most that one sheet can give."""
        return sum(criterion.points for criterion in self.judged)


@lru_cache(maxsize=64)
def _read_terms(pk: int) -> CallTerms:
    terms = CallTerms.objects.get(pk=pk)
    _parsed = terms.kept_form, terms.kept_documents  # cached properties: from here on they stay with the row
    return terms


def terms_as_kept(pk: int, call: Call) -> CallTerms:
    """The version ``pk`` of the terms of ``call``. It never changes, so that each process reads and parses it once:
    in the last second before a closing hundreds hand in under the same."""
    terms = copy(_read_terms(pk))
    terms.call = call
    return terms


class CallAttachment(models.Model):
    """A file of the notice (공고문, 서식), open to everybody once published; taken off, it stays on record."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="notice_files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["file"], name="call_attachment_file")]

    def __str__(self) -> str:
        return self.title


class CallAmendment(Staged):
    """A change of a published call: composed by its managers, then waiting for a second person; in force it becomes a
    CallChange and, where terms change, the next version of them. ``text`` holds what changes, old and new, ``terms``
    the version prepared: as every version it is kept for ever, but it is the call's own only once it is in force."""

    LIFE_CYCLE = AMENDMENT

    call = models.ForeignKey(Call, models.PROTECT, related_name="amendments")
    state = models.CharField(max_length=20, choices=AMENDMENT.choices, default=AMENDMENT.initial)
    text = models.JSONField(default=dict)
    terms = models.ForeignKey(CallTerms, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=models.Q(state__in=["composing", "proposed"]),
                name="one_open_amendment_of_a_call",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in_force")
                | models.Q(proposed_by=None)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="amendment_approved_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(AMENDMENT)]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.reason}"


class CallChange(models.Model):
    """What was amended in the open after publication, and why; shown on the public page."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField()

    class Meta:
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.call_id}: {self.reason}"


class CallGroupObjectPermission(GroupObjectPermissionBase):
    """Rights of a group on one call, through a direct foreign key (fast lists, no orphans)."""

    content_object = models.ForeignKey(Call, models.CASCADE)
