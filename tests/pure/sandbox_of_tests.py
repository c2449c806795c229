"""The sandbox's program with a reader that misbehaves as it is told. Started by the tests of the sandbox."""

import os
import sys
import time

from articles.readers import sandbox_child
from articles.readers.parsed import Unreadable


def extract(content: bytes, **options: str) -> dict:
    what = content.decode()
    if what == "hang":
        while True:
            time.sleep(1)
    if what == "spin":
        while True:
            pass
    if what == "swallow":
        return {"size": len(b"x" * 10**10)}
    if what == "die":
        os._exit(3)
    if what == "recurse":
        return extract(content)
    if what == "refuse":
        raise Unreadable("Not this one.")
    if what == "trip":
        raise KeyError(what)
    if what == "write":
        with open(options["path"], "w") as file:
            file.write("x" * 100_000)
    if what == "environment":
        return {"environment": sorted(os.environ)}
    return {"said": what, "process": os.getpid()}


if __name__ == "__main__":
    sandbox_child.READERS["naughty"] = "test"
    sys.modules["articles.readers.naughty"] = sys.modules["__main__"]
    sandbox_child.main(*sys.argv[1:])
