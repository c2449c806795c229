"""``python -m newsroom.healthcheck web|worker``: for Docker. Exit code 0 when well.

Standard library only, since it runs twice a minute in every container.
"""

import os
import sys
import time
import urllib.request
from pathlib import Path

SIGN_OF_LIFE_SECONDS = 60


def web(port: str = "8000") -> bool:
    """The web server in this container answers, with its database behind it."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.status == 200


def worker() -> bool:
    """The worker in this container touched its file lately: it runs, and its loop is not stuck."""
    return time.time() - Path(os.environ["WORKER_SIGN_FILE"]).stat().st_mtime < SIGN_OF_LIFE_SECONDS


if __name__ == "__main__":
    try:
        well = {"web": web, "worker": worker}[sys.argv[1]](*sys.argv[2:])
    except OSError as error:
        sys.exit(f"ill: {error}")
    sys.exit(0 if well else "ill")
