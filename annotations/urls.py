"""Reading, reviewing and what comes of it."""

from django.urls import URLPattern

app_name = "annotations"

urlpatterns: list[URLPattern] = []
