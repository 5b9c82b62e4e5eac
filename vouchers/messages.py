"""What suppliers, applicants and the office are told; the texts lie in ``templates/notices/messages/``."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Role, User
from kernel.permissions import scope_group
from notices.actions import Telling, notify, notify_each
from notices.registry import ByMail, NoticeKind, register_notice
from programs.messages import applicants
from programs.models import Call
from programs.presentation import case_title
from vouchers.models import (
    Agreement,
    Order,
    Payment,
    PaymentRun,
    PriorAgreement,
    Supplier,
    SupplierAccount,
    SupplierSanction,
    SurveyRequest,
)

SUPPLIER = {"name": "한빛데이터(가상)", "state": "registered", "note": "가격표를 보완해 주십시오."}
AGREEMENT: dict[str, Any] = {
    "supplier": "한빛데이터(가상)",
    "applicant": "가상상회",
    "call": "2026년 대전 데이터바우처",
    "amount": 8_000_000,
    "state": "agreed",
    "answer": "4월부터 제공할 수 있습니다.",
}
CASE = {"event": "agreement_to_sign", "number": "DA-2026-00001", "case": "동네 빵집의 하루 수요 예측", "reason": ""}


def register() -> None:
    sanction = {
        **SUPPLIER,
        "kind": "exclusion",
        "legal_basis": "지방보조금법 제32조",
        "first_day": date(2026, 4, 1),
        "last_day": date(2026, 9, 30),
        "reason": "재하청",
    }
    register_notice(
        NoticeKind("supplier_applied", _("Supplier applied"), "tasks", SUPPLIER),
        NoticeKind("supplier_decided", _("Decision on a supplier's entry"), "cases", SUPPLIER, ByMail.ALWAYS),
        NoticeKind("supplier_sanction", _("Sanction on a supplier"), "cases", sanction, ByMail.ALWAYS),
        NoticeKind("agreement_requested", _("Prior agreement asked for"), "tasks", AGREEMENT, ByMail.ALWAYS),
        NoticeKind("agreement_answered", _("Answer to a prior agreement"), "cases", AGREEMENT, ByMail.ALWAYS),
        NoticeKind("agreement_withdrawn", _("Prior agreement withdrawn"), "cases", AGREEMENT),
        NoticeKind("agreement_lapsed", _("Prior agreement lapsed"), "cases", AGREEMENT, ByMail.ALWAYS),
        NoticeKind(
            "account_sent_back",
            _("Bank account sent back"),
            "cases",
            {"name": SUPPLIER["name"], "account": "가상은행 ****0001", "reason": "예금주가 통장 사본과 다릅니다."},
            ByMail.ALWAYS,
        ),
        NoticeKind("case_news", _("News of a voucher case"), "cases", CASE, ByMail.ALWAYS),
        NoticeKind(
            "payments_failed",
            _("Several transfers sent back by the bank"),
            "tasks",
            {"call": AGREEMENT["call"], "count": 7, "won": 21_000_000},
            ByMail.ALWAYS,
        ),
        NoticeKind(
            "run_unanswered",
            _("No answer of the bank to a payment run"),
            "tasks",
            {"number": "PR-2026-0001", "count": 7, "won": 21_000_000, "day": date(2026, 4, 3)},
            ByMail.ALWAYS,
        ),
        NoticeKind(
            "payments_made",
            _("Several payments made"),
            "cases",
            {"name": SUPPLIER["name"], "count": 12, "won": 36_000_000},
            ByMail.ALWAYS,
        ),
    )


def members(supplier: Supplier) -> QuerySet[User]:
    """The present members of the supplier's organisation."""
    organisation = supplier.organisation_id
    return User.objects.filter(memberships__organisation_id=organisation, memberships__left_at=None).distinct()


def tell_case(agreement: Agreement, event: str, *parties: str, reason: str = "", key: str = "") -> None:
    """One piece of news of a case, in the words of ``case_news`` for ``event``, to ``demand``, ``supplier``, ``office``
    (managers of the call), ``approver`` or ``finance``."""
    people: dict[int, User] = {}
    for party in parties:
        people |= {user.pk: user for user in _people(agreement, party)}
    _news(
        agreement,
        event,
        people.values(),
        agreement.number,
        reason,
        key or f"{event}:{agreement.pk}:{agreement.version}",
    )


