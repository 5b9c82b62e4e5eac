"""Who may open what of the voucher programme."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from kernel.permissions import scope_group
from programs.models import Application
from tests.factories import make_user, person
from tests.permissions.world import (
    COLLEAGUE,
    EVERYBODY,
    REPRESENTATIVE,
    SIGNED_IN,
    Access,
    World,
)
from tests.programs import factories as engine
from tests.vouchers import cases
from tests.vouchers import factories as make
from vouchers import actions
from vouchers.actions import ProductText
from vouchers.actions.audit import draw_sample
from vouchers.actions.survey import ask_survey
from vouchers.models import Agreement, PaymentRun, Signal, Supplier, Voucher

MANAGER, APPROVER, AUDITOR = Role.MANAGER.value, Role.APPROVER.value, Role.AUDITOR.value
FINANCE = Role.FINANCE.value
MEMBERS = {REPRESENTATIVE, COLLEAGUE}


def _entry(world: World) -> Supplier:
    """The entry of world.organisation, applied and not yet public."""
    representative = world.person(REPRESENTATIVE)
    text = make.supplier_text()
    supplier = actions.apply_as_supplier(person(representative), world.organisation.pk, text)
    product = ProductText(kind="purchase", name="유동 인구 자료", unit="1개월")
    actions.add_product(person(representative), supplier.pk, product, 1_000_000, make.clock.today())
    return supplier


def _own(world: World) -> Mapping[str, Any]:
    return {"supplier_id": _entry(world).pk}


def _returned(world: World) -> Mapping[str, Any]:
    supplier = _entry(world)
    actions.decide_supplier(engine.SYSTEM, supplier.pk, "correct_supplier", "가격표를 보완해 주십시오.")
    return {"supplier_id": supplier.pk}


def _public(world: World) -> Mapping[str, Any]:
    return {"supplier_id": make.registered().pk}


def _organisation(world: World) -> Mapping[str, Any]:
    return {"organisation_id": world.organisation.pk}


def _product(world: World) -> Mapping[str, Any]:
    supplier = _entry(world)
    return {"supplier_id": supplier.pk, "product_id": supplier.products.get().pk}


def _asked(world: World) -> Mapping[str, Any]:
    """A request of some other business to world.organisation."""
    supplier = _entry(world)
    actions.decide_supplier(engine.SYSTEM, supplier.pk, "register_supplier")
    return {"public_id": make.requested(supplier).public_id}


def _application(world: World) -> Application:
    """A draft of world.organisation that names somebody's entry."""
    return make.draft(make.registered(), user=world.person(REPRESENTATIVE), organisation=world.organisation)


def _draft(world: World) -> Mapping[str, Any]:
    return {"public_id": _application(world).public_id}


def _asking(world: World) -> Mapping[str, Any]:
    application = _application(world)
    make.requested(Supplier.objects.get(), application)
    return {"public_id": application.public_id}


def _proposed(world: World) -> Mapping[str, Any]:
    text = actions.SanctionText("warning", "운영지침", make.clock.today(), None, "보고 지연")
    sanction = actions.propose_sanction(person(make_user(MANAGER)), make.registered().pk, text)
    return {"sanction_id": sanction.pk}


def _case(world: World) -> Mapping[str, Any]:
    """A case of world.organisation; managers of another call learn nothing of it, auditors read every case."""
    case = cases.selected(owner=world.person(REPRESENTATIVE), organisation=world.organisation)
    agreement = cases.draw_up_agreement(case.as_("manager"), case.application.pk, cases.drawn())
    return {"public_id": agreement.public_id}


def _call_of_manager(world: World) -> Mapping[str, Any]:
    return {"call_id": engine.open_call(world.person(MANAGER)).pk}


def _signal(world: World) -> Mapping[str, Any]:
    call = engine.open_call(world.person(MANAGER))
    signal = Signal.objects.create(call=call, kind="phone", fingerprint="a" * 64, facts={"applicants": 2})
    return {"signal_id": signal.pk}


def _step(world: World) -> Mapping[str, Any]:
    agreement = Agreement.objects.get(**_case(world))
    return {"public_id": agreement.public_id, "code": "give_up", "key": agreement.pk}


def _paper(world: World) -> Mapping[str, Any]:
    return {**_case(world), "code": "agreement", "key": 1}


