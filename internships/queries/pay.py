"""Reading pay: runs and their rows for the office, payslips for the person, accounts, what goes to the bank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from internships.lifecycles_pay import WITH_SLIPS
from internships.models import PayAccount, PayProfile, PayRow, PayRun, Payslip, Placement, TaxTableVersion
from internships.queries.access import PROGRAMME
from internships.rules.pay.shortfall import OWED_BACK, owed
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scopes
from programs.errors_archive import RecordsDestroyed
from programs.models import Call
from programs.rules.transfer import TransferLine, transfer_csv

ROLES = (Role.MANAGER, Role.FINANCE, Role.APPROVER, Role.AUDITOR)
PEOPLE = ("begun_by", "computed_by", "checked_by", "approved_by", "released_by")
OFFICE = ("manage_call", "approve_call", "pay_call")
BIG_CHANGE = 20  # per cent of the month before from which a difference is shown as one to look at
COMPARED = 2_000_000  # won: a bracket around it is shown to whoever confirms a tax table


def pay_calls(actor: Actor) -> QuerySet[Call]:
    """The internship calls whose pay the person works on, newest first; every one for an auditor."""
    rows = Call.objects.filter(programme=PROGRAMME)
    if actor.user is None:
        return rows.none()
    if not actor.user.has_role(Role.AUDITOR):
        mine = Q()
        for permission in OFFICE:
            mine |= Q(pk__in=scopes(actor.user, permission, Call).values("pk"))
        rows = rows.filter(mine)
    return rows.order_by("-opens_at", "-pk")


def works_on_pay(user: Any) -> bool:
    """Whether the menu leads to pay."""
    return bool(user.is_authenticated and user.has_role(*ROLES))


def pay_call(actor: Actor, call_id: int) -> Call:
    """Raises NotVisible."""
    found = pay_calls(actor).filter(pk=call_id).first()
    if found is None:
        raise NotVisible()
    return found


def runs_of(call: Call) -> QuerySet[PayRun]:
    """Newest month first."""
    return call.pay_runs.select_related(*PEOPLE).order_by("-month", "-pk")


def pay_run(actor: Actor, public_id: UUID) -> PayRun:
    """Raises NotVisible."""
    run = PayRun.objects.select_related("call", *PEOPLE).filter(public_id=public_id).first()
    if run is None or not pay_calls(actor).filter(pk=run.call_id).exists():
        raise NotVisible()
    return run


def may_step(actor: Actor, run: PayRun, verb: str) -> bool:
    """Whether the person may take a step of the run, as its action asks."""
    prepares = may(actor, "manage_call", run.call)
    approves, pays = may(actor, "approve_call", run.call), may(actor, "pay_call", run.call)
    return {
        "compute_pay": prepares,
        "check_pay": prepares,
        "approve_pay": approves and actor.user_id not in {run.computed_by_id, run.checked_by_id},
        "release_pay": pays and actor.user_id != run.computed_by_id,
        "hand_out_payslips": prepares or pays,
        "list_filings": pays,
        "cancel_pay": prepares or approves,
    }.get(verb, False)


def slips_of(run: PayRun, text: str = "", only: str = "") -> QuerySet[Payslip]:
    """The payslips of a run by name; ``only``: those with a warning or a correction."""
    rows = run.slips.select_related("placement__person", "placement__position__host__organisation")
    if text:
        rows = rows.filter(placement__person__name__icontains=text)
    own = PayRow.objects.filter(run=run, placement__person=OuterRef("person"))
    if only == "warnings":
        rows = rows.filter(Exists(own.exclude(warnings=[])))
    if only == "corrections":
        rows = rows.filter(Exists(own.exclude(month=run.month)))
    return rows.order_by("placement__person__name", "pk")


@dataclass(frozen=True)
class SlipLine:
    """A payslip in the list of a run: its rows, what it was in the month before (None: nothing)."""

    slip: Payslip
    rows: list[PayRow]
    before: int | None

    @property
    def warnings(self) -> list[str]:
        return [code for row in self.rows for code in row.warnings]

    @property
    def gross(self) -> int:
        return sum(row.gross for row in self.rows)

    @property
    def deductions(self) -> int:
        return sum(row.deductions for row in self.rows)

    @property
    def corrected(self) -> bool:
        return any(row.month != self.slip.run.month for row in self.rows)

    @property
    def jumps(self) -> bool:
        """Whether it differs much from the month before."""
        return self.before is not None and abs(self.slip.net - self.before) * 100 > BIG_CHANGE * max(self.before, 1)


def slip_lines(run: PayRun, slips: list[Payslip]) -> list[SlipLine]:
    """Two statements for a page."""
    people = [one.person_id for one in slips]
    rows = rows_by_person(run, people)
    earlier = (run.month - date.resolution).replace(day=1)
    before = dict(
        Payslip.objects.filter(run__call=run.call, run__month=earlier, person__in=people)
        .exclude(run__state="cancelled")
        .values_list("person", "net")
    )
    for one in slips:
        one.run = run
    return [SlipLine(one, rows.get(one.person_id, []), before.get(one.person_id)) for one in slips]


def row_counts(run: PayRun) -> dict[str, int]:
    """How many rows have a warning or correct an earlier month; two statements."""
    return {
        "warnings": run.rows.exclude(warnings=[]).count(),
        "corrections": run.rows.exclude(month=run.month).count(),
    }


def owing(run: PayRun) -> list[tuple[str, int]]:
    """Whose wages do not cover the deductions, by name, and the won that are asked for separately; one statement."""
    rows = run.rows.filter(warnings__contains=[OWED_BACK]).select_related("placement__person")
    return [(row.placement.person.name, owed(row.parts)) for row in rows.order_by("placement__person__name", "pk")]


def is_destroyed(slip: Payslip) -> bool:
    """Whether what the pay was computed from was destroyed when its time was over."""
    return PayRow.objects.filter(run=slip.run_id, placement__person=slip.person_id, inputs={}).exists()


def slip_rows(slip: Payslip) -> list[PayRow]:
    """The rows of a payslip as :func:`rows_by_person` orders them."""
    return rows_by_person(slip.run, [slip.person_id]).get(slip.person_id, [])


def rows_by_person(run: PayRun, people: Iterable[int]) -> dict[int, list[PayRow]]:
    """The rows of a run's payslips by person: the month's own first, at the first place first, then corrections by
    month; one statement."""
    found: dict[int, list[PayRow]] = {}
    rows = run.rows.filter(placement__person__in=people).select_related("placement__position__host__organisation")
    for row in rows.order_by("month", "sequence", "placement__first_day", "pk"):
        found.setdefault(row.placement.person_id, []).append(row)
    return {person: sorted(mine, key=lambda row: row.month != run.month) for person, mine in found.items()}


def office_slip(actor: Actor, public_id: UUID) -> Payslip:
    """A payslip for whoever works on the pay of its call. Raises NotVisible."""
    slip = _slip(public_id)
    if not pay_calls(actor).filter(pk=slip.run.call_id).exists():
        raise NotVisible()
    return slip


def own_slip(actor: Actor, public_id: UUID) -> Payslip:
    """A person's own payslip, once it was handed out. Raises NotVisible."""
    slip = _slip(public_id)
    if actor.user_id != slip.person_id or slip.run.state not in WITH_SLIPS:
        raise NotVisible()
    return slip


