"""People: the custom user, in place from the first migration."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import connection, models
from django.db.models.functions import Lower

from newsroom.roles import Role

_ROLES = """
    SELECT held.name FROM auth_group held JOIN newsroom_user_groups ours ON ours.group_id = held.id
    WHERE ours.user_id = %s
"""


class User(AbstractUser):
    """Somebody who reads, reviews or runs the installation. Roles are groups; see ``newsroom/roles.py``."""

    first_name = None
    last_name = None
    display_name = models.CharField(max_length=100, blank=True)
    must_change_password = models.BooleanField(
        default=False, help_text="An admin set the password: the person chooses their own at the next sign-in."
    )
    workspace_keys = models.JSONField(
        default=dict, blank=True, help_text="The preset, own keys and the switch for single keys; see services/keys.py."
    )

    REQUIRED_FIELDS: list[str] = []

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(username=""), name="user_has_username"),
            # Signing in takes no notice of case, so two names must differ by more than that.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_differs_by_more_than_case",
                violation_error_message="There is somebody with this username.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds; one plain query a request, none where the groups were prefetched."""
        if "groups" in getattr(self, "_prefetched_objects_cache", ()):
            names = {group.name for group in self.groups.all()}
        else:
            with connection.cursor() as cursor:
                cursor.execute(_ROLES, [self.pk])
                names = {name for (name,) in cursor.fetchall()}
        return frozenset(names) & frozenset(Role.values)

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_analyst(self) -> bool:
        return Role.ANALYST in self.roles

    @property
    def is_editor(self) -> bool:
        return Role.EDITOR in self.roles

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles
