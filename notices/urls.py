from django.urls import path

from notices.views import inbox, staff

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.mark_all_read, name="mark_all_read"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("<uuid:public_id>/", inbox.notice, name="notice"),
    path("previews/", staff.all_previews, name="previews"),
    path("previews/<slug:code>/", staff.one_preview, name="preview"),
    path("outbox/", staff.outbox, name="outbox"),
    path("outbox/<uuid:public_id>/resend/", staff.resend, name="resend"),
]
