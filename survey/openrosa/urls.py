from django.urls import path

from survey.views import openrosa

app_name = "openrosa"
urlpatterns = [
    path("<slug:code>/formList", openrosa.form_list, name="form_list"),
    path("<slug:code>/forms/<int:version_id>/form.xml", openrosa.form, name="form"),
    path("<slug:code>/forms/<int:version_id>/manifest", openrosa.manifest, name="manifest"),
    path("<slug:code>/forms/<int:version_id>/media/<str:name>", openrosa.media, name="media"),
    path("<slug:code>/submission", openrosa.submission, name="submission"),
]
