"""Words that the slots of events are read by."""

from __future__ import annotations

from annotations.pipeline.event_status import BEING
from annotations.pipeline.wordlist import word_set

REACH = 18
BORDERS = frozenset((";", ":", "—", "–", "(", ")", "“", "”", '"')) | word_set(
    """
    who whom whose which that where when while but although though because since until unless whether if as after
    before amid despite including according
    """
)
PLACE_PREPOSITIONS = word_set("in at near outside inside across around throughout")
BY_DATES = word_set("on in at late early since the , by")
# Nouns and verbs whose doer is not told by a name that stands before them: the arrest of X, X's trial.
DONE_TO = word_set(
    """
    killing kidnapping arrest trial conviction execution rape torture stabbing indictment extradition inauguration
    impeachment sentencing lawsuit
    """
)
VICTIMS = word_set("killing kidnapping rape torture stabbing shooting execution atrocity")
ACCUSED = word_set("arrest trial conviction sentencing indictment extradition lawsuit impeachment")
# Both sides alike.
MUTUAL = word_set("clash fighting battle talks agreement summit ceasefire negotiation")
FORCEFUL = frozenset(("battles", "explosions_remote_violence", "violence_against_civilians", "strategic_developments"))
OBJECTS = frozenset(("obj", "dobj"))
ANOTHER = word_set("another second third fourth further more other separate new fresh")
# Verbs that leave what follows to the noun before them.
HAPPENING = BEING | word_set(
    """
    happened occurred happening occurring took taken take taking came come began begin started broke erupted carried
    carrying launched conducted staged held scheduled planned killed killing hit struck shook rocked
    expected due claimed
    """
)
DONE = BEING | word_set("carried launched conducted staged mounted committed perpetrated claimed waged led planned")
RELATIVE = word_set("who which that")
HAVING = word_set("has have had 've ’ve having")
# What strikes do: "two strikes destroyed a tank".
STRIKES_HIT = word_set("hit hits destroyed engaged targeted damaged struck suppressed disabled")
STRIKES_DO = STRIKES_HIT | word_set("killed wounded injured")
AND_HURT = word_set("and or injured wounded hurt")
# What verbs of these tell is often told of an event named just before: "the bomb exploded", "the attack killed 12".
OUTCOMES = frozenset(("killing", "explosion"))
