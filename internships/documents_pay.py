"""Pay on paper: payslips (임금명세서), wage ledger (임금대장), filing lists, the bank's file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.lifecycles_pay import PAID, WITH_SLIPS
from internships.models import PayRow, PayRun, Payslip
from internships.pay_page import row_facts
from internships.pay_words import line_label, month_name
from internships.queries import pay as queries
from internships.rules.pay import Line, Part
from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Bundle, Column, Kind, Page, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document

THREE_YEARS = 1095  # 근로기준법 §42
SHOWN = 200  # payslips read at once


def register() -> None:
    register_document(PAYSLIP, PAYSLIPS, WAGE_LEDGER, FILINGS, TRANSFER)


def _run(params: Params) -> PayRun:
    return PayRun.objects.select_related("call").get(public_id=params["run"])


def _office(actor: Actor, params: Params) -> bool:
    run = PayRun.objects.select_related("call").filter(public_id=params["run"]).first()
    return run is not None and (actor.is_system or queries.pay_calls(actor).filter(pk=run.call_id).exists())


def _payers(actor: Actor, params: Params) -> bool:
    """Finance officers of the call, once the run was released."""
    run = PayRun.objects.select_related("call").filter(public_id=params["run"]).first()
    return run is not None and run.state in PAID and may(actor, "pay_call", run.call)


def _own_or_office(actor: Actor, params: Params) -> bool:
    """The person, once the payslips are out, and whoever works on the pay of the call."""
    slip = Payslip.objects.select_related("run", "placement").filter(public_id=params["slip"]).first()
    if slip is None:
        return False
    own = actor.user_id == slip.placement.person_id and slip.run.state in WITH_SLIPS
    return own or actor.is_system or queries.pay_calls(actor).filter(pk=slip.run.call_id).exists()


@dataclass(frozen=True)
class Worker:
    """Who a payslip is for: name, number of the application, host institution."""

    name: str
    number: str
    host: str


def _worker(slip: Payslip) -> Worker:
    placement = slip.placement
    return Worker(placement.person.name, placement.application.receipt_number, str(placement.position.host))


def slip_page(slip: Payslip, rows: list[PayRow], worker: Worker) -> Page:
    """The six items of 근로기준법 시행령 §27의2: who, when paid, the sum, each item, how those that vary by hours were
    reckoned, each deduction."""
    ordered = sorted(rows, key=lambda row: (row.month != slip.run.month, row.month, row.sequence))
    context = {
        "slip": slip,
        "run": slip.run,
        "month": month_name(slip.run.month),
        "worker": worker,
        "rows": [row_facts(row) for row in ordered],
    }
    return Page("internships/documents/payslip.html", context, name=worker.number)


def _slips(run: PayRun) -> Any:
    rows = run.slips.select_related(
        "placement__person", "placement__application", "placement__position__host__organisation"
    )
    return rows.order_by("placement__person__name", "pk")


def _payslip(params: Params, progress: Progress) -> Page:
    slip = Payslip.objects.select_related(
        "run__call", "placement__person", "placement__application", "placement__position__host__organisation"
    ).get(public_id=params["slip"])
    return slip_page(slip, queries.slip_rows(slip), _worker(slip))


def _payslips(params: Params, progress: Progress) -> Bundle:
    run = _run(params)
    return Bundle(_pages(run), expected=run.people)


def _pages(run: PayRun) -> Iterator[Page]:
    """In the order of names, some hundred at a time."""
    slips = list(_slips(run))
    for start in range(0, len(slips), SHOWN):
        some = slips[start : start + SHOWN]
        rows: dict[int, list[PayRow]] = {}
        for row in run.rows.filter(placement__in=[one.placement_id for one in some]).select_related("run"):
            rows.setdefault(row.placement_id, []).append(row)
        for slip in some:
            slip.run = run
            yield slip_page(slip, rows[slip.placement_id], _worker(slip))


def _rows(run: PayRun) -> Any:
    return run.rows.select_related(
        "placement__person", "placement__application", "placement__position__host__organisation"
    ).order_by("placement__person__name", "placement", "month", "sequence")


def _wage_ledger(params: Params, progress: Progress) -> Workbook:
    """The ten items of 근로기준법 시행령 §27 ①; the date of birth stands for the resident number, which is not kept."""
    run = _run(params)
    rows = list(_rows(run))
    wages, taken = _codes(rows, Part.EARNING), _codes(rows, Part.DEDUCTION)
    columns = [
        Column(_("Name"), width=12),
        Column(_("Date of birth"), Kind.DATE),
        Column(_("Number"), width=20),
        Column(_("Employed since"), Kind.DATE),
        Column(_("Work"), width=26),
        Column(_("Month"), width=12),
        Column(_("Correction"), width=10),
        Column(_("What wages are reckoned from"), width=24),
        Column(_("Days worked"), Kind.WHOLE),
        Column(_("Hours worked"), Kind.DECIMAL),
        Column(_("Hours beyond the contract"), Kind.DECIMAL),
        Column(_("Night hours"), Kind.DECIMAL),
        Column(_("Hours on holidays"), Kind.DECIMAL),
        *(Column(label, Kind.WON, total=True) for label in wages.values()),
        Column(_("Wages"), Kind.WON, total=True),
        *(Column(label, Kind.WON, total=True) for label in taken.values()),
        Column(_("Deductions"), Kind.WON, total=True),
        Column(_("Paid out"), Kind.WON, total=True),
    ]
    sheet = Sheet(_("Wage ledger"), columns, (_ledger_row(run, row, wages, taken) for row in rows), expected=len(rows))
    return Workbook([sheet], _("Wage ledger"), ((_("Call"), run.call.title), (_("Month"), month_name(run.month))))


def _codes(rows: list[PayRow], part: Part) -> dict[str, str]:
    """Every code that stands somewhere in the run, with its name, in the order of the first that has it."""
    return {line.code: line_label(line) for row in rows for line in row.parts if line.part is part}


def _ledger_row(run: PayRun, row: PayRow, wages: dict[str, str], taken: dict[str, str]) -> list[Any]:
    days, contract = row.inputs["days"], row.inputs["contract"]
    inside = [one for one in days if one["day"][:7] == row.month.isoformat()[:7]] if row.sequence == 0 else []
    unit = _("won an hour") if contract["kind"] == "hourly" else _("won a month")
    return [
        row.placement.person.name,
        _birth(row),
        row.placement.application.receipt_number,
        date.fromisoformat(contract["first_day"]),
        row.placement.position.title,
        month_name(row.month),
        row.sequence or "",
        f"{contract['wage']:,} {unit}",
        sum(1 for one in inside if one.get("worked") or one.get("extra") or one.get("holiday")),
        *(sum(one.get(name, 0) for one in inside) / 60 for name in ("worked", "extra", "night", "holiday")),
        *(_sum(row.parts, code, Part.EARNING) for code in wages),
        row.gross,
        *(_sum(row.parts, code, Part.DEDUCTION) for code in taken),
        row.deductions,
        row.net,
    ]


def _birth(row: PayRow) -> date:
    return date.fromisoformat(row.inputs["person"]["birth"])


def _within(day: str, month: str) -> date | None:
    """The day, where it lies in the month."""
    return date.fromisoformat(day) if day[:7] == month else None


def _sum(lines: list[Line], code: str, part: Part) -> int:
    return sum(one.amount for one in lines if one.code == code and one.part is part)


def _filings(params: Params, progress: Progress) -> Workbook:
    """What is filed of a run: premiums of both sides by person, withheld tax by person and its sum, who joined and who
    left (취득·상실)."""
    run = _run(params)
    rows = list(_rows(run))
    sides = ("pension", "health", "care", "employment")
    names = {code: line_label(line) for row in rows for line in row.parts for code in (line.code,)}
    premiums = [Column(_("Name"), width=12), Column(_("Date of birth"), Kind.DATE), Column(_("Month"), width=12)]
    premiums.append(Column(_("Wages subject to insurance"), Kind.WON, total=True))
    for code in sides:
        label = names.get(code, code)
        premiums += [
            Column(_("%(what)s, employee") % {"what": label}, Kind.WON, total=True),
            Column(_("%(what)s, employer") % {"what": label}, Kind.WON, total=True),
        ]
    premiums += [Column(names.get(code, code), Kind.WON, total=True) for code in ("stability", "accident")]
    taxes = [
        Column(_("Name"), width=12),
        Column(_("Date of birth"), Kind.DATE),
        Column(_("Month"), width=12),
        Column(_("Wages"), Kind.WON, total=True),
        Column(_("Taxed wages"), Kind.WON, total=True),
        Column(_("Income tax"), Kind.WON, total=True),
        Column(_("Local income tax"), Kind.WON, total=True),
    ]
    people = [
        Column(_("Name"), width=12),
        Column(_("Date of birth"), Kind.DATE),
        Column(_("Joined"), Kind.DATE),
        Column(_("Left"), Kind.DATE),
        Column(_("Contractual hours a week"), Kind.DECIMAL),
        Column(_("Declared monthly income"), width=24),
    ]
    moved = [row for row in rows if row.sequence == 0 and row.month == run.month and _moves(row)]
    sheets = [
        Sheet(_("Insurance premiums"), premiums, (_premium_row(row, sides) for row in rows), expected=len(rows)),
        Sheet(_("Withheld tax"), taxes, (_tax_row(row) for row in rows), expected=len(rows)),
        Sheet(_("Joined and left"), people, (_mover(row) for row in moved), expected=len(moved)),
    ]
    facts = ((_("Call"), run.call.title), (_("Month"), month_name(run.month)), (_("Paid on"), run.pay_on.isoformat()))
    return Workbook(sheets, _("Filings of insurance and tax"), facts)


def _premium_row(row: PayRow, sides: tuple[str, ...]) -> list[Any]:
    found: list[Any] = [row.placement.person.name, _birth(row), month_name(row.month), row.taxed]
    for code in sides:
        found += [_sum(row.parts, code, Part.DEDUCTION), _sum(row.parts, code, Part.EMPLOYER)]
    return found + [_sum(row.parts, code, Part.EMPLOYER) for code in ("stability", "accident")]


def _tax_row(row: PayRow) -> list[Any]:
    who = [row.placement.person.name, _birth(row), month_name(row.month), row.gross, row.taxed]
    return who + [_sum(row.parts, code, Part.DEDUCTION) for code in ("income_tax", "local_tax")]


def _moves(row: PayRow) -> bool:
    """Whether the person joined or left in the month."""
    contract = row.inputs["contract"]
    return row.month.isoformat()[:7] in (contract["first_day"][:7], contract["last_day"][:7])


def _mover(row: PayRow) -> list[Any]:
    contract, month = row.inputs["contract"], row.month.isoformat()[:7]
    return [
        row.placement.person.name,
        _birth(row),
        _within(contract["first_day"], month),
        _within(contract["last_day"], month),
        contract["weekly_minutes"] / 60,
        f"{contract['wage']:,} ({contract['kind']})",
    ]


def _transfer(params: Params, progress: Progress) -> Workbook:
    """A line for each payslip, as in the CSV file whose hash was kept."""
    run = _run(params)
    columns = [
        Column(_("Payslip"), Kind.WHOLE),
        Column(_("Bank"), width=16),
        Column(_("Account number"), width=22),
        Column(_("Account holder"), width=16),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Memo"), width=20),
    ]
    lines = queries.pay_orders(run)
    rows = ([one.slip, one.bank, one.account, one.holder, one.amount, one.memo] for one in lines)
    return Workbook([Sheet(_("Transfers"), columns, rows, expected=len(lines))], run.number)


def _state(params: Params) -> str:
    """A paper of a run that has gone on is another one."""
    return _run(params).state


PAYSLIP = Document(
    code="internships.payslip", title=gettext_lazy("Payslip"), formats=("pdf",), may=_own_or_office, build=_payslip,
)  # fmt: skip
PAYSLIPS = Document(
    code="internships.payslips", title=gettext_lazy("Payslips of a run"), formats=("pdf", "zip"), may=_office,
    build=_payslips, version=_state,
)  # fmt: skip
WAGE_LEDGER = Document(
    code="internships.wage_ledger", title=gettext_lazy("Wage ledger"), formats=("xlsx", "csv"), may=_office,
    build=_wage_ledger, version=_state, keep_days=THREE_YEARS,
)  # fmt: skip
FILINGS = Document(
    code="internships.filings", title=gettext_lazy("Filings of insurance and tax"), formats=("xlsx",), may=_office,
    build=_filings, version=_state,
)  # fmt: skip
TRANSFER = Document(
    code="internships.transfer", title=gettext_lazy("Transfer file of a pay run"), formats=("xlsx",), may=_payers,
    build=_transfer,
)  # fmt: skip
