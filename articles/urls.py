"""Batches and articles."""

from django.urls import path

from articles.views import articles, batch_control, batches, cutting, feeds, outlets, preview, sources, stories

app_name = "articles"

urlpatterns = [
    # /batches/
    path("batches/", batches.index, name="batches"),
    path("batches/new/", preview.new, name="batch_new"),
    path("batches/new/addresses/", sources.addresses, name="batch_addresses"),
    path("batches/new/folder/", sources.folder, name="batch_folder"),
    path("batches/<int:pk>/", batches.detail, name="batch"),
    path("batches/<int:pk>/pause/", batch_control.pause, name="batch_pause"),
    path("batches/<int:pk>/resume/", batch_control.resume, name="batch_resume"),
    path("batches/<int:pk>/cancel/", batch_control.cancel, name="batch_cancel"),
    path("batches/<int:pk>/retry/", batch_control.retry, name="batch_retry"),
    path("batches/<int:pk>/errors.csv", batch_control.errors, name="batch_errors"),
    path("batches/<int:pk>/undo/", batch_control.undo, name="batch_undo"),
    # /batches/…, before the import
    path("batches/drafts/", preview.draft, name="draft"),
    path("batches/<int:pk>/files/", preview.files, name="draft_files"),
    path("batches/<int:pk>/files/<int:file>/remove/", preview.remove_file, name="draft_file_remove"),
    path("batches/<int:pk>/preview/", preview.detail, name="preview"),
    path("batches/<int:pk>/preview/again/", preview.again, name="preview_again"),
    path("batches/<int:pk>/preview/columns/<slug:key>/", preview.columns, name="preview_columns"),
    path("batches/<int:pk>/import/", preview.start, name="draft_import"),
    path("batches/<int:pk>/discard/", preview.discard, name="draft_discard"),
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
    path("articles/<int:pk>/blocks/<int:block>/", cutting.put_back, name="put_back"),
    path("articles/<int:pk>/cut/", cutting.take_out, name="take_out"),
    # /outlets/
    path("outlets/", outlets.index, name="outlets"),
    path("outlets/<int:pk>/", outlets.detail, name="outlet"),
    path("outlets/<int:pk>/homepage/", outlets.homepage, name="outlet_homepage"),
    path("outlets/rules/<int:pk>/switch/", outlets.switch, name="rule_switch"),
    path("outlets/rules/<int:pk>/remake/", outlets.remake, name="rule_remake"),
    # /stories/ and /compare/
    path("stories/", stories.index, name="stories"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("compare/", stories.choose, name="compare_chosen"),
    path("compare/<int:left>/<int:right>/", stories.compare, name="compare"),
    path("compare/<int:left>/<int:right>/apart/", stories.tell_apart, name="tell_apart"),
    path("compare/<int:left>/<int:right>/take-back/", stories.take_back, name="take_back"),
]
