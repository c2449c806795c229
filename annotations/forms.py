"""What the browser sends: one small form for each verb of the workspace (docs/workspace.md)."""

import re

from django import forms

from annotations.models import Kind, Quote, Stance

MAX_ID = 2**63 - 1
MAX_OFFSET = 2**31 - 1
MAX_SEEN = 2000
MAX_KEPT = 200
_OBJECT = re.compile(r"(?:tag|quote|group|use|event|participant):[0-9]{1,19}")


def _id(**options) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=MAX_ID, **options)


def _offset(**options) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=MAX_OFFSET, **options)


class Words(forms.CharField):
    """Words of the article exactly as they stand there; a form's own CRLF becomes the text's newline again."""

    def __init__(self, **options) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class Flag(forms.BooleanField):
    """``1`` or empty."""

    widget = forms.TextInput

    def __init__(self) -> None:
        super().__init__(required=False)


class Ids(forms.Field):
    """The same field sent several times, each an id."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> list[int]:
        return [_id().clean(item) for item in value or []]


class Act(forms.Form):
    """What every act brings: its id and the versions the person was looking at."""

    act = forms.UUIDField()
    seen = forms.JSONField(required=False)

    # Fields that the services call otherwise.
    AS = {"tag": "tag_id", "group": "group_id", "quote": "quote_id", "claim": "claim_id", "use": "use_id"}

    def clean_seen(self) -> dict[str, int]:
        seen = self.cleaned_data["seen"] or {}
        fits = (
            isinstance(seen, dict)
            and len(seen) <= MAX_SEEN
            and all(_OBJECT.fullmatch(key) and type(version) is int for key, version in seen.items())
        )
        if not fits:
            raise forms.ValidationError("The versions seen are not readable.")
        return seen

    def arguments(self) -> dict:
        """The fields of the verb itself, as its service wants them."""
        return {self.AS.get(name, name): self.cleaned_data[name] for name in self.fields if name not in ("act", "seen")}


class OneTag(Act):
    tag = _id()


class OneGroup(Act):
    group = _id()
    but = Ids(required=False)


class Spans(forms.JSONField):
    """Passages as JSON: ``[[start, end, "the words"], ...]``."""

    def clean(self, value) -> list[tuple[int, int, str]]:
        spans = super().clean(value) or []
        if not (isinstance(spans, list) and len(spans) <= MAX_SEEN and all(map(self._fits, spans))):
            raise forms.ValidationError("The passages are not readable.")
        return [tuple(span) for span in spans]

    @staticmethod
    def _fits(span) -> bool:
        return (
            isinstance(span, list)
            and [type(part) for part in span] == [int, int, str]
            and 0 <= span[0] < span[1] <= MAX_OFFSET
        )


class Takes(forms.Field):
    """The same field sent several times, each one thing to carry over: ``["tag:12", [[start, end]], "the words"]``."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> list[tuple[str, tuple[tuple[int, int], ...], str]]:
        if len(value or []) > MAX_SEEN:
            raise forms.ValidationError("That is more than one page offers.")
        return [self._read(one) for one in value or []]

    @staticmethod
    def _read(one: str) -> tuple[str, tuple[tuple[int, int], ...], str]:
        take = forms.JSONField().clean(one)
        fits = (
            isinstance(take, list)
            and [type(part) for part in take] == [str, list, str]
            and _OBJECT.fullmatch(take[0])
            and all(
                isinstance(place, list)
                and [type(offset) for offset in place] == [int, int]
                and 0 <= place[0] < place[1] <= MAX_OFFSET
                for place in take[1]
            )
        )
        if not fits:
            raise forms.ValidationError("What is ticked is not readable.")
        return take[0], tuple((start, end) for start, end in take[1]), take[2]


class Carry(Act):
    """What to carry over, and the reading that it comes from."""

    source = _id()
    take = Takes(required=False)


class Every(OneTag):
    also = Ids(required=False)
    spans = Spans(required=False)


class TagRow(OneTag):
    """Without a group the tag gets a cast row of its own."""

    group = _id(required=False)


class TagKind(OneTag):
    kind = forms.ChoiceField(choices=Kind)


class Edge(OneTag):
    words = Words()
    edge = forms.ChoiceField(choices=[("left", "left"), ("right", "right")])
    outward = Flag()
    unit = forms.ChoiceField(choices=[("word", "word"), ("char", "char")], required=False)

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or "word"


class Passage(Act):
    start = _offset()
    end = _offset()
    words = Words()


class TagSpan(Passage):
    tag = _id()


class KindOfPassage(Passage):
    kind = forms.ChoiceField(choices=Kind)


class OneQuote(Act):
    quote = _id()


class Speaker(OneQuote):
    tag = _id(required=False)


class SpeakerWords(KindOfPassage):
    quote = _id()
    like = _id(required=False)
    AS = Act.AS | {"like": "like_id"}


class QuoteWords(Passage):
    quote = _id()


class QuoteEdge(QuoteWords):
    edge = forms.ChoiceField(choices=[("left", "left"), ("right", "right")])
    outward = Flag()
    unit = forms.ChoiceField(choices=[("word", "word"), ("char", "char")], required=False)

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or "word"


class Cue(OneQuote):
    """Without a passage the quote has no cue."""

    start = _offset(required=False)
    end = _offset(required=False)
    words = Words(required=False)


class TwoQuotes(OneQuote):
    other = _id()
    AS = Act.AS | {"other": "other_id"}


class QuoteMode(OneQuote):
    mode = forms.ChoiceField(choices=Quote.Mode)


class Nothing(OneQuote):
    value = Flag()
    AS = Act.AS | {"value": "nothing"}


class StanceFields(forms.Form):
    stance = forms.ChoiceField(choices=Stance)
    hedged = Flag()


class Kept(forms.Field):
    """The same field sent several times, each a contested word that the person was asked about."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> list[str]:
        return [str(word)[:MAX_KEPT] for word in (value or [])[:MAX_KEPT]]


class NewClaim(OneQuote, StanceFields):
    text = forms.CharField()
    kept = Kept(required=False)


class KnownClaim(OneQuote, StanceFields):
    claim = _id()


class Use(Act):
    use = _id()


class UseStance(Use, StanceFields):
    pass


class Protection(Act):
    group = _id()


class EntityLink(Act):
    group = _id()
    entity = _id(required=False)
    name = forms.CharField(required=False)
    AS = Act.AS | {"entity": "entity_id"}
