"""Where one room's hooks are tied to another room's services, so that the rooms need not know each other."""


def tie_rooms() -> None:
    """Called once, when all apps are ready."""
    from annotations.services import replacing
    from annotations.services.imported import store_imported
    from annotations.services.pretag import queue_articles
    from articles import hooks

    hooks.articles_imported.register(queue_articles)
    hooks.annotations_imported.register(store_imported)
    hooks.articles_in_use.register(replacing.articles_in_use)
    hooks.articles_annotated.register(replacing.articles_annotated)
    hooks.articles_held.register(replacing.hold)
    hooks.articles_replaced.register(replacing.replace)
