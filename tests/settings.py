"""The app's own settings, with a data folder of the tests' own and what makes tests fast."""

import os
from pathlib import Path

# In the environment, so that programs started by a test find the same folder.
os.environ.setdefault("NEWSROOM_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed file names are made by collectstatic, which tests do not run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "newsroom.database.embedded":
    # Only what a test run leaves behind may be lost in a power cut.
    DATABASES["default"]["SERVER"] = {"fsync": "off", "full_page_writes": "off"}
