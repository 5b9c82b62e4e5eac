"""The city's list of businesses excluded from subsidies (참여제한 명단), and what is proposed for it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import LISTING


class ListingProposal(Staged):
    """What one person wants to have in the list: one business, or every row of a file (``origin``: its name). Without
    a person it came from the system. ``entries`` are rules.exclusion_list.Entry as written down, and stay as they were
    proposed; they stand in the list as rows of Exclusion once another person has confirmed them."""

    LIFE_CYCLE = LISTING

    state = models.CharField(max_length=20, choices=LISTING.choices, default=LISTING.initial)
    entries = models.JSONField()
    origin = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="listing_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False), name="listing_decided_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(state="proposed"), name="listing_waiting")]
        triggers = [
            life_cycle_trigger(LISTING),
            pgtrigger.ReadOnly(name="listing_stays", fields=["entries", "origin", "proposed_by", "proposed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.origin or self.entries[0]['name']} ({self.proposed_at:%Y-%m-%d})"


class Exclusion(models.Model):
    """A business on a list of those excluded from subsidies (수행배제, 참여제한): in force from ``since`` up to, not
    including, ``until`` (None: no end). Proposed by one person (``entered_by``), in the list through another, lifted
    by somebody who did not propose it; never deleted."""

    registration_number = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    source = models.CharField(_("list or legal basis"), max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    listing = models.ForeignKey(ListingProposal, models.PROTECT, null=True, related_name="exclusions")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="exclusion_forward"),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | Q(entered_by=None) | ~Q(lifted_by=F("entered_by")),
                name="exclusion_lifted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="exclusion_confirmed_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["registration_number"], name="exclusion_of_business")]
        triggers = [
            pgtrigger.Trigger(  # rows from before two people were needed have nobody who confirmed them, and stay
                name="confirmed_when_entered",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__confirmed_by__isnull=True),
                func="RAISE EXCEPTION 'nobody confirmed the exclusion' USING ERRCODE = '23514';",
            ),
            pgtrigger.ReadOnly(
                name="entry_stays",
                fields=["registration_number", "since", "until", "source", "entered_by", "confirmed_by"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source})"
