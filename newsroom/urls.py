"""The whole site on one screen."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("articles.urls")),
    path("", include("annotations.urls")),
]
