"""The keys of the workspace as one person wants them. What a command does is the page's affair; here is its shape."""

import re

from newsroom.models import User

PRESETS = ("ours", "prodigy", "left")
MAX_COMMANDS = 200
MAX_KEYS = 4  # of one command
_COMMAND = re.compile(r"[A-Za-z]{1,40}")
# "a", "Shift+a", "?", "ArrowLeft", "Shift+Space": one sign that can be seen, or a key with a name.
_KEY = re.compile(r"(?:Shift\+)?(?:[A-Z][A-Za-z]{1,15}|[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff])")


class BadKeys(ValueError):
    """Not a set of keys that a page could have sent."""


def checked(keys: object) -> dict:
    """The keys as they are kept: ``{"preset": "left", "keys": {"confirm": ["y"]}, "single": true}``."""
    if not isinstance(keys, dict) or keys.keys() - {"preset", "keys", "single"}:
        raise BadKeys
    preset, changed, single = keys.get("preset", "ours"), keys.get("keys", {}), keys.get("single", True)
    fits = (
        preset in PRESETS
        and isinstance(single, bool)
        and isinstance(changed, dict)
        and len(changed) <= MAX_COMMANDS
        and all(_COMMAND.fullmatch(command) and _are_keys(of) for command, of in changed.items())
    )
    if not fits:
        raise BadKeys
    return {"preset": preset, "keys": changed, "single": single}


def _are_keys(of: object) -> bool:
    return isinstance(of, list) and len(of) <= MAX_KEYS and all(isinstance(k, str) and _KEY.fullmatch(k) for k in of)


def keep(*, actor: User, keys: object) -> None:
    """Keep somebody's own keys; raises ``BadKeys``."""
    User.objects.filter(pk=actor.pk).update(workspace_keys=checked(keys))
