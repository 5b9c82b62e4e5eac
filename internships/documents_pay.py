"""Pay on paper: payslips (임금명세서), wage ledger (임금대장), filing lists, the bank's file."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.lifecycles_pay import PAID, WITH_SLIPS
from internships.models import PayRow, PayRun, Payslip
from internships.pay_page import slip_facts
from internships.pay_words import LABELS, line_label, month_name
from internships.queries import pay as queries
from internships.rules.labour import WageKind
from internships.rules.pay import Part
from internships.rules.pay.kept import contract_from
from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Bundle, Column, Kind, Page, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document

THREE_YEARS = 1095  # 근로기준법 §42
SHOWN = 200  # payslips read at once
ON_PAPER = ("placement__person", "placement__application", "placement__position__host__organisation")
BOTH_SIDES = ("pension", "health", "care", "employment")
EMPLOYER_ALONE = ("stability", "accident")
TAXES = ("income_tax", "local_tax")


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
    slip = Payslip.objects.select_related("run").filter(public_id=params["slip"]).first()
    if slip is None or queries.is_destroyed(slip):
        return False
    own = actor.user_id == slip.person_id and slip.run.state in WITH_SLIPS
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
    context = {
        "slip": slip,
        "run": slip.run,
        "month": month_name(slip.run.month),
        "worker": worker,
        "birth": _birth(rows[0]),
        "rows": slip_facts(rows),
    }
    return Page("internships/documents/payslip.html", context, name=worker.number)


def _slips(run: PayRun) -> Any:
    return run.slips.select_related(*ON_PAPER).order_by("placement__person__name", "pk")


def _payslip(params: Params, progress: Progress) -> Page:
    slip = Payslip.objects.select_related("run__call", *ON_PAPER).get(public_id=params["slip"])
    return slip_page(slip, queries.slip_rows(slip), _worker(slip))


def _payslips(params: Params, progress: Progress) -> Bundle:
    run = _run(params)
    return Bundle(_pages(run), expected=run.people)


def _pages(run: PayRun) -> Iterator[Page]:
    """In the order of names, some hundred at a time."""
    slips = list(_slips(run))
    for start in range(0, len(slips), SHOWN):
        some = slips[start : start + SHOWN]
        rows = queries.rows_by_person(run, [one.person_id for one in some])
        for slip in some:
            slip.run = run
            yield slip_page(slip, rows[slip.person_id], _worker(slip))


def _rows(run: PayRun) -> Any:
    rows = run.rows.select_related(*ON_PAPER).exclude(inputs={})  # of whom nothing was destroyed
    return rows.order_by("placement__person__name", "placement", "month", "sequence")


def _wage_ledger(params: Params, progress: Progress) -> Workbook:
    """The ten items of 근로기준법 시행령 §27 ①; the date of birth stands for the resident number, which is not kept."""
    run = _run(params)
    rows = list(_rows(run))
    wages, taken = _codes(rows, Part.EARNING), _codes(rows, Part.DEDUCTION)
    columns = [
        *_who(),
        Column(_("Receipt number"), width=20),
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
    sheet = Sheet(_("Wage ledger"), columns, (_ledger_row(row, wages, taken) for row in rows), expected=len(rows))
    return Workbook([sheet], _("Wage ledger"), ((_("Call"), run.call.title), (_("Month"), month_name(run.month))))


def _codes(rows: list[PayRow], part: Part) -> dict[str, str]:
    """Every code that stands somewhere in the run, with its name, in the order of the first that has it."""
    return {line.code: line_label(line) for row in rows for line in row.parts if line.part is part}


def _ledger_row(row: PayRow, wages: dict[str, str], taken: dict[str, str]) -> list[Any]:
    contract, amounts = contract_from(row.inputs["contract"]), _amounts(row)
    days = row.inputs["days"] if row.sequence == 0 else []
    inside = [one for one in days if one["day"][:7] == row.month.isoformat()[:7]]
    wage = _("%(wage)s won an hour") if contract.kind is WageKind.HOURLY else _("%(wage)s won a month")
    return [
        row.placement.person.name,
        _birth(row),
        row.placement.application.receipt_number,
        contract.first_day,
        row.placement.position.title,
        month_name(row.month),
        row.sequence or "",
        wage % {"wage": f"{contract.wage:,}"},
        sum(1 for one in inside if one.get("worked") or one.get("extra") or one.get("holiday")),
        *(sum(one.get(name, 0) for one in inside) / 60 for name in ("worked", "extra", "night", "holiday")),
        *(amounts[code, Part.EARNING] for code in wages),
        row.gross,
        *(amounts[code, Part.DEDUCTION] for code in taken),
        row.deductions,
        row.net,
    ]


def _birth(row: PayRow) -> date:
    return date.fromisoformat(row.inputs["person"]["birth"])


def _amounts(row: PayRow) -> Counter[tuple[str, Part]]:
    """What the lines of each code and part come to, in won."""
    found: Counter[tuple[str, Part]] = Counter()
    for line in row.parts:
        found[line.code, line.part] += line.amount
    return found


def _filings(params: Params, progress: Progress) -> Workbook:
    """What is filed of a run: premiums of both sides by person, withheld tax by person and its sum, who joined and who
    left (취득·상실)."""
    run = _run(params)
    rows = list(_rows(run))
    moved = [row for row in rows if row.sequence == 0 and row.month == run.month and _moves(row)]
    sheets = [
        Sheet(_("Insurance premiums"), _premium_columns(), map(_premium_row, rows), expected=len(rows)),
        Sheet(_("Withheld tax"), _tax_columns(), map(_tax_row, rows), expected=len(rows)),
        Sheet(_("Joined and left"), _mover_columns(), map(_mover, moved), expected=len(moved)),
    ]
    facts = (
        (_("Call"), run.call.title),
        (_("Month"), month_name(run.month)),
        (_("Day of payment"), run.pay_on.isoformat()),
    )
    return Workbook(sheets, _("Filings of insurance and tax"), facts)


def _who() -> list[Column]:
    return [Column(_("Name"), width=20), Column(_("Date of birth"), Kind.DATE)]


def _premium_columns() -> list[Column]:
    subject = Column(_("Wages subject to insurance"), Kind.WON, total=True)
    columns = [*_who(), Column(_("Month"), width=14), subject]
    for code in BOTH_SIDES:
        columns += [
            Column(_("%(what)s, employee") % {"what": LABELS[code]}, Kind.WON, total=True),
            Column(_("%(what)s, employer") % {"what": LABELS[code]}, Kind.WON, total=True),
        ]
    return columns + [Column(LABELS[code], Kind.WON, total=True) for code in EMPLOYER_ALONE]


def _premium_row(row: PayRow) -> list[Any]:
    amounts = _amounts(row)
    found: list[Any] = [row.placement.person.name, _birth(row), month_name(row.month), row.taxed]
    for code in BOTH_SIDES:
        found += [amounts[code, Part.DEDUCTION], amounts[code, Part.EMPLOYER]]
    return found + [amounts[code, Part.EMPLOYER] for code in EMPLOYER_ALONE]


def _tax_columns() -> list[Column]:
    wages = [Column(_("Wages"), Kind.WON, total=True), Column(_("Taxed wages"), Kind.WON, total=True)]
    return [
        *_who(),
        Column(_("Month"), width=14),
        *wages,
        *(Column(LABELS[code], Kind.WON, total=True) for code in TAXES),
    ]


def _tax_row(row: PayRow) -> list[Any]:
    amounts = _amounts(row)
    who = [row.placement.person.name, _birth(row), month_name(row.month), row.gross, row.taxed]
    return who + [amounts[code, Part.DEDUCTION] for code in TAXES]


def _mover_columns() -> list[Column]:
    return [
        *_who(),
        Column(_("First day of employment"), Kind.DATE),
        Column(_("Last day of employment"), Kind.DATE),
        Column(_("Contractual hours a week"), Kind.DECIMAL),
        Column(_("Declared monthly income (won)"), Kind.WON),
    ]


def _moves(row: PayRow) -> bool:
    """Whether the person joined or left in the month."""
    contract = row.inputs["contract"]
    return row.month.isoformat()[:7] in (contract["first_day"][:7], contract["last_day"][:7])


def _mover(row: PayRow) -> list[Any]:
    contract, month = contract_from(row.inputs["contract"]), row.month
    joined, left = (
        day if (day.year, day.month) == (month.year, month.month) else None
        for day in (contract.first_day, contract.last_day)
    )
    who = [row.placement.person.name, _birth(row), joined, left]
    return [*who, contract.weekly_minutes / 60, contract.monthly_wage]


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
    lines = queries.transfers_of(run)
    rows = ([one.number, one.bank, one.account, one.holder, one.amount, one.memo] for one in lines)
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
