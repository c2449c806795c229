"""The bare pipeline on the same texts in a process of its own: what pre-tagging with storage is held against.

Run as a program: texts as JSON on standard input, seconds for ``nlp.pipe`` on standard output. The texts go in as the
same paragraphs and in the same batches as in pre-tagging, which is a good deal faster than whole articles.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from annotations.services.pretag_process import ONE_THREAD

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 10


def bare_seconds(pipeline: str, texts: list[str]) -> float:
    """How long ``nlp.pipe`` alone takes over the texts, its loading left out."""
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.benchmarks.bare", pipeline],
        input=json.dumps(texts).encode(),
        stdout=subprocess.PIPE,
        env=ONE_THREAD | os.environ,
        cwd=ROOT,
        check=True,
    )
    return float(done.stdout)


def main(pipeline: str) -> None:
    from annotations.pipeline.loader import BATCH_SIZE, load_pipeline
    from annotations.pipeline.windows import windows

    nlp = load_pipeline(pipeline).nlp
    texts = json.load(sys.stdin)

    def run(texts: list[str]) -> None:
        pieces = (text[span.start : span.end] for text in texts for span in windows(text))
        with nlp.memory_zone():
            for _ in nlp.pipe(pieces, batch_size=BATCH_SIZE):
                pass

    run(texts[:WARM_UP])
    started = time.perf_counter()
    run(texts)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1])
