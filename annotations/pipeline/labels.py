"""The one place where a pipeline's entity labels become our four kinds.

OntoNotes (en_core_web_*), CoNLL and WikiNER (PER/LOC/ORG/MISC) and the default pipeline's own labels. What is not
listed (dates, amounts, works of art, MISC) is not tagged.
"""

from __future__ import annotations

KIND_OF_LABEL = {
    "PERSON": "person",
    "PER": "person",
    "PLACE": "place",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "group",
    "NORP": "group",
    "EVENT": "event",
    "EVT": "event",
}
OWN_LABEL = {"person": "PERSON", "place": "PLACE", "group": "ORG", "event": "EVENT"}
DEMONYM = "NORP"
