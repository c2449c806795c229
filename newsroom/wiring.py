"""Where one room's hooks are tied to another room's services, so that the rooms need not know each other."""


def tie_rooms() -> None:
    """Called once, when all apps are ready."""
    from annotations.services.imported import store_imported
    from annotations.services.pretag import queue_articles
    from annotations.services.removal import hold_articles, remove_annotations, speaks_against_removal
    from articles.hooks import annotations_imported, articles_held, articles_imported, articles_leaving, undo_asked

    articles_imported.register(queue_articles)
    annotations_imported.register(store_imported)
    undo_asked.register(speaks_against_removal)
    articles_held.register(hold_articles)
    articles_leaving.register(remove_annotations)
