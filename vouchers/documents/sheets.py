"""What stands on the papers of a case: voucher, orders, deliveries, payment, reports, settlement, clawback, completion.

Each is laid out from the same record as the page of the case, so that the two never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from programs.presentation import case_title
from programs.wording import day_words
from vouchers.forms.case import REPORT_SECTIONS
from vouchers.models import (
    Acceptance,
    Agreement,
    Clawback,
    Delivery,
    Evaluation,
    Order,
    Payment,
    Report,
    Settlement,
    Voucher,
)
from vouchers.rules.interest import shown
from vouchers.wording import in_won, percent

Rows = list[tuple[Any, Any]]
CLAWBACK_LAW = {"city": "지방보조금법 제31조, 제34조", "national": "보조금법 제31조"}


@dataclass(frozen=True)
class Table:
    """``figures``: how many columns at the right are sums."""

    title: str
    head: list[str]
    rows: list[list[Any]]
    figures: int = 1

    @property
    def cells(self) -> list[list[tuple[Any, bool]]]:
        """Each cell with whether it is a sum."""
        first = len(self.head) - self.figures
        return [[(cell, place >= first) for place, cell in enumerate(row)] for row in self.rows]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        first = len(self.head) - self.figures
        return [(head, place >= first) for place, head in enumerate(self.head)]


@dataclass(frozen=True)
class Sheet:
    """What stands on one paper."""

    heading: str
    facts: Rows
    tables: list[Table] = field(default_factory=list)
    texts: Rows = field(default_factory=list)
    closing: str = ""


def _comma(amount: int) -> str:
    return f"{amount:,}"


def _parties(agreement: Agreement) -> Rows:
    parties = agreement.present.parties
    return [
        (_("Agreement number"), agreement.number),
        (_("Project"), case_title(agreement.application)),
        (_("Demand company"), parties["demand"]["name"]),
        (_("Supplier"), parties["supplier"]["name"]),
    ]


def voucher(one: Voucher) -> Sheet:
    version = one.agreement.present
    period = f"{day_words(version.first_day)} – {day_words(version.last_day)}"
    facts = [
        *_parties(one.agreement),
        (_("Voucher number"), one.number),
        (_("Support in money"), in_won(version.support)),
        (_("Own contribution in money"), in_won(version.cash)),
        (_("To be used with the supplier"), in_won(version.total)),
        (_("Period"), period),
    ]
    closing = _("The city has issued this voucher for the data of the project above, to be used within the period.")
    return Sheet(_("Data voucher"), facts, closing=closing)


def order(one: Order) -> Sheet:
    facts = [
        *_parties(one.voucher.agreement),
        (_("Order number"), one.number),
        (_("Ordered on"), day_words(one.placed_at)),
        (_("To be delivered by"), day_words(one.due_on)),
        (_("Total"), in_won(one.total)),
        (_("Support and own contribution"), f"{in_won(one.support)} · {in_won(one.own)}"),
    ]
    lines = [[line.name, line.quantity, f"{line.price:,}", f"{line.amount:,}"] for line in one.lines.order_by("pk")]
    head = [_("Product"), _("Quantity"), _("Price (won)"), _("Amount (won)")]
    texts: Rows = [(_("Instructions"), one.instructions)] if one.instructions else []
    ordered = sum(line.amount for line in one.lines.all())
    if ordered > one.total:
        facts.append((_("No longer part of it"), in_won(ordered - one.total)))
    return Sheet(_("Order form"), facts, [Table(_("What is ordered"), head, lines, 3)], texts)


def delivery(one: Delivery) -> Sheet:
    """Delivery and, once the demand company has answered, its acceptance (검수확인서)."""
    answer = getattr(one, "acceptance", None)
    facts = [
        *_parties(one.order.voucher.agreement),
        (_("Order number"), f"{one.order.number} · {one.order.title}"),
        (_("Delivered on"), f"{day_words(one.delivered_at)} · {one.delivered_by}"),
        (_("Amount of the order"), in_won(one.order.total)),
    ]
    if answer is not None:
        facts += [
            (_("Accepted with this delivery"), in_won(_accepted_won(answer))),
            (_("Result of the check"), answer.get_verdict_display()),
            (_("Checked by"), f"{answer.decided_by} · {day_words(answer.decided_at)}"),
        ]
    files = [[file.name, file.content_id] for file in one.files.order_by("pk")]
    texts: Rows = [(_("What was delivered"), one.note)]
    if answer is not None and answer.reason and not any(one["reason"] for one in answer.checklist):
        texts.append((_("Reason"), answer.reason))
    tables = [Table(_("Files"), [_("Name of the file"), "SHA-256"], files, 0)]
    if answer is not None and answer.checklist:
        head = [_("Product"), _("Quantity"), _("Result of the check"), _("Reason")]
        tables.insert(0, Table(_("What was checked"), head, _checked(answer), 0))
    return Sheet(_("Delivery and acceptance"), facts, tables, texts)


def _accepted_won(answer: Acceptance) -> int:
    """The lines accepted then, in won; the whole order where the answer was given before lines were checked."""
    order = answer.delivery.order
    if not answer.checklist:
        return order.total if answer.verdict == Acceptance.Verdict.ACCEPTED else 0
    accepted = {one["line"] for one in answer.checklist if one["accepted"]}
    return sum(line.amount for line in order.lines.all() if line.pk in accepted)


def _checked(answer: Acceptance) -> list[list[Any]]:
    lines = {line.pk: line for line in answer.delivery.order.lines.all()}
    return [
        [
            lines[one["line"]].name,
            lines[one["line"]].quantity,
            _("as ordered") if one["accepted"] else _("not as ordered, to be mended"),
            one["reason"],
        ]
        for one in answer.checklist
        if one["line"] in lines
    ]


def report(one: Report) -> Sheet:
    facts = [*_parties(one.agreement), (_("State"), one.stage.label), (_("Handed in on"), day_words(one.handed_in_at))]
    texts = [(label, one.content[name]) for name, label in REPORT_SECTIONS.items() if one.content.get(name)]
    files = [[file.name, file.content_id] for file in one.files.order_by("pk")]
    return Sheet(
        str(one.get_kind_display()), facts, [Table(_("Files"), [_("Name of the file"), "SHA-256"], files, 0)], texts
    )


def settlement(one: Settlement) -> Sheet:
    lines = list(one.lines.order_by("pk"))
    sums = [
        (line.amount, line.support, line.own, line.disallowed, line.amount - line.disallowed)  # in won
        for line in lines
    ]
    rows = [[line.description, *map(_comma, row)] for line, row in zip(lines, sums, strict=True)]
    rows.append([_("Total"), *(_comma(sum(row[column] for row in sums)) for column in range(5))])
    head = [
        _("Cost"), _("Amount (won)"), _("Support (won)"), _("Own contribution (won)"), _("Disallowed (won)"),
        _("Allowed (won)"),
    ]  # fmt: skip
    figures = one.figures
    facts = [*_parties(one.agreement), (_("State"), one.stage.label)]
    if figures:
        facts += [
            (_("Back to the budget"), in_won(figures["returned"])),
            (_("Back to the business"), in_won(figures["refunded"])),
            (_("Claimed back"), in_won(figures["claim"])),
        ]
    paid = one.agreement.refunds.filter(state="paid").order_by("pk")
    given = [f"{day_words(back.paid_on)} {in_won(back.amount)}" for back in paid]
    if given:
        facts.append((_("Contribution given back"), "; ".join(given)))
    people = ((_("Examined by"), one.examined_by), (_("Confirmed by"), one.confirmed_by))
    facts += [(label, str(person)) for label, person in people if person]
    texts = [(line.description, line.reason) for line in lines if line.reason]
    return Sheet(_("Settlement statement"), facts, [Table(_("Cost line by line"), head, rows, 5)], texts)


def payment(one: Payment) -> Sheet:
    invoice = one.invoice
    facts = [
        *_parties(invoice.order.voucher.agreement),
        (_("Order number"), invoice.order.number),
        (_("Invoice number"), invoice.number),
        (_("Issued on"), day_words(invoice.issued_on)),
        (_("Amount"), in_won(one.amount)),
        *_part_of(one),
        (_("VAT in it"), in_won(invoice.tax)),
        (_("Support and own contribution"), f"{in_won(one.support)} · {in_won(one.own)}"),
        (_("Bank account"), str(one.account) if one.account else "–"),
        (_("To be paid by"), day_words(one.due_on)),
        (_("State"), one.stage.label),
    ]
    people = (
        (_("Requested by"), one.requested_by),
        (_("Approved by"), one.approved_by),
        (_("Released by"), one.released_by),
    )
    facts += [(label, str(person)) for label, person in people if person]
    return Sheet(_("Payment request"), facts)


def _part_of(one: Payment) -> Rows:
    """Where an order is paid in parts, which of them this is and of how much."""
    order = one.invoice.order
    if one.amount == order.total:
        return []
    earlier = Payment.objects.filter(invoice__order=order, pk__lt=one.pk).exclude(state="refused").count()
    values = {"n": earlier + 1, "won": f"{order.total:,}"}
    return [(_("Part of the order"), _("part %(n)s of an order of %(won)s won") % values)]


def _spans(figures: Mapping[str, Any]) -> Table:
    """How interest was computed; to the last digit, since it is rounded once, in the sum."""
    head = [_("Principal (won)"), _("From"), _("Until"), _("Days"), _("Yearly rate"), _("Interest (won)")]
    rows = [
        [
            f"{span['principal']:,}",
            *(day_words(date.fromisoformat(span[end])) for end in ("since", "until")),
            span["days"],
            percent(Decimal(span["yearly"])),
            f"{Decimal(span['won']):,f}",
        ]
        for span in figures.get("spans", [])
    ]
    return Table(_("How the interest is computed"), head, rows, 6)


def _sources(figures: Mapping[str, Any]) -> Rows:
    sources = sorted({span["source"] for span in figures.get("spans", [])})
    return [(_("Source of the rate"), "; ".join(sources))] if sources else []


def _claim(one: Clawback) -> Rows:
    return [
        *_parties(one.agreement),
        (_("Number of the clawback"), one.number),
        (_("Ground"), one.get_ground_display()),
    ]


def clawback(one: Clawback) -> Sheet:
    """As it was claimed; interest runs on until the money comes back, which the statement shows."""
    interest = one.figures["interest"]
    last = one.figures["spans"][-1] if one.figures["spans"] else None
    facts = [
        *_claim(one),
        (_("Principal"), in_won(one.principal)),
        (_("Interest until the day it is due"), in_won(interest)),
        (_("To be paid back in all"), in_won(one.principal + interest)),
        (_("To be paid back by"), day_words(one.due_on)),
        (_("Legal basis"), CLAWBACK_LAW[one.agreement.call.fund]),
    ]
    texts: Rows = [(_("Reason"), one.reason), *_sources(one.figures)]
    if last:
        day = _(
            "Interest runs until the day on which the money comes back: %(won)s won for each day at %(rate)s a year."
        )
        daily = shown(Fraction(one.principal) * Fraction(Decimal(last["yearly"])) / 365)
        texts.append((_("Paid on another day"), day % {"won": f"{daily:,f}", "rate": percent(Decimal(last["yearly"]))}))
    if one.agreement.call.fund == "city":
        texts.append((_("If you object"), _objection()))
    return Sheet(_("Clawback notice"), facts, [_spans(one.figures)], texts)


def recoveries(one: Clawback) -> Sheet:
    """What came back on which day, interest first, with the computation until the last of it."""
    back = list(one.recoveries.order_by("pk"))
    rows = [
        [
            day_words(paid.paid_on), paid.reference, f"{paid.figures.get('interest', 0):,}", f"{paid.interest:,}",
            f"{paid.principal:,}", f"{paid.interest + paid.principal:,}",
        ]
        for paid in back
    ]  # fmt: skip
    head = [_("Paid on"), _("Reference of the bank"), _("Interest run (won)"), _("Of it interest (won)")]
    head += [_("Of it principal (won)"), _("Paid back (won)")]
    interest, principal = sum(paid.interest for paid in back), sum(paid.principal for paid in back)
    facts = [
        *_claim(one),
        (_("Principal"), in_won(one.principal)),
        (_("Interest until the last payment"), in_won(one.interest)),
        (_("Paid back"), in_won(interest + principal)),
        (_("Of it interest"), in_won(interest)),
        (_("Principal still open"), in_won(one.principal - principal)),
        (_("State"), one.stage.label),
    ]
    figures = back[-1].figures
    paid_back = Table(_("What was paid back"), head, rows, 4)
    return Sheet(_("Statement of money paid back"), facts, [paid_back, _spans(figures)], _sources(figures))


def _objection() -> str:
    """지방보조금법 §36의2, of the city's money alone: what holds for national money is not assumed."""
    return _("You may object in writing within 20 days of this notice (지방보조금법 제36조의2).")


def completion(one: Agreement) -> Sheet:
    version = one.present
    facts = [
        *_parties(one),
        (_("Period"), f"{day_words(version.first_day)} – {day_words(version.last_day)}"),
        (_("Support in money"), in_won(version.support)),
        (_("Result"), dict(Evaluation.Outcome.choices).get(one.outcome, "–")),
    ]
    done = one.outcome and one.outcome != Evaluation.Outcome.FAILURE
    closing = _("The project was carried out and settled.") if done else _("The case was settled and is closed.")
    return Sheet(_("Completion certificate"), facts, closing=closing)
