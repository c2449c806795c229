"""Where one room's hooks are tied to another room's services, so that the rooms need not know each other."""


def tie_rooms() -> None:
    """Called once, when all apps are ready."""
    from annotations.services.imported import store_imported
    from annotations.services.pretag import queue_articles
    from articles.hooks import annotations_imported, articles_imported

    articles_imported.register(queue_articles)
    annotations_imported.register(store_imported)
