"""Made-up news, the same for the same number: a small cast, quotes, events, about 850 words. All names are invented."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from annotations.pipeline.analysis import Analysis, EventProposal, GroupProposal, QuoteProposal, TagProposal

WORDS = 850
LONG_WORDS, LONG_TAGS = 5_000, 500
OUTLETS = ["The Harbour Post", "Ketsela Courier", "Lowland Wire", "The Morning Reckoner", "Radio Sava News"]


def _listed(words: str) -> list[str]:
    """One a line, or several with commas between."""
    return [word.strip() for word in words.replace("\n", ",").split(",") if word.strip()]


FIRST = _listed("""
Mira, Jonas, Leyla, Tomas, Amara, Viktor, Selin, Dario, Nadia, Felix, Rosa, Karim, Helena, Oskar, Yara, Stefan
Lucia, Bashir, Elena, Marek, Samira, Anton, Greta, Idris
""")
LAST = _listed("""
Okonjo, Varga, Demirel, Halvorsen, Petrov, Castellan, Najjar, Brandt, Kowalczyk, Ferrara, Haddad, Lindqvist
Moreau, Achterberg, Saleh, Dragan, Ivanova, Osei, Marchetti, Nyberg, Karimov, Solano, Webber, Tanaka
""")
PLACES = _listed("""
Halcyon, Ketsela, Marrow Bridge, Port Sava, Eastmere, Koralia, Lake Tervo, North Quarter, Vantia
Old Customs House, Brennerstadt, Sarema, Dunmore Valley, Alkara, Westhaven, Pillar Square
""")
GROUPS = _listed("""
Civic Front, Harbour Workers' Union, Ministry of Water, Free Lowlands Party, Northern Brigade, City Council
Sava Shipping, National Guard, Red Lantern, Electoral Commission, Dunmore Hospital, Farmers' League
""")
EVENTS = ["attack", "protest", "raid", "election", "shooting", "flood", "explosion", "trial", "strike", "arrest"]
SENTENCES = [
    "{p} arrived in {c} on {day} with two members of the {g}, hours after the {e} had ended.",
    "The {e} left at least {n} people injured, according to the {g}, which has worked in {c} for years.",
    "Officials from the {g} said they would publish a full account before the end of the week.",
    "{p} and {p} met behind closed doors in {c}, where the talks went on until the early morning.",
    "Nobody in {c} expected the {e} to last as long as it did, and the shops along the river stayed shut.",
    "The {g} denied that any of its members had been near {c} at the time.",
    "Roads between {c} and {c} were closed for most of {day}, and buses were sent another way.",
    "{p}, who grew up in {c}, has led the local branch of the {g} for {n} years.",
    "Witnesses described a long queue of cars outside the town, and lights in every window of the old hotel.",
    "A second {e} in {c} was called off after a warning from the {g}.",
    "The report runs to {n} pages and was handed to {p} shortly before noon.",
    "It was the third time this year that the {g} and the {g} had disagreed in public over money for the harbour.",
    "Prices in the market have risen by {n} per cent since the spring, and many families now buy only bread and rice.",
    "Lawyers for {p} asked the court in {c} for more time to read the papers.",
    "By {day} evening the water had reached the lower steps of the school, and volunteers carried sandbags.",
    "There was no sign that the {e} had been planned for long, although some of the tools were new.",
    "{p} did not answer questions about the {e}.",
    "An older man in a grey coat said nothing at all and kept looking at the closed door.",
    "Several of the windows were still dark at nine, and the bakery opened an hour later than it usually does.",
    "For a while the only sound was that of the generators, which had been brought in on two trucks the night before.",
    "The rules have been changed four times since they were written, and few people can say which of them still hold.",
    "Whether the money will come in time is anybody's guess, and the first bills are due in less than three weeks.",
    "What happened next is disputed, and the recordings that might settle it have not been made public.",
    "Children were sent home early, and the afternoon bus was full before it left the first stop.",
    "Work on the new road began in the autumn and has been stopped twice because of the weather.",
]
QUOTES = [
    "“We have waited for this since the {e},” said {p}. “Nobody from the {g} ever came to ask us what we had seen.”",
    "“The figures are wrong and everybody in {c} knows it,” {p} told reporters.",
    "{p} said: “There were {n} of us on the bridge when it happened, and we all heard the same thing.”",
    "“I will not resign over a letter that I never signed,” {p} said on {day}.",
    "According to {p}, “the {g} was warned twice, in writing, and did nothing at all”.",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class Story:
    """One generated article as a line of JSONL would have it."""

    number: int
    outlet: str
    headline: str
    published_at: str
    text: str

    def as_row(self) -> dict:
        return {
            "id": f"bench-{self.number}",
            "outlet": self.outlet,
            "url": f"https://news.example/{self.number}",
            "headline": self.headline,
            "published_at": self.published_at,
            "language": "en",
            "text": self.text,
        }


def long_story(number: int) -> Story:
    """An article of 5,000 words, with three times the cast and more than 500 names and events."""
    return story(number, words=LONG_WORDS, times=3, sentences=[one for one in SENTENCES if "{" in one])


def story(number: int, *, words: int = WORDS, times: int = 1, sentences: list[str] = SENTENCES) -> Story:
    """The article of that number; no two are alike."""
    chance = random.Random(number)
    people = 5 * times
    full = zip(chance.sample(FIRST, people), chance.sample(LAST, people), strict=True)
    cast = {
        "p": [f"{first} {last}" for first, last in full],
        "c": chance.sample(PLACES, 4 * times),
        "g": chance.sample(GROUPS, 4 * times),
        "e": chance.sample(EVENTS, 3 * times),
    }
    said: set[str] = set()

    def fill(template: str) -> str:
        def slot(match: re.Match) -> str:
            name = match.group(1)
            if name == "n":
                return str(chance.randint(3, 900))
            if name == "day":
                return chance.choice(DAYS)
            value = chance.choice(cast[name])
            # A person is introduced by the full name and goes by the last one afterwards.
            if name == "p" and value in said:
                return value.split()[-1]
            said.add(value)
            return value

        return re.sub(r"\{(\w+)\}", slot, template)

    headline = fill("{p} under pressure after {e} in {c}") + f", case {number}"
    paragraphs: list[str] = []
    count = len(headline.split())
    while count < words:
        paragraph = " ".join(fill(template) for template in chance.sample(sentences, 3))
        if len(paragraphs) % 4 == 1:
            paragraph = fill(chance.choice(QUOTES))
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=17 * number)
    return Story(number, OUTLETS[number % len(OUTLETS)], headline, published.isoformat(), "\n\n".join(paragraphs))


# --- A pipeline that costs nothing, to fill the database with as many tags as real ones have --------------------------
_KINDS = {"person": FIRST + LAST, "place": PLACES, "group": GROUPS, "event": EVENTS}
_PATTERN = re.compile(
    rf"(?P<person>(?:(?:{'|'.join(FIRST)}) )?(?:{'|'.join(LAST)}))|(?P<place>{'|'.join(PLACES)})"
    rf"|(?P<group>{'|'.join(GROUPS)})|(?P<event>\b(?:{'|'.join(EVENTS)})\b)"
)
_QUOTE = re.compile("“[^”]+”")


def analyse(text: str) -> Analysis:
    """The names that the generator put into a text, found by looking for them."""
    groups: dict[tuple[str, str], int] = {}
    tags = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        key = (kind, match.group().split()[-1] if kind == "person" else match.group())
        group = groups.setdefault(key, len(groups))
        tags.append(TagProposal(start=match.start(), end=match.end(), kind=kind, label=kind, score=0.9, group=group))
    people = [number for number, tag in enumerate(tags) if tag.kind == "person"]

    def speaker(start: int, end: int) -> int | None:
        """The person named nearest to the quote."""
        return min(people, key=lambda n: min(abs(tags[n].start - end), abs(tags[n].end - start)), default=None)

    return Analysis(
        tags=tuple(tags),
        groups=tuple(GroupProposal(kind=kind, name=name) for kind, name in groups),
        events=tuple(EventProposal(group=number, type="") for (kind, _), number in groups.items() if kind == "event"),
        quotes=tuple(
            QuoteProposal(pieces=(match.span(),), speaker=speaker(*match.span())) for match in _QUOTE.finditer(text)
        ),
        pipeline_name="bench",
        pipeline_version="1",
    )
