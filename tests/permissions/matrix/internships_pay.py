"""Who may open what of pay."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from accounts.models import Role
from internships.actions import pay as acts
from internships.models import PayRun
from programs import actions as engine
from tests.internships import factories as make
from tests.internships import pay
from tests.permissions.world import APPLICANT, Access, World

MANAGER, APPROVER, FINANCE, AUDITOR = (role.value for role in (Role.MANAGER, Role.APPROVER, Role.FINANCE, Role.AUDITOR))
ADMINISTRATOR = Role.ADMINISTRATOR.value
OFFICE = {MANAGER, APPROVER, FINANCE, AUDITOR}
ACCOUNT = {"bank": "가상은행", "number": pay.ACCOUNT, "holder": "홍길동"}
PROFILE = {"dependants": "1", "tax_percent": "100"}


def _place(world: World) -> Any:
    """The applicant's own place in a call of manager, approver and finance officer."""
    call = make.call_of(world.person(MANAGER), wage=10_320)
    engine.add_approver(make.SYSTEM, call.pk, world.person(APPROVER))
    engine.add_payer(make.SYSTEM, call.pk, world.person(FINANCE))
    placement = make.accepted(call, user=world.person(APPLICANT))
    pay.contracted(placement, world.person(APPROVER))
    return placement


def _placed(world: World) -> Mapping[str, Any]:
    _place(world)
    return {}


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": _place(world).position.call_id}


def _run(state: str, **more: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {"public_id": _paid(world, state).public_id, **more}


def _slip(state: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {"public_id": _paid(world, state).slips.get().public_id}


def _paid(world: World, state: str) -> PayRun:
    """A run of the applicant's month, made by other people of the office."""
    placement = _place(world)
    call = placement.position.call
    other, payer = make.manager("다른담당"), make.person("다른재무", Role.FINANCE)
    second = make.person("다른결재", Role.APPROVER)
    engine.add_manager(make.SYSTEM, call.pk, other)
    engine.add_payer(make.SYSTEM, call.pk, payer)
    engine.add_approver(make.SYSTEM, call.pk, second)
    pay.worked(placement, payer)
    pay.account(placement, payer)
    pay.figures()
    made = pay.World(call, other, second, payer, [placement])
    with pay.at_pay_time():
        return pay.run_up_to(made, state)


def _table(world: World) -> Mapping[str, Any]:
    version = acts.read_tax_table(make.SYSTEM, "table.csv", pay.table_csv(), date(2026, 2, 27), "made up")
    return {"version_id": version.pk}


def _url(name: str) -> str:
    return f"internships:{name}"


ROWS = [
    Access(_url("my_pay"), {APPLICANT}, arguments=_placed),
    Access(_url("enter_pay_account"), {APPLICANT}, "post", _placed, ACCOUNT),
    Access(_url("declare_pay_profile"), {APPLICANT}, "post", _placed, PROFILE),
    Access(_url("my_payslip"), {APPLICANT}, arguments=_slip("handed_out")),
    Access(_url("payslip_file"), {APPLICANT}, "post", _slip("handed_out")),
    Access(_url("pay"), OFFICE),
    Access(_url("pay_accounts"), {FINANCE}),
    Access(_url("tax_tables"), OFFICE | {ADMINISTRATOR}),
    Access(_url("decide_tax_table"), {APPROVER, FINANCE, ADMINISTRATOR}, "post", _table, {"answer": "confirm"}),
    Access(_url("call_pay"), OFFICE, arguments=_call),
    Access(_url("pay_leavers"), {MANAGER}, "post", _call, {"month": "2026-09-01", "pay_on": "2026-09-20"}),
    Access(_url("pay_run"), OFFICE, arguments=_run("computed")),
    Access(_url("office_payslip"), OFFICE, arguments=_slip("computed")),
    Access(_url("enter_account_for"), {MANAGER}, "post", _slip("computed"), ACCOUNT),
    Access(_url("pay_transfer"), {FINANCE}, "post", _run("transferred")),
    Access(_url("pay_paper"), OFFICE, "post", _run("computed", paper="wage_ledger")),
    Access(_url("change_pay_run"), {MANAGER}, "post", _run("closed", verb="compute_pay")),
]
