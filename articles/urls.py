"""Batches and articles."""

from django.urls import path

from articles.views import articles, batches, feeds, sources

app_name = "articles"

urlpatterns = [
    # /batches/
    path("batches/", batches.index, name="batches"),
    path("batches/new/", batches.new, name="batch_new"),
    path("batches/new/addresses/", sources.addresses, name="batch_addresses"),
    path("batches/new/folder/", sources.folder, name="batch_folder"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    # /batches/feeds/
    path("batches/feeds/", feeds.index, name="feeds"),
    path("batches/feeds/add/", feeds.add, name="feed_add"),
    path("batches/feeds/<int:pk>/", feeds.detail, name="feed"),
    path("batches/feeds/<int:pk>/poll/", feeds.poll, name="feed_poll"),
    path("batches/feeds/<int:pk>/enabled/", feeds.enabled, name="feed_enabled"),
    path("batches/feeds/<int:pk>/remove/", feeds.remove, name="feed_remove"),
    # /articles/
    path("articles/", articles.index, name="articles"),
    path("articles/<int:pk>/", articles.detail, name="article"),
    path("articles/<int:pk>/original/", articles.original, name="original"),
]
