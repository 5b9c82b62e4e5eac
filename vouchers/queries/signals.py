"""What reasons to look are found from, and the list of those that were found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Prefetch, QuerySet, When
from django.utils.crypto import salted_hmac

from accounts.models import Membership
from kernel import clock
from kernel.actor import Actor, Channel
from kernel.models import AuditEntry
from kernel.permissions import may, scopes
from programs.errors import CallNotVisible
from programs.models import Application, Call, Submission
from programs.queries.applications import HANDED_IN
from programs.queries.audit import audits
from programs.queries.calls import managed_call
from programs.queries.panel import applicant_parties
from programs.rules.conflicts import Fact, Party, building, facts_of, phone
from programs.rules.conflicts import Kind as FactKind
from programs.rules.form import Kind as Answer
from vouchers.errors import SignalNotVisible
from vouchers.models import (
    Agreement,
    AmendmentRequest,
    Invoice,
    Order,
    PriorAgreement,
    Signal,
    Supplier,
    SupplierAccount,
)
from vouchers.rules.signals import (
    Found,
    Invoiced,
    Kind,
    Part,
    Purchase,
    copied,
    related,
    reused,
    round_robin,
    shared,
)
from vouchers.rules.supplier import number_in

PAGE_SIZE = 50
CIRCLE_WITHIN = timedelta(days=366)  # purchases further apart are no circle


@dataclass(frozen=True)
class Material:
    """What the rules look at: the programme's applications, with what is registered of each."""

    applications: list[Application]
    parties: Mapping[int, Party]
    suppliers: Mapping[int, Supplier]  # application → the supplier it names, or that its case has or is to have

    @property
    def whose(self) -> dict[int, int]:
        """Application → its organisation."""
        return {one.pk: one.organisation_id or 0 for one in self.applications}


def findings_of(call: Call) -> list[Found]:
    """Every reason to look that touches an application of ``call``. Applications of the programme's other calls are
    compared too: a plan copied from last year's is found. About seventeen statements, whatever the number."""
    material = _material(call)
    own = {one.pk for one in material.applications if one.call_id == call.pk}
    found = [
        *shared(Kind.PHONE, _phones(material), material.whose),
        *shared(Kind.ADDRESS, _addresses(material), material.whose),
        *shared(Kind.DEVICE, _devices(material), material.whose),
        *_accounts(material),
        *copied(_texts(material), material.whose),
        *_related(material),
        *round_robin(_purchases()),
        *reused(_invoices()),
    ]
    return [one for one in found if own.intersection(one.applications)]


def _material(call: Call) -> Material:
    rows = Application.objects.filter(call__programme=call.programme, state__in=HANDED_IN)
    rows = rows.exclude(agreement__state="destroyed")  # nothing of it is left to be compared
    applications = list(rows.select_related("organisation", "user").defer("revisions").order_by("pk"))
    later = _later_suppliers(call)
    numbers = {one.pk: later.get(one.pk) or number_in(one.answers.get("supplier")) for one in applications}
    suppliers = Supplier.objects.filter(organisation__registration_number__in=set(numbers.values()) - {None})
    by_number = {one.organisation.registration_number: one for one in suppliers.select_related("organisation")}
    named = {key: by_number[number] for key, number in numbers.items() if number in by_number}
    return Material(applications, applicant_parties(applications), named)


def _later_suppliers(call: Call) -> dict[int, str]:
    """Application → the number of the supplier that its case has now, or that a change asked for would bring: one that
    comes later is compared before anybody signs."""
    cases = Agreement.objects.filter(call__programme=call.programme).exclude(state="destroyed")
    has = cases.exclude(supplier=None).values_list("application", "supplier__organisation__registration_number")
    open_ = AmendmentRequest.objects.filter(state__in=["requested", "signing"], changes__has_key="supplier")
    asked = open_.filter(agreement__in=cases).values_list("agreement__application", "changes__supplier")
    return {**dict(has), **dict(asked)}


