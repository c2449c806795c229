"""Count the words that are hardly ever names, for `annotations/pipeline/lists/common_words.txt`."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from names_data import everything  # noqa: E402

from annotations.pipeline.gazetteer import LISTS, first_names  # noqa: E402

HEADING = (
    "# Words that are written in lower case nearly always, counted in the training corpora: at the start of a\n"
    "# sentence they are no names. Made by training/common_words.py.\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    args = parser.parse_args()
    lower, named = Counter(), Counter()
    for marked in everything(args.corpora):
        for word, label in zip(marked.words, marked.labels, strict=True):
            if word.isascii() and word.isalpha() and len(word) > 2:
                if word.islower():
                    lower[word] += 1
                elif label != "O":
                    named[word.lower()] += 1
    firsts = {name.lower() for name in first_names()}
    words = sorted(
        word for word, count in lower.items() if count >= 4 and count > 2 * named[word] and word not in firsts
    )
    (LISTS / "common_words.txt").write_text(HEADING + textwrap.fill(" ".join(words), 118) + "\n", encoding="utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
