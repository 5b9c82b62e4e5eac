"""Addresses of choosing: interviews and priority groups of the applicant, the panel, the office."""

from django.urls import path

from internships.views import interview, interview_days, interviewer, priority

urlpatterns = [
    # interviews: the applicant, the panel, the office
    path("interviews/", interview.interviews, name="interviews"),
    path("interviews/<uuid:public_id>/", interview.interview, name="interview"),
    path("interviews/<uuid:public_id>/book/", interview.book, name="book_interview"),
    path("interviews/<uuid:public_id>/wait/", interview.wait, name="wait_for_interview"),
    path("interviews/<uuid:public_id>/give-back/", interview.give_back, name="cancel_interview"),
    path("interviews/<uuid:public_id>/calendar.ics", interview.ics, name="interview_ics"),
    path("interviewing/", interviewer.my_days, name="interviewer_days"),
    path("interviewing/<int:day_id>/", interviewer.my_day, name="interviewer_day"),
    path("interviewing/<int:booking_id>/mark/", interviewer.mark, name="mark_interview"),
    path("manage/calls/<int:call_id>/interviews/", interview_days.days, name="interview_days"),
    path("manage/calls/<int:call_id>/interviews/new/", interview_days.new_day, name="new_interview_day"),
    path("manage/calls/<int:call_id>/interviews/list/", interview_days.booking_list, name="interview_list"),
    path("manage/interviews/<int:day_id>/", interview_days.day, name="interview_day"),
    path("manage/interviews/<int:day_id>/times/", interview_days.add_times, name="add_interview_times"),
    path("manage/interviews/<int:day_id>/open/", interview_days.open_day, name="open_interview_day"),
    path("manage/interviews/<int:day_id>/call-off/", interview_days.cancel_day, name="cancel_interview_day"),
    path("manage/interviews/<int:day_id>/sheets/", interview_days.sheets, name="interview_sheets"),
    path("manage/interviews/<int:day_id>/book/", interview_days.book_for, name="book_for_applicant"),
    path("manage/interview-times/<int:slot_id>/interviewers/", interview_days.seat, name="seat_interviewers"),
    path("manage/interview-times/<int:slot_id>/remove/", interview_days.remove_slot, name="remove_interview_slot"),
    # priority groups
    path("priority/<uuid:public_id>/", priority.mine, name="priority"),
    path("priority/<uuid:public_id>/<int:claim_id>/add/", priority.add, name="add_priority_evidence"),
    path("priority/<uuid:public_id>/<int:claim_id>/drop/", priority.drop, name="drop_priority"),
    path("manage/calls/<int:call_id>/priority/", priority.claims, name="priority_claims"),
    path("manage/calls/<int:call_id>/priority/people/", priority.let_see, name="let_see_priority"),
    path(
        "manage/calls/<int:call_id>/priority/people/<int:user_id>/", priority.stop_seeing, name="stop_seeing_priority"
    ),
    path("manage/priority/<int:claim_id>/", priority.claim, name="priority_claim"),
    path("manage/priority/<int:claim_id>/judge/", priority.judge, name="judge_priority"),
    path("manage/priority/files/<int:file_id>/", priority.evidence, name="priority_evidence"),
]
