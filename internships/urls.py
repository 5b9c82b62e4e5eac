"""Addresses of the internship programme, below ``/internships/``."""

from django.urls import path

from internships.views import hosts, intern, manager, mentor

app_name = "internships"

urlpatterns = [
    path("", intern.index, name="index"),
    # the intern
    path("today/", intern.today, name="today"),
    path("today/<int:placement_id>/in/", intern.click, {"kind": "in"}, name="clock_in"),
    path("today/<int:placement_id>/out/", intern.click, {"kind": "out"}, name="clock_out"),
    path("my-place/", intern.my_place, name="my_place"),
    path("my-place/<int:placement_id>/accept/", intern.accept, name="accept"),
    path("my-place/<int:placement_id>/decline/", intern.decline, name="decline"),
    path("my-place/<int:placement_id>/certificate/", intern.certificate, name="certificate"),
    path("placements/<int:placement_id>/attendance/", intern.attendance_sheet, name="attendance_sheet"),
    # the host's mentor
    path("here/", mentor.here, name="here"),
    path("here/<int:host_id>/list/", mentor.attendance_list, name="attendance_list"),
    path("here/<int:host_id>/confirm/", mentor.confirm_all, name="confirm_days"),
    path("days/<int:day_id>/confirm/", mentor.confirm, name="confirm_day"),
    # the manager
    path("manage/", manager.manage, name="manage"),
    path("manage/calls/<int:call_id>/positions/", manager.positions, name="positions"),
    path("manage/calls/<int:call_id>/positions/new/", manager.new_position, name="new_position"),
    path("manage/calls/<int:call_id>/placing/", manager.placing, name="placing"),
    path("manage/calls/<int:call_id>/placements/", manager.placements, name="placements"),
    path("manage/calls/<int:call_id>/placements/list/", manager.placement_list, name="placement_list"),
    path("manage/placements/<int:placement_id>/", manager.placement, name="placement"),
    path("manage/placements/<int:placement_id>/complete/", manager.complete, name="complete"),
    path("manage/placements/<int:placement_id>/leave/", manager.leave, name="leave"),
    path("manage/hosts/", hosts.hosts, name="hosts"),
    path("manage/hosts/new/", hosts.new_host, name="new_host"),
    path("manage/hosts/<int:host_id>/", hosts.host, name="host"),
    path("manage/hosts/<int:host_id>/approve/", hosts.approve, name="approve_host"),
    path("manage/hosts/<int:host_id>/refuse/", hosts.refuse, name="refuse_host"),
    path("manage/hosts/<int:host_id>/mentors/", hosts.appoint, name="appoint_mentor"),
]
