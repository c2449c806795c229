"""Keep what another tool's readers marked: an imported reading for each of them, finished and never changed.

The same annotations twice make one reading. Annotations that changed since make another one, under the reader's name
with the next number, so that nothing that was imported is lost or overwritten.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from annotations.models import Kind, MentionGroup, Reading, State, Tag
from annotations.pipeline.labels import KIND_OF_LABEL
from annotations.services.pretag import source_of
from articles.hooks import ImportedLayers
from articles.models import Article
from articles.readers import Layer

# Beside the labels of pipelines, those that people give by hand.
_MORE = {
    Kind.PERSON: ("people", "persons", "individual", "human", "personne", "persona", "actor"),
    Kind.PLACE: ("location", "locations", "places", "city", "country", "region", "geo", "lieu", "ort", "geopolitical"),
    Kind.GROUP: (
        "organization", "organisation", "organizations", "organisations", "company", "institution", "groups", "party",
        "nationality", "organisme",
    ),
    Kind.EVENT: ("events", "happening", "incident"),
}  # fmt: skip
KIND_OF = {
    **{label.lower(): Kind(kind) for label, kind in KIND_OF_LABEL.items()},
    **{kind.value: kind for kind in Kind},
    **{label: kind for kind, labels in _MORE.items() for label in labels},
}
_LABELS_NAMED = 5

Signature = frozenset[tuple[str, int, int, str]]


@dataclass
class _Kept:
    """What of one layer can be kept, and how often each label had no kind here."""

    reader: str
    tags: dict[tuple[str, int, int], tuple[str, str, float | None, str]] = field(default_factory=dict)
    without_kind: Counter = field(default_factory=Counter)
    moved: int = 0

    @property
    def signature(self) -> Signature:
        return frozenset((*place, state) for place, (_, _, _, state) in self.tags.items())


def kind_of(label: str) -> Kind | None:
    """Which of our kinds a label means, or None."""
    return KIND_OF.get(label.strip().lower().removeprefix("b-").removeprefix("i-"))


def store_imported(imported: Sequence[ImportedLayers]) -> list[str]:
    """Store the layers of these articles as readings, and say for each article what became of them."""
    texts = dict(Article.objects.filter(pk__in={one.article_id for one in imported}).values_list("pk", "text"))
    known = _known(imported)
    answers: list[str] = []
    for one in imported:
        said = [_store(one.article_id, layer, texts[one.article_id], known) for layer in one.layers]
        answers.append(" ".join(said))
    return answers


def _store(article_id: int, layer: Layer, text: str, known: dict[tuple[int, str], list[Signature]]) -> str:
    kept = _kept(layer, text)
    left_out = _left_out(kept)
    if layer.annotations and not kept.tags:
        return f"Nothing of {kept.reader} was kept: {left_out}."
    readings = known.setdefault((article_id, kept.reader), [])
    if kept.signature in readings:
        return f"The reading of {kept.reader} is here already."
    readings.append(kept.signature)
    _write(article_id, kept, version=str(len(readings)))
    count = len(kept.tags)
    message = f"{count:,} {'annotation' if count == 1 else 'annotations'} kept as the reading of {kept.reader}"
    if len(readings) > 1:
        message += f", number {len(readings)}"
    return f"{message}; {left_out}." if left_out else f"{message}."


def _kept(layer: Layer, text: str) -> _Kept:
    kept = _Kept(reader=layer.reader.strip()[:200])
    for one in layer.annotations:
        kind = kind_of(one.label)
        if kind is None:
            kept.without_kind[one.label] += 1
        elif not one.words or text[one.start : one.end] != one.words:
            kept.moved += 1
        else:
            state = State.REJECTED if one.rejected else State.SUGGESTED if layer.suggested else State.CONFIRMED
            kept.tags.setdefault((kind.value, one.start, one.end), (one.label[:40], one.words, one.score, state.value))
    return kept


def _left_out(kept: _Kept) -> str:
    said = []
    if kept.without_kind:
        named = [f"“{label[:40]}” ({count:,})" for label, count in kept.without_kind.most_common(_LABELS_NAMED)]
        more = " and other labels" if len(kept.without_kind) > _LABELS_NAMED else ""
        said.append(f"{', '.join(named)}{more} left out, being neither person, place, group nor event")
    if kept.moved:
        said.append(f"{kept.moved:,} left out, because the article's text differs there")
    return "; ".join(said)


def _known(imported: Sequence[ImportedLayers]) -> dict[tuple[int, str], list[Signature]]:
    """What was imported for these articles before, by article and reader, the oldest first."""
    readings = Reading.objects.filter(
        role=Reading.Role.IMPORTED,
        article__in={one.article_id for one in imported},
        source__name__in={layer.reader.strip()[:200] for one in imported for layer in one.layers},
    ).order_by("pk")
    whose = {pk: (article, name) for pk, article, name in readings.values_list("pk", "article", "source__name")}
    tags: dict[int, set[tuple[str, int, int, str]]] = {pk: set() for pk in whose}
    # As they were imported: nobody decides in an imported reading.
    for reading, *tag in Tag.objects.filter(reading__in=whose).values_list("reading", "kind", "start", "end", "state"):
        tags[reading].add(tuple(tag))
    known: dict[tuple[int, str], list[Signature]] = {}
    for pk, key in whose.items():
        known.setdefault(key, []).append(frozenset(tags[pk]))
    return known


def _write(article_id: int, kept: _Kept, *, version: str) -> None:
    now = timezone.now()
    reading = Reading.objects.create(
        article_id=article_id,
        role=Reading.Role.IMPORTED,
        state=Reading.State.CLOSED,
        source_id=source_of(kept.reader, version),
        closed_at=now,
    )
    # The same words of the same kind are taken for the same one, as a cast needs it.
    names = {(kind, " ".join(words.split())[:500]) for (kind, _, _), (_, words, _, _) in kept.tags.items()}
    groups = MentionGroup.objects.bulk_create(
        MentionGroup(reading=reading, kind=kind, name=name) for kind, name in sorted(names)
    )
    group_of = {(group.kind, group.name): group for group in groups}
    Tag.objects.bulk_create(
        [
            Tag(
                reading=reading,
                kind=kind,
                start=start,
                end=end,
                label=label,
                surface=words,
                score=score,
                state=state,
                group=group_of[kind, " ".join(words.split())[:500]],
            )
            for (kind, start, end), (label, words, score, state) in sorted(kept.tags.items())
        ],
        batch_size=2000,
    )