def _text(world: World) -> Mapping[str, Any]:
    return {**_case(world), "number": 1}


def _texts(world: World) -> Mapping[str, Any]:
    return {**_case(world), "earlier": 1, "later": 1}


def _selected(world: World) -> Mapping[str, Any]:
    case = cases.selected()
    world.person(MANAGER).groups.add(scope_group(case.call, "manager", ["manage_call"]))
    return {"public_id": case.application.public_id}


def _nothing_approved(world: World) -> Mapping[str, Any]:
    call = engine.open_call()
    world.person(FINANCE).groups.add(scope_group(call, "finance", ["pay_call"]))
    return {}


def _in_force(world: World) -> tuple[cases.World, Voucher]:
    case, voucher = cases.issued()
    world.person(FINANCE).groups.add(scope_group(case.call, "finance", ["pay_call"]))
    return case, voucher


def _account(world: World) -> Mapping[str, Any]:
    case, _voucher = _in_force(world)
    return {"account_id": cases.entered(case).pk}


def _prepared(world: World) -> PaymentRun:
    case, voucher = _in_force(world)
    cases.account(case)
    cases.approve_payment(case.as_("manager"), cases.requested(case, voucher).pk)
    return cases.prepare_run(case.as_("finance"), engine.clock.today())


def _run(world: World) -> Mapping[str, Any]:
    return {"public_id": _prepared(world).public_id}


def _release(world: World) -> Mapping[str, Any]:
    return {**_run(world), "verb": "release"}


def _transfer(world: World) -> Mapping[str, Any]:
    run = _prepared(world)
    cases.release_run(person(world.person(FINANCE)), run.pk)
    return {"public_id": run.public_id, "form": "csv"}


def _survey(world: World) -> Mapping[str, Any]:
    """A survey that was asked of world.organisation."""
    case = cases.selected(owner=world.person(REPRESENTATIVE), organisation=world.organisation)
    agreement = cases.draw_up_agreement(case.as_("manager"), case.application.pk, cases.drawn())
    return {"public_id": ask_survey(engine.SYSTEM, agreement.pk, "satisfaction")[0].public_id}


def _survey_plan(world: World) -> Mapping[str, Any]:
    return {**_call_of_manager(world), "kind": "satisfaction"}


def _sample(world: World) -> Mapping[str, Any]:
    agreement = Agreement.objects.get(**_case(world))
    auditor = person(make_user(AUDITOR))
    return {"public_id": draw_sample(auditor, agreement.call_id, 1, "2026", "정기 감사").public_id}


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": engine.open_call().pk}


def _money(world: World) -> Mapping[str, Any]:
    """A call of the table's manager and finance officer."""
    call = engine.open_call(world.person(MANAGER))
    world.person(FINANCE).groups.add(scope_group(call, "finance", ["pay_call"]))
    return {"call_id": call.pk}


def _table(world: World) -> Mapping[str, Any]:
    return {**_money(world), "code": "late"}


def _url(name: str) -> str:
    return f"vouchers:{name}"