def tell_survey(request: SurveyRequest, event: str) -> None:
    """Asks one company, or reminds it, with the way to the questions."""
    agreement = request.agreement
    _news(
        agreement,
        event,
        _people(agreement, request.party),
        agreement.number,
        date_format(request.due_on, "SHORT_DATE_FORMAT"),
        f"{event}:{request.pk}",
        reverse("vouchers:survey", args=[request.public_id]),
    )


def tell_order(order: Order, event: str, *parties: str, reason: str = "", key: str = "") -> None:
    """The same of an order and its payment; once for each event of the order unless ``key`` says otherwise."""
    agreement = order.voucher.agreement
    people: dict[int, User] = {}
    for party in parties:
        people |= {user.pk: user for user in _people(agreement, party)}
    _news(agreement, event, people.values(), order.number, reason, key or f"{event}:order:{order.pk}")


def tell_paid(payments: Sequence[Payment]) -> None:
    """The demand company of each payment that its money went out, and every supplier: of one payment in the words of
    its case, of several at once with their number and sum. A few statements, however many there are."""
    came: dict[Supplier, list[Payment]] = {}
    for one in payments:
        came.setdefault(one.supplier, []).append(one)
    companies = {one.invoice.order.voucher.agreement.application.organisation_id for one in payments}
    present = _members_of({key for key in companies if key} | {supplier.organisation_id for supplier in came})
    alone = {supplier.organisation_id for supplier, some in came.items() if len(some) == 1}
    notify_each("case_news", (_paid(one, present, alone) for one in payments))
    notify_each(
        "payments_made",
        (_made(supplier, some, present) for supplier, some in came.items() if len(some) > 1),
    )


def _paid(payment: Payment, members: Mapping[int, list[User]], alone: Container[int]) -> Telling:
    """To the demand company, and to the supplier if it is one of those that are told of each payment (``alone``)."""
    order, payee = payment.invoice.order, payment.supplier.organisation_id
    case = order.voucher.agreement
    business = case.application.organisation_id
    return Telling(
        recipients=[
            *(members[business] if business else [case.application.user]),
            *(members[payee] if payee in alone else ()),
        ],
        about=case,
        url=reverse("vouchers:case", args=[case.public_id]),
        context=_said("paid", case, order.number),
        key=f"paid:{payment.pk}",
    )


def _made(supplier: Supplier, payments: Sequence[Payment], members: Mapping[int, list[User]]) -> Telling:
    """What went out to a supplier at once; one by one they stand with its accounts."""
    return Telling(
        recipients=members[supplier.organisation_id],
        about=supplier,
        url=reverse("vouchers:accounts", args=[supplier.pk]),
        context={"name": str(supplier), "count": len(payments), "won": sum(one.amount for one in payments)},
        key=f"paid:{payments[0].pk}",
    )


def tell_came_back(payments: Sequence[Payment]) -> None:
    """Managers and finance officers of each call what the bank did not pay: of one payment in the words of its case, of
    several at once with their number and sum. A few statements for each call, however many payments there are."""
    of_call: dict[Call, list[Payment]] = {}
    for one in payments:
        of_call.setdefault(one.invoice.order.voucher.agreement.call, []).append(one)
    for call, some in of_call.items():
        first = some[0]
        key = f"failed:{first.pk}:{first.run_id}"
        if len(some) == 1:
            tell_order(first.invoice.order, "payment_failed", "office", "finance", reason=first.answer, key=key)
            continue
        context = {"call": call.title, "count": len(some), "won": sum(one.amount for one in some)}
        for party, page in (("office", f"{reverse('vouchers:cases')}?waits=approve_payment"),
                            ("finance", f"{reverse('vouchers:payments')}?state=failed")):  # fmt: skip
            people = _people(first.invoice.order.voucher.agreement, party)
            notify("payments_failed", people, about=call, url=page, context=context, key=key)


def tell_unanswered(run: PaymentRun, count: int, won: int, key: str) -> None:
    """The finance officers of every call in a run how many of its payments the bank has not answered."""
    calls = Call.objects.filter(agreements__voucher__orders__invoices__payments__transfers__run=run).distinct()
    people = User.objects.filter(groups__in=[scope_group(call, "finance") for call in calls]).distinct()
    context = {"number": run.number, "count": count, "won": won, "day": run.answer_by}
    notify(
        "run_unanswered", people, about=run, url=reverse("vouchers:run", args=[run.public_id]), context=context, key=key
    )


