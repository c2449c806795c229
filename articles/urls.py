"""Batches and articles."""

from django.urls import path

from articles.views import articles, batches, stories

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
    # /stories/ and /compare/
    path("stories/<int:pk>/", stories.story, name="story"),
    path("compare/", stories.choose, name="compare_chosen"),
    path("compare/<int:left>/<int:right>/", stories.compare, name="compare"),
    path("compare/<int:left>/<int:right>/apart/", stories.tell_apart, name="tell_apart"),
    path("compare/<int:left>/<int:right>/take-back/", stories.take_back, name="take_back"),
]
