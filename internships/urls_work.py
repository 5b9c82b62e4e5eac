"""Addresses of the time at work: contracts, clock, requests, training, work log."""

from django.urls import path

from internships.views import contract

urlpatterns = [
    # contracts
    path("contracts/<int:contract_id>/", contract.contract, name="contract"),
    path("contracts/<int:contract_id>/paper/", contract.paper, name="contract_paper"),
    path("contracts/<int:contract_id>/receive/", contract.receive, name="receive_contract"),
    path("contracts/<int:contract_id>/withdraw/", contract.withdraw, name="withdraw_contract"),
    path("manage/calls/<int:call_id>/contracts/", contract.contracts, name="contracts"),
    path("manage/calls/<int:call_id>/contracts/draw-up/", contract.draw_up, name="draw_up_contracts"),
    path("manage/calls/<int:call_id>/contracts/send/", contract.send, name="send_contracts"),
    path("manage/placements/<int:placement_id>/contract/", contract.correct, name="correct_contract"),
]
