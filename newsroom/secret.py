"""A secret key for one machine, made once and kept beside the embedded database."""

import os
import secrets
from pathlib import Path


def local_secret_key(var_dir: Path) -> str:
    """Return the key in ``var_dir/secret-key``, making it first if there is none.

    The file is created exclusively, so two processes starting together agree on one key.
    """
    path = var_dir / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        var_dir.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".secret-key-{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(50))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()
