"""The bare pipeline on the same texts in a process of its own: what pre-tagging with storage is held against.

Run as a program: texts as JSON on standard input, seconds for ``nlp.pipe`` on standard output.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 10


def bare_seconds(pipeline: str, texts: list[str]) -> float:
    """How long ``nlp.pipe`` alone takes over the texts, its loading left out."""
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.benchmarks.bare", pipeline],
        input=json.dumps(texts).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return float(done.stdout)


def main(pipeline: str) -> None:
    from annotations.pipeline.loader import load_pipeline

    nlp = load_pipeline(pipeline).nlp
    texts = json.load(sys.stdin)
    for _ in nlp.pipe(texts[:WARM_UP]):
        pass
    started = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1])
