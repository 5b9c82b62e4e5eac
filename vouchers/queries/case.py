"""The case after the decision: who may see it, and the text of its agreement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import Role
from accounts.queries.organisation import organisations_of
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scopes
from programs.errors_archive import RecordsDestroyed
from programs.models import Call
from programs.queries.audit import audits
from vouchers.errors import CaseNotVisible, OwnCase
from vouchers.models import Agreement, AgreementVersion, AmendmentRequest, Signature
from vouchers.queries.access import belongs_to
from vouchers.rules.agreement import Clause, Party, Text


def _rows() -> QuerySet[Agreement]:
    return Agreement.objects.select_related(
        "call", "application__organisation", "application__user", "application__call", "supplier__organisation"
    )


def companies_of(user: Any) -> Q:
    """Cases of which the person belongs to one of the two companies now."""
    return _of_companies(organisations_of(user))


def _of_companies(companies: Any) -> Q:
    return Q(application__organisation__in=companies) | Q(supplier__organisation__in=companies)


def in_own_case(user: Any, cases: QuerySet[Agreement]) -> bool:
    """Whether the person belongs to a company of one of the cases; one statement."""
    return user is not None and cases.filter(companies_of(user)).exists()


def require_office(actor: Actor, agreement: Agreement, *permissions: str) -> None:
    """Acts for the city in a case: whoever holds one of the permissions on its call and belongs to neither of its
    companies (이해충돌방지법 §5: who is concerned keeps away). Raises NotVisible, OwnCase."""
    if not any(may(actor, permission, agreement.call) for permission in permissions):
        raise NotVisible()
    if in_own_case(actor.user, Agreement.objects.filter(pk=agreement.pk)):
        raise OwnCase()


def require_stranger(actor: Actor, *companies: int | None) -> None:
    """The same before there is a case: draws up for the city who belongs to none of these. Raises OwnCase."""
    concerned = [one for one in companies if one is not None]
    if actor.user is not None and organisations_of(actor.user).filter(pk__in=concerned).exists():
        raise OwnCase()


def own_among(user: Any, agreements: Sequence[Agreement]) -> set[int]:
    """The keys of those cases of which the person belongs to a company; one statement."""
    rows = Agreement.objects.filter(pk__in=[one.pk for one in agreements])
    return set(rows.filter(companies_of(user)).values_list("pk", flat=True))


def not_own(user: Any) -> Q:
    """Cases in which the person may act for the city: those of other companies. One statement: whoever belongs to no
    company, as most of the office, need not be kept out of any."""
    mine = list(organisations_of(user).values_list("pk", flat=True))
    if not mine:
        return Q()
    return ~Q(pk__in=Agreement.objects.filter(_of_companies(mine)).values("pk"))


def demands(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor is a present member of the demand company."""
    organisation = agreement.application.organisation
    return bool(actor.user and organisation and organisations_of(actor.user).filter(pk=organisation.pk).exists())


