"""Lay one gathered reading out as an export holds it, with the names of the protected hidden."""

from dataclasses import replace

from annotations.export.masking import Mask, blank, hide, merge, words_of_name
from annotations.export.shape import (
    AboutReading,
    Approval,
    Cue,
    ExportedArticle,
    ExportedClaim,
    ExportedEvent,
    ExportedGroup,
    ExportedQuote,
    ExportedReading,
    ExportedTag,
    Named,
    Pair,
    Parent,
    Parts,
    Person,
    QuoteProposal,
    Speaker,
    Step,
    TagProposal,
)
from annotations.export.trail import Ref, hide_names
from annotations.models import Entity, Event, Kind, MentionGroup, Quote, Reading, State, Tag
from annotations.services.export_events import lay_out_event
from annotations.services.export_gathering import Gathered, act_step, moment, pipeline, published
from articles import text as article_text
from articles.models import Article


def lay_out(reading: Reading, gathered: Gathered) -> ExportedReading:
    """One line of the export."""
    return _Layout(reading, gathered).reading()


class _Layout:
    def __init__(self, reading: Reading, gathered: Gathered) -> None:
        self.row = reading
        self.gathered = gathered
        self.groups: list[MentionGroup] = gathered.groups.get(reading.pk, [])
        self.group_of = {group.pk: group for group in self.groups}
        self.protected = {group.pk for group in self.groups if group.protected or _is_protected(group.entity)}
        # Removed tags were made by hand and taken back; what nobody decided is never part of a record.
        left_out = {State.REMOVED} | ({State.SUGGESTED} if reading.role == Reading.Role.RECORD else set())
        self.every_tag: list[Tag] = gathered.tags.get(reading.pk, [])
        self.tags = [tag for tag in self.every_tag if tag.state not in left_out]
        self.tag_of = {tag.pk: tag for tag in self.tags}
        self.mentioned = {tag.group_id for tag in self.tags if tag.state != State.REJECTED}
        self.quotes = [quote for quote in gathered.quotes.get(reading.pk, []) if quote.state not in left_out]
        self.turns = self._turns()
        self.approval = self._approval()
        self._hide(reading.article.text)
        self.usernames: set[str] = set()

    def _hide(self, text: str) -> None:
        """Decide what is masked: protected mentions, and protected names wherever else they stand."""
        names = [name for each in self.gathered.hidden_names.values() for name in each]
        spans: list[Pair] = []
        for tag in self.every_tag:
            if tag.group_id in self.protected and tag.state != State.REMOVED and tag.form != Tag.Form.PRONOUN:
                spans.append((tag.start, tag.end))
        for group in self.groups:
            if group.pk in self.protected:
                names += self._names_of(group)
        self.mask = Mask(names)
        self.masked = merge(spans + self.mask.spans(text))
        self.text = blank(text, self.masked)

    def _names_of(self, group: MentionGroup) -> list[str]:
        names = [group.name]
        names += [tag.surface for tag in self.every_tag if tag.group_id == group.pk and tag.form == Tag.Form.NAME]
        if group.entity is not None:
            names += self.gathered.hidden_names.get(_root(group.entity).pk, [group.entity.name])
        if group.kind == Kind.PERSON:
            names += [word for name in tuple(names) for word in words_of_name(name)]
        return names

    # -- the parts of a line -------------------------------------------------------------------------------------------

    def reading(self) -> ExportedReading:
        exported = ExportedReading(
            article=self._article(self.row.article),
            reading=self._about(),
            groups=[self._group(group) for group in self.groups],
            tags=[self._tag(tag) for tag in self.tags],
            events=[self._event(event) for group in self.groups for event in self._events_of(group)],
            quotes=[self._quote(quote) for quote in self.quotes],
            people=[],
        )
        people = self.gathered.people
        exported.people = [Person(username=username, name=people[username]) for username in sorted(self.usernames)]
        return exported

    def _article(self, article: Article) -> ExportedArticle:
        # The address leads to the text as it was published, and often spells the names out.
        hidden = bool(self.masked)
        return ExportedArticle(
            id=article.pk,
            external_id="" if hidden else article.external_id,
            outlet=None if article.outlet is None else Named(id=article.outlet.pk, name=article.outlet.name),
            url="" if hidden else article.url,
            headline=self._headline(article),
            byline=self.mask.string(article.byline),
            published_at=published(article),
            language=article.language,
            text=self.text,
            text_sha256=article_text.digest(self.text).hex(),
            parts=Parts.of(article.text, standfirst_start=article.standfirst_start, body_start=article.body_start),
            masked=self.masked,
        )

    def _headline(self, article: Article) -> str:
        if article.text.startswith(article.headline):
            return self.text[: len(article.headline)]
        return self.mask.string(article.headline)

    def _about(self) -> AboutReading:
        row = self.row
        return AboutReading(
            id=row.pk,
            role=row.role,
            state=row.state,
            reader=self._who(row.reader),
            source=pipeline(row.source),
            created_at=moment(row.created_at),
            submitted_at=moment(row.submitted_at),
            closed_at=moment(row.closed_at),
            approved=self.approval,
            parents=[self._parent(self.gathered.family[pk]) for pk in self.gathered.parents.get(row.pk, ())],
            trail=[self._told(step) for step in self.turns],
        )

    def _parent(self, parent: Reading) -> Parent:
        return Parent(
            id=parent.pk,
            role=parent.role,
            state=parent.state,
            reader=self._who(parent.reader),
            source=pipeline(parent.source),
            submitted_at=moment(parent.submitted_at),
        )

    def _group(self, group: MentionGroup) -> ExportedGroup:
        entity = None if group.entity is None else _root(group.entity)
        return ExportedGroup(
            id=group.pk,
            kind=group.kind,
            name=self._name(group),
            demonym=group.demonym,
            entity=entity and Named(id=entity.pk, name=self._entity_name(group, entity)),
            protected=group.pk in self.protected,
            trail=self._trail(("group", group.pk), hidden=group.pk in self.protected),
        )

    def _entity_name(self, group: MentionGroup, entity: Entity) -> str:
        return self._name(group) if group.pk in self.protected else self.mask.string(entity.name)

    def _name(self, group: MentionGroup) -> str:
        """The row's name, or a stand-in that is the same wherever the same entity is hidden."""
        if group.pk not in self.protected:
            return self.mask.string(group.name)
        if group.entity is not None:
            return f"protected {group.kind} e{_root(group.entity).pk}"
        return f"protected {group.kind} g{group.pk}"

    def _tag(self, tag: Tag) -> ExportedTag:
        return ExportedTag(
            id=tag.pk,
            kind=tag.kind,
            start=tag.start,
            end=tag.end,
            text=self.text[tag.start : tag.end],
            form=tag.form,
            label=tag.label,
            score=tag.score,
            state=tag.state,
            group=tag.group_id,
            proposal=None if tag.p_start is None else TagProposal(kind=tag.p_kind, start=tag.p_start, end=tag.p_end),
            trail=self._trail(("tag", tag.pk), hidden=tag.group_id in self.protected),
        )

    def _events_of(self, group: MentionGroup) -> list[Event]:
        """An event that was joined with another one, or whose every mention was rejected, is none any more."""
        return self.gathered.events.get(group.pk, []) if group.pk in self.mentioned else []

    def _event(self, event: Event) -> ExportedEvent:
        arguments = self.gathered.arguments.get(event.pk, ())
        return lay_out_event(event, arguments, text=self.text, trail=self._trail)

    def _quote(self, quote: Quote) -> ExportedQuote:
        return ExportedQuote(
            id=quote.pk,
            start=quote.start,
            end=quote.end,
            pieces=list(quote.pieces),
            text=" ".join(self.text[start:end] for start, end in quote.pieces),
            cue=None
            if quote.cue_start is None
            else Cue(start=quote.cue_start, end=quote.cue_end, text=self.text[quote.cue_start : quote.cue_end]),
            mode=quote.mode,
            score=quote.score,
            state=quote.state,
            speaker=self._speaker(quote),
            nothing_checkable=quote.nothing_checkable,
            proposal=None if quote.p_pieces is None else QuoteProposal(pieces=list(quote.p_pieces)),
            claims=[self._claim(use) for use in self.gathered.uses.get(quote.pk, ())],
            trail=self._trail(("quote", quote.pk)),
        )

    def _speaker(self, quote: Quote) -> Speaker | None:
        tag = self.tag_of.get(quote.speaker_id)
        if tag is None:
            return None
        words = self.text[tag.start : tag.end]
        group = self.group_of.get(tag.group_id)
        return Speaker(
            tag=tag.pk, start=tag.start, end=tag.end, text=words, name=words if group is None else self._name(group)
        )

    def _claim(self, use) -> ExportedClaim:
        return ExportedClaim(
            id=use.claim_id,
            merged_into=use.claim.root_id,
            wording=use.wording.n,
            text=self.mask.string(use.wording.text),
            stance=use.stance,
            hedged=use.hedged,
            trail=self._trail(("use", use.pk)),
        )

    # -- who, when -----------------------------------------------------------------------------------------------------

    def _who(self, user) -> str | None:
        if user is None:
            return None
        self.usernames.add(user.get_username())
        return user.get_username()

    def _trail(self, ref: Ref, *, hidden: bool = False) -> list[Step]:
        steps = self.gathered.lineage.trail(ref)
        if hidden:
            steps = hide_names(steps, hide)
        steps = [self._told(step) for step in steps]
        if self.approval is not None:
            steps.append(Step(step="approved", at=self.approval.at, who=self.approval.who, reading=self.row.pk))
        return steps

    def _told(self, step: Step) -> Step:
        """A step with its person noted and the names of the protected hidden."""
        if step.who is not None:
            self.usernames.add(step.who)
        if not self.mask:
            return step
        return replace(
            step,
            note=self.mask.data(step.note),
            before=self.mask.data(step.before),
            after=self.mask.data(step.after),
        )

    def _turns(self) -> list[Step]:
        """What happened to the reading as a whole, and to those it was made from."""
        family, level = [], [self.row.pk]
        while level:
            family += level
            level = [parent for pk in level for parent in self.gathered.parents.get(pk, ())]
        acts = {act.pk: act for pk in family for act in self.gathered.turns.get(pk, ())}
        return [act_step(act) for act in sorted(acts.values(), key=lambda act: act.at)]

    def _approval(self) -> Approval | None:
        if self.row.role not in (Reading.Role.RECORD, Reading.Role.HUMAN) or self.row.state != Reading.State.CLOSED:
            return None
        approvals = [step for step in self.turns if step.verb == "approve"]
        return Approval(who=approvals[-1].who, at=approvals[-1].at) if approvals else None


def _root(entity: Entity) -> Entity:
    return entity.root or entity


def _is_protected(entity: Entity | None) -> bool:
    return entity is not None and (entity.protected or _root(entity).protected)
