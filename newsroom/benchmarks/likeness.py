"""How well near duplicates are found: copies rewritten in stated ways, among articles that are none."""

from collections import Counter
from collections.abc import Callable

from articles.models import Article, TextLink
from articles.services.batches import create_batch
from articles.services.importing import run_batch
from newsroom.benchmarks.figures import Figure
from newsroom.benchmarks.news import REWRITES, Item, item, rewritten, same_topic

COPY, UNRELATED, TOPIC = 1_000_000, 2_000_000, 3_000_000
RECALL, PRECISION = 0.97, 0.99


def likeness_figures(count: int, report: Callable[[str], None]) -> list[Figure]:
    """Precision over all links, recall over all rewritten articles, and recall by the way of rewriting."""
    report(f"finding {count:,} rewritten articles among {count:,} unrelated ones and {count // 2:,} on the same topics")
    kinds = list(REWRITES)
    kind_of = {number: kinds[number % len(kinds)] for number in range(count)}
    _import([item(number) for number in range(count)])
    _import([rewritten(item(number), kind_of[number], number=COPY + number) for number in range(count)])
    _import([item(number) for number in range(UNRELATED, UNRELATED + count)])
    _import([same_topic(item(number), number=TOPIC + number) for number in range(count // 2)])
    found = _found()
    right = {(number, COPY + number) for number in range(count)}
    hits = Counter(kind_of[number] for number, copy in found & right)
    all_of = Counter(kind_of.values())
    recall, precision = len(found & right) / count, len(found & right) / max(1, len(found))
    return [
        Figure(
            what=f"Near duplicates, {count:,} rewritten articles",
            value=f"recall {recall:.3f}, precision {precision:.3f}",
            budget=f"recall >= {RECALL}, precision >= {PRECISION}",
            held=recall >= RECALL and precision >= PRECISION,
        ),
        *(Figure(what=f"  {kind}", value=f"recall {hits[kind] / total:.3f}") for kind, total in all_of.items()),
        Figure(what="  linked, and not a copy", value=f"{len(found - right):,} pairs"),
    ]


def _import(items: list[Item]) -> None:
    """Through the real import, in this process."""
    content = b"\n".join(one.as_line() for one in items)
    files = [("likeness.jsonl", content)]
    batch = create_batch(None, name="likeness", source="command", files=files, in_this_process=True)
    run_batch(batch.pk)


def _found() -> set[tuple[int, int]]:
    """Linked pairs by the generator's numbers."""
    numbers = {pk: int(given.split("-")[1]) for pk, given in Article.objects.values_list("pk", "external_id")}
    links = TextLink.objects.filter(refused=False).values_list("left", "right")
    return {tuple(sorted((numbers[left], numbers[right]))) for left, right in links}