REASON = {"reason": "서류를 확인했습니다."}
ROWS = [
    Access(_url("suppliers"), EVERYBODY),
    Access(_url("find_suppliers"), EVERYBODY),
    Access(_url("supplier"), EVERYBODY, arguments=_public),
    Access(_url("supplier"), {*MEMBERS, MANAGER}, arguments=_own, visitor_refused=True),
    Access(_url("supplier_start"), SIGNED_IN),
    Access(_url("apply_as_supplier"), MEMBERS, arguments=_organisation),
    Access(_url("my_supplier"), MEMBERS, arguments=_own),
    Access(_url("edit_supplier"), MEMBERS, arguments=_own),
    Access(_url("apply_again"), MEMBERS, "post", _returned),
    Access(_url("new_product"), MEMBERS, arguments=_own),
    Access(_url("product"), MEMBERS, arguments=_product),
    Access(_url("set_price"), MEMBERS, "post", _product, {"amount": "1", "valid_from": "2099-01-01"}),
    Access(_url("offer_product"), MEMBERS, "post", _product, {"offer": "no"}),
    Access(_url("requests"), SIGNED_IN),
    Access(_url("request"), MEMBERS, arguments=_asked),
    Access(_url("request"), MEMBERS, "post", _asked, {"verb": "agree"}),
    Access(_url("prior_agreement"), MEMBERS, arguments=_draft),
    Access(_url("withdraw_agreement"), MEMBERS, "post", _asking),
    Access(_url("office_suppliers"), {MANAGER, APPROVER}),
    Access(_url("supplier_list"), {MANAGER}, "post"),
    Access(_url("office_supplier"), {MANAGER, APPROVER}, arguments=_own),
    Access(_url("decide_supplier"), {MANAGER}, "post", _own, {"verb": "register_supplier", **REASON}),
    Access(_url("supplier_contact"), {MANAGER}, "post", _own, REASON),
    Access(_url("propose_sanction"), {MANAGER}, "post", _own),
    Access(_url("case"), {*MEMBERS, AUDITOR}, arguments=_case),
    Access(_url("signals"), {MANAGER, AUDITOR}, arguments=_call_of_manager),
    Access(_url("clauses"), {MANAGER, AUDITOR}, arguments=_call_of_manager),
    Access(_url("clauses"), {MANAGER}, "post", _call_of_manager, {"seen": "0"}),
    Access(_url("look"), {MANAGER}, "post", _call_of_manager),
    Access(_url("signal"), {MANAGER, AUDITOR}, arguments=_signal),
    Access(_url("signal"), {MANAGER}, "post", _signal, {"verb": "explain", "answer": "한 건물의 두 가게"}),
    Access(_url("budget"), {MANAGER, FINANCE, AUDITOR}, arguments=_money),
    Access(_url("budget"), {AUDITOR}, arguments=_call),
    Access(_url("move_budget"), {FINANCE}, "post", _money, {"verb": "appropriate"}),
    Access(_url("late"), {MANAGER, FINANCE, AUDITOR}, arguments=_money),
    Access(_url("late"), {AUDITOR}, arguments=_call),
    Access(_url("call_table"), {MANAGER, FINANCE, AUDITOR}, "post", _table, {"format": "csv"}),
    Access(_url("audit"), {AUDITOR}),
    Access(_url("audit"), {AUDITOR}, "post", data={"size": "1"}),
    Access(_url("sample"), {AUDITOR}, arguments=_sample),
    Access(_url("audit_pack"), {AUDITOR}, "post", _case),
    Access(_url("audit_ledger"), {AUDITOR}, "post", _call),
    Access(_url("survey"), MEMBERS, arguments=_survey),
    Access(_url("survey"), MEMBERS, "post", _survey, {"process": "5"}),
    Access(_url("surveys"), {MANAGER, AUDITOR}, arguments=_call_of_manager),
    Access(_url("surveys_excel"), {MANAGER, AUDITOR}, "post", _call_of_manager),
    Access(_url("survey_plan"), {MANAGER}, arguments=_survey_plan),
    Access(_url("survey_plan"), {MANAGER}, "post", _survey_plan),
    Access(_url("cases"), SIGNED_IN),
    Access(_url("do"), MEMBERS, "post", _step, {"reason": "매장을 닫습니다."}),
    Access(_url("paper"), {*MEMBERS, AUDITOR}, "post", _paper),
    Access(_url("agreement_text"), {*MEMBERS, AUDITOR}, arguments=_text),
    Access(_url("compare_texts"), {*MEMBERS, AUDITOR}, arguments=_texts),
    Access(_url("comparison"), {*MEMBERS, AUDITOR}, "post", _texts),
    Access(_url("draw_up"), {MANAGER}, arguments=_selected),
    Access(_url("payments"), {FINANCE, AUDITOR}),
    Access(_url("prepare_run"), {FINANCE}, "post", _nothing_approved, {"pay_on": "2099-01-01"}),
    Access(_url("account"), {FINANCE, AUDITOR}, arguments=_account),
    Access(_url("account"), {FINANCE}, "post", _account, {"number": cases.NUMBER}),
    Access(_url("runs"), {FINANCE, AUDITOR}),
    Access(_url("payment_table"), {FINANCE, AUDITOR}, "post"),
    Access(_url("run"), {FINANCE, AUDITOR}, arguments=_run),
    Access(_url("change_run"), {FINANCE}, "post", _release),
    Access(_url("transfer"), {FINANCE}, "post", _transfer),
    Access(_url("accounts"), MEMBERS, arguments=_own),
    Access(_url("judge_sanction"), {MANAGER, APPROVER}, "post", _proposed, {"verb": "confirm_sanction"}),
]
