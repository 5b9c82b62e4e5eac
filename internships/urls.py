"""Addresses of the internship programme, below ``/internships/``."""

from django.urls import path

from internships import urls_work
from internships.views import (
    granting,
    hosting,
    hosts,
    intern,
    manager,
    matching,
    mentor,
    offered,
    position_steps,
    wishes,
)

app_name = "internships"

urlpatterns = [
    path("", intern.index, name="index"),
    # everybody
    path("calls/<int:call_id>/positions/", offered.offered, name="offered"),
    path("offered/<int:position_id>/", offered.offer, name="offer"),
    # the host institution
    path("hosting/", hosting.hosting, name="hosting"),
    path("hosting/register/<int:organisation_id>/", hosting.register, name="register_host"),
    path("hosting/<int:host_id>/", hosting.my_host, name="my_host"),
    path("hosting/<int:host_id>/correct/", hosting.correct, name="correct_host"),
    path("hosting/<int:host_id>/calls/<int:call_id>/new/", hosting.begin, name="begin_position"),
    path("positions/<int:position_id>/", hosting.my_position, name="my_position"),
    path("positions/<int:position_id>/plan/", position_steps.position_plan, name="position_plan"),
    path("positions/<int:position_id>/write/<str:step>/", position_steps.position_step, name="position_step"),
    path("positions/<int:position_id>/ask/", hosting.ask, name="ask_position"),
    path("positions/<int:position_id>/take-back/", hosting.take_back, name="take_back_position"),
    path("positions/<int:position_id>/close/", hosting.close, name="close_position"),
    path("positions/<int:position_id>/change/ask/", hosting.ask_change, name="ask_change"),
    path("positions/<int:position_id>/change/drop/", hosting.drop_change, name="drop_change"),
    # the intern
    path("today/", intern.today, name="today"),
    path("today/<int:placement_id>/in/", intern.click, {"kind": "in"}, name="clock_in"),
    path("today/<int:placement_id>/out/", intern.click, {"kind": "out"}, name="clock_out"),
    path("wishes/<uuid:public_id>/", wishes.wishes, name="wishes"),
    path("my-place/", intern.my_place, name="my_place"),
    path("my-place/<int:placement_id>/accept/", intern.accept, name="accept"),
    path("my-place/<int:placement_id>/decline/", intern.decline, name="decline"),
    path("my-place/<int:placement_id>/certificate/", intern.certificate, name="certificate"),
    path("placements/<int:placement_id>/letter/", intern.placement_letter, name="placement_letter"),
    path("placements/<int:placement_id>/attendance/", intern.attendance_sheet, name="attendance_sheet"),
    # the host's mentor
    path("here/", mentor.here, name="here"),
    path("here/<int:host_id>/list/", mentor.attendance_list, name="attendance_list"),
    path("here/<int:host_id>/confirm/", mentor.confirm_all, name="confirm_days"),
    path("days/<int:day_id>/confirm/", mentor.confirm, name="confirm_day"),
    # the manager
    path("manage/", manager.manage, name="manage"),
    path("manage/calls/<int:call_id>/positions/", granting.positions, name="positions"),
    path("manage/calls/<int:call_id>/positions/new/", granting.new_position, name="new_position"),
    path("manage/calls/<int:call_id>/positions/list/", granting.position_list, name="position_list"),
    path("manage/positions/<int:position_id>/grant/", granting.grant, name="grant_position"),
    path("manage/positions/<int:position_id>/return/", granting.send_back, name="return_position"),
    path("manage/positions/<int:position_id>/reserve/", granting.reserve, name="reserve_seats"),
    path("manage/positions/<int:position_id>/change/grant/", granting.grant_change, name="grant_change"),
    path("manage/positions/<int:position_id>/change/return/", granting.return_change, name="return_change"),
    path("manage/calls/<int:call_id>/matching/", matching.matching, name="matching"),
    path("manage/calls/<int:call_id>/matching/propose/", matching.propose, name="propose_matching"),
    path("manage/calls/<int:call_id>/matching/<int:run_id>/", matching.decide, name="decide_matching"),
    path("manage/calls/<int:call_id>/matching/<int:run_id>/again/", matching.again, name="match_again"),
    path("manage/calls/<int:call_id>/matching/<int:run_id>/paper/", matching.paper, name="matching_paper"),
    path("manage/calls/<int:call_id>/board/", matching.board, name="board"),
    path("manage/placements/<int:placement_id>/move/", matching.move, name="move"),
    path("manage/calls/<int:call_id>/placing/", manager.placing, name="placing"),
    path("manage/calls/<int:call_id>/placements/", manager.placements, name="placements"),
    path("manage/calls/<int:call_id>/placements/list/", manager.placement_list, name="placement_list"),
    path("manage/calls/<int:call_id>/placements/<str:paper>/", manager.placement_paper, name="placement_paper"),
    path("manage/placements/<int:placement_id>/", manager.placement, name="placement"),
    path("manage/placements/<int:placement_id>/complete/", manager.complete, name="complete"),
    path("manage/placements/<int:placement_id>/leave/", manager.leave, name="leave"),
    path("manage/hosts/", hosts.hosts, name="hosts"),
    path("manage/hosts/new/", hosts.new_host, name="new_host"),
    path("manage/hosts/<int:host_id>/", hosts.host, name="host"),
    path("manage/hosts/<int:host_id>/approve/", hosts.approve, name="approve_host"),
    path("manage/hosts/<int:host_id>/refuse/", hosts.refuse, name="refuse_host"),
    path("manage/hosts/<int:host_id>/suspend/", hosts.suspend, name="suspend_host"),
    path("manage/hosts/<int:host_id>/resume/", hosts.resume, name="resume_host"),
    path("manage/hosts/<int:host_id>/mentors/", hosts.appoint, name="appoint_mentor"),
    *urls_work.urlpatterns,
]
