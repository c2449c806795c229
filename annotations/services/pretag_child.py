"""The program that holds the pipeline: started by ``Analyst``, one chunk of texts in, their analyses out; no Django."""

import os
import resource
import signal
import sys
import threading
import time
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from annotations.services.pretag_process import MEGABYTE, Failure, Outcome


def main(descriptor: str, pipeline_name: str, loader: str, memory_mb: str) -> None:
    """Load the pipeline, then answer chunks until the worker's end of the socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    connection = Connection(int(descriptor))
    _bound_memory(int(memory_mb))
    try:
        module, _, function = loader.partition(":")
        pipeline = getattr(import_module(module), function)(pipeline_name)
    except Exception as error:
        connection.send({"broken": f"{error}" or repr(error)})
        return
    language = getattr(getattr(pipeline, "nlp", None), "lang", "")
    try:
        connection.send({"name": pipeline.name, "version": pipeline.version, "language": language})
        while True:
            texts = connection.recv()
            connection.send({"outcomes": _analyse(pipeline, texts), "memory": _resident()})
    except (EOFError, ConnectionError):
        return


def _analyse(pipeline, texts: list[str]) -> list[Outcome]:
    """All texts together, and when that fails one by one, so that only the one to blame is without an analysis."""
    try:
        analyses = dict(pipeline.analyse_many(enumerate(texts)))
        return [analyses[number] for number in range(len(texts))]
    except Exception:
        return [_analyse_one(pipeline, text) for text in texts]


def _analyse_one(pipeline, text: str) -> Outcome:
    try:
        return pipeline.analyse(text)
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}"[:2000])


def _bound_memory(megabytes: int) -> None:
    """A text too large for the machine is a MemoryError of ours; or else the kernel ends us, not the worker."""
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))
        Path("/proc/self/oom_score_adj").write_text("500")
    except (OSError, ValueError):
        pass


def _resident() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _end_with_parent() -> None:
    """End at once when the worker is gone: nobody is left to take what is being worked on."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