def supplies(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor is a present member of the supplier."""
    return agreement.supplier is not None and belongs_to(actor.user, agreement.supplier)


def is_to_supply(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor is a present member of the supplier that a change waiting for signatures names: it reads what
    it is to sign, and nothing of the work of the one before it."""
    waiting = agreement.amendment_requests.filter(state="signing").select_related("version").first()
    if waiting is None or waiting.version is None or actor.user is None:
        return False
    number = waiting.version.parties["supplier"]["registration_number"]
    return organisations_of(actor.user).filter(registration_number=number, supplier__isnull=False).exists()


def manages(actor: Actor, agreement: Agreement) -> bool:
    return may(actor, "manage_call", agreement.call)


def approves(actor: Actor, agreement: Agreement) -> bool:
    return may(actor, "approve_call", agreement.call)


def pays(actor: Actor, agreement: Agreement) -> bool:
    return may(actor, "pay_call", agreement.call)


def insider(actor: Actor, agreement: Agreement) -> bool:
    """Anybody of the case but the supplier: the demand company, the office, an auditor. Reports, settlement and
    clawbacks are between these."""
    return audits(actor) or any(asks(actor, agreement) for asks in (manages, approves, pays, demands))


def case(actor: Actor, public_id: UUID, *, destroyed: bool = False) -> Agreement:
    """A case that the actor may read: as either company, as the office, as auditor.

    Raises CaseNotVisible, and RecordsDestroyed unless the page can do without its records.
    """
    agreement = _rows().filter(public_id=public_id).first()
    if agreement is None:
        raise CaseNotVisible()
    if not any(reads(actor, agreement) for reads in (insider, supplies, is_to_supply)):
        raise CaseNotVisible()
    if agreement.state == "destroyed" and not destroyed:
        raise RecordsDestroyed()
    return agreement


def cases_of(actor: Actor) -> QuerySet[Agreement]:
    """The cases of the person's own companies, newest first."""
    return _rows().filter(companies_of(actor.user)).order_by("-drawn_up_at", "-pk")


def office_cases(actor: Actor) -> QuerySet[Agreement]:
    """The cases of the calls that the person manages or pays for; all of them for an auditor."""
    rows = _rows().order_by("-drawn_up_at", "-pk")
    if audits(actor):
        return rows
    return rows.filter(call__in=_calls(actor))


def _calls(actor: Actor) -> QuerySet[Call]:
    """The calls that the person manages, approves in or pays for."""
    found: QuerySet[Call] = scopes(actor.user, "manage_call", Call)
    return found | scopes(actor.user, "approve_call", Call) | scopes(actor.user, "pay_call", Call)


def of_office(user: Any) -> bool:
    """Whether the person looks at cases for the city rather than for a company."""
    return bool(user and user.has_role(Role.MANAGER, Role.APPROVER, Role.FINANCE, Role.AUDITOR))


def counts(rows: QuerySet[Agreement]) -> dict[str, int]:
    """State → how many; one statement."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def text_of(version: AgreementVersion) -> Text:
    """The signed or prepared text as the rules see it."""
    agreement, parties = version.agreement, version.parties
    return Text(
        number=agreement.number,
        version=version.version,
        title=parties["title"],
        demand=Party(**parties["demand"]),
        supplier=Party(**parties["supplier"]),
        city=Party(**parties["city"]),
        support=version.support,
        cash=version.cash,
        in_kind=version.in_kind,
        first_day=version.first_day,
        last_day=version.last_day,
        clauses=tuple(Clause(**clause) for clause in version.clauses),
        people=version.people,
    )


def unsigned(party: str) -> Q:
    """Cases with a text before the companies, the first or a changed one, that ``party`` has not signed."""
    signed = Signature.objects.filter(version__agreement=OuterRef("pk"), party=party)
    change = AmendmentRequest.objects.filter(state="signing").values("version")
    first = Q(state="signing") & ~Exists(signed.filter(version__version=OuterRef("version")))
    return first | Q(amendment_requests__state="signing") & ~Exists(signed.filter(version__in=change))


def waiting_in_cases(user: Any) -> list[tuple[str, int, UUID]]:
    """What waits for the companies of a person: a code, in how many cases, one of them. Two statements."""
    mine = set(organisations_of(user).values_list("pk", flat=True))
    if not mine:
        return []
    demand, supply = Q(application__organisation__in=mine), Q(supplier__organisation__in=mine)
    wanted = {
        "sign": demand & unsigned("demand") | supply & unsigned("supplier"),
        "pay_in": demand & Q(state="signed"),
        "check": demand & Q(voucher__orders__state="delivered"),
        "report": demand & Q(reports__state__in=["draft", "returned"]),
        "settle": demand & (Q(state__in=["reported", "ended"]) | Q(settlement__state__in=["draft", "returned"])),
        "take": supply & Q(voucher__orders__state="placed"),
        "deliver": supply & Q(voucher__orders__state="taken"),
        "invoice": supply & Q(voucher__orders__state="accepted"),
    }
    counts = {code: Count("pk", filter=filters, distinct=True) for code, filters in wanted.items()}
    anywhere = Agreement.objects.filter(demand | supply).exclude(state__in=["completed", "archived", "destroyed"])
    one = {f"{code}_case": Min(Cast("public_id", CharField()), filter=filters) for code, filters in wanted.items()}
    found = anywhere.order_by().aggregate(**counts, **one)
    return [(code, found[code], UUID(found[f"{code}_case"])) for code in wanted if found[code]]
