"""The office's pay: runs of a call step by step, their list, each amount with its formula, accounts, tax tables."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from internships.actions import pay as acts
from internships.actions import pay_run as runs
from internships.actions.pay_begin import begin_leavers_run, begin_pay_run
from internships.errors_pay import PayDayPast
from internships.forms.pay import (
    BeginPayForm,
    ConfirmPayAccountForm,
    ExemptionForm,
    LeaversPayForm,
    PayAccountForm,
    PayReasonForm,
    TaxTableForm,
)
from internships.lifecycles_pay import PAY_RUN
from internships.models import PayRun, Payslip
from internships.pay_page import slip_facts
from internships.pay_words import fund_name, month_name
from internships.queries import pay as queries
from internships.queries.leavers import late_at_exit, leavers_by_month
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal, tell_refusal
from kernel.queries.audit import history_of
from programs.models import Call
from reports.actions import request_document

A_PAGE = 50
LISTED = 30  # of those who left, the first to be due: at the end of a season that is everybody
STAGES = [one for one in PAY_RUN.states if one.code != "cancelled"]
OFFICE = queries.ROLES
STEPS: dict[str, Callable[[Actor, int], PayRun]] = {
    "compute_pay": runs.compute_or_queue,
    "check_pay": runs.check_pay_run,
    "approve_pay": runs.approve_pay_run,
    "release_pay": runs.release_pay_run,
    "hand_out_payslips": runs.hand_out_payslips,
    "list_filings": runs.list_filings,
}
PAPERS = {  # document, format, label
    "payslips": ("payslips", "pdf", gettext_lazy("Payslips (PDF)")),
    "payslip_files": ("payslips", "zip", gettext_lazy("Payslips, a file each (ZIP)")),
    "wage_ledger": ("wage_ledger", "xlsx", gettext_lazy("Wage ledger (Excel)")),
    "filings": ("filings", "xlsx", gettext_lazy("Filings (Excel)")),
    "transfer": ("transfer", "xlsx", gettext_lazy("Transfer file (Excel)")),
}


@login_required
@role_required(*OFFICE)
@require_safe
def pay(request: HttpRequest) -> HttpResponse:
    """The calls whose pay the person works on, each with its latest runs."""
    actor = Actor.of(request)
    calls = [{"call": call, "runs": list(queries.runs_of(call)[:6])} for call in queries.pay_calls(actor)[:10]]
    waiting = queries.accounts_to_confirm(actor).count()
    return render(request, "internships/pay/home.html", {"calls": calls, "accounts": waiting})


@login_required
@role_required(*OFFICE)
@require_http_methods(["GET", "POST"])
def call_pay(request: HttpRequest, call_id: int) -> HttpResponse:
    """The runs of a call, and the beginning of the next."""
    actor = Actor.of(request)
    call = queries.pay_call(actor, call_id)
    form = BeginPayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = begin_pay_run(actor, call.pk, form.cleaned_data["month"], form.cleaned_data["pay_on"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("internships:pay_run", run.public_id)
    return _call_page(request, call, form)


def _call_page(
    request: HttpRequest, call: Call, form: BeginPayForm, typed: LeaversPayForm | None = None
) -> HttpResponse:
    """Who has left and waits for their pay, by month with a form each (``typed``: the one that was sent), the runs, and
    what can be begun."""
    actor = Actor.of(request)
    context = {
        "call": call,
        "page": Paginator(queries.runs_of(call), A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "leavers": [
            {"month": month, "waiting": waiting[:LISTED], "more": len(waiting[LISTED:]), "form": _form_of(month, typed)}
            for month, waiting in leavers_by_month(call, clock.today())
        ],
        "may_begin": queries.may_begin(actor, call),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or (typed and typed.errors) else HTTPStatus.OK
    return render(request, "internships/pay/call.html", context, status=status)


def _form_of(month: date, typed: LeaversPayForm | None) -> LeaversPayForm:
    """The form below the leavers of a month: as it was typed, or a new one."""
    if typed is not None and typed.data.get("month") == month.isoformat():
        return typed
    return LeaversPayForm(initial={"month": month}, auto_id=f"leavers-{month:%Y%m}-%s")


@login_required
@role_required(*OFFICE)
@require_POST
def pay_leavers(request: HttpRequest, call_id: int) -> HttpResponse:
    """Begins the run for those whose employment ended in a month."""
    actor = Actor.of(request)
    call = queries.pay_call(actor, call_id)
    form = LeaversPayForm(request.POST, auto_id="leavers-%s")
    if form.is_valid():
        try:
            run = begin_leavers_run(actor, call.pk, form.cleaned_data["month"], form.cleaned_data["pay_on"])
        except PayDayPast as refusal:
            show_refusal(form, refusal)
        except HanbatError as refusal:
            tell_refusal(request, refusal)
            return redirect("internships:call_pay", call.pk)
        else:
            return redirect("internships:pay_run", run.public_id)
    return _call_page(request, call, BeginPayForm(), form)


@login_required
@role_required(*OFFICE)
@require_safe
def pay_run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _run_page(request, queries.pay_run(Actor.of(request), public_id), PayReasonForm())


def _run_page(request: HttpRequest, run: PayRun, form: PayReasonForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """A run with its steps, totals, checks and list."""
    actor = Actor.of(request)
    text, only = request.GET.get("q", ""), request.GET.get("only", "")
    page = Paginator(queries.slips_of(run, text, only), A_PAGE).get_page(request.GET.get("page"))
    steps = [one for one in run.next_verbs if one.verb != "cancel_pay"]
    counts = queries.row_counts(run)
    pays = queries.may_step(actor, run, "list_filings")
    context = {
        "run": run,
        "month": month_name(run.month),
        "funds": [(fund_name(code), won) for code, won in run.funds.items()],
        "stages": [one.label for one in STAGES] if run.state != "cancelled" else [],
        "next_stage": next((number for number, one in enumerate(STAGES, 2) if one.code == run.state), 1),
        "step": steps[0] if steps else None,
        "may_step": bool(steps) and queries.may_step(actor, run, steps[0].verb),
        "may_cancel": any(one.verb == "cancel_pay" for one in run.next_verbs)
        and queries.may_step(actor, run, "cancel_pay"),
        "pays": pays,
        "papers": [
            (paper, label)
            for paper, (_code, _format, label) in PAPERS.items()
            if paper != "transfer" or (pays and run.file_hash)
        ],
        "page": page,
        "lines": queries.slip_lines(run, list(page)),
        "filters": [
            ("warnings", _("to look at"), counts["warnings"]),
            ("corrections", _("with corrections"), counts["corrections"]),
        ],
        "text": text,
        "owing": queries.owing(run),
        "late": late_at_exit(run),
        "form": form,
        "history": history_of(run).order_by("-id")[:30],
    }
    return render(request, "internships/pay/run.html", context, status=status)


@login_required
@role_required(*OFFICE)
@require_POST
def change_pay_run(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """The next step of a run, or its end with a reason."""
    actor = Actor.of(request)
    run = queries.pay_run(actor, public_id)
    form = PayReasonForm(request.POST)
    try:
        if verb == "cancel_pay":
            if not form.is_valid():
                return _run_page(request, run, form, HTTPStatus.UNPROCESSABLE_ENTITY)
            runs.cancel_pay_run(actor, run.pk, form.cleaned_data["reason"])
        elif verb in STEPS:
            STEPS[verb](actor, run.pk)
        else:
            raise Http404
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        run.refresh_from_db()
        if not run.being_computed:
            messages.success(request, _("Done: %(what)s.") % {"what": PAY_RUN.named(verb).label})
    return redirect("internships:pay_run", public_id)


@login_required
@role_required(*OFFICE)
@require_POST
def pay_paper(request: HttpRequest, public_id: UUID, paper: str) -> HttpResponse:
    """Has a document of the run made: payslips, wage ledger, filings, transfer file."""
    actor = Actor.of(request)
    run = queries.pay_run(actor, public_id)
    if paper not in PAPERS:
        raise Http404
    code, format, _label = PAPERS[paper]
    job = request_document(actor, f"internships.{code}", {"run": str(run.public_id)}, format)
    return redirect("reports:job", public_id=job.public_id)


@login_required
@role_required(Role.FINANCE)
@require_POST
def pay_transfer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The transfer file as CSV, exactly what was hashed at the release."""
    actor = Actor.of(request)
    run = queries.pay_run(actor, public_id)
    response = HttpResponse(runs.fetch_pay_transfer(actor, run.pk).encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{run.number}.csv"'
    return response


@login_required
@role_required(*OFFICE)
@require_http_methods(["GET", "POST"])
def office_payslip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's pay of a run: each amount with formula, inputs and law; exemptions are noted here."""
    actor = Actor.of(request)
    slip = queries.office_slip(actor, public_id)
    form = ExemptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            acts.note_exemption(actor, slip.placement_id, values["insurance"], values["reason"], values["source"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Noted. It counts from the next computation on."))
            return redirect("internships:office_payslip", public_id)
    return _slip_page(request, slip, form, PayAccountForm(auto_id="account_%s"))


def _slip_page(request: HttpRequest, slip: Payslip, form: ExemptionForm, account: PayAccountForm) -> HttpResponse:
    """For the manager with what can be noted: an exemption, an account where there is none."""
    manages = queries.may_step(Actor.of(request), slip.run, "compute_pay")
    asks = manages and (bool(account.errors) or not queries.has_account(slip.person_id))
    context = {
        "slip": slip,
        "month": month_name(slip.run.month),
        "rows": slip_facts(queries.slip_rows(slip)),
        "form": form if manages else None,
        "account_form": account if asks else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or account.errors else HTTPStatus.OK
    return render(request, "internships/pay/office_slip.html", context, status=status)


@login_required
@role_required(*OFFICE)
@require_POST
def enter_account_for(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The account of somebody who enters none, from the copy of their bankbook."""
    actor = Actor.of(request)
    slip = queries.office_slip(actor, public_id)
    form = PayAccountForm(request.POST, auto_id="account_%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            acts.enter_pay_account_for(actor, slip.placement_id, values["bank"], values["number"], values["holder"])
        except NotPermitted:
            raise
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The account is entered. A finance officer compares and confirms it."))
            return redirect("internships:office_payslip", public_id)
    return _slip_page(request, slip, ExemptionForm(), form)


@login_required
@role_required(Role.FINANCE)
@require_http_methods(["GET", "POST"])
def pay_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that wait for a finance officer, each confirmed by typing the number from the bankbook."""
    actor = Actor.of(request)
    form = ConfirmPayAccountForm(request.POST or None)
    typed = request.POST.get("account", "")
    if request.method == "POST" and typed.isdigit() and form.is_valid():
        try:
            acts.confirm_pay_account(actor, int(typed), form.cleaned_data["number"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The account is confirmed."))
            return redirect("internships:pay_accounts")
    page = Paginator(queries.accounts_to_confirm(actor), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"account": one, "form": form if str(one.pk) == typed else ConfirmPayAccountForm(auto_id=f"id_{one.pk}_%s")}
        for one in page
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "internships/pay/accounts.html", {"page": page, "rows": rows}, status=status)


@login_required
@role_required(*OFFICE, Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def tax_tables(request: HttpRequest) -> HttpResponse:
    """The tax tables that there are, and the reading of a new one."""
    actor = Actor.of(request)
    form = TaxTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values, upload = form.cleaned_data, form.cleaned_data["file"]
        try:
            acts.read_tax_table(actor, upload.name, upload.read(), values["since"], values["source"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The table was read. A second person compares and confirms it."))
            return redirect("internships:tax_tables")
    versions = [
        {"one": one, "mine": one.read_by_id == actor.user_id, "samples": queries.sample_brackets(one)}
        for one in queries.tax_table_versions()[:20]
    ]
    context = {
        "versions": versions,
        "form": form,
        "reads": actor.user is not None and actor.user.has_role(*acts.READERS),
        "confirms": actor.user is not None and actor.user.has_role(*acts.CONFIRMERS),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "internships/pay/tax_tables.html", context, status=status)


@login_required
@role_required(*OFFICE, Role.ADMINISTRATOR)
@require_POST
def decide_tax_table(request: HttpRequest, version_id: int) -> HttpResponse:
    """A second person's word on a table."""
    try:
        acts.decide_tax_table(Actor.of(request), version_id, confirmed=request.POST.get("answer") == "confirm")
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    return redirect("internships:tax_tables")
