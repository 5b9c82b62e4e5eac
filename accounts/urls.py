from django.urls import URLPattern, URLResolver, include, path

from accounts.views import invitation, security, session

people: list[URLPattern | URLResolver] = [
    path("kept/", session.show_kept_work, name="kept_work"),
    path("second-factor/", security.second_factor, name="second_factor"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
urlpatterns = [
    path("session/", session.extend, name="session_extend"),
    path("language/", session.set_language, name="set_language"),
    path("", include((people, "accounts"))),
]