def _slip(public_id: UUID) -> Payslip:
    """Raises NotVisible, RecordsDestroyed."""
    slip = (
        Payslip.objects.select_related("run__call", "placement__person", "placement__position__host__organisation")
        .filter(public_id=public_id)
        .first()
    )
    if slip is None:
        raise NotVisible()
    if is_destroyed(slip):
        raise RecordsDestroyed()
    return slip


def own_slips(actor: Actor) -> QuerySet[Payslip]:
    """A person's payslips that were handed out, newest first."""
    rows = Payslip.objects.filter(person=actor.user, run__state__in=WITH_SLIPS)
    return rows.select_related("run", "placement__position__host__organisation").order_by("-run__month", "-pk")


def paid_rows(call: Call, month: date) -> QuerySet[PayRow]:
    """The rows that count for a month of the call, the regular one of each person first."""
    rows = PayRow.objects.filter(run__call=call, month=month, paid__isnull=False)
    return rows.select_related("run").order_by("placement", "sequence")


def rows_of_other_calls(call: Call, month: date) -> QuerySet[PayRow]:
    """The rows that count for a month, of people of the call, at their places in other calls."""
    people = Placement.objects.filter(position__call=call).values("person")
    rows = PayRow.objects.filter(month=month, paid__isnull=False, placement__person__in=people)
    return rows.exclude(run__call=call).select_related("placement").order_by("placement", "sequence")


