"""Where one room's hooks are tied to another room's services, so that the rooms need not know each other."""


def tie_rooms() -> None:
    """Called once, when all apps are ready."""
    from annotations.services import replacing
    from annotations.services.imported import store_imported
    from annotations.services.pretag import queue_articles
    from annotations.services.removal import hold_articles, remove_annotations, speaks_against_removal
    from articles import hooks

    hooks.articles_imported.register(queue_articles)
    hooks.annotations_imported.register(store_imported)
    hooks.undo_asked.register(speaks_against_removal)
    hooks.articles_in_use.register(replacing.articles_in_use)
    hooks.articles_annotated.register(replacing.articles_annotated)
    hooks.articles_held.register(hold_articles)
    hooks.articles_leaving.register(remove_annotations)
    hooks.articles_replaced.register(replacing.replace)
