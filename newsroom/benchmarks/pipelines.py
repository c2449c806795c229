"""The pipelines that ship, each in a process of its own on one core: how fast, how big, how long to open.

Run as a program: texts as JSON on standard input, the figures as JSON on standard output. Words are counted as white
space divides them; tags, groups, quotes with speakers, and events are included.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from annotations.pipeline.identity import ACCURATE, FAST
from annotations.services.pretag_process import ONE_THREAD
from newsroom.benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 10
WORDS_A_SECOND = {ACCURATE: 1_800, FAST: 8_000}
LOAD_SECONDS = 3
MEMORY_MB = 700


def pipeline_figures(texts: list[str]) -> list[Figure]:
    """Three lines for each pipeline."""
    return [figure for name in WORDS_A_SECOND for figure in _figures(name, texts)]


def _figures(name: str, texts: list[str]) -> list[Figure]:
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.benchmarks.pipelines", name],
        input=json.dumps(texts).encode(),
        stdout=subprocess.PIPE,
        env=os.environ | ONE_THREAD,
        cwd=ROOT,
        check=True,
    )
    found = json.loads(done.stdout)
    speed, load, memory = found["words"] / found["seconds"], found["load"], found["memory_mb"]
    return [
        Figure(
            what=f"Pipeline “{name}”, all in, one core",
            value=f"{speed:,.0f} words/s",
            budget=f">= {WORDS_A_SECOND[name]:,} words/s",
            held=speed >= WORDS_A_SECOND[name],
        ),
        Figure(what="", value=f"opens in {load:.1f} s", budget=f"<= {LOAD_SECONDS} s", held=load <= LOAD_SECONDS),
        Figure(what="", value=f"at most {memory:.0f} MB", budget=f"<= {MEMORY_MB} MB", held=memory <= MEMORY_MB),
    ]


def main(name: str) -> None:
    texts = json.load(sys.stdin)
    began = time.perf_counter()
    from annotations.pipeline.loader import load_pipeline

    pipeline = load_pipeline(name)
    load = time.perf_counter() - began

    def run(texts: list[str]) -> None:
        for _ in pipeline.analyse_many(enumerate(texts)):
            pass

    run(texts[:WARM_UP])
    began = time.perf_counter()
    run(texts)
    in_megabytes = 1 << (20 if sys.platform == "darwin" else 10)
    found = {
        "words": sum(len(text.split()) for text in texts),
        "seconds": time.perf_counter() - began,
        "load": load,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / in_megabytes,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
