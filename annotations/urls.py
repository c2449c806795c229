"""Reading, reviewing and what comes of it."""

from django.urls import include, path

from annotations.views import acts, workspace

app_name = "annotations"

# /readings/<id>/: the workspace
reading_urls = [
    path("", workspace.reading, name="reading"),
    path("act/", acts.act, name="act"),
    path("composer/", workspace.composer, name="composer"),
]

urlpatterns = [
    path("readings/<int:pk>/", include(reading_urls)),
]
