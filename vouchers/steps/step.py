"""A step of a case: what may be done with one of its records, by whom and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from files.actions import store
from files.models import StoredFile
from kernel.actor import Actor
from programs.queries.audit import audits
from vouchers.forms import case as forms
from vouchers.models import Agreement, SettlementLine
from vouchers.queries import case as queries

Run = Callable[[Actor, Any, dict[str, Any], Any], object]  # actor, record, what was typed, the form
When = Callable[[Any], bool]
DEMAND, SUPPLIER, MANAGER, APPROVER, FINANCE, AUDITOR = (
    "demand", "supplier", "manager", "approver", "finance", "auditor",
)  # fmt: skip


def parts_of(actor: Actor, agreement: Agreement) -> frozenset[str]:
    """The parts that the person has in a case: those of a company, or those of the office."""
    held = {DEMAND: queries.demands(actor, agreement), SUPPLIER: queries.supplies(actor, agreement)}
    if any(held.values()):
        return frozenset(part for part, holds in held.items() if holds)
    held = {
        MANAGER: queries.manages(actor, agreement),
        APPROVER: queries.approves(actor, agreement),
        FINANCE: queries.pays(actor, agreement),
        AUDITOR: audits(actor),
    }
    return frozenset(part for part, holds in held.items() if holds)


@dataclass(frozen=True)
class Step:
    """``tone``: primary for the next step of the way, secondary, or danger for what ends something."""

    code: str
    label: Any
    of: type[Model]
    who: frozenset[str]
    states: frozenset[str]
    run: Run
    form: type[forms.StepForm] = forms.NothingForm
    tone: str = "secondary"
    confirm: Any = ""
    when: When | None = None
    only: str = ""  # the record's field with the one person who may
    never: str = ""  # the record's fields with those who may not: a second person is needed

    def offered(self, actor: Actor, parts: frozenset[str], target: Any) -> bool:
        state = target.settlement.state if isinstance(target, SettlementLine) else target.state
        if not (self.who & parts) or state not in self.states:
            return False
        if self.only and getattr(target, self.only) != actor.user_id:
            return False
        if any(getattr(target, field) == actor.user_id for field in self.never.split()):
            return False
        return self.when is None or self.when(target)


def step(code: str, label: Any, of: type[Model], who: str, states: str, run: Run, **more: Any) -> Step:
    """A row of the table; parts and states are written as words."""
    return Step(code, label, of, frozenset(who.split()), frozenset(states.split()), run, **more)


def said(verb: Callable[[Actor, int, str], object]) -> Run:
    """An action that wants a reason."""
    return lambda actor, one, given, _form: verb(actor, one.pk, given["reason"])


def plain(verb: Callable[[Actor, int], object]) -> Run:
    """An action that wants nothing but the record."""
    return lambda actor, one, _given, _form: verb(actor, one.pk)


def stored(actor: Actor, uploads: Any) -> list[StoredFile]:
    return [store(actor, upload) for upload in uploads or []]
