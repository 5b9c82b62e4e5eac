"""Addresses of the voucher programme, below ``/vouchers/``."""

from django.urls import path

from vouchers.views import (
    audit,
    bank_account,
    case,
    clauses,
    draw_up,
    money,
    office,
    payment,
    prior_agreement,
    register,
    requests,
    signals,
    supplier,
    survey,
)

app_name = "vouchers"

urlpatterns = [
    # everybody
    path("suppliers/", register.suppliers, name="suppliers"),
    path("suppliers/find/", register.find, name="find_suppliers"),
    path("suppliers/<int:supplier_id>/", register.supplier, name="supplier"),
    # the supplier's members
    path("supplier/", supplier.start, name="supplier_start"),
    path("supplier/apply/<int:organisation_id>/", supplier.apply, name="apply_as_supplier"),
    path("supplier/<int:supplier_id>/", supplier.profile, name="my_supplier"),
    path("supplier/<int:supplier_id>/edit/", supplier.edit, name="edit_supplier"),
    path("supplier/<int:supplier_id>/apply-again/", supplier.apply_again, name="apply_again"),
    path("supplier/<int:supplier_id>/products/new/", supplier.new_product, name="new_product"),
    path("supplier/<int:supplier_id>/products/<int:product_id>/", supplier.product, name="product"),
    path("supplier/<int:supplier_id>/products/<int:product_id>/price/", supplier.price, name="set_price"),
    path("supplier/<int:supplier_id>/products/<int:product_id>/offer/", supplier.offer, name="offer_product"),
    path("supplier/requests/", requests.requests, name="requests"),
    path("supplier/requests/<uuid:public_id>/", requests.request_page, name="request"),
    # the applicant
    path("prior-agreements/<uuid:public_id>/", prior_agreement.agreement, name="prior_agreement"),
    path("prior-agreements/<uuid:public_id>/withdraw/", prior_agreement.withdraw, name="withdraw_agreement"),
    # a case after the decision: both companies, the office, finance, auditors
    path("cases/", case.cases, name="cases"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("cases/<uuid:public_id>/do/<slug:code>/<int:key>/", case.do, name="do"),
    path("cases/<uuid:public_id>/papers/<slug:code>/<int:key>/", case.paper, name="paper"),
    path("cases/<uuid:public_id>/text/<int:number>/", case.text, name="agreement_text"),
    path("cases/<uuid:public_id>/compare/<int:earlier>/<int:later>/", case.compare, name="compare_texts"),
    path("cases/<uuid:public_id>/compare/<int:earlier>/<int:later>/pdf/", case.comparison, name="comparison"),
    path("manage/applications/<uuid:public_id>/agreement/", draw_up.draw_up, name="draw_up"),
    path("surveys/<uuid:public_id>/", survey.survey, name="survey"),
    # paying
    path("payments/", payment.payments, name="payments"),
    path("payments/tables/", payment.table, name="payment_table"),
    path("payments/prepare/", payment.prepare, name="prepare_run"),
    path("payments/accounts/<int:account_id>/", bank_account.account, name="account"),
    path("payments/runs/", payment.runs, name="runs"),
    path("payments/runs/<uuid:public_id>/", payment.run, name="run"),
    path("payments/runs/<uuid:public_id>/file.<slug:form>", payment.transfer, name="transfer"),
    path("payments/runs/<uuid:public_id>/<slug:verb>/", payment.change_run, name="change_run"),
    path("supplier/<int:supplier_id>/accounts/", bank_account.accounts, name="accounts"),
    # the money of a call: its managers, finance officers, auditors
    path("calls/<int:call_id>/budget/", money.budget, name="budget"),
    path("calls/<int:call_id>/budget/move/", money.move, name="move_budget"),
    path("calls/<int:call_id>/late/", money.late, name="late"),
    path("calls/<int:call_id>/tables/<slug:code>/", money.table, name="call_table"),
    # auditors
    path("audit/", audit.audit, name="audit"),
    path("audit/samples/<uuid:public_id>/", audit.sample, name="sample"),
    path("audit/cases/<uuid:public_id>/pack/", audit.pack, name="audit_pack"),
    path("audit/calls/<int:call_id>/ledger/", audit.ledger, name="audit_ledger"),
    # the office
    path("manage/calls/<int:call_id>/clauses/", clauses.clauses, name="clauses"),
    path("manage/calls/<int:call_id>/signals/", signals.signals, name="signals"),
    path("manage/calls/<int:call_id>/signals/look/", signals.look, name="look"),
    path("manage/signals/<int:signal_id>/", signals.signal, name="signal"),
    path("manage/calls/<int:call_id>/surveys/", survey.surveys, name="surveys"),
    path("manage/calls/<int:call_id>/surveys/excel/", survey.export, name="surveys_excel"),
    path("manage/calls/<int:call_id>/surveys/<slug:kind>/", survey.plan, name="survey_plan"),
    path("manage/suppliers/", office.suppliers, name="office_suppliers"),
    path("manage/suppliers/list/", office.export, name="supplier_list"),
    path("manage/suppliers/<int:supplier_id>/", office.supplier, name="office_supplier"),
    path("manage/suppliers/<int:supplier_id>/decide/", office.decide, name="decide_supplier"),
    path("manage/suppliers/<int:supplier_id>/contact/", office.contact, name="supplier_contact"),
    path("manage/suppliers/<int:supplier_id>/sanctions/", office.propose, name="propose_sanction"),
    path("manage/sanctions/<int:sanction_id>/", office.judge, name="judge_sanction"),
]
