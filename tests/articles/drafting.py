"""Addresses of drafts, and a file sent to one as the script sends it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


def address(name: str, *args: object) -> str:
    return reverse(f"articles:{name}", args=args)


def send(client, pk: int, name: str, content: bytes, **fields):
    given = {"files": SimpleUploadedFile(name.rsplit("/")[-1], content), "name": name, **fields}
    return client.post(address("draft_files", pk), given, headers=JSON)