def _members_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """The present members of organisations, by their keys; one statement."""
    found: dict[int, list[User]] = {key: [] for key in organisations}
    rows = Membership.objects.filter(organisation__in=list(found), left_at=None).select_related("user")
    for one in rows.order_by("pk"):
        found[one.organisation_id].append(one.user)
    return found


def _said(event: str, agreement: Agreement, number: str, reason: str = "") -> dict[str, str]:
    return {"event": event, "number": number, "case": case_title(agreement.application), "reason": reason}


def _news(
    agreement: Agreement, event: str, people: Iterable[User], number: str, reason: str, key: str, url: str = ""
) -> None:
    notify(
        "case_news",
        people,
        about=agreement,
        url=url or reverse("vouchers:case", args=[agreement.public_id]),
        context=_said(event, agreement, number, reason),
        key=key,
    )


def _people(agreement: Agreement, party: str) -> Iterable[User]:
    if party == "demand":
        return applicants(agreement.application)
    if party == "supplier":
        return members(agreement.supplier) if agreement.supplier else ()
    role = {"office": "manager", "approver": "approver", "finance": "finance"}[party]
    return User.objects.filter(groups=scope_group(agreement.call, role)).distinct()


def tell_applied(supplier: Supplier) -> None:
    """Every programme manager."""
    managers = User.objects.filter(role_grants__role=Role.MANAGER, role_grants__revoked_at=None).distinct()
    notify(
        "supplier_applied",
        managers,
        about=supplier,
        url=reverse("vouchers:office_supplier", args=[supplier.pk]),
        context={"name": str(supplier)},
        key=f"supplier_applied:{supplier.pk}:{supplier.applied_at.isoformat()}",
    )


def tell_decided(supplier: Supplier) -> None:
    context = {"name": str(supplier), "state": supplier.state, "note": supplier.note}
    url = reverse("vouchers:my_supplier", args=[supplier.pk])
    notify("supplier_decided", members(supplier), about=supplier, url=url, context=context)


def tell_account(account: SupplierAccount) -> None:
    """The supplier's members: the account cannot be paid to, and why."""
    context = {"name": str(account.supplier), "account": str(account), "reason": account.sent_back_why}
    url, people = reverse("vouchers:accounts", args=[account.supplier_id]), members(account.supplier)
    key = f"account_sent_back:{account.pk}"
    notify("account_sent_back", people, about=account.supplier, url=url, context=context, key=key)


def tell_sanction(sanction: SupplierSanction) -> None:
    fields = ("state", "kind", "legal_basis", "first_day", "last_day", "reason")
    supplier = sanction.supplier
    context = {name: getattr(sanction, name) for name in fields} | {"name": str(supplier)}
    url = reverse("vouchers:my_supplier", args=[supplier.pk])
    key = f"sanction:{sanction.pk}:{sanction.state}"
    notify("supplier_sanction", members(supplier), about=sanction, url=url, context=context, key=key)


def _context(agreement: PriorAgreement) -> dict[str, Any]:
    return {
        "supplier": str(agreement.supplier),
        "applicant": agreement.application.name,
        "call": agreement.application.call.title,
        "amount": agreement.amount,
        "state": agreement.state,
        "answer": agreement.answer,
    }


def _tell_supplier(code: str, agreement: PriorAgreement) -> None:
    url = reverse("vouchers:request", args=[agreement.public_id])
    notify(code, members(agreement.supplier), about=agreement, url=url, context=_context(agreement))


def _tell_applicant(code: str, agreement: PriorAgreement) -> None:
    url = reverse("vouchers:prior_agreement", args=[agreement.application.public_id])
    notify(code, applicants(agreement.application), about=agreement, url=url, context=_context(agreement))


def tell_requested(agreement: PriorAgreement) -> None:
    _tell_supplier("agreement_requested", agreement)


def tell_withdrawn(agreement: PriorAgreement) -> None:
    _tell_supplier("agreement_withdrawn", agreement)


def tell_answered(agreement: PriorAgreement) -> None:
    _tell_applicant("agreement_answered", agreement)


def tell_lapsed(agreement: PriorAgreement) -> None:
    """Both sides."""
    _tell_supplier("agreement_lapsed", agreement)
    _tell_applicant("agreement_lapsed", agreement)
