from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate

from newsroom.roles import Role


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsroom.wiring import tie_rooms

        tie_rooms()
        post_migrate.connect(make_roles, sender=self)


def make_roles(using: str, apps=installed, **kwargs) -> None:
    """The three groups are there after every migration, and after a database was emptied."""
    try:
        groups = apps.get_model("auth", "Group")
    except LookupError:  # migrated back to before there were any
        return
    for role in Role:
        groups.objects.using(using).get_or_create(name=role)
