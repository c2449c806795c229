"""Where people can go, as one table: the top bar and the first screen of each role come from here."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from newsroom.roles import Role, may


@dataclass(frozen=True, kw_only=True)
class Place:
    label: str
    url_name: str
    action: str


PLACES = (
    Place(label="Desk", url_name="annotations:desk", action="take articles"),
    Place(label="Review", url_name="annotations:review", action="review readings"),
    Place(label="Records", url_name="annotations:records", action="see records"),
    Place(label="Words", url_name="annotations:words", action="keep word lists"),
    Place(label="Articles", url_name="articles:articles", action="see records"),
    Place(label="Outlets", url_name="articles:outlets", action="see outlets"),
    Place(label="Batches", url_name="articles:batches", action="import articles"),
    Place(label="Export", url_name="annotations:export", action="export"),
    Place(label="People", url_name="people:index", action="manage people"),
)

# For somebody with several roles the first that fits: what waits for an editor holds up the others.
FIRST_SCREENS = (
    (Role.EDITOR, "annotations:review"),
    (Role.ANALYST, "annotations:desk"),
    (Role.ADMIN, "articles:batches"),
)


def places_for(user, path: str) -> list[dict]:
    """The links of the top bar, the one that ``path`` lies under marked as current."""
    links = []
    for place in PLACES:
        if not may(user, place.action):
            continue
        try:
            url = reverse(place.url_name)
        except NoReverseMatch:
            continue  # A room that this installation does not have.
        links.append({"label": place.label, "url": url, "current": path.startswith(url)})
    return links


def first_screen(user) -> str | None:
    """The URL name that a person's work starts from, or None without a role."""
    return next((url_name for role, url_name in FIRST_SCREENS if user.has_role(role)), None)