def accounts_in_force(run: PayRun) -> dict[int, PayAccount]:
    """Person → the account confirmed last, of everybody in a run; one statement."""
    people = run.slips.values("person")
    rows = PayAccount.objects.filter(person__in=people, confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    return {row.person_id: row for row in rows}


def has_account(person_id: int) -> bool:
    """Whether an account of the person was ever confirmed."""
    return PayAccount.objects.filter(person=person_id, confirmed_at__isnull=False).exists()


def pays_person(actor: Actor, person_id: int) -> bool:
    """Whether the actor pays in a call in which the person has a place."""
    if actor.user is None:
        return actor.is_system
    calls = scopes(actor.user, "pay_call", Call)
    return Placement.objects.filter(person=person_id, position__call__in=calls).exists()


def accounts_to_confirm(actor: Actor) -> QuerySet[PayAccount]:
    """Accounts of people in calls that the person pays for, entered and not confirmed, the longest waiting first."""
    calls = scopes(actor.user, "pay_call", Call) if actor.user else Call.objects.none()
    people = Placement.objects.filter(position__call__in=calls).values("person")
    return PayAccount.objects.filter(person__in=people, confirmed_at=None).select_related("person").order_by("pk")


def transfer_text_of(run: PayRun) -> str:
    """The transfer file of a released run, to the last digit."""
    return transfer_csv("명세서번호", transfers_of(run))


def transfers_of(run: PayRun) -> list[TransferLine]:
    """The lines of a released run's transfer file; one statement."""
    rows = run.transfers.select_related("account").order_by("slip")
    return [
        TransferLine(row.slip_id, row.account.bank, str(row.account.number), row.account.holder, row.amount, run.number)
        for row in rows
    ]


def tax_table_versions() -> QuerySet[TaxTableVersion]:
    return TaxTableVersion.objects.select_related("read_by", "confirmed_by").order_by("-since", "-pk")


def asked_runs() -> list[tuple[User, int]]:
    """Who asked the worker to compute which run."""
    rows = PayRun.objects.filter(state="closed", asked_at__isnull=False, obstacle="").select_related("asked_by")
    return [(run.asked_by, run.pk) for run in rows.order_by("asked_at", "pk") if run.asked_by]


def may_begin(actor: Actor, call: Call) -> bool:
    return may(actor, "manage_call", call)


def sample_brackets(version: TaxTableVersion) -> list[tuple[int, int, int]]:
    """A few brackets to compare with the published table: from, below (won), tax of one person; first, last and what
    lies around two million."""
    rows = list(version.rows.order_by("least").values_list("least", "below", "taxes__0"))
    around = [row for row in rows if row[0] <= COMPARED < row[1]]
    return list(dict.fromkeys([*rows[:1], *around, *rows[-1:]]))


@dataclass(frozen=True)
class OwnPay:
    """What a person sees of their pay: the account in force, one that waits for its confirmation."""

    slips: list[Payslip]
    account: PayAccount | None
    waiting: PayAccount | None
    profile: PayProfile


def own_pay(actor: Actor) -> OwnPay:
    """Raises NotVisible for whoever has no place."""
    if actor.user is None or not Placement.objects.filter(person=actor.user).exists():
        raise NotVisible()
    accounts = list(PayAccount.objects.filter(person=actor.user).order_by("-pk"))
    confirmed = [one for one in accounts if one.confirmed_at is not None]
    account = max(confirmed, key=lambda one: (one.confirmed_at, one.pk), default=None)
    newest = accounts[0] if accounts and accounts[0].confirmed_at is None else None
    profile = PayProfile.objects.filter(person=actor.user).first() or PayProfile(person=actor.user)
    return OwnPay(list(own_slips(actor)), account, newest, profile)
