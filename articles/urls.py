"""Batches and articles."""

from django.urls import path

from articles.views import articles, batch_control, batches

app_name = "articles"

urlpatterns = [
    # /batches/
    path("batches/", batches.index, name="batches"),
    path("batches/new/", batches.new, name="batch_new"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    path("batches/<int:pk>/pause/", batch_control.pause, name="batch_pause"),
    path("batches/<int:pk>/resume/", batch_control.resume, name="batch_resume"),
    path("batches/<int:pk>/cancel/", batch_control.cancel, name="batch_cancel"),
    path("batches/<int:pk>/retry/", batch_control.retry, name="batch_retry"),
    path("batches/<int:pk>/errors.csv", batch_control.errors, name="batch_errors"),
    path("batches/<int:pk>/undo/", batch_control.undo, name="batch_undo"),
    # /articles/
    path("articles/", articles.index, name="articles"),
    path("articles/<int:pk>/", articles.detail, name="article"),
    path("articles/<int:pk>/original/", articles.original, name="original"),
]
