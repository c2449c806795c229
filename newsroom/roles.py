"""The three roles, and what each of them may do across the installation, as one readable table.

What may be done to a reading also depends on whose it is and in what state: see ``annotations/permissions.py``.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    ANALYST = "analyst", "Analyst"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


A, E, D = Role.ANALYST, Role.EDITOR, Role.ADMIN

#                       analyst  editor  admin
MAY: dict[str, frozenset[Role]] = {
    "take articles": frozenset({A, E}),
    "review readings": frozenset({E}),
    "keep word lists": frozenset({E}),
    "see records": frozenset({A, E, D}),
    "tell texts apart": frozenset({E, D}),
    "export": frozenset({E, D}),
    "import articles": frozenset({D}),
    "see outlets": frozenset({E, D}),
    "manage people": frozenset({D}),
    "see system state": frozenset({D}),
}


def may(user, action: str) -> bool:
    """Whether one of the user's roles allows the action; an unknown action is a programming error."""
    allowed = MAY[action]
    return bool(user.is_authenticated and user.is_active and not allowed.isdisjoint(user.roles))