def _phones(material: Material) -> dict[int, set[str]]:
    return {key: {phone(one) for one in party.phones} for key, party in material.parties.items()}


def _addresses(material: Material) -> dict[int, set[str]]:
    return {key: {building(one) for one in party.addresses} for key, party in material.parties.items()}


def _devices(material: Material) -> dict[int, set[str]]:
    """Network address and browser from which an application was handed in by a person on the web."""
    keys = [str(one.pk) for one in material.applications]
    rows = AuditEntry.objects.filter(
        entity="programs.application", entity_id__in=keys, verb="submit", channel=Channel.WEB.value
    ).exclude(address="")
    found: dict[int, set[str]] = defaultdict(set)
    for key, address, device in rows.values_list("entity_id", "address", "device"):
        found[int(key)].add(f"{address} {device}")
    return found


def _accounts(material: Material) -> list[Found]:
    """One bank account behind two suppliers: the applications that name either."""
    rows = SupplierAccount.objects.values_list("digest", "supplier_id").distinct()
    digests: dict[int, set[str]] = defaultdict(set)
    for digest, supplier in rows:
        digests[supplier].add(digest)
    values = {key: digests.get(supplier.pk, set()) for key, supplier in material.suppliers.items()}
    return shared(Kind.ACCOUNT, values, {key: supplier.pk for key, supplier in material.suppliers.items()})


def _texts(material: Material) -> dict[Part, str]:
    """The long answers of what was handed in last, by application and question."""
    keys = [one.pk for one in material.applications]
    rows = Submission.objects.filter(application__in=keys).select_related("terms")
    texts: dict[Part, str] = {}
    for one in rows.order_by("application", "-version").distinct("application"):
        for _section, question in one.terms.form_spec.questions():
            if question.kind is Answer.LONG_TEXT:
                texts[one.application_id, question.key] = str(one.answers.get(question.key) or "")
    return texts


def _related(material: Material) -> list[Found]:
    suppliers = {one.pk: one for one in material.suppliers.values()}
    members: dict[int, list[Membership]] = defaultdict(list)
    organisations = [one.organisation_id for one in suppliers.values()]
    organisations += [one.organisation_id for one in material.applications if one.organisation_id]
    for row in Membership.objects.filter(organisation__in=organisations, left_at=None).select_related("user"):
        members[row.organisation_id].append(row)
    applicants = {
        one.pk: frozenset(
            _compared(material.parties[one.pk], members[one.organisation_id or 0], _head(one.organisation))
        )
        for one in material.applications
    }
    sellers = {
        key: frozenset(
            _compared(_party(one, members[one.organisation_id]), members[one.organisation_id], _head(one.organisation))
        )
        for key, one in suppliers.items()
    }
    return related(applicants, sellers, {key: one.pk for key, one in material.suppliers.items()})


def _head(organisation: object) -> str:
    return str(getattr(organisation, "representative", "")).replace(" ", "")


def _party(supplier: Supplier, members: list[Membership]) -> Party:
    own = supplier.organisation
    return Party(
        business_numbers=(own.registration_number,),
        addresses=(own.address,),
        phones=(own.phone, supplier.contact_phone, *(one.user.phone for one in members)),
        mails=(supplier.contact_email, *(one.user.email for one in members)),
    )


def _compared(party: Party, members: Iterable[Membership], head: str) -> Iterable[tuple[str, str]]:
    """A party's facts, the people who act for it, and the name of its representative."""
    facts: set[Fact] = facts_of(party)
    yield from ((kind.value, value) for kind, value in facts if kind is not FactKind.FORMER_EMPLOYER)
    yield from (("member", str(one.user_id)) for one in members)
    yield "representative", head


def _purchases() -> list[Purchase]:
    """Who bought from whom lately: orders that stand, and prior agreements that were agreed on."""
    since = clock.now() - CIRCLE_WITHIN
    orders = Order.objects.filter(placed_at__gte=since).exclude(state="cancelled")
    orders = orders.exclude(voucher__agreement__state="destroyed")
    buyer = "voucher__agreement__application"
    rows = list(orders.values_list(f"{buyer}__organisation", "supplier__organisation", buyer).distinct())
    agreed = PriorAgreement.objects.filter(state="agreed", agreed_at__gte=since)
    rows += agreed.values_list("application__organisation", "supplier__organisation", "application").distinct()
    return [Purchase(*row) for row in set(rows) if row[0] is not None]


def _invoices() -> list[Invoiced]:
    place = "order__voucher__agreement__application"
    names = (
        "number", "order", place, "order__supplier", "issued_on", "amount", "file__content__sha256", "voided_at",
    )  # fmt: skip
    rows = Invoice.objects.exclude(order__voucher__agreement__state="destroyed").values_list(*names)
    return [
        Invoiced(number, order, application, supplier, issued_on, amount, file or "", voided is not None)
        for number, order, application, supplier, issued_on, amount, file, voided in rows
    ]


def fingerprint(call: Call, found: Found) -> str:
    """What keeps a finding from being told twice; without the installation's key nothing can be read from it."""
    value = f"{call.pk}:{found.kind}:{found.key}"
    return salted_hmac("vouchers.signal", value, secret=settings.SALT_KEY[0], algorithm="sha256").hexdigest()


# -- reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing."""

    state: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        return cls(query.get("state", ""), query.get("kind", ""))

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in (("state", self.state), ("kind", self.kind)) if value}


def visible(actor: Actor) -> QuerySet[Signal]:
    """Reasons to look at in the calls that the person manages; all of them for an auditor."""
    rows = Signal.objects.select_related("call", "answered_by")
    return rows if audits(actor) else rows.filter(call__in=scopes(actor.user, "manage_call", Call))


def signal(actor: Actor, signal_id: int) -> Signal:
    """One of them with its applications. Raises SignalNotVisible."""
    found = visible(actor).prefetch_related(_applications()).filter(pk=signal_id).first()
    if found is None:
        raise SignalNotVisible()
    return found


def _applications() -> "Prefetch[str, QuerySet[Application], str]":
    rows = Application.objects.select_related("organisation", "call").defer("revisions").order_by("pk")
    return Prefetch("applications", rows)


def page_of(call: Call, filters: Filters, number: str | None) -> Page[Signal]:
    """The open ones first, newest first; three statements."""
    rows = call.signals.select_related("answered_by").prefetch_related(_applications())
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    open_first = Case(When(state="open", then=0), default=1)
    return Paginator(rows.order_by(open_first, "-found_at", "-pk"), PAGE_SIZE).get_page(number)


def counts_of(call: Call) -> dict[tuple[str, str], int]:
    """(state, kind) → how many; one statement."""
    rows = call.signals.order_by().values_list("state", "kind").annotate(Count("pk"))
    return {(state, kind): number for state, kind, number in rows}


def open_counts(user: object) -> list[tuple[int, str, int]]:
    """Call, its title and the number of open reasons to look in it, of the calls that the person manages."""
    rows = Signal.objects.filter(state="open", call__in=scopes(user, "manage_call", Call))
    return list(rows.order_by("call").values_list("call", "call__title").annotate(Count("pk")))


def of_application(application: Application) -> list[Signal]:
    return list(application.signals.order_by("-found_at", "-pk"))


def call_of(actor: Actor, call_id: int) -> Call:
    """A call whose reasons to look the person may read. Raises CallNotVisible."""
    if audits(actor):
        call = Call.objects.filter(pk=call_id, programme="vouchers").first()
        if call is None:
            raise CallNotVisible()
        return call
    return managed_call(actor, call_id)


def manages(actor: Actor, call: Call) -> bool:
    """Whether the person may have a call looked at and answer what is found."""
    return may(actor, "manage_call", call)
