"""Articles and how they come in."""

from django.urls import URLPattern

app_name = "articles"

urlpatterns: list[URLPattern] = []
