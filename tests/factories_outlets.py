"""An outlet's archive: articles about different things on different days, with what the outlet repeats around them."""

from datetime import date, timedelta

from tests.factories_articles import record

_WHO = [
    "beekeeper",
    "ferryman",
    "choir",
    "surgeon",
    "orchard",
    "smokehouse",
    "referee",
    "typesetter",
    "glacier",
    "tailor",
]
_WHAT = ["vanished", "reopened", "quarrelled", "moved", "surprised", "apologised", "collapsed", "returned", "doubled"]
_WHERE = ["Alde", "Tessen", "Gersk", "Orlec", "Hadar", "Sund", "Fell", "Norra", "Esk", "Tamar", "Ellery"]


def archive(count: int, *around: str, outlet: str = "Lenn Valley Radio", every: int = 1, first: int = 0) -> list[dict]:
    """Records of one outlet, a day apart; each ``every``-th one ends with the paragraphs ``around``."""
    found = []
    for number in range(first, first + count):
        who, what, where = (words[number % len(words)] for words in (_WHO, _WHAT, _WHERE))
        lines = [
            f"The {who} of {where} {what} on day {number}.",
            f"Nobody in {where} had expected it of a {who}, least of all number {number}.",
            f"It was the talk of market stall {number} all morning.",
            f"A second {who} stood by and counted to {number}.",
            f"What comes next for {where} is written on page {number}.",
        ]
        lines += around if number % every == 0 else ()
        day = date(2025, 1, 1) + timedelta(days=number)
        found.append(
            record(
                outlet=outlet,
                headline=f"{who.title()} {what}",
                text="\n".join(lines),
                published_at=day.isoformat(),
            )
        )
    return found


def running(count: int, background: str, outlet: str = "Gersk Observer") -> list[dict]:
    """Records of one running story, nearly all of which end with the same paragraph of background."""
    found = []
    for number in range(count):
        day = date(2025, 1, 1) + timedelta(days=number)
        lines = [
            f"Shell number {number} fell on the market of Harrow.",
            f"The Northern Front fired {number} more at the bridge.",
            f"The hospital of Harrow took in {number} people.",
            f"It has rained for {number} hours in the town.",
            background,
        ]
        found.append(
            record(
                outlet=outlet,
                headline=f"Shells on Harrow, day {number}",
                text="\n".join(lines),
                published_at=day.isoformat(),
            )
        )
    return found
