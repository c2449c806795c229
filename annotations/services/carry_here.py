"""What stands in the reading that something is carried over to: suggestions, decisions, and what was taken away."""

from annotations.models import ClaimUse, Decision, Reading, State


class Here:
    """One reading's tags, quotes, claims and cast rows by where they stand and by what was proposed."""

    def __init__(self, reading: Reading) -> None:
        tags = list(reading.tags.order_by("start", "end", "pk"))
        quotes = list(reading.quotes.order_by("start", "pk"))
        self.rows = {row.pk: row for row in reading.groups.select_related("entity").order_by("pk")}
        uses = list(ClaimUse.objects.filter(quote__reading=reading))
        gone = {
            "tag": [tag.pk for tag in tags if tag.state == State.REMOVED],
            "quote": [quote.pk for quote in quotes if quote.state == State.REMOVED],
            "use": [use.pk for use in uses if use.state == ClaimUse.State.REMOVED],
        }
        undone = last_undone(gone)
        self.tags = {(t.kind, t.start, t.end): t for t in tags if t.state != State.REMOVED}
        self.proposed = {(t.p_kind, t.p_start, t.p_end): t for t in tags if t.p_start is not None}
        self.quotes = {quote.pieces: quote for quote in quotes if quote.state != State.REMOVED}
        self.proposed_quotes = {quote.p_pieces: quote for quote in quotes if quote.p_pieces is not None}
        # What somebody made and took away again; an undo takes nothing away for good.
        self.removed = {
            (t.kind, t.start, t.end) for t in tags if t.state == State.REMOVED and ("tag", t.pk) not in undone
        }
        self.removed |= {q.pieces for q in quotes if q.state == State.REMOVED and ("quote", q.pk) not in undone}
        self.known_uses = {
            (use.quote_id, use.claim_id)
            for use in uses
            if use.state == ClaimUse.State.ATTACHED or ("use", use.pk) not in undone
        }
        unlinked = {row.pk for row in self.rows.values() if row.entity_id is None}
        said = Decision.objects.filter(object_type="group", object_id__in=unlinked, after__has_key="entity_id")
        last = said.order_by("object_id", "-id").distinct("object_id").values_list("object_id", "act__verb")
        self.may_link = unlinked - {pk for pk, verb in last if verb != "undo"}
        self.live_rows = {t.group_id for t in tags if t.state in (State.SUGGESTED, State.CONFIRMED)} - {None}


def last_undone(ids: dict[str, list[int]]) -> set[tuple[str, int]]:
    """Which of these objects were last changed by an undo."""
    found: set[tuple[str, int]] = set()
    for object_type, pks in ids.items():
        if not pks:
            continue
        last = Decision.objects.filter(object_type=object_type, object_id__in=pks).order_by("object_id", "-id")
        verbs = last.distinct("object_id").values_list("object_id", "act__verb")
        found |= {(object_type, pk) for pk, verb in verbs if verb == "undo"}
    return found
