"""Addresses of the end: evaluations, completion, certificates, questionnaires."""

from django.urls import path

from internships.views import ending

urlpatterns = [
    path("end/evaluations/", ending.evaluations, name="evaluations"),
    path("end/evaluations/<int:placement_id>/<str:stage>/", ending.evaluate, name="evaluate"),
    path("end/surveys/<uuid:public_id>/", ending.survey, name="survey"),
    path("placements/<int:placement_id>/employment/", ending.employment, name="employment"),
    path("manage/placements/<int:placement_id>/incomplete/", ending.incomplete, name="incomplete"),
    path("manage/calls/<int:call_id>/end/", ending.call_end, name="call_end"),
    path("manage/calls/<int:call_id>/end/complete/", ending.complete_all, name="complete_all"),
    path("manage/calls/<int:call_id>/end/outcomes/", ending.outcomes, name="outcomes"),
    path("manage/surveys/<uuid:public_id>/outcome/", ending.outcome, name="outcome"),
    path("manage/calls/<int:call_id>/end/<str:paper>/", ending.end_paper, name="end_paper"),
]
