from django.urls import path

from files import views

app_name = "files"
urlpatterns = [
    path("", views.my_files, name="mine"),
    path("<uuid:public_id>/", views.download, name="download"),
    path("<uuid:public_id>/preview/", views.preview, name="preview"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
]
