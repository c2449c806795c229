"""robots.txt as RFC 9309 has it: the longest rule that matches decides, ``*`` and ``$`` count, unknown lines do not.

Python's own ``urllib.robotparser`` takes the first rule that matches and knows no ``*``, so it would fetch what sites
forbid and pass over what they allow.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

MOST_BYTES = 512 * 1024
MOST_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    path: str
    allows: bool

    def matches(self, target: str) -> bool:
        """In steps from the left, never backwards: a pattern of a stranger's must not cost more than its length."""
        pattern = self.path.removesuffix("$")
        pieces = pattern.split("*")
        if not target.startswith(pieces[0]):
            return False
        position = len(pieces[0])
        if len(pieces) == 1:
            return position == len(target) or not self.path.endswith("$")
        last = pieces.pop()
        for piece in pieces[1:]:
            found = target.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
        if self.path.endswith("$"):
            return target.endswith(last) and len(target) - len(last) >= position
        return target.find(last, position) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site allows one program."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    why_not: str = field(default="")

    def allows(self, target: str) -> bool:
        if self.why_not:
            return False
        target = _normal(target)
        found = [rule for rule in self.rules if rule.matches(target)]
        return not found or max(found, key=lambda rule: (len(rule.path), rule.allows)).allows


def read(content: bytes, *, product: str) -> Robots:
    """The rules for a program called ``product``: those that name it, put together, else those for everybody.

    Nothing is kept of what is for others: a file may name thousands of them above thousands of rules.
    """
    ours = product.lower()
    groups: dict[str, tuple[list[Rule], list[float]]] = {}
    agents: list[str] = []
    in_rules = False
    count = 0
    for line in re.split(r"\r\n|\r|\n", content[:MOST_BYTES].decode("utf-8", "replace").lstrip("\ufeff")):
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = [] if in_rules else agents
            agent = "*" if value == "*" else re.match(r"[A-Za-z_-]*", value)[0].lower()
            if agent in (ours, "*") and agent not in agents:
                agents.append(agent)
                groups.setdefault(agent, ([], []))
            in_rules = False
        elif name in ("allow", "disallow"):
            in_rules = True
            count += 1
            if value and count <= MOST_RULES:
                for agent in agents:
                    groups[agent][0].append(Rule(_normal(value), name == "allow"))
        elif name == "crawl-delay":
            in_rules = True
            if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
                for agent in agents:
                    groups[agent][1].append(float(value))
    rules, delays = groups.get(ours) or groups.get("*") or ([], [])
    return Robots(rules=tuple(rules), delay=max(delays, default=0.0))


def _normal(path: str) -> str:
    """Escapes written one way, so that /caf%C3%A9 and /café are the same. ``%2F`` stays: it is no step of a path."""
    pieces = re.split(r"(%2[fF]|%2[aA]|%24)", path)
    return "".join(
        piece.upper() if number % 2 else quote(unquote_to_bytes(piece), safe="/:@!$&'()*+,;=~-._?[]#")
        for number, piece in enumerate(pieces)
    )
