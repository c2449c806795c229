"""Batches and articles."""

from django.urls import path

from articles.views import articles, batches

app_name = "articles"

urlpatterns = [
    # /batches/
    path("batches/", batches.index, name="batches"),
    path("batches/new/", batches.new, name="batch_new"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    # /articles/
    path("articles/", articles.index, name="articles"),
    path("articles/<int:pk>/", articles.detail, name="article"),
    path("articles/<int:pk>/original/", articles.original, name="original"),
]
