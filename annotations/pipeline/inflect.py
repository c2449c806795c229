"""English verb and noun forms, spelled out ahead, so that lexicons work with any spaCy package and no lemmatizer."""

from __future__ import annotations

_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "think": "thinks thought thinking",
    "write": "writes wrote written writing",
    "speak": "speaks spoke spoken speaking",
    "swear": "swears swore sworn swearing",
    "hold": "holds held holding",
    "read": "reads read reading",
    "shoot": "shoots shot shooting",
    "fight": "fights fought fighting",
    "blow": "blows blew blown blowing",
    "overthrow": "overthrows overthrew overthrown overthrowing",
    "fall": "falls fell fallen falling",
    "burn": "burns burned burnt burning",
    "retake": "retakes retook retaken retaking",
    "overrun": "overruns overran overrun overrunning",
    "withdraw": "withdraws withdrew withdrawn withdrawing",
    "strike": "strikes struck striking",
    "beat": "beats beat beaten beating",
    "break": "breaks broke broken breaking",
    "burst": "bursts burst bursting",
    "slay": "slays slew slain slaying",
    "win": "wins won winning",
    "begin": "begins began begun beginning",
    "sing": "sings sang sung singing",
    "beg": "begs begged begging",
    "sum": "sums summed summing",
    "seek": "seeks sought seeking",
    "set": "sets set setting",
    "put": "puts put putting",
    "go": "goes went gone going",
    "reply": "replies replied replying",
    "fire": "fires fired firing",
    "kidnap": "kidnaps kidnapped kidnapping",
    "abduct": "abducts abducted abducting",
    "admit": "admits admitted admitting",
    "quip": "quips quipped quipping",
    "rebut": "rebuts rebutted rebutting",
    "stab": "stabs stabbed stabbing",
    "rob": "robs robbed robbing",
    "ram": "rams rammed ramming",
    "rape": "rapes raped raping",
    "hack": "hacks hacked hacking",
    "sue": "sues sued suing",
    "indict": "indicts indicted indicting",
    "acquit": "acquits acquitted acquitting",
    "besiege": "besieges besieged besieging",
    "plot": "plots plotted plotting",
    "feel": "feels felt feeling",
    "echo": "echoes echoed echoing",
    "man": "men",
    "woman": "women",
    "child": "children",
}
_DOUBLING = {
    "gun": "gunn",
    "commit": "committ",
    "refer": "referr",
    "concur": "concurr",
    "bar": "barr",
    "ban": "bann",
    "deadpan": "deadpann",
    "snap": "snapp",
    "slam": "slamm",
}


def verb_forms(lemma: str) -> set[str]:
    """All forms of a verb, the base form included; a particle after a space stays ("blow up")."""
    verb, _, particle = lemma.partition(" ")
    forms = {verb, *_IRREGULAR.get(verb, "").split()}
    if verb not in _IRREGULAR:
        stem = _DOUBLING.get(verb, verb)
        if verb.endswith("e"):
            forms |= {verb + "s", verb + "d", verb[:-1] + "ing"}
        elif verb.endswith("y") and verb[-2] not in "aeiou":
            forms |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
        elif verb.endswith(("s", "x", "z", "ch", "sh")):
            forms |= {verb + "es", stem + "ed", stem + "ing"}
        else:
            forms |= {verb + "s", stem + "ed", stem + "ing"}
    return {f"{form} {particle}" if particle else form for form in forms}


def noun_forms(lemma: str) -> set[str]:
    """Singular and plural of a noun; only the last word of a compound changes."""
    if lemma in _IRREGULAR and " " not in lemma:
        return {lemma, _IRREGULAR[lemma].split()[0]}
    if lemma.endswith("man"):
        return {lemma, lemma[:-3] + "men"}
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {lemma, lemma[:-1] + "ies"}
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return {lemma, lemma + "es"}
    return {lemma, lemma + "s"}
