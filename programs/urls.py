from django.urls import URLPattern, path

from programs.views import applicant, calendar, correction, profile, public, reviewer
from programs.views.manager import (
    approval,
    board,
    calls,
    cases,
    exclusions,
    meetings,
    panel,
    ranking,
    results,
    screening,
)

app_name = "programs"
public_pages: list[URLPattern] = [
    path("calls/", public.calls, name="calls"),
    path("calls/<int:call_id>/", public.call, name="call"),
    path("calls/<int:call_id>/check/", public.check, name="check"),
]
calendar_pages: list[URLPattern] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.feed, name="calendar_feed"),
    path("calendar/<str:token>.ics", calendar.ics, name="calendar_ics"),
]
applicant_pages: list[URLPattern] = [
    path("applications/", applicant.applications, name="applications"),
    path("applications/<uuid:public_id>/", applicant.application, name="application"),
    path("applications/<uuid:public_id>/edit/", applicant.edit, name="edit"),
    path("applications/<uuid:public_id>/save/", applicant.save, name="save"),
    path("applications/<uuid:public_id>/files/", applicant.attach, name="attach"),
    path("applications/<uuid:public_id>/files/<int:attachment_id>/remove/", applicant.detach, name="detach"),
    path("applications/<uuid:public_id>/submit/", applicant.submit, name="submit"),
    path("applications/<uuid:public_id>/receipt/", applicant.receipt, name="receipt"),
    path("applications/<uuid:public_id>/receipt/pdf/", applicant.receipt_pdf, name="receipt_pdf"),
    path("applications/<uuid:public_id>/withdraw/", applicant.withdraw, name="withdraw"),
    path("applications/<uuid:public_id>/notice/pdf/", applicant.notice_pdf, name="notice_pdf"),
]
correction_pages: list[URLPattern] = [
    path("applications/<uuid:public_id>/correction/", correction.correction, name="correction"),
    path("applications/<uuid:public_id>/correction/save/", correction.save, name="save_correction"),
    path("applications/<uuid:public_id>/correction/files/", correction.attach, name="attach_correction"),
    path(
        "applications/<uuid:public_id>/correction/files/<int:attachment_id>/remove/",
        correction.detach,
        name="detach_correction",
    ),
]
reviewer_pages: list[URLPattern] = [
    path("reviews/", reviewer.reviews, name="reviews"),
    path("reviews/<int:review_id>/", reviewer.review, name="review"),
    path("reviews/<int:review_id>/save/", reviewer.save, name="save_review"),
    path("reviews/<int:review_id>/pledge/", reviewer.pledge, name="pledge"),
    path("reviews/<int:review_id>/step-back/", reviewer.step_back, name="step_back"),
    path("reviews/profile/", profile.profile, name="reviewer_profile"),
]
manager_pages: list[URLPattern] = [
    path("manage/calls/", calls.calls, name="manage_calls"),
    path("manage/calls/new/<str:programme_code>/", calls.new, name="new_call"),
    path("manage/calls/<int:call_id>/", calls.call, name="manage_call"),
    path("manage/calls/<int:call_id>/edit/", calls.edit, name="edit_call"),
    path("manage/calls/<int:call_id>/propose/", approval.propose, name="propose_call"),
    path("manage/calls/<int:call_id>/take-back/", approval.take_back, name="take_back_call"),
    path("manage/calls/<int:call_id>/approval/", approval.approval, name="call_approval"),
    path("manage/calls/<int:call_id>/publish/", approval.publish, name="publish_call"),
    path("manage/calls/<int:call_id>/send-back/", approval.send_back, name="send_back_call"),
    path("manage/calls/<int:call_id>/approvers/", calls.approvers, name="approvers"),
    path("manage/calls/<int:call_id>/extend/", calls.extend, name="extend_call"),
    path("manage/calls/<int:call_id>/panel/", calls.panel, name="panel"),
    path("manage/calls/<int:call_id>/applications/", cases.cases, name="manage_cases"),
    path("manage/calls/<int:call_id>/applications/export/", cases.export, name="export"),
    path("manage/calls/<int:call_id>/board/", board.board_page, name="board"),
    path("manage/calls/<int:call_id>/budget/", board.budget_page, name="budget"),
    path("manage/calls/<int:call_id>/bulk/", board.bulk, name="bulk"),
    path("manage/calls/<int:call_id>/documents/<str:code>/", board.document, name="call_document"),
    path("manage/calls/<int:call_id>/ranking/", ranking.ranked, name="ranking"),
    path("manage/calls/<int:call_id>/ranking/propose/", ranking.propose, name="propose_ranking"),
    path("manage/calls/<int:call_id>/ranking/again/", ranking.again, name="rank_again"),
    path("manage/calls/<int:call_id>/ranking/reviewers/", ranking.sensitivity, name="sensitivity"),
    path("manage/calls/<int:call_id>/ranking/compare/", ranking.compare, name="compare_rankings"),
    path("manage/calls/<int:call_id>/ranking/confirm/", ranking.confirm, name="confirm_ranking"),
    path("manage/calls/<int:call_id>/results/", results.preview, name="results"),
    path("manage/calls/<int:call_id>/results/publish/", results.publish, name="publish_results"),
    path("manage/applications/<uuid:public_id>/", cases.case, name="manage_case"),
    path("manage/applications/<uuid:public_id>/reveal/<str:key>/", cases.reveal, name="reveal"),
    path("manage/applications/<uuid:public_id>/screen/", cases.screen, name="screen"),
    path("manage/applications/<uuid:public_id>/screen-again/", cases.screen_again, name="screen_again"),
    path("manage/applications/<uuid:public_id>/assign/", cases.assign, name="assign"),
    path("manage/applications/<uuid:public_id>/papers/<str:code>/", cases.paper, name="case_document"),
    path("manage/applications/<uuid:public_id>/decide/", cases.decide, name="decide"),
    path(
        "manage/applications/<uuid:public_id>/reviews/<int:review_id>/return/",
        cases.return_review,
        name="return_review",
    ),
]
panel_pages: list[URLPattern] = [
    path("manage/calls/<int:call_id>/reviewers/", panel.board, name="panel_board"),
    path("manage/calls/<int:call_id>/reviewers/plan/", panel.plan, name="panel_plan"),
    path("manage/calls/<int:call_id>/reviewers/assign/", panel.assign, name="assign_panel"),
    path("manage/calls/<int:call_id>/reviewers/remind/", panel.remind, name="remind_reviewers"),
    path("manage/calls/<int:call_id>/reviewers/drift/", panel.drift, name="drift"),
    path("manage/calls/<int:call_id>/meetings/", meetings.meetings, name="meetings"),
    path("manage/meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("manage/meetings/<int:meeting_id>/pdf/", meetings.minutes_pdf, name="minutes_pdf"),
    path("manage/meetings/<int:meeting_id>/<uuid:public_id>/", meetings.agree, name="agree"),
    path("manage/applications/<uuid:public_id>/recuse/", panel.recuse, name="recuse"),
]
screening_pages: list[URLPattern] = [
    path("manage/exclusions/", exclusions.exclusions, name="exclusions"),
    path("manage/exclusions/enter/", exclusions.enter, name="enter_exclusion"),
    path("manage/exclusions/import/", exclusions.import_list, name="import_exclusions"),
    path("manage/exclusions/<int:exclusion_id>/lift/", exclusions.lift, name="lift_exclusion"),
    path("manage/applications/<uuid:public_id>/taxes/", screening.check_taxes, name="check_taxes"),
    path("manage/applications/<uuid:public_id>/support/", screening.note_support, name="note_support"),
    path("manage/applications/<uuid:public_id>/bonus/", screening.judge_bonus, name="judge_bonus"),
    path("manage/applications/<uuid:public_id>/correction/", screening.ask_correction, name="ask_correction"),
    path("manage/applications/<uuid:public_id>/correction/end/", screening.end_correction, name="end_correction"),
]
urlpatterns = [
    *public_pages,
    *calendar_pages,
    *applicant_pages,
    *correction_pages,
    *reviewer_pages,
    *manager_pages,
    *screening_pages,
    *panel_pages,
]
