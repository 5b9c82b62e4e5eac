"""Addresses of pay, below ``/internships/``."""

from django.urls import path

from internships.views import my_pay, pay

urlpatterns = [
    # the intern
    path("my-pay/", my_pay.my_pay, name="my_pay"),
    path("my-pay/account/", my_pay.enter_account, name="enter_pay_account"),
    path("my-pay/declare/", my_pay.declare_profile, name="declare_pay_profile"),
    path("my-pay/<uuid:public_id>/", my_pay.my_payslip, name="my_payslip"),
    path("my-pay/<uuid:public_id>/file/", my_pay.payslip_file, name="payslip_file"),
    # the office
    path("pay/", pay.pay, name="pay"),
    path("pay/accounts/", pay.pay_accounts, name="pay_accounts"),
    path("pay/tax-tables/", pay.tax_tables, name="tax_tables"),
    path("pay/tax-tables/<int:version_id>/", pay.decide_tax_table, name="decide_tax_table"),
    path("pay/calls/<int:call_id>/", pay.call_pay, name="call_pay"),
    path("pay/calls/<int:call_id>/leavers/", pay.pay_leavers, name="pay_leavers"),
    path("pay/runs/<uuid:public_id>/", pay.pay_run, name="pay_run"),
    path("pay/runs/<uuid:public_id>/transfer/", pay.pay_transfer, name="pay_transfer"),
    path("pay/runs/<uuid:public_id>/paper/<str:paper>/", pay.pay_paper, name="pay_paper"),
    path("pay/runs/<uuid:public_id>/<str:verb>/", pay.change_pay_run, name="change_pay_run"),
    path("pay/slips/<uuid:public_id>/", pay.office_payslip, name="office_payslip"),
    path("pay/slips/<uuid:public_id>/account/", pay.enter_account_for, name="enter_account_for"),
]
