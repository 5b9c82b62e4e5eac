from django.urls import path

from reports.views import documents, jobs, verification

app_name = "reports"
urlpatterns = [
    path("reports/", documents.overview, name="overview"),
    path("reports/documents/<str:code>/", documents.request_page, name="request"),
    path("reports/jobs/<uuid:public_id>/", jobs.job_page, name="job"),
    path("reports/jobs/<uuid:public_id>/file", jobs.download, name="download"),
    path("verify/", verification.code_page, name="verify"),
    path("verify/<str:code>", verification.facts_page, name="facts"),
]
