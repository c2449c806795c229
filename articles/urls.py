"""Batches and articles."""

from django.urls import path

from articles.views import articles, batches, cutting, outlets

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
    path("articles/<int:pk>/blocks/<int:block>/", cutting.put_back, name="put_back"),
    path("articles/<int:pk>/cut/", cutting.take_out, name="take_out"),
    # /outlets/
    path("outlets/", outlets.index, name="outlets"),
    path("outlets/<int:pk>/", outlets.detail, name="outlet"),
    path("outlets/<int:pk>/homepage/", outlets.homepage, name="outlet_homepage"),
    path("outlets/rules/<int:pk>/switch/", outlets.switch, name="rule_switch"),
    path("outlets/rules/<int:pk>/remake/", outlets.remake, name="rule_remake"),
]
