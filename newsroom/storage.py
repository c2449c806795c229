"""Static files for production: named by their content, so that browsers may keep them for ever."""

import hashlib
from collections.abc import Iterator
from functools import cached_property

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULES = "js/"


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Our JavaScript modules share one name for their folder instead of having one each.

    They import each other, in circles too, by relative paths: so those hold unchanged, and no module is ever loaded
    twice under two names.
    """

    def hashed_name(self, name, content=None, filename=None):
        if name.startswith(MODULES):
            return f"js-{self._modules_version}/{name.removeprefix(MODULES)}"
        return super().hashed_name(name, content, filename)

    def url_converter(self, name, *args, **kwargs):
        """Other people's scripts stay as they are: some name files that do not come with them."""
        if name.endswith(".js"):
            return lambda match: match[0]
        return super().url_converter(name, *args, **kwargs)

    @cached_property
    def _modules_version(self) -> str:
        content = hashlib.sha256()
        for name in sorted(self._files_below(MODULES.rstrip("/"))):
            with self.open(name) as file:
                content.update(name.encode() + b"\0" + file.read() + b"\0")
        return content.hexdigest()[:12]

    def _files_below(self, folder: str) -> Iterator[str]:
        folders, files = self.listdir(folder)
        for file in files:
            if not file.endswith(".gz"):
                yield f"{folder}/{file}"
        for inner in folders:
            yield from self._files_below(f"{folder}/{inner}")
