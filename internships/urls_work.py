"""Addresses of the time at work: contracts, clock, requests, training, work log."""

from django.urls import path

from internships.views import clocking, closing, concern, contract, outputs, requests, training, worklog

urlpatterns = [
    # clocking in and out
    path("worker.js", clocking.worker, name="worker"),
    path("today/offline/", clocking.offline, name="offline"),
    path("today/consent/", clocking.consent, name="position_consent"),
    path("here/<int:host_id>/screen/", clocking.open_screen, name="open_screen"),
    path("screen/<str:token>/", clocking.screen, name="screen"),
    # requests about attendance
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:request_id>/take-back/", requests.take_back, name="take_back_request"),
    path("requests/<int:request_id>/decide/", requests.decide, name="decide_request"),
    # work log
    path("log/", worklog.log, name="log"),
    path("my-week/", worklog.my_week, name="my_week"),
    path("my-outputs/", outputs.my_outputs, name="my_outputs"),
    path("placements/<int:placement_id>/log/", worklog.paper, name="work_log_paper"),
    path("here/logs/", worklog.logs, name="logs"),
    path("logs/<int:log_id>/answer/", worklog.answer_log, name="answer_log"),
    path("summaries/<int:summary_id>/answer/", worklog.answer_summary, name="answer_summary"),
    path("manage/calls/<int:call_id>/logs/", worklog.silent, name="silent"),
    # the confidential line
    path("concerns/", concern.concerns, name="concerns"),
    path("concerns/<int:concern_id>/", concern.concern, name="concern"),
    path("concerns/<int:concern_id>/settle/", concern.settle, name="settle_concern"),
    path("hearing/", concern.hearing, name="hearing"),
    path("manage/calls/<int:call_id>/listeners/", concern.listeners, name="listeners"),
    # training
    path("training/", training.my_training, name="my_training"),
    path("manage/calls/<int:call_id>/training/", training.courses, name="courses"),
    path("manage/courses/<int:course_id>/", training.course, name="course"),
    path("manage/courses/<int:course_id>/results/", training.results, name="results"),
    path("manage/sessions/<int:session_id>/", training.session, name="session"),
    # closing
    path("here/week/", closing.week, name="week"),
    path("here/<int:host_id>/week/close/", closing.close_week, name="close_week"),
    path("here/<int:host_id>/attendance/sheets/", closing.host_sheets, name="host_sheets"),
    path("manage/calls/<int:call_id>/attendance/", closing.attendance, name="attendance"),
    path("manage/calls/<int:call_id>/attendance/sheets/", closing.month_sheets, name="month_sheets"),
    path("manage/calls/<int:call_id>/attendance/close/", closing.close_month, name="close_month"),
    # contracts
    path("contracts/<int:contract_id>/", contract.contract, name="contract"),
    path("contracts/<int:contract_id>/paper/", contract.paper, name="contract_paper"),
    path("contracts/<int:contract_id>/receive/", contract.receive, name="receive_contract"),
    path("contracts/<int:contract_id>/apply/", contract.apply, name="apply_contract"),
    path("contracts/<int:contract_id>/withdraw/", contract.withdraw, name="withdraw_contract"),
    path("manage/calls/<int:call_id>/contracts/", contract.contracts, name="contracts"),
    path("manage/calls/<int:call_id>/contracts/draw-up/", contract.draw_up, name="draw_up_contracts"),
    path("manage/calls/<int:call_id>/contracts/send/", contract.send, name="send_contracts"),
    path("manage/placements/<int:placement_id>/contract/", contract.correct, name="correct_contract"),
]
